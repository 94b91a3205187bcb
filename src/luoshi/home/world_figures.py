"""Indicators and filings in the test world, a canary in each text."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.core.periods import period_of
from luoshi.evidence.actions import Piece, add_and_cite
from luoshi.evidence.queries import uses_about
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.lines import Sheet
from luoshi.indicators.entry.models import Filing, FilingSheet, SheetLine
from luoshi.indicators.models import Indicator
from luoshi.indicators.queries import figure

if TYPE_CHECKING:
    from .world import World

FIELDS = {
    "kind": "typed",
    "nature": "stock",
    "period": "quarter",
    "unit": "人",
    "scale": 0,
    "scope": "all",
}
EAST = ("school-office", "other-school-head", "school-head-city")


def make_figures(world: World) -> None:
    """Runs inside the world's act, after the people."""
    one = _indicator(world, "city-officer")
    _filed(world, _filing(world, "city-officer", one, EAST), one)
    other = _indicator(world, "city-officer-west")
    _filing(world, "city-officer-west", other, ("school-head-west",))


def _indicator(world: World, key: str) -> Indicator:
    title, group, words = world.canary(), world.canary(), world.canary()
    officer = world.people[key]
    fields = {**FIELDS, "title": title, "group": group, "definition": words}
    made: Indicator = actions.make_indicator(fields=fields, by=actor_for(officer))
    world.add("indicator", made, [title, group, words], _readers(world, officer.organisation))
    return made


def _readers(world: World, bureau: Organisation) -> list[str]:
    """Those under a bureau who read figures."""
    return [k for k, a in world.actors().items() if a.may("read_figures") and a.path.startswith(bureau.path)]


def _filing(world: World, key: str, indicator: Indicator, asked: tuple[str, ...]) -> Filing:
    title, words = world.canary(), world.canary()
    schools = [world.people[each].organisation for each in asked]
    made: Filing = actions.open_filing(
        title=title,
        words=words,
        span=period_of("quarter", clock.today()),
        due=clock.today() + dt.timedelta(days=20),
        indicators=[indicator],
        schools=schools,
        by=actor_for(world.people[key]),
    )
    seers = {who for school in schools for who in world.superiors(school, "read_figures")}
    world.add("filing", made, [title, words], seers)
    for sheet in made.sheets.select_related("organisation").order_by("pk"):
        above = world.superiors(sheet.organisation, "read_figures")
        world.add("filing_sheet", sheet, [], above)
        world.add("filing_line", sheet.lines.get(), [], above)
    return made


def _filed(world: World, filing: Filing, indicator: Indicator) -> None:
    """The school with most people sent a figure with its words and evidence; one printed it."""
    office = world.people["school-office"]
    sheet = FilingSheet.objects.get(filing=filing, organisation=office.organisation)
    (row,) = Sheet(sheet).rows()
    note = world.canary()
    said = {row.key: {"value": "12", "bottom": "", "missing": "", "note": note}}
    actions.save_sheet(sheet=sheet, typed=said, by=actor_for(office))
    actions.send_sheet(sheet=sheet, by=actor_for(office))
    above = world.superiors(office.organisation, "read_figures")
    next(each for each in world.objects if each["id"] == row.key)["canaries"].append(note)
    _proved(world, sheet.lines.get(), above)
    shown = figure(indicator, office.organisation, filing.period)
    printed = actions.print_figure(shown=shown, by=actor_for(office))
    world.add("printed_figure", printed, [], above)


def _proved(world: World, line: SheetLine, above: list[str]) -> None:
    title, content = world.canary(), world.canary()
    school = line.sheet.organisation
    stored = files.put([f"%PDF-{content}".encode()])
    piece = Piece(title, "document", dt.date(2026, 3, 3), 4, stored=stored, file_name=f"{title}.pdf")
    add_and_cite(organisation=school, pieces=[piece], about=line, by=actor_for(world.people["task-owner"]))
    use = uses_about(line).get()
    readers = world.superiors(school, "read_evidence")
    world.add("filing_use", use, [], [key for key in above if key in readers])
    world.add("evidence", use.evidence, [title, content], readers)
