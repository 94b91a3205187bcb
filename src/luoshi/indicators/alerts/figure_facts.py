"""What approved figures say: short of the goal a school's filed workplan sets, or of the published standard; worse from
period to period. Judged as strictly as the document is written (`core.targets`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.core import alerts as core
from luoshi.core import targets
from luoshi.core.alerts import Fact
from luoshi.core.periods import Period as Span
from luoshi.core.periods import parts_of, period_before
from luoshi.core.reporting import DOWN
from luoshi.plans.models import Plan, Target
from luoshi.workplans.models import Goal
from luoshi.workplans.states import WorkplanState

from ..entry.periods import goal_year, year_around
from ..entry.wording import value_words
from ..models import NOW_VALID, Indicator, Observation, Period
from ..queries import Shown, figure, shown_of
from ..states import APPROVED

PERIODS = 8
LIKE = {"range": "at_least", "about": "at_least", "exact": "at_least"}
Key = tuple[int, int]  # school, indicator


@dataclass(frozen=True, slots=True)
class Asked:
    """What one school is to reach. said: in words with its source."""

    comparator: str
    number: Decimal
    said: str


def of_plan(plan: Plan, today: dt.date) -> Iterator[Fact]:
    """Goals of filed workplans whose target names an indicator."""
    by_key = _by_indicator(plan)
    if not by_key:
        return
    indicators = Indicator.objects.filter(key__in=by_key, withdrawn_at__isnull=True)
    keys = {row.pk: by_key[row.key] for row in indicators}
    goals = _goals(plan, {target for each in keys.values() for target in each})
    for (school, indicator), rows in _series(list(keys), plan.issuer, today).items():
        known = [goals.get((school, target), []) for target in keys[indicator]]
        short = [_missed(rows, partial(_goal_for, found), today, plan.public_id) for found in known]
        yield from _worst([fact for each in short for fact in each])
        year = goal_year(rows[-1].definition, rows[-1].period)
        asked = [_goal_for(found, year) for found in known]
        yield from _worst([fact for goal in asked if goal for fact in _falling(rows, goal, plan.public_id)])


def reached(plan: Plan, today: dt.date) -> dict[Key, tuple[str, str]]:
    """By school and target that names an indicator: the filed goal, if there is one, and what the figure says."""
    by_key = _by_indicator(plan)
    indicators = Indicator.objects.filter(key__in=by_key, withdrawn_at__isnull=True)
    keys = {row.pk: by_key[row.key] for row in indicators}
    goals = _goals(plan, {target for each in keys.values() for target in each})
    found = {}
    for (school, indicator), rows in _series(list(keys), plan.issuer, today).items():
        judged = _years(rows, today)[0]
        for target in keys[indicator]:
            known = [goal for goal in goals.get((school, target), []) if goal.year <= judged.year]
            number = known[-1].agreed if known else None
            said = "" if number is None else f"{number.normalize():f}{known[-1].target.unit}"
            found[school, target] = (said, value_words(judged.shown))
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """What is held against a goal: the latest figure, or the parts of a year together. so_far: it is not over."""

    last: Observation
    shown: Shown
    words: str
    year: int
    so_far: bool = False


def _years(rows: list[Observation], today: dt.date) -> list[Judged]:
    """A goal is a whole year's: flows of its parts are judged by the last year of which all are there."""
    last = rows[-1]
    around = year_around(last.definition, last.period)
    if around is None:
        said = f"{last.period.label}{value_words(shown(last))}"
        return [Judged(last, shown(last), said, goal_year(last.definition, last.period))]
    this, before = (_together(rows, span, today) for span in (around, period_before(around)))
    this, before = (_together(rows, span, today) for span in (around, period_before(around)))
    assert this is not None
    return [this, before] if this.so_far and before is not None and not before.so_far else [this]


def _together(rows: list[Observation], span: Span, today: dt.date) -> Judged | None:
    parts = [row for row in rows if span.starts <= row.period.starts and row.period.ends <= span.ends]
    if not parts:
        return None
    found, is_whole = _added(parts, span), len(parts) == len(parts_of(span, parts[-1].period.type))
    words = f"{span.label}合计{value_words(found)}"
    return Judged(parts[-1], found, words, span.starts.year, not (is_whole and span.ends < today))


