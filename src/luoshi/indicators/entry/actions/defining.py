"""Indicators and their definitions made on screen: what a pack can say can be said here too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.packs.indicators import faults_of, whole
from luoshi.plans.models import Target
from luoshi.plans.permissions import can_edit_part

from ...models import Indicator
from .. import permissions
from ..definitions import FROM_THE_BEGINNING, OF_INDICATOR, add_version, as_fields, current
from ..periods import LEAP_YEAR
from ..registers import known_registers
from ..reshaping import asked_in, refuse_reshaped
from .computing import count_at_once

OWN = "own-"


@acts.act("indicator_entry.make_indicator", who=permissions.can_make_indicator)
def make_indicator(*, fields: Mapping[str, Any], by: Actor) -> Indicator:
    """A new one of the actor's bureau, with its first definition."""
    said = _checked(fields, "")
    order = Indicator.objects.order_by("-order").values_list("order", flat=True).first() or 0
    made: Indicator = acts.create(
        Indicator,
        key="new",
        owner_id=by.organisation_id,
        order=order + 10,
        **{name: said[name] for name in OF_INDICATOR},
    )
    acts.change(made, key=f"{OWN}{made.public_id}")
    count_at_once(version=add_version(made, said, None, FROM_THE_BEGINNING), by=by)
    return made


@acts.act("indicator_entry.change_definition", who=permissions.can_edit_indicator, on="indicator")
def change_definition(
    *, indicator: Indicator, fields: Mapping[str, Any], valid_from: dt.date, by: Actor
) -> Indicator:
    """The next version: periods that end on that day or later are measured by it, earlier ones keep theirs."""
    if indicator.withdrawn_at is not None:
        raise RuleBroken("这个指标已经停用，先恢复再修改。")
    said, last = _checked(fields, indicator.key), current(indicator)
    acts.change(indicator, **{name: said[name] for name in OF_INDICATOR})
    if last is not None and as_fields(last) == {name: said.get(name) for name in as_fields(last)}:
        return indicator  # only its name or group
    if last is not None and valid_from < last.valid_from:
        raise RuleBroken("新的口径要从现行口径之后的日期起用，以前的数据仍按原来的口径。请改“从哪天起用”。")
    if last is not None:
        refuse_reshaped(last, said, valid_from)
    count_at_once(version=add_version(indicator, said, last, valid_from), by=by)
    return indicator


@acts.act("indicator_entry.withdraw_indicator", who=permissions.can_edit_indicator, on="indicator")
def withdraw_indicator(*, indicator: Indicator, by: Actor) -> Indicator:
    """Out of use; its figures stay."""
    if indicator.withdrawn_at is not None:
        raise RuleBroken("这个指标已经停用。请刷新页面查看最新情况。")
    if (asked := asked_in(indicator)) is not None:
        raise RuleBroken(f"“{asked.title}”还在填报这个指标，请先截止或撤回那次填报，再停用。")
    acts.change(indicator, withdrawn_at=clock.now())
    return indicator


@acts.act("indicator_entry.restore_indicator", who=permissions.can_edit_indicator, on="indicator")
def restore_indicator(*, indicator: Indicator, by: Actor) -> Indicator:
    if indicator.withdrawn_at is None:
        raise RuleBroken("这个指标在用，不用恢复。请刷新页面查看最新情况。")
    acts.change(indicator, withdrawn_at=None)
    if (last := current(indicator)) is not None:  # entries went on changing meanwhile
        count_at_once(version=last, by=by)
    return indicator


@acts.act("indicator_entry.link_target", who=permissions.can_edit_indicator, on="indicator")
def link_target(*, indicator: Indicator, target: Target, by: Actor) -> Indicator:
    """What this target of a plan is measured by; one indicator a target."""
    if not can_edit_part(by, target):
        raise RuleBroken("这个目标是别的单位的计划里的，请选本单位印发的计划的目标。")
    if target.extra.get("indicator") == indicator.key:
        raise RuleBroken("这个目标已经由这个指标衡量。请刷新页面查看最新情况。")
    acts.change(target, extra={**target.extra, "indicator": indicator.key})
    return indicator


@acts.act("indicator_entry.unlink_target", who=permissions.can_edit_indicator, on="indicator")
def unlink_target(*, indicator: Indicator, target: Target, by: Actor) -> Indicator:
    if not can_edit_part(by, target) or target.extra.get("indicator") != indicator.key:
        raise RuleBroken("这个目标不由这个指标衡量。请刷新页面查看最新情况。")
    acts.change(target, extra={name: said for name, said in target.extra.items() if name != "indicator"})
    return indicator


def _is_day(text: str) -> bool:
    """Month and day; the 29th of February is one."""
    try:
        dt.date.fromisoformat(f"{LEAP_YEAR}-{text}")
    except ValueError:
        return False
    return len(text) == len("09-01")


def _checked(fields: Mapping[str, Any], key: str) -> dict[str, Any]:
    """With what was left unsaid. Raises RuleBroken for the first thing that does not fit."""
    said = whole({**fields, "key": key or OWN})
    keys = set(Indicator.objects.filter(withdrawn_at__isnull=True).values_list("key", flat=True)) | {
        said["key"]
    }
    if said.get("count_day") and not _is_day(said["count_day"]):
        raise RuleBroken("统计日要写日历上有的月和日，请写成两位月、两位日，例如 09-01。")
    for _, message, remedy in faults_of(said, keys, known_registers()):
        raise RuleBroken(f"{message}{remedy}")
    return said
