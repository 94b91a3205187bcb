"""What each route of definitions, filings and figures answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Membership, User
from luoshi.common import clock
from luoshi.core.periods import period_of
from luoshi.indicators.entry.lines import Sheet
from luoshi.indicators.entry.models import Filing, FilingSheet, SheetLine
from luoshi.indicators.models import Indicator, IndicatorVersion, Observation
from luoshi.papers.models import Approval, Step
from luoshi.plans.models import Target

from .expect_papers import STANDS_IN_FOR, post_of
from .expect_registers import chosen as chosen_for
from .expect_registers import cited, uploaded
from .expect_requests import to_enter as entered
from .expect_returns import DECIDERS as STEP_HOLDERS
from .lines import EDITORS, LEADERS, SCHOOL_LEADERS, Expected, Form, button, page, version

FIGURE_READERS = EDITORS | LEADERS | SCHOOL_LEADERS | {"finance"}
FILLERS = frozenset({"office"})
COUNTY = frozenset({"county_officer"})
CITERS = frozenset({"school_head", "deputy_head", "office", "department_head", "finance"})
DUE = (clock.today() + dt.timedelta(days=5)).isoformat()
DEFINITION = {
    "title": "示例指标",
    "group": "示例",
    "definition": "示例口径",
    "kind": "typed",
    "nature": "stock",
    "period": "quarter",
    "unit": "人",
    "scale": "0",
    "scope": "all",
    "way": "typed",
}


def a_definition(row: Any, user: Any = None) -> dict[str, Any]:
    return {**DEFINITION, **version(row)}


def a_change(row: Any, user: Any = None) -> dict[str, Any]:
    return {**a_definition(row), "valid_from": clock.today().isoformat()}


def to_link(row: Indicator, user: Any = None, now: str = "") -> dict[str, Any]:
    """A target of the own bureau's plan that is measured by nothing, or by this one."""
    post = post_of(user)
    target = Target.objects.filter(
        plan__issuer=post.organisation_id if post else None, withdrawn_at=None
    ).first()
    if target is None:
        return version(row)
    Target.objects.filter(pk=target.pk).update(extra={"indicator": now} if now else {})
    return {"target": target.public_id, **version(row)}


def linked(row: Indicator, user: Any = None) -> dict[str, Any]:
    return to_link(row, user, row.key)


def counted_one(row: Indicator, user: Any = None) -> dict[str, Any]:
    """Counted from a register, for the period that its figures are of."""
    row.versions.update(computed={"register": "sample-none"}, kind="counted")
    return version(row)


def unasked(row: Indicator, user: Any = None) -> dict[str, Any]:
    """What an open filing asks stays in use."""
    Filing.objects.filter(indicators__definition__indicator=row, state="open").update(state="closed")
    return version(row)


def withdrawn(row: Indicator, user: Any = None) -> dict[str, Any]:
    """Taken out of use for those who run it; the others would no longer see it."""
    post = post_of(user)
    if post is not None and post.organisation_id == row.owner_id and post.role in EDITORS:
        Indicator.objects.filter(pk=row.pk).update(withdrawn_at=clock.now())
    return version(row)


def a_filing(row: Any, user: Any) -> dict[str, Any]:
    post = post_of(user)
    if post is None or post.role not in EDITORS:
        return {}
    mine = Indicator.objects.filter(owner=post.organisation_id, withdrawn_at=None)
    asked = (
        IndicatorVersion.objects.filter(indicator__in=mine, computed={}, superseded_at=None)
        .latest("pk")
        .indicator
    )
    sheet = FilingSheet.objects.filter(filing__organisation=post.organisation_id).first()
    assert sheet is not None
    Filing.objects.exclude(state="withdrawn").update(state="withdrawn")  # none is asked twice
    span = period_of("quarter", clock.today())
    said = {"title": "示例填报", "due": DUE, "period": f"quarter:{span.starts}"}
    return {**said, "indicators": asked.public_id, "schools": sheet.organisation.public_id}


