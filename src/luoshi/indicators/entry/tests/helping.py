"""A filing and what is done with a sheet of it."""

from __future__ import annotations

import datetime as dt

from luoshi.common import clock
from luoshi.core.periods import period_of
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.invariants import INVARIANTS
from luoshi.indicators.entry.lines import Sheet
from luoshi.indicators.entry.models import FilingSheet
from luoshi.indicators.queries import figure

TYPED = ("land", "built", "share", "charter", "words")
FULL = {
    "land": {"value": "１，２３４"},
    "built": {"value": "1200"},
    "share": {"value": "1800", "bottom": "90"},
    "charter": {"value": "√"},
    "words": {"missing": "还在总结"},
}


def opened(there, keys=TYPED, **more):
    schools = [there.school, there.posts["other"].organisation]
    filing = actions.open_filing(
        title="办学条件示例",
        words="据实填。",
        span=period_of("quarter", clock.today()),
        due=clock.today() + dt.timedelta(days=9),
        indicators=[there.indicators[key] for key in keys],
        schools=schools,
        by=there.city,
        **more,
    )
    return [FilingSheet.objects.get(filing=filing, organisation=school) for school in schools]


def by_key(there, sheet, said):
    keys = {row.definition.indicator_id: row.key for row in Sheet(sheet).rows()}
    blank = {"value": "", "bottom": "", "missing": "", "note": ""}
    return {keys[there.indicators[key].pk]: {**blank, **cells} for key, cells in said.items()}


def press(act, sheet, by, **said):
    sheet.refresh_from_db()
    return act(sheet=sheet, by=by, version=sheet.version, **said)


def fill(there, sheet, said=FULL, by=None):
    return press(actions.save_sheet, sheet, by or there.office, typed=by_key(there, sheet, said))


def now(there, key, sheet):
    return figure(there.indicators[key], sheet.organisation, sheet.filing.period)


def line(there, sheet, key):
    return next(
        row.key for row in Sheet(sheet).rows() if row.definition.indicator_id == there.indicators[key].pk
    )


def faults():
    return [each for invariant in INVARIANTS for each in invariant.check()]
