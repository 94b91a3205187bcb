"""Money of the Yichang plan: 枝江's filed workplan plans 10 from `own` in the first year for each of its two tasks."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.progress.money import actions
from luoshi.progress.money.lines import Line, Quarter
from luoshi.progress.money.models import MoneyReport
from luoshi.workplans import parts as works
from luoshi.workplans.tests import helping


def cast(yichang: Any) -> Any:
    """`workplans.tests.helping.cast`, its workplan filed; `.finance`, `.rival` (head of another school), `.year`."""
    there = helping.cast(yichang)
    more = {"finance": yichang.post("finance", "zhijiang"), "rival": yichang.post("school_head", "yidu")}
    vars(there).update(more)
    actor = there.actor
    there.actor = lambda name: actor_for(more[name]) if name in more else actor(name)
    there.workplan = helping.passed(there, helping.sent(there))
    there.year = works.years_of(there.plan)[0]
    return there


def started(there: Any, quarter: int = 1, by: str = "finance") -> MoneyReport:
    made: MoneyReport = actions.start_quarter(
        plan=there.plan, year=there.year, quarter=quarter, by=there.actor(by)
    )
    return fresh(made)


def fresh(report: MoneyReport) -> MoneyReport:
    return MoneyReport.objects.select_related("organisation", "plan__issuer", "confirmed_by__user").get(
        pk=report.pk
    )


def act(action: Any, report: MoneyReport, by: Any, **said: Any) -> MoneyReport:
    row = fresh(report)
    action(report=row, by=by, version=row.version, **said)
    return fresh(row)


def filled(there: Any, report: MoneyReport, *amounts: tuple[str, str], **cells: str) -> MoneyReport:
    """The lines there are, with these (arrived, spent) in turn; the last pair for all that follow."""
    rows = Quarter(fresh(report)).rows()
    pairs = [amounts[min(at, len(amounts) - 1)] for at in range(len(rows))]
    lines = [
        Line(row.key, {"document": "宜财教〔2020〕5号", "arrived": arrived, "spent": spent, **cells})
        for row, (arrived, spent) in zip(rows, pairs, strict=True)
    ]
    return act(actions.set_lines, report, there.actor("finance"), lines=lines)


def confirmed(there: Any, *amounts: tuple[str, str], quarter: int = 1, **cells: str) -> MoneyReport:
    report = filled(there, started(there, quarter), *amounts, **cells)
    return act(actions.confirm_quarter, report, there.actor("finance"))