def filing_in(state: str, **said: str) -> Form:
    """In this state for those who run it, and never sent by anybody."""

    def form(row: Filing, user: Any) -> dict[str, Any]:
        post = post_of(user)
        if post is not None and post.organisation_id == row.organisation_id and post.role in EDITORS:
            Filing.objects.filter(pk=row.pk).update(state=state)
            row.sheets.update(state="todo", sent_at=None, sent_by=None)
        return {**said, **version(row)}

    return form


def put(sheet: FilingSheet, state: str, line: str, judge: Any = None, **fields: Any) -> None:
    """The sheet and its one line in these states, with the figure that belongs to them."""
    Filing.objects.filter(pk=sheet.filing_id).update(state="open")
    post = post_of_school(sheet)
    Observation.objects.filter(organisation=sheet.organisation_id, period=sheet.filing.period_id).delete()
    seen = {"sent_at": clock.now(), "sent_by": post, "number": 1, **fields}
    FilingSheet.objects.filter(pk=sheet.pk).update(state=state, **seen)
    judged = (
        {"returned_words": "有误", "returned_by": judge or post}
        if line == "returned"
        else {"returned_words": ""}
    )
    was = {"judged_at": clock.now() if line in ("approved", "returned") else None}
    SheetLine.objects.filter(sheet=sheet).update(state=line, **judged, **was)
    status = {"writing": "filled", "waiting": "submitted"}.get(line, "approved")
    row = Sheet(sheet).rows()[0]
    numbers = {"numerator": 5, "denominator": 0, "status": status, "definition": row.definition}
    Observation.objects.create(
        indicator=row.definition.indicator,
        organisation=sheet.organisation,
        period=sheet.filing.period,
        **numbers,
    )


def post_of_school(sheet: FilingSheet) -> Any:
    return sheet.filing.opened_by


def sheet_in(state: str, line: str, *, picked: bool = False, **said: str) -> Form:
    def form(sheet: FilingSheet, user: Any) -> dict[str, Any]:
        looked = {"looked_at": clock.now()} if state == "looked" else {"looked_at": None}
        put(sheet, state, line, post_of(user), **looked)
        lines = {"lines": sheet.lines.get().public_id} if picked else {}
        return {**said, **lines, **version(sheet)}

    return form


def filled(sheet: FilingSheet, user: Any) -> dict[str, Any]:
    put(sheet, "filling", "writing")
    return {"line-1": sheet.lines.get().public_id, "value-1": "7", **version(sheet)}


def chosen(line: SheetLine, user: Any) -> dict[str, Any]:
    return chosen_for(line.sheet, user)  # type: ignore[arg-type]


def at_steps(sheet: FilingSheet, role: str) -> Approval:
    """The school's own steps it goes through, of a colleague; one is made where there is none."""
    put(sheet, "filling", "writing")
    if sheet.approval is not None:
        return sheet.approval
    colleague = User.objects.create(name="示例同事")
    author = Membership.objects.create(user=colleague, organisation=sheet.organisation, role="office")
    approval = Approval.objects.create(
        kind="filing", title="示例", about_type="indicator_entry.filingsheet", about_id=sheet.public_id,
        organisation=sheet.organisation, author=author, sent_at=clock.now(),
    )  # fmt: skip
    school = sheet.organisation
    Step.objects.create(
        approval=approval, order=1, leg=1, organisation=school, name="示例", role=role, days=3
    )
    sheet.approval = approval
    return approval


def at_own_step(sheet: FilingSheet, user: Any) -> dict[str, Any]:
    role = getattr(post_of(user), "role", "")
    if role not in STEP_HOLDERS:
        return version(sheet)
    lying = STANDS_IN_FOR.get(role, role)
    approval = at_steps(sheet, lying)
    approval.steps.update(state="waiting")
    step = approval.steps.filter(role=lying).first() or approval.steps.first()
    assert step is not None
    Approval.objects.filter(pk=approval.pk).update(state="running", ended_at=None, resume_at=None)
    Step.objects.filter(pk=step.pk).update(state="current", visit=9, arrived_at=clock.now())
    FilingSheet.objects.filter(pk=sheet.pk).update(state="checking", approval=approval)
    return version(sheet)