def _added(parts: list[Observation], span: Span) -> Shown:
    """Of what is counted once, whoever comes again in the year counts once: that is asked for."""
    last = parts[-1]
    year = Period(type=span.kind, starts=span.starts, ends=last.period.ends, label=span.label)
    if last.definition.once:
        return figure(last.indicator, last.organisation, year)
    top, bottom = (sum(getattr(row, name) or 0 for row in parts) for name in ("numerator", "denominator"))
    return Shown(last.indicator, last.definition, last.organisation, year, top, bottom)


def _missed(
    rows: list[Observation], goal_of: Callable[[int], Asked | None], today: dt.date, plan: str = ""
) -> Iterator[Fact]:
    for judged in _years(rows, today):
        asked = goal_of(judged.year)
        if asked is None:
            continue
        if not judged.so_far:
            yield from _short(judged, asked, plan)
        elif asked.comparator in DOWN or not targets.meets(
            asked.comparator, judged.shown.exact, asked.number
        ):
            continue  # nothing is said of a year before it is over
        return


def _worst(facts: list[Fact]) -> list[Fact]:
    """Of several goals of one indicator the one missed by most: they are one alert."""
    return sorted(facts, key=lambda fact: -fact.measure)[:1]


def _by_indicator(plan: Plan) -> dict[str, list[int]]:
    """Targets by key of the indicator that measures them; one may measure several."""
    found: dict[str, list[int]] = {}
    for target in measured_targets(plan):
        found.setdefault(target.extra["indicator"], []).append(target.pk)
    return found


def measured_targets(plan: Plan) -> list[Target]:
    rows = Target.objects.filter(plan=plan, withdrawn_at__isnull=True, extra__has_key="indicator")
    return list(rows.order_by("order", "id"))


def _goals(plan: Plan, wanted: set[int]) -> dict[Key, list[Goal]]:
    rows = Goal.objects.filter(
        target__in=wanted,
        agreed__isnull=False,
        part__dropped_at__isnull=True,
        part__workplan__plan=plan,
        part__workplan__state=WorkplanState.FILED,
    ).select_related("target", "part__workplan")
    found: dict[Key, list[Goal]] = {}
    for goal in rows.order_by("year", "pk"):
        found.setdefault((goal.part.workplan.organisation_id, goal.target_id), []).append(goal)
    return found


def _goal_for(goals: list[Goal], year: int) -> Asked | None:
    """Of that year, else the latest before it."""
    known = [goal for goal in goals if goal.year <= year]
    if not known or known[-1].agreed is None or known[-1].target.comparator in targets.NUMBERLESS:
        return None
    goal, number = known[-1], known[-1].agreed
    comparator = LIKE.get(goal.target.comparator, goal.target.comparator)
    words = targets.in_words(comparator, f"{number.normalize():f}", "", goal.target.unit)
    return Asked(comparator, number, f"{goal.year}年目标：{words}")


def of_standards(bureau: Organisation, today: dt.date) -> Iterator[Fact]:
    """Published standards that each school is held to, in the indicators of one bureau."""
    indicators = Indicator.objects.filter(owner=bureau, withdrawn_at__isnull=True).order_by("order", "id")
    in_plans = _judged_in_plans()  # told of there
    for (school, indicator), rows in _series(
        list(indicators.values_list("pk", flat=True)), bureau, today
    ).items():
        standard = rows[-1].definition.extra.get("standard") or {}
        if standard.get("level") == "each" and standard.get("quantity") is not None:
            number = Decimal(str(standard["quantity"]))
            upper = "" if (most := standard.get("upper")) is None else f"{Decimal(str(most)).normalize():f}"
            unit = rows[-1].definition.unit
            words = targets.in_words(standard["comparator"], f"{number.normalize():f}", upper, unit)
            comparator = LIKE.get(standard["comparator"], standard["comparator"])
            asked = Asked(comparator, number, f"公布的标准：{words}")
            yield from _missed(rows, lambda _, found=asked: found, today)
            if (school, indicator) not in in_plans:
                yield from _falling(rows, asked)


