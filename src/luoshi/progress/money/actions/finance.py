"""What a school says of its finance's own list: kept for the next one."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.money import WAN, YUAN

from .. import permissions
from ..finance import ALIASES, ASKED, LEFT_OUT, words_of
from ..lines import Quarter
from ..models import FinanceWords, MoneyReport
from ..states import MoneyState
from .writing import refuse_closed

Columns = Mapping[str, Mapping[str, str]]  # digest of the headings → column → field, "" = left out
Words = Mapping[str, Mapping[str, str]]  # task or source → as it stands there → what it is


@acts.act("money_in_use.tell_finance", who=permissions.can_fill_quarter, under="report")
def tell_finance(
    *,
    report: MoneyReport,
    by: Actor,
    columns: Columns | None = None,
    unit: str = "",
    words: Words | None = None,
) -> FinanceWords:
    """Beside what was said before; nothing of the quarter is written by it."""
    held = MoneyReport.objects.select_for_update().get(
        pk=report.pk
    )  # of two at once the second sees what the first said
    if held.state != MoneyState.FILLING:
        raise RuleBroken("这个季度已经确认。要更正的，先撤回确认，写明理由。")
    refuse_closed(report.plan, report.year, report.quarter)
    _refuse_unknown(report, columns or {}, unit, words or {})
    row = words_of(report)
    said = {name: {**row.words.get(name, {}), **(words or {}).get(name, {})} for name in ASKED}
    fields = {
        "columns": {**row.columns, **{digest: dict(each) for digest, each in (columns or {}).items()}},
        "unit": unit or row.unit,
        "words": said,
    }
    if row.pk is None:
        made: FinanceWords = acts.create(
            FinanceWords, organisation=report.organisation, plan=report.plan, **fields
        )
        return made
    acts.change(row, **fields)
    return row


def _refuse_unknown(report: MoneyReport, columns: Columns, unit: str, words: Words) -> None:
    quarter = Quarter(report)
    known = {
        "task": {quarter.public[work] for work in quarter.carried} | {LEFT_OUT},
        "source": {*quarter.source_order, LEFT_OUT},
    }
    fine = unit in ("", WAN, YUAN) and set(words) <= set(ASKED)
    fine = fine and all(set(each.values()) <= {*ALIASES, ""} for each in columns.values())
    if not fine or any(set(said.values()) - known[name] for name, said in words.items()):
        raise RuleBroken("有一项任务、来源或列名不在本校这份计划里，请刷新页面后重新选择。")
