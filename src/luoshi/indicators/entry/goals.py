"""What a figure is measured by: the goal of the school's filed workplan for the year, and the published standard.

A target of a plan names its indicator (`indicator` in the plan pack); the number is the school's own, as it was filed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.core import targets
from luoshi.plans.models import Target
from luoshi.workplans.models import Goal
from luoshi.workplans.queries import workplans_visible_to
from luoshi.workplans.states import WorkplanState

from ..models import Indicator, Period
from ..queries import Shown
from .wording import rounded, standard_in_words

MET = {True: "达到", False: "没有达到", None: "不能判断"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing the figure is held against, and whether it passes, strictly as it is written."""

    words: str
    source: str
    met: bool | None
    lacks: str = ""
    workplan: str = ""  # public id

    @property
    def said(self) -> str:
        if self.met is False and self.lacks == "0":
            return "没有达到（正好相等，要求是超过）"
        return f"没有达到，差 {self.lacks}" if self.met is False and self.lacks else MET[self.met]


def _measured(
    comparator: str, now: Fraction | None, goal: Decimal, upper: Decimal | None, unit: str, scale: int
) -> tuple[bool | None, str]:
    lacks = targets.lacks(comparator, now, goal)
    shown = "" if lacks is None else f"{rounded(lacks, scale)}{'个百分点' if unit == '%' else unit}"
    return targets.meets(comparator, now, goal, upper), "0" if lacks == 0 else shown


def targets_of(indicator: Indicator) -> list[Target]:
    rows = Target.objects.filter(withdrawn_at__isnull=True, extra__indicator=indicator.key)
    return list(rows.select_related("task__plan").order_by("order", "id"))


def goals_of(indicator: Indicator, organisation: Organisation, period: Period, actor: Actor) -> list[Goal]:
    """The filed goals of this school for the period's year, as far as the actor sees the workplan."""
    rows = Goal.objects.filter(
        target__in=targets_of(indicator),
        year=period.ends.year,
        agreed__isnull=False,
        part__dropped_at__isnull=True,
        part__workplan__organisation=organisation,
        part__workplan__state=WorkplanState.FILED,
        part__workplan__in=workplans_visible_to(actor).order_by().values("pk"),
    )
    return list(rows.select_related("target__task__plan", "part__workplan").order_by("pk"))


def measured(shown: Shown, actor: Actor) -> list[Measured]:
    """Standards and goals, each with whether it is met now."""
    definition, now = shown.definition, shown.exact
    found = []
    standard = definition.extra.get("standard")
    wanted = "city" if shown.is_rolled_up else "each"
    if standard and standard.get("level") == wanted:
        numbers = [
            None if standard.get(name) is None else Decimal(str(standard[name]))
            for name in ("quantity", "upper")
        ]
        assert numbers[0] is not None
        met, lacks = _measured(
            standard["comparator"], now, numbers[0], numbers[1], definition.unit, definition.scale
        )
        found.append(Measured(standard_in_words(standard, definition.unit), "公布的标准", met, lacks))
    for goal in (
        () if shown.is_rolled_up else goals_of(shown.indicator, shown.organisation, shown.period, actor)
    ):
        comparator = (
            goal.target.comparator if goal.target.comparator not in targets.NUMBERLESS else "at_least"
        )
        comparator = "at_least" if comparator in ("range", "about", "exact") else comparator
        assert goal.agreed is not None
        met, lacks = _measured(comparator, now, goal.agreed, None, definition.unit, definition.scale)
        number = f"{goal.agreed.normalize():f}"
        words = f"{goal.year}年目标：{targets.in_words(comparator, number, '', definition.unit)}"
        found.append(
            Measured(
                words,
                f"备案的实施方案（{goal.target.task.plan.short}）",
                met,
                lacks,
                goal.part.workplan.public_id,
            )
        )
    return found