def _judged_in_plans() -> set[Key]:
    """Schools and indicators that are held against a goal of a plan: falling is told there."""
    found: set[Key] = set()
    for plan in Plan.objects.filter(
        withdrawn_at__isnull=True, targets__extra__has_key="indicator"
    ).distinct():
        by_key = _by_indicator(plan)
        keys = Indicator.objects.filter(key__in=by_key, withdrawn_at__isnull=True)
        of_target = {target: row.pk for row in keys for target in by_key[row.key]}
        for (school, target), goals in _goals(plan, set(of_target)).items():
            if any(goal.target.comparator not in targets.NUMBERLESS for goal in goals):
                found.add((school, of_target[target]))
    return found


def _series(indicators: list[int], top: Organisation, today: dt.date) -> dict[Key, list[Observation]]:
    """By school and indicator its approved figures, the earliest first; in one question."""
    rows = Observation.objects.filter(
        NOW_VALID,
        within(top.path, "organisation__"),
        indicator__in=indicators,
        status__in=APPROVED,
        numerator__isnull=False,
        organisation__kind=Organisation.Kind.SCHOOL,
        organisation__withdrawn_at__isnull=True,
        period__starts__lte=today,
    ).select_related("indicator", "definition", "organisation", "period")
    found: dict[Key, list[Observation]] = {}
    for row in rows.order_by("period__ends", "pk"):
        found.setdefault((row.organisation_id, row.indicator_id), []).append(row)
    return found


def shown(row: Observation) -> Shown:
    return shown_of(row.indicator, row.definition, row.organisation, row.period, row)


def _named(row: Observation, plan: str) -> tuple[str, str]:
    """What the fact is about, and its title."""
    about = f"figure:{row.organisation.public_id}:{row.indicator.public_id}:{plan}"
    return about, f"{row.organisation.short}：{row.indicator.title}"


def since(row: Observation) -> dt.date:
    """Its count day; of a period that is not over yet, the day on which the figure was known."""
    known = timezone.localtime(row.recorded_at).date()
    return row.period.ends if row.period.ends < known else known


def _short(judged: Judged, asked: Asked, plan: str = "") -> Iterator[Fact]:
    last, down = judged.last, asked.comparator in DOWN
    now = judged.shown.exact
    if targets.meets(asked.comparator, now, asked.number) is False and now is not None:
        about, title = _named(last, plan)
        short = max(core.percent_short(float(asked.number), float(now), down=down), 1)
        words = f"{judged.words}，{asked.said}"
        yield Fact(core.UNDER_TARGET, about, last.organisation_id, title, short, since(last), words)


def _falling(rows: list[Observation], asked: Asked, plan: str = "") -> Iterator[Fact]:
    last = rows[-1]
    alike = [row for row in rows if row.period.type == last.period.type and shown(row).exact is not None]
    same = alike[-PERIODS:]  # nothing to divide by is no rate, not a rate of 0
    numbers = [float(shown(row).exact or 0) for row in same]
    times = core.times_worse(numbers, down=asked.comparator in DOWN)
    if times:
        about, title = _named(last, plan)
        first = same[-times]
        words = f"从{value_words(shown(same[-times - 1]))}到{value_words(shown(last))}"
        yield Fact(core.FALLING, about, last.organisation_id, title, times, since(first), words)


def has_figure(plan: Plan) -> set[tuple[int, int]]:
    """(school, target) of which an approved figure exists: what reports said of the same target counts no more."""
    by_key = _by_indicator(plan)
    rows = Observation.objects.filter(
        NOW_VALID, indicator__key__in=by_key, status__in=APPROVED, numerator__isnull=False
    )
    pairs = rows.order_by().values_list("organisation_id", "indicator__key").distinct()
    return {(school, target) for school, key in pairs for target in by_key[key]}
