"""What every act here does first: the selection is locked, then what lies in it."""

from __future__ import annotations

from typing import Any

from luoshi.common import acts
from luoshi.common.errors import RuleBroken
from luoshi.selection.models import Call
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import waiting

from ..models import Change, Objection, Result, Statement
from ..states import OPEN_OBJECTION

AT_WORK = (CallState.DECIDING, CallState.NOTICED)


def call_of(row: Any) -> int:
    """Key of the selection a row of this package belongs to."""
    if isinstance(row, Call):
        return row.pk
    if isinstance(row, Statement):
        return call_of(row.objection)
    if isinstance(row, Objection):
        return int(row.notice.call_id)
    if isinstance(row, Change):
        return int(row.result.call_id)
    return int(row.call_id)


def call_first(row: Any) -> Call:
    """The one order of locks: the selection first. So a result that is published and an objection that comes, or two
    who change the same list, come one after the other.
    """
    held: Call = Call.objects.select_for_update().get(pk=call_of(row))
    return held


def fresh_call(row: Any, *states: str) -> Call:
    """As it stands under the lock. Raises RuleBroken where it is in none of these states."""
    call = Call.objects.select_related("organisation").get(pk=call_of(row))
    if call.state not in (states or AT_WORK):
        raise RuleBroken(f"这次遴选现在是“{call.get_state_display()}”，不能办理。请刷新页面查看最新情况。")
    return call


def said(reason: str, what: str = "理由") -> str:
    """The reason as it is kept. Raises RuleBroken where there is none."""
    kept = reason.strip()[:300]
    if not kept:
        raise RuleBroken(f"请写明{what}后再办理，监督员看得到。")
    acts.note_reason(kept)
    return kept


def open_changes(call: Call) -> int:
    return waiting(Change.objects.filter(result__call=call)).count()


def open_objections(call: Call) -> int:
    return Objection.objects.filter(notice__call=call, state__in=OPEN_OBJECTION).count()


def has_results(call: Call) -> bool:
    return Result.objects.filter(call=call).exists()
