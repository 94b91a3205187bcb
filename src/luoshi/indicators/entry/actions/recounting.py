"""An officer counts an indicator anew: what would change is shown before, each time stands in the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.common import acts, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from ...definitions import definition_for
from ...models import Indicator, Period
from .. import permissions
from ..recounting import ASKED, COUNTING, FAILED, FEW, LOOKING, READY, SHOWN, Change, asked, schools_below
from .computing import compute

LOOK_JOB, COUNT_JOB = "indicator_entry.look_recount", "indicator_entry.recount"


def refuse_uncounted(indicator: Indicator, period: Period) -> None:
    if indicator.withdrawn_at is not None:
        raise RuleBroken("这个指标已经停用，先恢复再重新计算。")
    definition = definition_for(indicator.pk, period)
    if not definition.computed or definition.period_type != period.type:
        raise RuleBroken("这一期的数是填报的，不由台账计算，不能重新计算。要更正的请在填报里退回。")


@acts.act("indicator_entry.look_recount", who=permissions.can_edit_indicator, on="indicator")
def look_recount(*, indicator: Indicator, period: Period, by: Actor) -> Indicator:
    """Of many schools the worker looks what would change."""
    refuse_uncounted(indicator, period)
    if asked(indicator).get("state") in (LOOKING, COUNTING):
        raise RuleBroken("这个指标正在后台计算，请等它完成。")
    _keep(indicator, period=period.public_id, state=LOOKING)
    jobs.enqueue(LOOK_JOB, object_id=indicator.public_id, membership_id=by.membership_id)
    return indicator


@acts.act("indicator_entry.note_recount", who=permissions.can_edit_indicator, on="indicator")
def note_recount(*, indicator: Indicator, found: Sequence[Change], by: Actor) -> Indicator:
    """The worker has looked."""
    rows = [[each.school, each.before, each.after] for each in found[:SHOWN]]
    _keep(indicator, **{**asked(indicator), "state": READY, "count": len(found), "rows": rows})
    return indicator


@acts.act("indicator_entry.note_no_recount", who=permissions.only_the_system, on="indicator")
def note_no_recount(*, indicator: Indicator, message: str, by: Actor) -> Indicator:
    _keep(indicator, **{**asked(indicator), "state": FAILED, "message": message})
    return indicator


@acts.act("indicator_entry.recount", who=permissions.can_edit_indicator, on="indicator")
def recount(*, indicator: Indicator, period: Period, by: Actor, by_worker: bool = False) -> Indicator:
    """All schools below, for this period. Of many, after what would change was looked at, the worker does it."""
    refuse_uncounted(indicator, period)
    schools, state = schools_below(by), asked(indicator)
    if len(schools) > FEW and not by_worker:
        if (state.get("state"), state.get("period")) != (READY, period.public_id):
            raise RuleBroken("单位较多，请先看会改什么，再重新计算。")
        _keep(indicator, **{**state, "state": COUNTING})
        jobs.enqueue(COUNT_JOB, object_id=indicator.public_id, membership_id=by.membership_id)
        return indicator
    done = compute(indicators=[indicator], organisations=schools, periods=[period], by=by)
    _keep(indicator)
    acts.note_bulk("indicator_entry.recounted", [[period.public_id, done.added, done.changed, done.same]])
    return indicator


def _keep(indicator: Indicator, **said: Any) -> None:
    rest = {name: value for name, value in indicator.extra.items() if name != ASKED}
    acts.change(indicator, extra={**rest, **({ASKED: said} if said else {})})
