"""What a figure is measured by: the goal of the school's filed workplan for the year, and the published standard.

A target of a plan names its indicator (`indicator` in the plan pack); the number is the school's own, as it was filed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core import targets
from luoshi.core.reporting import DOWN
from luoshi.plans.models import Target
from luoshi.workplans.models import Goal
from luoshi.workplans.queries import workplans_visible_to
from luoshi.workplans.states import WorkplanState

from ..definitions import definition_for
from ..models import Indicator, IndicatorVersion, Period
from ..queries import Shown, figure
from ..states import Nature
from .baselines import Baseline, against, baseline_of
from .periods import goal_year, year_around
from .wording import rounded, standard_in_words, value_words

LIKE_LEAST = ("range", "about", "exact")  # a number of one side is held against their lower one
MOST_PLACES = 6
MET = {True: "达到", False: "没有达到", None: "不能判断"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing the figure is held against, and whether it passes, strictly as it is written."""

    words: str
    source: str
    met: bool | None
    lacks: str = ""
    workplan: str = ""  # public id
    so_far: str = ""  # of a year that is not over: what its parts add up to
    baseline: str = ""  # where the school stood when the workplan was filed, and what has changed since

    @property
    def said(self) -> str:
        if self.met is None and self.so_far:
            return f"全年还没有结束，到本期合计 {self.so_far}"
        if self.met is False and self.lacks == "0":
            return "没有达到（正好相等，要求是超过）"
        return f"没有达到，差 {self.lacks}" if self.met is False and self.lacks else MET[self.met]


def _measured(
    comparator: str, now: Fraction | None, goal: Decimal, upper: Decimal | None, unit: str, scale: int
) -> tuple[bool | None, str]:
    lacks = targets.lacks(comparator, now, goal)
    while lacks and scale < MOST_PLACES and abs(lacks) * 10**scale * 2 < 1:  # short by less than is shown
        scale += 1
    shown = "" if lacks is None else f"{rounded(lacks, scale)}{'个百分点' if unit == '%' else unit}"
    return targets.meets(comparator, now, goal, upper), "0" if lacks == 0 else shown


def targets_of(indicator: Indicator) -> list[Target]:
    rows = Target.objects.filter(withdrawn_at__isnull=True, extra__indicator=indicator.key)
    return list(rows.select_related("task__plan").order_by("order", "id"))


def goals_of(indicator: Indicator, organisation: Organisation, period: Period, actor: Actor) -> list[Goal]:
    """The filed goals of this school for the period's year, as far as the actor sees the workplan."""
    rows = Goal.objects.filter(
        target__in=targets_of(indicator),
        year=goal_year(definition_for(indicator.pk, period), period),
        agreed__isnull=False,
        part__dropped_at__isnull=True,
        part__workplan__organisation=organisation,
        part__workplan__state=WorkplanState.FILED,
        part__workplan__in=workplans_visible_to(actor).order_by().values("pk"),
    )
    return list(rows.select_related("target__task__plan", "part__workplan__organisation").order_by("pk"))


def _level_of(shown: Shown) -> str:
    """Which published standard its figure can be held against: a city's total is no county's."""
    if not shown.is_rolled_up:
        return "each"
    return "city" if shown.organisation.pk == shown.indicator.owner_id else ""


def measured(shown: Shown, actor: Actor) -> list[Measured]:
    """Standards and goals, each with whether it is met now."""
    definition, now = shown.definition, shown.exact
    found = []
    standard = definition.extra.get("standard")
    if standard and standard.get("level") == _level_of(shown):
        numbers = [
            None if standard.get(name) is None else Decimal(str(standard[name]))
            for name in ("quantity", "upper")
        ]
        assert numbers[0] is not None
        met, lacks = _measured(
            standard["comparator"], now, numbers[0], numbers[1], definition.unit, definition.scale
        )
        found.append(Measured(standard_in_words(standard, definition.unit), "公布的标准", met, lacks))
    if shown.is_rolled_up:
        return found
    goals = goals_of(shown.indicator, shown.organisation, shown.period, actor)
    year = _of_the_year(shown) if goals else shown
    return [*found, *(_by_goal(goal, year, shown) for goal in goals)]


def _of_the_year(shown: Shown) -> Shown:
    """What is held against a goal of a year: of a flow all its parts up to this one together."""
    year = year_around(shown.definition, shown.period)
    if year is None:
        return shown
    so_far = Period(type=year.kind, starts=year.starts, ends=shown.period.ends)
    return figure(shown.indicator, shown.organisation, so_far, as_of=shown.as_of)


def _by_goal(goal: Goal, year: Shown, shown: Shown) -> Measured:
    """What the year lacks is said when it is over and all its parts are there."""
    definition, comparator = shown.definition, goal.target.comparator
    comparator = "at_least" if comparator in targets.NUMBERLESS or comparator in LIKE_LEAST else comparator
    assert goal.agreed is not None
    baseline = baseline_of(shown.indicator, goal.part.workplan)
    now = against(goal.target, year.exact, baseline)
    met, lacks = _measured(comparator, now, goal.agreed, None, definition.unit, definition.scale)
    number = f"{goal.agreed.normalize():f}"
    words = f"{goal.year}年目标：{_since(goal)}{targets.in_words(comparator, number, '', _unit(goal, definition))}"
    whole = year_around(definition, shown.period)
    is_over = definition.nature != Nature.FLOW or (
        (whole is None or shown.period.ends == whole.ends)
        and shown.period.ends < clock.today()
        and not year.lacking
    )
    so_far = ""
    if not is_over and met is (comparator in DOWN):  # at most so much: kept so far; at least: not reached yet
        met, so_far = None, value_words(year)
    source = f"备案的实施方案（{goal.target.task.plan.short}）"
    return Measured(
        words, source, met, lacks, goal.part.workplan.public_id, so_far, _from_where(baseline, year)
    )


def _since(goal: Goal) -> str:
    """Of a goal that is told from the baseline on."""
    said = {goal.target.Measure.INCREASE: "比基数增加", goal.target.Measure.MULTIPLE: "达到基数的"}
    return said.get(goal.target.measure, "")


def _unit(goal: Goal, definition: IndicatorVersion) -> str:
    if goal.target.measure == goal.target.Measure.MULTIPLE:
        return "倍"
    if goal.target.measure == goal.target.Measure.INCREASE and definition.unit == "%":
        return "个百分点"
    return definition.unit


def _from_where(baseline: Baseline | None, year: Shown) -> str:
    if baseline is None:
        return ""
    moved = baseline.moved(year)
    return f"{baseline.words}，{moved}" if moved else baseline.words
