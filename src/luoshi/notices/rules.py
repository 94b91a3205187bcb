"""Reminders by rule and working day, and who stands at the next level."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from luoshi.accounts.calendars import Calendars
from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import STEP, ancestors, memberships_today
from luoshi.common import clock
from luoshi.common.actor import Actor, system_actor
from luoshi.common.stages import Reminder, installed
from luoshi.core.days import due_in_words
from luoshi.core.reminder_days import offset_in_force
from luoshi.core.workdays import Workdays

from .actions.telling import tell
from .models import ReminderRule
from .recipients import reachable

log = logging.getLogger(__name__)
DEFAULTS = ((-3, 0), (0, 0), (1, 0), (3, 1))  # working days from the due date, level
FROM_HOUR, TO_HOUR = 8, 20  # office hours in which the system reminds
LADDERS = (
    (
        ("teacher", "task_owner", "finance"),
        ("department_head",),
        ("office",),
        ("deputy_head",),
        ("school_head", "party_secretary"),
    ),
    (("county_officer",), ("county_leader",)),
    (("city_officer",), ("section_head",), ("bureau_leader",)),
)
OFFICERS = ("county_officer", "city_officer")


def rules_at(path: str) -> list[tuple[str, int, int]]:
    """(kind, offset, level) as they hold for an organisation at `path`: of the nearest bureau at or above it that
    made its own, else what the site began with."""
    rows = ReminderRule.objects.filter(Q(organisation__path__in=ancestors(path)) | Q(organisation=None))
    found: dict[str, list[tuple[str, int, int]]] = {}
    for place, kind, offset, level in rows.values_list("organisation__path", "kind", "offset", "level"):
        found.setdefault(place or "", []).append((kind, offset, level))
    return found[max(found, key=len)] if found else [("", offset, level) for offset, level in DEFAULTS]


def rules_for(kind: str, path: str = "", plan: str = "") -> list[tuple[int, int]]:
    """(offset, level) for this kind of deadline: the plan's own rules, else the kind's, else those for all."""
    rows = rules_at(path)
    for wanted in (kind_of_plan(plan), kind, "") if plan else (kind, ""):
        if found := [(offset, level) for of, offset, level in rows if of == wanted]:
            return found
    return list(DEFAULTS)


def kind_of_plan(plan: str) -> str:
    """How the rules of one plan (public id) are told from the others."""
    return f"plan:{plan}"


def rule_groups(actor: Actor) -> list[tuple[str, str]]:
    """(kind, words) of all that this actor's bureau may make rules for: everything, and each of its plans."""
    plans = [each for stage in installed() if stage.own_rules is not None for each in stage.own_rules(actor)]
    return [("", "所有期限"), *((kind_of_plan(public_id), name) for public_id, name in plans)]


def remind() -> int:
    """Ask every stage what is due and remind by the rules; answers how many notices went out.

    Each reminder has a key, so that it goes out once however often this runs; a day on which nothing ran is made up
    for on the next working day.
    """
    now = timezone.localtime(clock.now())
    calendars = Calendars()
    if not calendars.anybody_works(now.date()) or not FROM_HOUR <= now.hour < TO_HOUR:
        return 0
    sent = 0
    for stage in installed():
        for reminder in stage.reminders(now.date()) if stage.reminders else ():
            try:
                sent += _follow(reminder, calendars, now.date())
            except DatabaseError:
                raise
            except Exception:
                log.exception("a reminder of stage %s could not be sent", stage.name)
    return sent


def _follow(reminder: Reminder, calendars: Calendars, today: dt.date) -> int:
    """Everybody by the rules and the working days of the own bureau."""
    by_path: dict[str, list[Membership]] = {}
    for post in reminder.to:
        by_path.setdefault(post.organisation.path, []).append(post)
    return sum(
        _by_rules(reminder, owing, path, table, today)
        for path, owing in by_path.items()
        if (table := calendars.of(path)).is_workday(today)
    )


def _by_rules(reminder: Reminder, owing: list[Membership], path: str, table: Workdays, today: dt.date) -> int:
    rules = rules_for(reminder.kind, path, reminder.plan)
    sent = 0
    for level in sorted({level for _, level in rules}):
        offset = offset_in_force(table, reminder.due, [o for o, of in rules if of == level], today)
        if offset is None:
            continue
        to = owing if level == 0 else reminder.above or tuple(above(owing))
        sent += _send(reminder, to, f"{reminder.key}|{reminder.due}|{offset}|{level}", level, today)
    return sent


def _send(reminder: Reminder, to: Iterable[Membership], key: str, level: int, today: dt.date) -> int:
    """Looks first whether anybody is left to be told: a tick that has nothing to say writes no line in the log."""
    if not reachable(to, about=reminder.about, key=key):
        return 0
    when = due_in_words(today, reminder.due)
    told = tell(
        to=to,
        title=f"{reminder.title}（{when}）" if level == 0 else f"下级未办：{reminder.title}（{when}）",
        kind="reminder",
        href=reminder.href,
        body=reminder.body,
        about=reminder.about,
        due=reminder.due,
        key=key,
        by=system_actor(),
    )
    return int(told is not None)


def above(posts: Iterable[Membership]) -> Iterator[Membership]:
    """The next level of each post: the next one up that is held in the same organisation, else the officers of the
    organisation above."""
    seen: set[int] = set()
    for post in posts:
        for higher in _next_up(post):
            if higher.pk not in seen:
                seen.add(higher.pk)
                yield higher


def _next_up(post: Membership) -> list[Membership]:
    colleagues = memberships_today().filter(organisation_id=post.organisation_id).order_by("id")
    for ladder in LADDERS:
        place = next((number for number, roles in enumerate(ladder) if post.role in roles), None)
        for roles in ladder[place + 1 :] if place is not None else ():
            if found := list(colleagues.filter(role__in=roles)):
                return found
    parent = Organisation.objects.filter(path=post.organisation.path[:-STEP]).first()
    if parent is None:
        return []
    return list(memberships_today().filter(organisation=parent, role__in=OFFICERS).order_by("id"))
