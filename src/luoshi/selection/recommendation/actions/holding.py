"""What acts here begin with: the call held first, the recommendation as it is, the list as it was seen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.errors import RuleBroken
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from ..models import Promotion, Recommendation, UpperResult


def call_first(row: Any) -> Call:
    """The one order of locks: the call, then what lies in it."""
    if isinstance(row, Call):
        key = row.pk
    elif isinstance(row, UpperResult):
        key = row.recommendation.call_id
    elif isinstance(row, Promotion):
        key = row.result.call_id
    else:
        key = row.call_id
    held: Call = Call.objects.select_for_update().get(pk=key)
    return held


def ended(call: Call) -> Call:
    """As it stands under the lock. Raises RuleBroken before its results were published."""
    found: Call = Call.objects.select_related("organisation", "kind", "form_version").get(pk=call.pk)
    if found.state != CallState.ENDED:
        raise RuleBroken("公示结束、结果公布以后才能推荐上报。请先办完公示、审定和公布。")
    return found


def said(reason: str, words: str = "请写明理由后再办理。") -> str:
    """The reason as it is kept. Raises RuleBroken with these words where there is none."""
    kept = reason.strip()[:300]
    if not kept:
        raise RuleBroken(words)
    acts.note_reason(kept)
    return kept


def day_said(on: dt.date) -> dt.date:
    if on > clock.today():
        raise RuleBroken("日期不能在今天以后，请按文件上的日期填写。")
    return on


def refuse_answered(recommendation: Recommendation) -> None:
    """What was answered from above stands; it is taken back first."""
    if recommendation.upper_results.filter(undone_at__isnull=True).exists():
        raise RuleBroken("已经登记了上级结果，不能再改这次推荐。登记错了的，请先撤销上级结果。")
