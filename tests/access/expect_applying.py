"""What each route of applications in selections answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import clock, files
from luoshi.common.ids import new_public_id
from luoshi.evidence.models import Evidence
from luoshi.papers.models import Approval, Step
from luoshi.selection.applying.actions import personal_fields
from luoshi.selection.applying.actions.ranking import seen_of, to_rank
from luoshi.selection.applying.models import Application, Material, OfficerConflict, Person
from luoshi.selection.applying.tests.made import docx, pdf
from luoshi.selection.models import Call

from .expect_papers import STANDS_IN_FOR, post_of
from .expect_requests import to_enter as entered
from .expect_selection import READS_SELECTIONS
from .lines import EDITORS, Expected, Form, button, page, version

APPLIERS = frozenset({"school_head", "deputy_head", "office", "department_head", "task_owner", "teacher"})
WRITERS = frozenset({"school_head", "deputy_head", "office", "department_head"})
CLEARERS = frozenset({"school_head", "deputy_head", "office"})
AUTHOR = frozenset({"office"})
DECIDERS = frozenset({"office", "school_head", "deputy_head", "county_officer", "county_leader"})
ENTERERS = frozenset({"office", "county_officer"})
KEEP_AWAY = EDITORS | {"county_officer", "county_leader"}
APPROVAL = {"sent": "running", "returned": "returned", "draft": "recalled"}
ARRIVED = ("received", "correcting", "accepted", "refused")


def put(row: Application, state: str, at: str = "", user: Any = None) -> dict[str, Any]:
    """The application and its approval in this state, lying at the step of the role `at`; open again. For the bureau it
    stays where it is unless it has arrived before and afterwards: else it would come into sight, or go out of it.
    """
    post = post_of(user)
    ours = row.call.organisation_id
    of_the_bureau = post is not None and (post.organisation_id == ours or post.role == "host")
    if of_the_bureau and not (row.state in ARRIVED and state in ARRIVED):
        return version(row)
    approval = row.approval
    if approval is None and state not in ("draft", "withdrawn"):
        return version(row)  # never sent
    if approval is not None:
        told = APPROVAL.get(state, "passed")
        approval.steps.update(state="waiting")
        over = clock.now() if told in ("passed", "recalled") else None
        fields: dict[str, Any] = {"state": told, "ended_at": over, "resume_at": None}
        Approval.objects.filter(pk=approval.pk).update(sent_at=clock.now(), **fields)
        lying = approval.steps.filter(role=at).first() if at else approval.steps.first()
        if told == "running" and lying is not None:
            Step.objects.filter(pk=lying.pk).update(state="current", visit=9, arrived_at=clock.now())
    none = {"sequence": None, "sent_at": None, "rank": None} if state == "draft" else {}
    later = clock.now() + dt.timedelta(days=2) if state == "correcting" else None
    Application.objects.filter(pk=row.pk).update(state=state, correct_until=later, **none)
    return version(row)


def in_state(state: str, **fields: str) -> Form:
    return lambda row, user: {**fields, **put(row, state, user=user)}


def writable(**fields: str) -> Form:
    """Sent back for mending: its writers change it, whoever saw it still sees it."""
    return in_state("returned", **fields)


def of_its_own(row: Application, user: Any) -> bool:
    post = post_of(user)
    return post is not None and post.organisation_id == row.organisation_id and post.role in WRITERS


def as_a_draft(row: Application, user: Any) -> dict[str, Any]:
    """A draft of its school alone: the others, who would no longer see it, are asked as it stands."""
    return put(row, "draft") if of_its_own(row, user) else version(row)


def given_up(row: Application, user: Any) -> dict[str, Any]:
    return put(row, "withdrawn") if of_its_own(row, user) else version(row)


def at_own_step(row: Application, user: Any) -> dict[str, Any]:
    role = getattr(post_of(user), "role", "")
    return put(row, "sent", STANDS_IN_FOR.get(role, role), user)


def to_pass(row: Application, user: Any) -> dict[str, Any]:
    return {"comment": "同意", **at_own_step(row, user)}


def to_return(row: Application, user: Any) -> dict[str, Any]:
    return {"comment": "请补充", "to": "", "resume": "here", **at_own_step(row, user)}


def to_enter(row: Application, user: Any) -> dict[str, Any]:
    class AsRequest:
        """What `expect_requests.to_enter` reads of its row."""

        approval, pk, version = row.approval, 0, row.version

    if row.approval is None:
        return version(row)
    if put(row, "sent", user=user) and Application.objects.get(pk=row.pk).state != "sent":
        return version(row)  # the bureau's: it has no step
    said = entered(AsRequest(), user)  # type: ignore[arg-type]
    Application.objects.filter(pk=row.pk).update(state="sent")
    return said


def checked(row: Application, user: Any, met: bool = True) -> dict[str, Any]:
    said = put(row, "received", user=user)
    row.checks.update(met=met, words="缺页")
    return said


def unmet(row: Application, user: Any) -> dict[str, Any]:
    return {"words": "请补盖章页", **checked(row, user, met=False)}


def looked_at(row: Application, user: Any) -> dict[str, Any]:
    return {"met-whole": "yes", "words-whole": "", **put(row, "received", user=user)}


def with_a_file(row: Application, user: Any) -> dict[str, Any]:
    return {
        "item": "report",
        "files": SimpleUploadedFile("报告.pdf", pdf()),
        **put(row, "returned", user=user),
    }


def from_the_library(row: Application, user: Any) -> dict[str, Any]:
    """A piece of the school's own library that is a real file."""
    piece = Evidence.objects.filter(organisation=row.organisation, stored__isnull=False).order_by("pk")[0]
    stored = files.put([pdf("library")])
    Evidence.objects.filter(pk=piece.pk).update(
        stored=stored, file_name="材料.pdf", withdrawn_at=None, withdrawn_reason=""
    )
    return {"pieces": piece.public_id, **put(row, "returned", user=user)}


