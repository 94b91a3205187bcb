"""需要您关注: what stands in alarm where the reader answers for it, whoever is to act. Numbers, each a link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q
from django.urls import reverse

from luoshi.accounts.queries import within
from luoshi.accounts.roles import ROLES
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core import alerts as core
from luoshi.core.periods import Period
from luoshi.indicators.alerts.queries import alerts_visible_to, standing
from luoshi.indicators.alerts.states import AlertState
from luoshi.plans.queries import plans_visible_to
from luoshi.progress.meetings.models import Letter
from luoshi.progress.meetings.queries import letters_visible_to
from luoshi.progress.meetings.states import CaseState, LetterState
from luoshi.progress.models import PeriodicReport
from luoshi.progress.queries import NOT_LEFT
from luoshi.workplans.queries import OUTSIDERS

PERIODS = 4  # that are named one by one
REACHES = {
    "school": (core.OFFICE, core.COUNTY, core.CITY),
    "county": (core.COUNTY, core.CITY),
    "city": (core.CITY,),
}  # by the level of the post: the degrees that its office has come to it


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a line and the list behind it. `late`: it presses."""

    label: str
    count: int
    href: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Concern:
    """One line: what it is about, its numbers, what else is to be said of it."""

    label: str
    numbers: tuple[Number, ...]
    words: str = ""


def concerns_of(actor: Actor) -> list[Concern]:
    """Of the own organisation and those below it; empty for who does not look after schools."""
    role = ROLES.get(actor.role)
    if role is None or actor.role in OUTSIDERS or not actor.may("read_forms") or role.level not in REACHES:
        return []
    return [*_alerts(actor, REACHES[role.level]), *_reports(actor, role.level), *_letters(actor)]


def _alerts(actor: Actor, reaches: tuple[str, ...]) -> Iterator[Concern]:
    rows = standing(alerts_visible_to(actor)).filter(reach__in=reaches).order_by()
    silent = Count("pk", filter=Q(state=AlertState.OPEN))
    counts = rows.values("rank").annotate(n=Count("pk"), silent=silent, word=Max("level_word"))
    found = list(counts.order_by("rank"))
    if not found:
        return
    numbers = [
        Number(
            f"{core.MARKS[row['rank']]}级（{row['word']}）",
            row["n"],
            f"{reverse('alerts')}?rank={row['rank']}",
            row["rank"] == 1,
        )
        for row in found
    ]
    left = sum(row["silent"] for row in found)
    words = f"其中 {left} 条还没有写怎么解决" if left else "都已写明怎么解决"
    yield Concern("没有解除的预警", tuple(numbers), words)


def _reports(actor: Actor, level: str) -> Iterator[Concern]:
    """Schools whose report of a period that is over has not come; a school has its own among what waits."""
    if level == "school":
        return
    today = clock.today()
    rows = PeriodicReport.objects.filter(
        NOT_LEFT,
        within(actor.path, "organisation__"),
        period__plan__in=plans_visible_to(actor).order_by().values("pk"),
        period__closed_at__isnull=True,
        period__ends__lt=today,
        organisation__withdrawn_at__isnull=True,
    ).order_by()
    period = {name: F(f"period__{name}") for name in ("starts", "ends", "kind", "due")}
    counts = rows.values("period__public_id", short=F("period__plan__short"), **period).annotate(
        n=Count("pk")
    )
    numbers = []
    for row in counts.order_by("due", "period__public_id")[:PERIODS]:
        label = f"{row['short']}{Period(row['starts'], row['ends'], row['kind']).label}"
        href = reverse("report-period", args=[row["period__public_id"]])
        numbers.append(Number(f"{label}（{_day(row['due'], today)}）", row["n"], href, row["due"] < today))
    if numbers:
        yield Concern("还没有报送进展报告的学校", tuple(numbers))


def _day(due: dt.date, today: dt.date) -> str:
    return f"逾期 {(today - due).days} 天" if due < today else f"{due.month}月{due.day}日到期"


def _letters(actor: Actor) -> Iterator[Concern]:
    """Those without a reply; who replies for his school has them among what waits."""
    owed = letters_visible_to(actor).filter(
        case__state=CaseState.OPEN, state__in=(LetterState.ISSUED, LetterState.RETURNED)
    )
    if actor.may("call_meetings"):
        owed = owed.exclude(case__school=actor.organisation_id)
    keys = owed.select_related(None).order_by().values("pk")
    rows = Letter.objects.filter(pk__in=keys).order_by("reply_by", "pk")
    found = list(rows.values_list("case__public_id", "case__school__short", "reply_by")[:100])
    if not found:
        return
    today = clock.today()
    late = [each for each in found if each[2] < today]
    href = reverse("case", args=[found[0][0]]) if len(found) == 1 else reverse("cases")
    names = "、".join(dict.fromkeys(name for _, name, _ in found[:PERIODS]))
    words = f"{names}{'等' if len(found) > PERIODS else ''}"
    numbers = [Number("待回复", len(found), href)]
    if late:
        numbers.append(Number("其中已过回复期限", len(late), href, True))
    yield Concern("没有回复的督办函", tuple(numbers), words)
