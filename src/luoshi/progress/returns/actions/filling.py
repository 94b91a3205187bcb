"""A school fills its sheet, sends it, takes it back before it was taken up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.actions import save_answer
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import Answer
from luoshi.common.errors import RuleBroken
from luoshi.core.fields import problems_of, settle
from luoshi.core.fields.amounts import doubtful_amounts, in_words
from luoshi.notices.actions import settle as settle_notices
from luoshi.papers.actions import recall_approval
from luoshi.papers.actions.moving import post_of
from luoshi.papers.filed.actions import outdate_papers

from .. import permissions
from ..burden.filled import NOTHING, came_to, values_at
from ..keys import sheet_reminder
from ..models import ReturnSheet, SheetDoubt
from ..queries import answer_of
from ..states import SHEET, WRITABLE, ReturnState, SheetState
from .stepping import agreed_before, resent_by, set_off

FILLER = permissions.can_fill_sheet


def why_not_now(sheet: ReturnSheet) -> str:
    """Why nothing can be written or sent now; empty when it can. Hint and refusal alike."""
    row = sheet.asked_in
    if sheet.state not in WRITABLE:
        return f"现在的状态是“{sheet.get_state_display()}”，不能修改。对方还没有收下的，可以先撤回。"
    if row.state == ReturnState.OPEN:
        return ""
    if row.state == ReturnState.CLOSED and sheet.state == SheetState.DOUBTFUL:
        return ""
    if row.state == ReturnState.WITHDRAWN:
        return f"{row.organisation.short}已经撤回这次收表，不用再填。"
    return (
        f"这次收表{row.get_state_display()}，不能再填。确需补报的，请联系{row.organisation.short}重新开放。"
    )


def _refuse_unless_writable(sheet: ReturnSheet) -> None:
    if why := why_not_now(sheet):
        raise RuleBroken(why)


@acts.act("returns.save_sheet", who=FILLER, on="sheet")
def save_sheet(
    *,
    sheet: ReturnSheet,
    values: Mapping[str, Any],
    answer_version: int,
    by: Actor,
    from_file: bool = False,
) -> ReturnSheet:
    """Keep what was filled so far; nothing need be complete. from_file: it came with a workbook."""
    _refuse_unless_writable(sheet)
    version = sheet.asked_in.form_version
    assert version is not None
    answer = save_answer(
        version_of_form=version,
        about=sheet,
        organisation_id=sheet.organisation_id,
        organisation_name=sheet.organisation.name,
        values=values,
        answer_version=answer_version,
        by=by,
        complete=False,
        held=True,
    )
    uploaded = answer.version if from_file else sheet.uploaded
    SHEET.make("returns.save_sheet", sheet, author=post_of(by), uploaded=uploaded)
    return sheet


@acts.act("returns.send_sheet", who=FILLER, on="sheet")
def send_sheet(
    *,
    sheet: ReturnSheet,
    by: Actor,
    remark: str = "",
    replies: Mapping[str, str] | None = None,
    amounts_are_right: bool = False,
) -> ReturnSheet:
    """Confirm and send what stands. Where the return asks for it, through the school's steps first.

    amounts_are_right: whoever sends has looked at the amounts that are large for their unit.
    """
    _refuse_unless_writable(sheet)
    answer = complete_answer(sheet)
    large = doubtful_amounts(answer.form_version.form, values_of(answer))
    if large and not amounts_are_right:
        raise RuleBroken(f"{in_words(large)}这个数是万元还是元？没有错的，请勾选“大数核对过”再送出。")
    _keep_replies(sheet, replies or {})
    resent_by(sheet, by)
    said = {"author": post_of(by), "remark": remark.strip()[:300]}
    if sheet.asked_in.asks_steps:
        acts.change(sheet, **said)
        SHEET.make("returns.send_sheet", sheet, approval=set_off(sheet, answer, by))
    else:
        arrive("returns.send_sheet", sheet, answer, by, **said)
    return sheet


def complete_answer(sheet: ReturnSheet) -> Answer:
    answer = answer_of(sheet)
    if answer is None:
        raise RuleBroken("还没有填，请先填写。")
    form = answer.form_version.form
    if problems := problems_of(form, settle(form, values_of(answer)), complete=True):
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        raise RuleBroken(f"还不能送出：{problems[0].message}{more}")
    return answer


def _keep_replies(sheet: ReturnSheet, replies: Mapping[str, str]) -> None:
    for doubt in open_doubts(sheet):
        said = replies.get(doubt.public_id, "").strip()[:200]
        if said:
            acts.change(doubt, reply=said)


def open_doubts(sheet: ReturnSheet) -> list[SheetDoubt]:
    return list(sheet.doubts.filter(dropped_at__isnull=True, settled_at__isnull=True))


def arrive(action: str, sheet: ReturnSheet, answer: Answer, by: Actor, **fields: Any) -> None:
    """It has left the school: what is in it now is what was sent, and the doubts of before are dealt with."""
    now = clock.now()
    SHEET.make(
        action,
        sheet,
        number=sheet.number + 1,
        answer_version=answer.version,
        first_sent_at=sheet.first_sent_at or now,
        sent_at=now,
        doubt="",
        doubt_before=sheet.doubt,
        version_before=sheet.answer_version,
        sent_before_at=sheet.sent_at,
        **came_to(sheet, answer, by),
        **fields,
    )
    for doubt in open_doubts(sheet):
        acts.change(doubt, settled_at=now)
    settle_notices(sheet_reminder(sheet.asked_in.public_id, sheet.organisation.public_id))
    if not sheet.asked_in.asks_steps:  # with steps, papers outdates what was printed of an earlier sending
        outdate_papers(about=sheet, by=by)


@acts.act("returns.recall_sheet", who=FILLER, on="sheet")
def recall_sheet(*, sheet: ReturnSheet, by: Actor) -> ReturnSheet:
    """Back to writing: out of the school's steps while nobody has decided, or from the office before it is taken, as if
    it had not been sent: what was sent before it stands again, and so do the doubts that it answered.
    """
    if sheet.state == SheetState.CHECKING:
        approval = sheet.approval
        if approval is None or approval.author_id != by.membership_id:
            raise RuleBroken("审批中的表由送出的人撤回，请与他联系，或请当前环节退回。")
        recall_approval(approval=approval, by=by)
        SHEET.make("returns.recall_sheet", sheet, approval=None)
        return sheet
    if sheet.asked_in.state != ReturnState.OPEN:
        raise RuleBroken("这次收表已经截止，不能撤回。内容有误的，请联系对方退回核实。")
    answered = list(sheet.doubts.filter(settled_at=sheet.sent_at, dropped_at=None))
    SHEET.make(
        "returns.recall_sheet",
        sheet,
        approval=agreed_before(sheet, but=sheet.approval_id),
        number=max(sheet.number - 1, 0),
        first_sent_at=sheet.first_sent_at if sheet.number > 1 else None,
        sent_at=sheet.sent_before_at,
        answer_version=sheet.version_before,
        **_came_to_before(sheet, by),
        doubt=sheet.doubt_before,
        doubt_before="",
        version_before=None,
        sent_before_at=None,
        entered_number=None if sheet.is_entered else sheet.entered_number,
    )
    for doubt in answered:
        acts.change(doubt, settled_at=None)
    outdate_papers(about=sheet, by=by)
    return sheet


def _came_to_before(sheet: ReturnSheet, by: Actor) -> Mapping[str, Any]:
    """Of the sending that stands again."""
    answer = answer_of(sheet)
    if answer is None or sheet.version_before is None:
        return NOTHING
    return came_to(sheet, answer, by, values_at(answer, sheet.version_before))