def with_an_opinion(row: Application, user: Any) -> dict[str, Any]:
    rules = {**row.call.rules, "opinions": [{"key": "x", "title": "学校意见"}]}
    Call.objects.filter(pk=row.call_id).update(rules=rules)
    return put(row, "returned", user=user)


def person(row: Person, user: Any) -> dict[str, Any]:
    return {"clear": "no", "words": "正在核实", **put(row.application, "returned", user=user)}


def material(row: Material, user: Any) -> dict[str, Any]:
    return put(row.application, "returned", user=user)


def own_selected(row: Application, user: Any) -> dict[str, Any]:
    day = str(clock.today())
    said = {"decided_on": day, "notice_from": day, "notice_until": day, "words": "评议", "outcome": "无异议"}
    return {**said, **put(row, "returned", user=user)}


def keeps_away(row: Application, user: Any) -> dict[str, Any]:
    post = post_of(user)
    state = "received" if post is not None and post.role in EDITORS else "sent"
    OfficerConflict.objects.filter(application=row).delete()
    return {"membership": post.public_id if post else "", "reason": "亲属", **put(row, state, user=user)}


def lifted(row: OfficerConflict, user: Any) -> dict[str, Any]:
    """Said by whom it binds: whoever said it does not lift it."""
    OfficerConflict.objects.filter(pk=row.pk).update(said_by=row.membership)
    return {"reason": "已核实", **version(row)}


def new(call: Call, user: Any) -> dict[str, Any]:
    return {"title": f"另一份{new_public_id()}"}


def ranked(call: Call, user: Any) -> dict[str, Any]:
    from luoshi.accounts.queries import actor_for

    post = post_of(user)
    rows = to_rank(actor_for(post), call) if post is not None else []
    return {"_seen": str(seen_of(rows))}


