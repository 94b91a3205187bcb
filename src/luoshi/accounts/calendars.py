"""Working days of one organisation: the site's table, and over it the days its bureaus added, the nearest last."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.models import Holiday
from luoshi.common.workdays import made_of
from luoshi.core.days import day_in_words
from luoshi.core.reminder_days import covers
from luoshi.core.workdays import Workdays

from .models import Organisation, OrganisationChange
from .queries import ancestors, memberships_today

Days = dict[dt.date, str]


class Calendars:
    """All calendars of the site, read at once: two queries however many organisations are asked for."""

    def __init__(self) -> None:
        by_place: dict[str, Days] = {}
        for place, day, kind in Holiday.objects.values_list("organisation", "day", "kind"):
            by_place.setdefault(place, {})[day] = kind
        self.site = made_of(list(by_place.pop("", {}).items()))
        paths = Organisation.objects.filter(public_id__in=by_place).values_list("path", "public_id")
        self.own = {path: by_place[place] for path, place in paths} if by_place else {}

    def of(self, path: str) -> Workdays:
        """For the organisation at this path: what it has none of its own for is its superior's."""
        table = self.site
        for above in ancestors(path) if self.own else ():
            if days := self.own.get(above):
                table = _over(table, days)
        return table

    def anybody_works(self, day: dt.date) -> bool:
        return self.site.is_workday(day) or any(
            days.get(day) == Holiday.Kind.WORKDAY for days in self.own.values()
        )


def _over(table: Workdays, days: Days) -> Workdays:
    off = {day for day, kind in days.items() if kind == Holiday.Kind.HOLIDAY}
    on = {day for day, kind in days.items() if kind == Holiday.Kind.WORKDAY}
    return replace(table, off=(table.off - on) | off, on=(table.on - off) | on)


def workdays_of(path: str) -> Workdays:
    """The calendar of one organisation."""
    return Calendars().of(path)


def working_day(path: str) -> dt.date:
    """Today where it is worked, else the last working day before."""
    return workdays_of(path).latest(clock.today())


def beyond_the_table(path: str, day: dt.date | None) -> str:
    """What to tell whoever set a day in a year whose holidays nobody has entered yet; empty for every other day."""
    if day is None or covers(workdays_of(path), day, day):
        return ""
    asked = memberships_today().filter(role="system_admin").select_related("user").order_by("id")[:2]
    names = "、".join(dict.fromkeys(post.user.name for post in asked))
    return (
        f"{day.year} 年的放假安排还没有录入，{day_in_words(day)}上不上班现在不知道，工作日暂按周一至周五计算。"
        f"国务院办公厅公布后，请系统管理员{f'（{names}）' if names else ''}导入节假日表，再核对这个日期。"
    )


def follow_merger(*, old: Organisation, new: Organisation, **_: Any) -> list[str]:
    """The days the old bureau had of its own are the new one's, where that has none for the day. Returns them."""
    theirs = Holiday.objects.filter(organisation=new.public_id).values("day")
    rows = Holiday.objects.filter(organisation=old.public_id).exclude(day__in=theirs)
    days = [day.isoformat() for day in rows.order_by("day").values_list("day", flat=True)]
    Holiday.objects.filter(organisation=old.public_id, day__in=days).update(organisation=new.public_id)
    if days:
        acts.note_bulk("common.holiday", days)
    return days


def follow_undoing(*, change: OrganisationChange, by: Any) -> None:
    """Those that are still there go back."""
    if change.kind == OrganisationChange.Kind.MERGED:
        for old, facts in change.facts["olds"].items():
            days = facts["after"].get("accounts", {}).get("days", [])
            rows = Holiday.objects.filter(organisation=change.organisation.public_id, day__in=days)
            rows.update(organisation=old)
