"""Which events the log administrator reads, and what was asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from luoshi.accounts.models import Organisation, User
from luoshi.accounts.queries import STEP, people_named, within
from luoshi.common.actor import Actor
from luoshi.common.models import AuditEvent

from .words import LOG_WORDS, OBJECT_WORDS


def events_visible_to(actor: Actor) -> QuerySet[AuditEvent]:
    """Events of the own organisation and those below it; at the top also those of the system and of strangers."""
    if not actor.may("read_log"):
        return AuditEvent.objects.none()
    below = Organisation.objects.filter(within(actor.path)).order_by().values("public_id")
    scope = Q(organisation__in=below)
    if len(actor.path) == STEP:
        scope |= Q(organisation="")
    return AuditEvent.objects.filter(scope).order_by("-at", "-id")


@dataclass(frozen=True, slots=True)
class LogWanted:
    """What was asked for; nonsense counts as not asked."""

    start: str = ""
    end: str = ""
    person: str = ""
    action: str = ""
    kind: str = ""
    about: str = ""
    result: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> LogWanted:
        return cls(
            start=_day(query.get("start", "")),
            end=_day(query.get("end", "")),
            person=query.get("person", "").strip()[:40],
            action=_one_of(LOG_WORDS, query.get("action", "")),
            kind=_one_of(OBJECT_WORDS, query.get("kind", "")),
            about=query.get("about", "")[:20],
            result=_one_of(AuditEvent.Result.values, query.get("result", "")),
        )

    def among(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        if self.start:
            events = events.filter(at__gte=_midnight(self.start))
        if self.end:
            events = events.filter(at__lt=_midnight(self.end) + dt.timedelta(days=1))
        if self.person:
            people = people_named(User.objects.all(), self.person)
            events = events.filter(user__in=people.values("public_id"))
        exact = {
            "action": self.action,
            "object_type": self.kind,
            "object_id": self.about,
            "result": self.result,
        }
        return events.filter(**{name: value for name, value in exact.items() if value})

    def query(self, **changes: str) -> str:
        """The query string for this, with changes."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in {**asdict(self), **changes}.items() if value})
        return f"?{query.urlencode()}"

    def fields(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in asdict(self).items() if value]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.fields())


def _one_of(known: object, text: str) -> str:
    return text if text in known else ""  # type: ignore[operator]


def _day(text: str) -> str:
    try:
        day = parse_date(text)
    except ValueError:
        return ""
    return day.isoformat() if day is not None and 2000 <= day.year <= 2100 else ""


def _midnight(day: str) -> dt.datetime:
    """The beginning of a day in Beijing."""
    return timezone.make_aware(dt.datetime.fromisoformat(day))
