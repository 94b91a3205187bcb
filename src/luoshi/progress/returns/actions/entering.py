"""代录: the office types in what a school handed in on paper, with the signed sheet; told, and shown for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.actions import save_answer
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import Proof
from luoshi.papers.actions.moving import name_of_post, post_of

from .. import permissions
from ..burden.filled import NOTHING
from ..models import ReturnSheet
from ..states import SHEET, ReturnState, SheetState
from ..telling import tell_school
from .filling import arrive, complete_answer

ENTERS = permissions.can_judge_sheet


def why_not_entered(sheet: ReturnSheet) -> str:
    """Why the office cannot enter it now; empty when it can. Hint and refusal alike."""
    if sheet.state != SheetState.TODO:
        return f"{sheet.organisation.short}已经动手填了，请由学校送出。学校没有填的，才能代录。"
    if sheet.asked_in.state != ReturnState.OPEN:
        return "只有填报中的收表可以代录。截止以后的，请先重新开放填报。"
    return ""


@acts.act("returns.enter_for_school", who=ENTERS, on="sheet")
def enter_for_school(
    *, sheet: ReturnSheet, values: Mapping[str, Any], proof: Proof | None, by: Actor
) -> ReturnSheet:
    """The signed sheet stands for the school's own steps and its stamp."""
    if why := why_not_entered(sheet):
        raise RuleBroken(why)
    if proof is None:
        raise RuleBroken("请附上学校签字盖章的纸表，扫描件或照片。")
    version = sheet.asked_in.form_version
    assert version is not None
    save_answer(
        version_of_form=version,
        about=sheet,
        organisation_id=sheet.organisation_id,
        organisation_name=sheet.organisation.name,
        values=values,
        answer_version=0,
        by=by,
        complete=False,
        held=True,
    )
    post = post_of(by)
    acts.change(
        sheet,
        author=post,
        entered_by_name=name_of_post(post),
        entered_at=clock.now(),
        entered_number=sheet.number + 1,
        entered_proof=proof.stored,
        entered_proof_name=proof.name[-120:],
    )
    arrive("returns.enter_for_school", sheet, complete_answer(sheet), by)
    body = "按学校交来的纸表录入，纸表附在表上。请核对；不对的，对方收下以前可以撤回自己改。"
    tell_school(sheet, by, f"已代录：{sheet.asked_in.title}", body, f"return-entered:{sheet.public_id}")
    return sheet


@acts.act("returns.undo_entry", who=ENTERS, on="sheet")
def undo_entry(*, sheet: ReturnSheet, reason: str, by: Actor) -> ReturnSheet:
    """Entered by a slip, or at the wrong school: what was typed stays with the school as its draft, and it is told.
    That it was entered stays written.
    """
    if sheet.asked_in.state != ReturnState.OPEN:
        raise RuleBroken("这次收表已经截止，不能撤回代录。有误的，请退回核实。")
    gone = {
        "number": 0,
        "first_sent_at": None,
        "sent_at": None,
        "answer_version": None,
        "entered_number": None,
        **NOTHING,
    }
    SHEET.make("returns.undo_entry", sheet, reason=reason, **gone)
    body = f"理由：{reason.strip()}。请核对内容，自己送出。"
    key = f"return-entry-undone:{sheet.public_id}:{sheet.version}"
    tell_school(sheet, by, f"撤回了代录：{sheet.asked_in.title}", body, key)
    return sheet
