"""Money in use in the test world, a canary in each text: one quarter confirmed and corrected, one being filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.accounts.queries import actor_for
from luoshi.plans.models import Plan
from luoshi.progress.money import actions
from luoshi.progress.money.lines import Line, Quarter
from luoshi.progress.money.models import MoneyReport
from luoshi.workplans.parts import years_of

if TYPE_CHECKING:
    from .world import World


def make_money(world: World) -> None:
    """Runs inside the world's act, after the workplans: the filed one plans money."""
    finance = world.people["finance"]
    done, said = _filled(world, 1)
    actions.confirm_quarter(report=done, by=actor_for(finance))
    why = world.canary()
    actions.take_back_quarter(report=done, reason=why, by=actor_for(finance))
    again = _lines(world, done)
    actions.confirm_quarter(report=done, by=actor_for(finance))
    seers = world.superiors(done.organisation, "read_money")
    world.add("money_report", done, [*said, why, *again], seers)
    open_one, said = _filled(world, 2)
    own = [key for key in seers if world.people[key].organisation_id == finance.organisation_id]
    world.add("money_report", open_one, said, own)


def _filled(world: World, quarter: int) -> tuple[MoneyReport, list[str]]:
    finance = world.people["finance"]
    plan = Plan.objects.filter(issuer=world.people["city-officer"].organisation).order_by("pk")[0]
    report: MoneyReport = actions.start_quarter(
        plan=plan, year=years_of(plan)[0], quarter=quarter, by=actor_for(finance)
    )
    return report, _lines(world, report)


def _lines(world: World, report: MoneyReport) -> list[str]:
    said, lines = [], []
    for row in Quarter(report).rows():
        cells = {"document": world.canary(), "reason": world.canary(), "arrived": "3", "spent": "1"}
        lines.append(Line(row.key, cells))
        said += [cells["document"], cells["reason"]]
    actions.set_lines(report=report, lines=lines, by=actor_for(world.people["finance"]))
    return said
