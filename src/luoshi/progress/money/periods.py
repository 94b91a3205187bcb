"""Which quarters a page offers: of the own school what is to be done now, the rest folded; and that a plan is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.common import clock
from luoshi.core.money import before, quarter_label, quarter_of
from luoshi.plans.models import Plan

from .desk import At, owed
from .models import MoneyReport
from .states import TONES, MoneyState

LATEST = 4  # quarters with something in them that stay in sight


@dataclass(slots=True)
class OwnQuarter:
    """One quarter of the own school, as its line says it."""

    at: At
    report: MoneyReport | None
    closed: bool
    late: bool
    running: bool
    first: bool = False  # of those to begin: the one main button of the page

    @property
    def value(self) -> str:
        return f"{self.at[0]}-{self.at[1]}"

    @property
    def label(self) -> str:
        return quarter_label(*self.at)

    @property
    def tone(self) -> str:
        return TONES[MoneyState(self.report.state)] if self.report else ""

    @property
    def note(self) -> str:
        """Beside the state: whether it can wait."""
        if self.closed:
            return "市教育局已关闭"
        if self.late:
            return "季度已经结束，等您确认"
        return "季度还没有结束，可以先填" if self.running else ""


def own_quarters(
    plan: Plan, organisation_id: int, quarters: Sequence[At], closed: set[At]
) -> tuple[list[OwnQuarter], list[OwnQuarter]]:
    """Those to be filled or looked at now, and the others; both the latest first."""
    rows = MoneyReport.objects.filter(organisation=organisation_id, plan=plan)
    there = {(row.year, row.quarter): row for row in rows}
    now = quarter_of(clock.today())
    late = set(owed(plan, clock.today(), organisation_id).get(organisation_id, []))
    began = [at for at in quarters if at in there][:LATEST]
    filling = {at for at, row in there.items() if row.state == MoneyState.FILLING and at not in closed}
    open_now = {at for at in (now, before(*now)) if at not in closed}
    shown = {*began, *late, *filling, *open_now}
    found = [
        OwnQuarter(at, there.get(at), at in closed, at in late, at == now)
        for at in quarters
    ]  # fmt: skip
    here, folded = (
        [each for each in found if each.at in shown],
        [each for each in found if each.at not in shown],
    )
    for each in here:
        if each.report is None and not each.closed:
            each.first = True
            break
    return here, folded


def over_words(quarters: Sequence[At], years: Sequence[int], at: At) -> str:
    """That all years of the plan are over, and what is shown now; empty while they run."""
    if not quarters or quarters[0] >= before(*quarter_of(clock.today())):
        return ""
    span = f"{years[0]}—{years[-1]}年" if len(years) > 1 else f"{years[0]}年"
    shown = f"最后一个季度（{quarter_label(*at)}）" if at == quarters[0] else quarter_label(*at)
    return f"这个计划的年度（{span}）已经结束。现在显示{shown}的数。"
