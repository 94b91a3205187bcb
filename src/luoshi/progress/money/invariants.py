"""What must always hold of money in use."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from luoshi.accounts.models import Organisation
from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.workplans.parts import source_names

from .models import MoneyEarlier, MoneyReport, MoneyUse
from .states import MoneyState

Found = Iterator[tuple[str, str]]


def reports_are_of_schools() -> Found:
    wrong = MoneyReport.objects.exclude(organisation__kind=Organisation.Kind.SCHOOL)
    return each(wrong, "资金使用季报不是学校的")


def lines_are_of_the_schools_own_work() -> Found:
    """A school that was merged leaves its works behind it."""
    there = MoneyUse.objects.filter(report__organisation__withdrawn_at__isnull=True)
    return each(there.exclude(work__organisation=F("report__organisation")), "资金使用里有别的单位的工作")


def sources_are_known() -> Found:
    names: dict[int, set[str]] = {}
    for line in MoneyUse.objects.select_related("report__plan").iterator():
        plan = line.report.plan
        if line.source not in names.setdefault(plan.pk, set(source_names(plan))):
            yield name_of(line), "资金使用的来源在这个计划里没有"


def confirmed_lines_say_both() -> Found:
    wrong = MoneyUse.objects.filter(report__state=MoneyState.CONFIRMED)
    return each(
        wrong.filter(Q(arrived__isnull=True) | Q(spent__isnull=True)), "已确认的季度里有没填的到位或支出"
    )


def corrections_follow_a_confirmation() -> Found:
    wrong = MoneyEarlier.objects.filter(line__report__confirmed_at__isnull=True)
    return each(wrong.exclude(why="两项任务合并为同一工作"), "没有确认过的季度里有更正")


INVARIANTS = (
    Invariant("money-school", reports_are_of_schools),
    Invariant("money-work", lines_are_of_the_schools_own_work),
    Invariant("money-source", sources_are_known),
    Invariant("money-both", confirmed_lines_say_both),
    Invariant("money-corrected", corrections_follow_a_confirmation),
)
