"""The school's steps decide: the shared acts of papers, and the sheet's own move after them."""

from __future__ import annotations

from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import enter_on_behalf, pass_step, return_to_step
from luoshi.papers.models import Approval
from luoshi.papers.states import ApprovalState

from .. import permissions
from ..models import ReturnSheet
from ..queries import answer_of
from ..states import SHEET, ReturnState
from .filling import arrive


def _approval_of(sheet: ReturnSheet) -> Approval:
    if sheet.approval is None:
        raise RuleBroken("还没有送审批，没有等待办理的环节。")
    return sheet.approval


@acts.act("returns.pass_sheet", who=permissions.can_decide_sheet, on="sheet")
def pass_sheet(*, sheet: ReturnSheet, by: Actor, **said: Any) -> ReturnSheet:
    """Agree; the last consent sends it to whoever asked."""
    pass_step(approval=_approval_of(sheet), by=by, **said)
    _follow("returns.pass_sheet", sheet, by)
    return sheet


@acts.act("returns.return_sheet", who=permissions.can_decide_sheet, on="sheet")
def return_sheet(*, sheet: ReturnSheet, by: Actor, **said: Any) -> ReturnSheet:
    return_to_step(approval=_approval_of(sheet), by=by, **said)
    _follow("returns.return_sheet", sheet, by)
    return sheet


@acts.act("returns.enter_sheet", who=permissions.can_enter_sheet, on="sheet")
def enter_sheet(*, sheet: ReturnSheet, by: Actor, outcome: str, **said: Any) -> ReturnSheet:
    """代录: what a leader signed or a meeting decided, with the paper."""
    enter_on_behalf(approval=_approval_of(sheet), by=by, outcome=outcome, **said)
    _follow("returns.enter_sheet", sheet, by)
    return sheet


def _follow(action: str, sheet: ReturnSheet, by: Actor) -> None:
    if _approval_of(sheet).state != ApprovalState.PASSED:
        SHEET.make(action, sheet)
        return
    if sheet.asked_in.state not in (ReturnState.OPEN, ReturnState.CLOSED):
        state = sheet.asked_in.get_state_display()
        raise RuleBroken(f"这次收表{state}，不能再送出。确需补报的，请对方重新开放填报。")
    answer = answer_of(sheet)
    if answer is None:
        raise RuleBroken("这份表没有内容，不能送出。请退回填表人。")
    arrive(action, sheet, answer, by)
