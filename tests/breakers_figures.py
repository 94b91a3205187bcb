"""A filing on a loaded site, and what would break each of its invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.core.periods import period_of
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.lines import Sheet
from luoshi.indicators.entry.models import Filing, FilingIndicator, FilingSheet, PrintedFigure, SheetLine
from luoshi.indicators.models import IndicatorVersion
from luoshi.indicators.queries import figure

from . import breakers_stated
from .breakers_papers import post


def make_rows() -> None:
    """One school's sheet with one line, sent; the figure printed."""
    city, office = actor_for(post("city-officer")), actor_for(post("school-office"))
    said = {
        "title": "示例指标",
        "group": "示例",
        "definition": "示例口径",
        "kind": "typed",
        "nature": "stock",
    }
    shape = {"period": "quarter", "unit": "人", "scale": 0, "scope": "all"}
    indicator = actions.make_indicator(fields={**said, **shape}, by=city)
    school = Organisation.objects.get(pk=office.organisation_id)
    filing: Filing = actions.open_filing(
        title="示例填报",
        words="",
        span=period_of("quarter", clock.today()),
        due=clock.today() + dt.timedelta(days=3),
        indicators=[indicator],
        schools=[school],
        by=city,
    )
    sheet = filing.sheets.get()
    (row,) = Sheet(sheet).rows()
    actions.save_sheet(sheet=sheet, typed={row.key: {"value": "5"}}, by=office, version=sheet.version)
    sheet.refresh_from_db()
    actions.send_sheet(sheet=sheet, by=office, version=sheet.version)
    actions.print_figure(shown=figure(indicator, school, filing.period), by=office)
    breakers_stated.make_rows()


def _other_period() -> None:
    asked = FilingIndicator.objects.get()
    IndicatorVersion.objects.filter(pk=asked.definition_id).update(period_type="month")


BREAKERS: dict[str, Any] = {
    "definition-can-be-carried-out": lambda: IndicatorVersion.objects.filter(
        pk=FilingIndicator.objects.get().definition_id
    ).update(rules={"low": "x"}),
    "filing-asks-what-is-filled-in": _other_period,
    "filing-sheet-is-a-schools": lambda: FilingSheet.objects.update(
        organisation=post("city-officer").organisation
    ),
    "sent-figure-stands": lambda: SheetLine.objects.update(state="approved"),
    "filing-sheet-at-its-steps": lambda: FilingSheet.objects.update(state="checking"),
    "filing-sheet-left-by-steps": lambda: Filing.objects.update(asks_steps=True),
    **breakers_stated.BREAKERS,
    "printed-figure-is-as-it-was": lambda: PrintedFigure.objects.update(numerator=6),
}