def to_pass(sheet: FilingSheet, user: Any) -> dict[str, Any]:
    return {"comment": "同意", **at_own_step(sheet, user)}


def to_return(sheet: FilingSheet, user: Any) -> dict[str, Any]:
    return {"comment": "请补充", "to": "", "resume": "here", **at_own_step(sheet, user)}


def to_enter(sheet: FilingSheet, user: Any) -> dict[str, Any]:
    """What the head signed, entered by the office."""
    post = post_of(user)
    if post is None or post.role != "office" or post.organisation_id != sheet.organisation_id:
        return version(sheet)

    class AsRequest:
        """What `expect_requests.to_enter` reads of its row."""

        approval, pk, version = at_steps(sheet, "school_head"), 0, sheet.version

    said = entered(AsRequest(), user)  # type: ignore[arg-type]
    FilingSheet.objects.filter(pk=sheet.pk).update(state="checking", approval=AsRequest.approval)
    return said


def cited_while_open(use: Any, user: Any) -> dict[str, Any]:
    """What was sent keeps its evidence."""
    put(SheetLine.objects.get(public_id=use.about_id).sheet, "filling", "writing")
    return cited(use, user)


EXPECTED_FIGURES: dict[str, Expected] = {
    "indicators": page(FIGURE_READERS),
    "indicator": page(FIGURE_READERS),
    "make-indicator": Expected(get=EDITORS, post=EDITORS, form=lambda row, user=None: dict(DEFINITION)),
    "change-indicator": Expected(get=EDITORS, post=EDITORS, form=a_change),
    "withdraw-indicator": button(EDITORS, unasked),
    "restore-indicator": button(EDITORS, withdrawn),
    "recount-indicator": Expected(get=EDITORS, post=EDITORS, form=counted_one),
    "link-indicator-target": button(EDITORS, to_link),
    "unlink-indicator-target": button(EDITORS, linked),
    "figure": page(FIGURE_READERS),
    "print-figure": button(FIGURE_READERS, lambda row, user: {}),
    "printed-figure": page(FIGURE_READERS),
    "filings": page(FIGURE_READERS),
    "new-filing": Expected(get=EDITORS, post=EDITORS, form=a_filing),
    "filing": page(FIGURE_READERS),
    "change-filing": Expected(get=EDITORS, post=EDITORS, form=filing_in("open", title="改名", due=DUE)),
    "close-filing": button(EDITORS, filing_in("open")),
    "reopen-filing": button(EDITORS, filing_in("closed", reason="补报")),
    "withdraw-filing": button(EDITORS, filing_in("open", reason="误发")),
    "restore-filing": button(EDITORS, filing_in("withdrawn", reason="误撤")),
    "filing-sheet": page(FIGURE_READERS),
    "fill-filing": Expected(get=FILLERS, post=FILLERS, form=filled),
    "filing-xlsx": page(FILLERS),
    "send-filing": button(FILLERS, sheet_in("filling", "writing")),
    "recall-filing": button(FILLERS, sheet_in("sent", "waiting")),
    "pass-filing": button(STEP_HOLDERS, to_pass),
    "send-back-filing": button(STEP_HOLDERS, to_return),
    "enter-filing": button(frozenset({"office"}), to_enter),
    "look-at-filing": button(COUNTY, sheet_in("sent", "waiting")),
    "unlook-filing": button(COUNTY, sheet_in("looked", "waiting")),
    "approve-filing": button(EDITORS, sheet_in("looked", "waiting")),
    "return-filing": button(EDITORS | COUNTY, sheet_in("looked", "waiting", picked=True, reason="有误")),
    "reopen-filing-lines": button(EDITORS | COUNTY, sheet_in("returned", "returned", picked=True)),
    "filing-line": page(FIGURE_READERS),
    "choose-filing-evidence": Expected(get=CITERS, post=CITERS, form=chosen),
    "upload-filing-evidence": Expected(get=CITERS, post=CITERS, form=uploaded),
    "drop-filing-evidence": button(CITERS, cited_while_open),
}
