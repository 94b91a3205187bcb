"""What each route of returns answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.models import Membership, User
from luoshi.common import clock
from luoshi.common.dataforms.models import Answer
from luoshi.papers.models import Approval, Step
from luoshi.progress.returns.models import Return, ReturnSheet
from luoshi.progress.returns.queries import answer_of

from .expect_forms import FORM_EDITORS, READS_FORMS
from .expect_papers import STANDS_IN_FOR, post_of
from .expect_requests import to_enter as entered
from .expect_rounds import SCHOOL
from .lines import EDITORS, Expected, Form, a_reason, button, nothing, page, version

FILLERS = SCHOOL
DECIDERS = frozenset({"school_head", "deputy_head"})
LATER = (clock.now() + dt.timedelta(days=400)).strftime("%Y-%m-%dT17:00")


def facts(row: Any = None, user: Any = None) -> dict[str, Any]:
    until = (clock.now() + dt.timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    said = {"title": "示例收表", "basis": "示例文号", "section": "职成科", "purpose": "汇总", "until": until}
    return said if row is None else {**said, **as_draft(row, user)}


def runs(row: Return, user: Any) -> bool:
    post = post_of(user)
    return post is not None and post.organisation_id == row.organisation_id and post.role in EDITORS


def put(row: Return, state: str, **fields: Any) -> dict[str, Any]:
    sent_up = clock.now() if state == "sent_up" else None
    Return.objects.filter(pk=row.pk).update(state=state, sent_up_at=sent_up, **fields)
    return version(row)


def as_draft(row: Return, user: Any) -> dict[str, Any]:
    """A draft for those who run it; the others would no longer see it and are asked as it stands."""
    return put(row, "draft") if runs(row, user) else version(row)


def in_state(state: str, **said: str) -> Form:
    return lambda row, user: {**said, **(put(row, state) if runs(row, user) else version(row))}


def a_new_one(row: Return, user: Any) -> dict[str, Any]:
    """A draft with a form that may be sent out (it was sent out before)."""
    if not runs(row, user):
        return version(row)
    return put(row, "draft", reading="")


def nobody_began(row: Return, user: Any) -> dict[str, Any]:
    if runs(row, user):
        row.sheets.update(state="todo", received_at=None)
    return {"reason": "少了一栏", **in_state("open")(row, user)}


def to_merge(row: Return, user: Any) -> dict[str, Any]:
    if not runs(row, user):
        return version(row)
    sheet_in("sent")(sheet_of(row), user)
    return put(row, "closed", mapping={"keys": ["text"]}, readable=row.template)


def sheet_of(row: Return) -> ReturnSheet:
    answered = Answer.objects.filter(about_type="returns.returnsheet").values("about_id")
    return row.sheets.filter(public_id__in=answered).first() or row.sheets.order_by("pk")[0]


def to_receive(row: Return, user: Any) -> dict[str, Any]:
    sheet = sheet_of(row)
    sheet_in("sent")(sheet, user)
    return {"sheet": f"{sheet.public_id}:{sheet.version}", **in_state("open")(row, user)}


def a_template(row: Return, user: Any) -> dict[str, Any]:
    said = put(row, "draft", reading="") if runs(row, user) else version(row)
    return {"template": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 sample"), **said}


def with_template(row: Return, user: Any) -> dict[str, Any]:
    return put(row, "draft", reading="failed") if runs(row, user) else version(row)


def answered(sheet: ReturnSheet) -> Answer:
    """What it was filled with; something is filled in where nothing was."""
    form = sheet.asked_in.form_version
    found = answer_of(sheet)
    return found or Answer.objects.create(
        definition=form.definition,
        form_version=form,
        about_type="returns.returnsheet",
        about_id=sheet.public_id,
        organisation_id=sheet.organisation_id,
        organisation_name="示例",
    )


def at_steps(sheet: ReturnSheet, role: str) -> Approval:
    """The approval it goes through, of a colleague; one is made where there is none."""
    answered(sheet)
    if sheet.approval is not None:
        return sheet.approval
    colleague = User.objects.create(name="示例同事")
    author = Membership.objects.create(user=colleague, organisation=sheet.organisation, role="office")
    approval = Approval.objects.create(
        kind="return",
        title="示例",
        about_type="returns.returnsheet",
        about_id=sheet.public_id,
        organisation=sheet.organisation,
        author=author,
        sent_at=clock.now(),
    )
    Step.objects.create(
        approval=approval, order=1, leg=1, organisation=sheet.organisation, name="示例", role=role, days=3
    )
    ReturnSheet.objects.filter(pk=sheet.pk).update(approval=approval, author=author)
    return approval


def sheet_in(state: str, **said: str) -> Form:
    """The sheet in this state, with everything that belongs to it; its return open, without steps where it is sent."""

    def form(sheet: ReturnSheet, user: Any) -> dict[str, Any]:
        now, post = clock.now(), post_of(user)
        if post is None or sheet.asked_in.opened_at is None:
            return {**said, **version(sheet)}
        there = state in ("sent", "doubtful", "received")
        answer = answered(sheet)
        ReturnSheet.objects.filter(pk=sheet.pk).update(
            state=state,
            sent_at=now if there else None,
            first_sent_at=now if there else None,
            answer_version=answer.version if there else None,
            author=sheet.author or post if there else sheet.author,
            received_at=now if state == "received" else None,
        )
        Return.objects.filter(pk=sheet.asked_in_id).update(state="open", asks_steps=False)
        if sheet.approval_id:
            Approval.objects.filter(pk=sheet.approval_id).update(state="passed", ended_at=now)
            sheet.approval.steps.update(state="passed")
        return {**said, **version(sheet)}

    return form


def at_own_step(sheet: ReturnSheet, user: Any) -> dict[str, Any]:
    role = getattr(post_of(user), "role", "")
    lying = STANDS_IN_FOR.get(role, role)
    if role not in DECIDERS:
        return version(sheet)
    approval = at_steps(sheet, lying)
    approval.steps.update(state="waiting")
    step = approval.steps.filter(role=lying).first() or approval.steps.first()
    Approval.objects.filter(pk=approval.pk).update(state="running", ended_at=None, resume_at=None)
    Step.objects.filter(pk=step.pk).update(state="current", visit=9, arrived_at=clock.now())
    ReturnSheet.objects.filter(pk=sheet.pk).update(state="checking")
    return version(sheet)


def to_pass(sheet: ReturnSheet, user: Any) -> dict[str, Any]:
    return {"comment": "同意", **at_own_step(sheet, user)}


def to_return(sheet: ReturnSheet, user: Any) -> dict[str, Any]:
    return {"comment": "请补充", "to": "", "resume": "here", **at_own_step(sheet, user)}


def to_enter(sheet: ReturnSheet, user: Any) -> dict[str, Any]:
    class AsRequest:
        """What `expect_requests.to_enter` reads of its row."""

        approval, pk, version = sheet.approval, 0, sheet.version

    if sheet.approval is None:
        return version(sheet)
    said = entered(AsRequest(), user)  # type: ignore[arg-type]
    ReturnSheet.objects.filter(pk=sheet.pk).update(state="checking")
    return said


def to_enter_for(sheet: ReturnSheet, user: Any) -> dict[str, Any]:
    """A sheet nobody has begun, for those who run its return."""
    if not runs(sheet.asked_in, user):
        return version(sheet)
    Answer.objects.filter(about_type="returns.returnsheet", about_id=sheet.public_id).delete()
    none = dict.fromkeys(("sent_at", "first_sent_at", "answer_version", "author", "received_at", "approval"))
    ReturnSheet.objects.filter(pk=sheet.pk).update(state="todo", number=0, **none)
    Return.objects.filter(pk=sheet.asked_in_id).update(state="open")
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4 sample")
    return {"text": "内容", "paper": paper, **version(sheet)}


def entered_for(sheet: ReturnSheet, user: Any) -> dict[str, Any]:
    said = sheet_in("sent", reason="点错了")(sheet, user)
    ReturnSheet.objects.filter(pk=sheet.pk).update(number=1, entered_number=1)
    return said


RUN: dict[str, Expected] = {
    "edit-return": Expected(get=EDITORS, post=EDITORS, form=facts),
    "return-recipients": Expected(
        get=EDITORS,
        post=EDITORS,
        form=lambda row, user: {
            "schools": [each.organisation.public_id for each in row.sheets.all()],
            **as_draft(row, user),
        },
    ),
    "return-template": Expected(get=EDITORS, post=EDITORS, form=version),
    "add-return-template": button(EDITORS, a_template),
    "return-template-progress": page(EDITORS),
    "drop-return-template": button(EDITORS, with_template),
    "open-return": button(EDITORS, a_new_one),
    "redraft-return": button(EDITORS, nobody_began),
    "withdraw-return": button(EDITORS, in_state("open", reason="不要了")),
    "restore-return": button(
        EDITORS, lambda row, user: {"reason": "还要", **in_state("withdrawn")(row, user)}
    ),
    "extend-return": Expected(get=EDITORS, post=EDITORS, form=in_state("open", until=LATER, reason="放假")),
    "urge-return": Expected(get=EDITORS, post=EDITORS, form=in_state("open")),
    "receive-sheets": button(EDITORS, to_receive),
    "close-return": button(EDITORS, in_state("open")),
    "reopen-return": button(EDITORS, in_state("closed", reason="补报")),
    "merge-return": button(EDITORS, to_merge),
    "send-up-return": Expected(get=EDITORS, post=EDITORS, form=in_state("closed", number="示例1号")),
    "take-back-return": button(EDITORS, in_state("sent_up", reason="报错")),
    "return-merged": button(EDITORS, a_reason, done=200),
}
SHEET: dict[str, Expected] = {
    "return-sheet": page(READS_FORMS),
    "fill-sheet": Expected(get=FILLERS, post=FILLERS, form=sheet_in("filling", text="内容")),
    "upload-return-sheet": Expected(
        get=FILLERS, post=FILLERS, form=lambda row, user: {**sheet_in("filling")(row, user), "_discard": "1"}
    ),
    "return-sheet-workbook": Expected(get=FILLERS, post=FILLERS, form=nothing, done=200),
    "return-sheet-original": Expected(get=FILLERS, post=FILLERS, form=nothing, done=200),
    "send-sheet": button(FILLERS, sheet_in("filling")),
    "recall-sheet": button(FILLERS, sheet_in("sent")),
    "pass-sheet": button(DECIDERS, to_pass),
    "return-back-sheet": button(DECIDERS, to_return),
    "enter-sheet": button(frozenset({"office"}), to_enter),
    "print-return-sheet": button(FILLERS, sheet_in("sent")),
    "receive-sheet": button(EDITORS, sheet_in("sent")),
    "unreceive-sheet": button(EDITORS, sheet_in("received")),
    "doubt-sheet": Expected(get=EDITORS, post=EDITORS, form=sheet_in("sent", words="请核对")),
    "drop-doubts": button(EDITORS, sheet_in("doubtful")),
    "return-sheet-file": page(READS_FORMS),
    "enter-for-sheet": Expected(get=EDITORS, post=EDITORS, form=to_enter_for),
    "undo-sheet-entry": button(EDITORS, entered_for),
    "return-sheet-paper": page(FILLERS | EDITORS),
}
EXPECTED_RETURNS: dict[str, Expected] = {
    "returns": page(),
    "new-return": Expected(get=FORM_EDITORS, post=FORM_EDITORS, form=facts, gate=True),
    "return": page(READS_FORMS),
    "return-notice": page(READS_FORMS),
    "return-original": page(READS_FORMS),
    "return-values": page(READS_FORMS),
    "return-overview-xlsx": page(READS_FORMS),
    "burden": page(READS_FORMS),
    "burden-workbook": page(READS_FORMS),
    **RUN,
    **SHEET,
}
