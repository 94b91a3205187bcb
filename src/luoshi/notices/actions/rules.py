"""When the system reminds, and which days count: data that people edit on screen."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Holiday

from .. import permissions
from ..holidays import Day, rows_of, seen
from ..models import ReminderRule
from ..rules import rules_at


@acts.act("notices.add_rule", who=permissions.can_set_rules)
def add_rule(*, offset: int, level: int, by: Actor, kind: str = "") -> ReminderRule:
    """One more reminder; offset in working days from the due date, level 0 whoever owes it, 1 the next one up."""
    own = _own(by)
    if own.filter(kind=kind, offset=offset, level=level).exists():
        raise RuleBroken("已有同样的规则，不用重复添加。")
    rule: ReminderRule = acts.create(
        ReminderRule, organisation_id=by.organisation_id, kind=kind, offset=offset, level=level
    )
    return rule


@acts.act("notices.remove_rule", who=permissions.can_set_rules)
def remove_rule(*, offset: int, level: int, by: Actor, kind: str = "") -> None:
    """One reminder less; what was sent stays. Adding it again is the way back."""
    own = _own(by)
    rule = own.filter(kind=kind, offset=offset, level=level).first()
    if rule is None:
        raise RuleBroken("这条规则已经不在了，请刷新页面。")
    if not kind and own.filter(kind="").count() == 1:
        raise RuleBroken("至少要留一条规则，否则没有人会收到提醒。")
    acts.remove(rule)


def _own(by: Actor) -> QuerySet[ReminderRule]:
    """Rules of the actor's bureau; its first edit makes rows of those that held for it."""
    own = ReminderRule.objects.filter(organisation_id=by.organisation_id)
    if not own.exists():
        for kind, offset, level in rules_at(by.path):
            acts.create(
                ReminderRule, organisation_id=by.organisation_id, kind=kind, offset=offset, level=level
            )
    return own


@acts.act("notices.set_holidays", who=permissions.can_set_holidays)
def set_holidays(*, year: int, days: list[Day], by: Actor, before: str | None = None) -> int:
    """The table of one year as it was published; what stood there for this year goes. Answers the number of days.
    `before`: the mark of what was shown; raises RuleBroken when something else stands there by now.
    """
    return _set_days(year, days, "", before)


@acts.act("notices.set_own_days", who=permissions.can_set_own_days)
def set_own_days(*, year: int, days: list[Day], by: Actor, before: str | None = None) -> int:
    """What the actor's bureau adds to the table, for itself and those below it."""
    return _set_days(year, days, by.organisation_public_id, before)


def _set_days(year: int, days: list[Day], place: str, before: str | None) -> int:
    if any(day.day.year != year for day in days):
        raise RuleBroken(f"有日期不在 {year} 年，请核对后再保存。")
    if before is not None and before != seen(year, place):
        raise RuleBroken("您核对之后，别人改过这一年的安排。请对照下面最新的变化，再保存一次。")
    rows_of(year, place).delete()
    Holiday.objects.bulk_create(
        Holiday(organisation=place, day=day.day, kind=day.kind, name=day.name) for day in days
    )
    acts.note_bulk("common.holiday", [f"{place} {day.day} {day.kind} {day.name}".strip() for day in days])
    return len(days)
