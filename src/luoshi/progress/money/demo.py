"""Sample money in use of a demo site: the last year of the plan by quarter, most of it confirmed, some not."""

from __future__ import annotations

import random
from decimal import Decimal

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.core.money import quarters_until
from luoshi.workplans.models import Workplan
from luoshi.workplans.parts import years_of
from luoshi.workplans.states import WorkplanState

from . import actions
from .lines import Line, Quarter, Row
from .models import MoneyReport
from .queries import those_who_fill

SEED, SHARES = (
    11,
    (25, 55, 80, 100),
)  # percent of the year's money that has arrived by the end of each quarter
REASON = "招标时间推迟，下季度支付（示例）"


def make_sample_money() -> int:
    """Returns how many quarters were filled in: none where there are some already. A second run changes nothing."""
    if MoneyReport.objects.exists():
        return 0
    rows = Workplan.objects.filter(state=WorkplanState.FILED, round="").select_related("organisation", "plan")
    made, chance = 0, random.Random(SEED)
    for number, workplan in enumerate(rows.order_by("organisation__order", "organisation_id")):
        posts = those_who_fill(workplan.organisation)
        begun = quarters_until(years_of(workplan.plan), clock.today())[:4]
        for year, quarter in sorted(begun) if posts else ():
            confirmed = (year, quarter) != begun[0] or number % 3 != 0
            _quarter(workplan, posts[0], (year, quarter), chance, confirmed=confirmed)
            made += 1
    return made


def _quarter(
    workplan: Workplan, post: Membership, when: tuple[int, int], chance: random.Random, *, confirmed: bool
) -> None:
    by, (year, quarter) = actor_for(post), when
    report: MoneyReport = actions.start_quarter(plan=workplan.plan, year=year, quarter=quarter, by=by)
    lines = [_line(row, quarter, chance) for row in Quarter(report).rows()]
    actions.set_lines(report=report, lines=lines, by=by, version=report.version)
    report.refresh_from_db()
    if confirmed and not Quarter(report).missing():
        actions.confirm_quarter(report=report, by=by, version=report.version)


def _line(row: Row, quarter: int, chance: random.Random) -> Line:
    """What should have arrived by now less what has, spent a little slower."""
    arrived = (row.planned or Decimal(0)) * SHARES[quarter - 1] / 100 - (row.earlier.arrived or Decimal(0))
    left = (row.earlier.arrived or Decimal(0)) + arrived - (row.earlier.spent or Decimal(0))
    spent = max(left, Decimal(0)) * chance.choice((50, 75, 90, 100)) / 100
    cells = {"arrived": f"{max(arrived, Decimal(0)):.2f}", "spent": f"{spent:.2f}", "reason": REASON}
    return Line(row.key, {**cells, "document": "示财教〔2023〕1号" if quarter == 1 else ""})