def on_paper(call: Call, user: Any) -> dict[str, Any]:
    now = clock.now()
    Call.objects.filter(pk=call.pk).update(until=now + dt.timedelta(minutes=1))
    school = Application.objects.filter(call=call).first()
    if school is None:
        return {}
    scan = SimpleUploadedFile("纸质材料.pdf", pdf())
    at = (now - dt.timedelta(minutes=1)).astimezone(dt.timezone(dt.timedelta(hours=8)))
    said = {"organisation": school.organisation.public_id, "title": "纸质申报", "reason": "断网"}
    return {**said, "at": f"{at:%Y-%m-%d %H:%M}", "files": scan}


def with_a_template(call: Call, user: Any) -> dict[str, Any]:
    return {"files": SimpleUploadedFile("申报书.docx", docx("{{申报名称}}"))}


def to_call(row: Application, user: Any) -> dict[str, Any]:
    """A personal field of the form, opened to call."""
    fields = personal_fields(row)
    return {
        "path": fields[0][0] if fields else "",
        "reason": "电话通知补正",
        **put(row, "received", user=user),
    }


def over(call: Call, user: Any) -> dict[str, Any]:
    rows = Application.objects.filter(call=call).exclude(approval=None)
    rows.update(state="accepted")
    Call.objects.filter(pk=call.pk).update(state="checking", closed_at=clock.now())
    return {"reason": "不再等待", **version(call)}


def both(roles: frozenset[str], form: Form) -> Expected:
    return Expected(get=roles, post=roles, form=form)


EXPECTED_APPLYING: dict[str, Expected] = {
    "selection-applications": page(READS_SELECTIONS),
    "apply-page": page(),
    "apply-receipt": page(),
    "apply-receipt-page": page(),
    "apply-material": page(),
    "apply-form-file": page(),
    "apply-own-file": page(),
    "apply-filled-book": Expected(
        get=APPLIERS | EDITORS | {"party_secretary", "bureau_leader", "monitor"}, others=404
    ),
    "apply-book": both(EDITORS, with_a_template),
    "apply-new": both(APPLIERS, new),
    "apply-ranking": both(frozenset({"county_officer"}), ranked),
    "apply-paper": both(EDITORS, on_paper),
    "apply-end-checks": both(EDITORS, over),
    "apply-basics": both(WRITERS, writable(title="改过的名称")),
    "apply-form": both(WRITERS, writable(summary="改过")),
    "apply-people": both(WRITERS, writable(name="示例新人", role="member")),
    "apply-own-selection": both(WRITERS, own_selected),
    "apply-remove-person": button(WRITERS, person),
    "apply-clear-person": button(CLEARERS, person),
    "apply-add-materials": button(WRITERS, with_a_file),
    "apply-from-library": both(WRITERS, from_the_library),
    "apply-remove-material": button(WRITERS, material),
    "apply-statements": button(WRITERS, writable(statement="true")),
    "apply-opinion": button(WRITERS, with_an_opinion),
    "apply-send": button(WRITERS, as_a_draft),
    "apply-pass": button(DECIDERS, to_pass),
    "apply-return": button(DECIDERS, to_return),
    "apply-enter": button(ENTERERS, to_enter),
    "apply-resubmit": button(AUTHOR, in_state("returned", comment="已改")),
    "apply-recall": button(AUTHOR, in_state("sent")),
    "apply-withdraw": button(WRITERS, in_state("returned", reason="不报了")),
    "apply-restore": button(WRITERS, given_up),
    "apply-check": button(EDITORS, looked_at),
    "apply-ask-correction": button(EDITORS, unmet),
    "apply-send-correction": button(WRITERS, in_state("correcting")),
    "apply-accept": button(EDITORS, checked),
    "apply-refuse": button(EDITORS, in_state("received", reason="资格不符")),
    "apply-again": button(EDITORS, in_state("accepted", reason="重新核对")),
    "apply-reveal": button(EDITORS, to_call, done=200),
    "apply-conflict": button(KEEP_AWAY | {"monitor"}, keeps_away),
    "apply-named": page(),
    "apply-confirm-named": button(frozenset({"school_head"})),
    "apply-deny-named": button(frozenset({"school_head"})),
    "apply-lift-conflict": button(frozenset({"city_officer"}), lifted),
}
