"""Beginning a quarter, and its lines as the grid or a workbook brings them: all of them or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.money import last_day, quarter_label, quarter_of
from luoshi.plans.models import Plan
from luoshi.workplans.parts import duties_to_plan

from .. import permissions
from ..lines import Key, Line, Quarter, Read, read
from ..models import MoneyEarlier, MoneyReport, MoneyUse
from ..queries import is_closed
from ..states import MoneyState
from .settings import refuse_unknown


@acts.act("money_in_use.start_quarter", who=permissions.can_start_quarter, under="plan")
def start_quarter(*, plan: Plan, year: int, quarter: int, by: Actor) -> MoneyReport:
    """The school's own quarter; there already, it is that one."""
    refuse_unknown(plan, year, quarter)
    if (year, quarter) > quarter_of(clock.today()):
        raise RuleBroken(f"{quarter_label(year, quarter)}还没有开始，到时再填。")
    refuse_closed(plan, year, quarter)
    found = MoneyReport.objects.filter(organisation=by.organisation_id, plan=plan, year=year, quarter=quarter)
    if (there := found.first()) is not None:
        return there
    made: MoneyReport = acts.create(
        MoneyReport, organisation_id=by.organisation_id, plan=plan, year=year, quarter=quarter
    )
    if not duties_to_plan(made.organisation, plan).exists():
        raise RuleBroken("本校在这个计划里没有承接任务，不用填报资金使用。")
    return made


def refuse_closed(plan: Plan, year: int, quarter: int) -> None:
    """Holds the plan's row: a closing at the same instant comes wholly before or wholly after."""
    Plan.objects.select_for_update(no_key=True, of=("self",)).filter(pk=plan.pk).exists()
    if is_closed(plan, year, quarter):
        raise RuleBroken(
            f"{quarter_label(year, quarter)}已由市教育局关闭，不能再改。要更正的，请联系市教育局重新打开这个季度。"
        )


@acts.act("money_in_use.set_lines", who=permissions.can_fill_quarter, on="report")
def set_lines(*, report: MoneyReport, lines: Sequence[Line], by: Actor) -> MoneyReport:
    """The lines that are given; others stay. Raises RuleBroken for the first wrong cell and for a line that cannot be.
    After a confirmation what a line said when it was confirmed is kept.
    """
    if report.state != MoneyState.FILLING:
        raise RuleBroken("这个季度已经确认。要更正的，先撤回确认，写明理由。")
    refuse_closed(report.plan, report.year, report.quarter)
    rows, problems = read(lines)
    if problems:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        raise RuleBroken(f"{problems[0]}{more}")
    quarter = Quarter(report)
    named = quarter.named()
    if len({line.key for line in lines}) < len(lines):
        raise RuleBroken("同一项任务的同一个来源出现了两次，请合并成一行。")
    for line, said in zip(lines, rows, strict=True):
        if line.key not in named:
            raise RuleBroken("有一行的任务或来源不在本校这份计划里，请刷新页面后重新填写。")
        _write(report, named[line.key], said, quarter.lines.get(named[line.key]), by)
    return report


def _write(report: MoneyReport, key: Key, said: Read, line: MoneyUse | None, by: Actor) -> None:
    fields = {
        "document": said.document, "arrived": said.arrived, "spent": said.spent, "reason": said.reason,
    }  # fmt: skip
    if line is None:
        if not said.is_blank:
            acts.create(MoneyUse, report=report, work_id=key[0], source=key[1], **fields)
        return
    before = {name: getattr(line, name) for name in fields}
    if before == fields:
        return
    if _was_confirmed(line, report):
        acts.create(MoneyEarlier, line=line, changed_by_id=by.membership_id, why=report.reason, **before)
    elif said.is_blank and not line.earlier.all():
        acts.remove(line)
        return
    acts.change(line, **fields)


def _was_confirmed(line: MoneyUse, report: MoneyReport) -> bool:
    """Whether what it says now is what was confirmed: what was only tried out in between is nobody else's business."""
    at = report.confirmed_at
    if at is None or line.created_at > at:
        return False
    return not any(each.created_at > at for each in line.earlier.all())


def ended_on(report: MoneyReport) -> bool:
    """Whether the quarter is over."""
    return last_day(report.year, report.quarter) < clock.today()
