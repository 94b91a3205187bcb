"""Figures counted from registers: loaded once for all indicators that look at the same entries on the same day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.core.counting import RATIO, YES_NO, Counted, Counting, count
from luoshi.core.fields.model import MONEY_UNITS
from luoshi.registers.models import Register
from luoshi.registers.queries import EntryFacts, facts_of

from ..definitions import held_by_cell
from ..figures import Figure, Part
from ..models import Indicator, IndicatorVersion, Period
from ..states import Source, Status
from .definitions import counting_of, scaled
from .periods import counted_on

NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
LONGEST_NOTE = 300
By = dict[int, list[EntryFacts]]


@dataclass(slots=True)
class Loaded:
    """Entries by register and day, by organisation: the one checked last comes last."""

    organisations: Sequence[int]
    registers: dict[str, Register]
    held: dict[tuple[str, dt.date], By] = field(default_factory=dict)

    def of(self, register: str, day: dt.date) -> By:
        key = register, day
        if key not in self.held:
            found: By = defaultdict(list)
            row = self.registers.get(register)
            for facts in facts_of(row, self.organisations, day=day) if row is not None else ():
                found[facts.organisation_id].append(facts)
            for rows in found.values():
                rows.sort(key=lambda each: (each.checked_at or NEVER, each.entry_id))
            self.held[key] = found
        return self.held[key]


def figures(
    indicators: Collection[Indicator], organisations: Collection[Organisation], periods: Collection[Period]
) -> list[Figure]:
    """What registers say of these; indicators that are filled in and periods that have not begun are left out."""
    today = clock.today()
    begun = {period.pk: period for period in periods if period.starts <= today}
    definitions = held_by_cell(sorted(each.pk for each in indicators), begun)
    by_key = {each.pk: each for each in indicators}
    loaded = Loaded(
        [each.pk for each in organisations],
        {
            row.key: row
            for row in Register.objects.filter(withdrawn_at__isnull=True).select_related(
                "definition__current"
            )
        },
    )
    found: list[Figure] = []
    for (key, period), definition in definitions.items():
        counting = counting_of(definition)
        if counting is not None and definition.period_type == begun[period].type:
            found += _of_one(by_key[key], definition, counting, begun[period], organisations, loaded, today)
    return found


def _of_one(
    indicator: Indicator,
    definition: IndicatorVersion,
    counting: Counting,
    period: Period,
    organisations: Collection[Organisation],
    loaded: Loaded,
    today: dt.date,
) -> Iterable[Figure]:
    day = counted_on(definition, period, today)
    entries = loaded.of(counting.register, day)
    beside = loaded.of(counting.linked.register, day) if counting.linked else {}
    span = period.starts.isoformat(), period.ends.isoformat()
    register = loaded.registers.get(counting.register)
    title, per = (register.title, _fen(register, counting, definition.unit)) if register else ("", 1)
    for organisation in organisations:
        rows = entries.get(organisation.pk, [])
        counted = count(counting, definition.kind, rows, period=span, beside=beside.get(organisation.pk, ()))
        yield _figure(indicator, definition, organisation, period, counted, rows, title, per)


def _fen(register: Register, counting: Counting, unit: str) -> int:
    """Sums of money come in fen: how many make one of the indicator's unit; 1 for what is no money."""
    form = register.definition.current.form if counting.sum and register.definition.current else None
    field_ = form.at(counting.sum) if form is not None else None
    return MONEY_UNITS.get(unit, MONEY_UNITS["元"]) if field_ is not None and field_.kind == "money" else 1


def _figure(
    indicator: Indicator,
    definition: IndicatorVersion,
    organisation: Organisation,
    period: Period,
    counted: Counted,
    rows: Sequence[EntryFacts],
    title: str,
    per: int,
) -> Figure:
    said = {
        "indicator": indicator,
        "organisation": organisation,
        "period": period,
        "status": Status.COMPUTED,
        "source": Source.COMPUTED,
        "note": _note(counted),
    }
    if not rows:
        return Figure(**said, missing=f"台账“{title}”还没有已确认的条目。" if title else "没有这个台账。")
    if definition.kind == RATIO and not counted.denominator:
        return Figure(**said, missing=f"没有{definition.extra.get('denominator', '分母')}，算不出比率。")
    if definition.kind == YES_NO and counted.unknown and not counted.parts:
        return Figure(**said, missing=f"有 {len(counted.unknown)} 条缺少内容，判断不了是不是。")
    if definition.kind == YES_NO:
        return Figure(**said, numerator=int(counted.value or 0))
    checked = {row.public_id: row.checked_at for row in rows}
    parts = [
        Part(
            part.identity,
            *_numbers(part.numerator / per, part.denominator, definition.scale),
            part.entry,
            checked[part.entry],
        )
        for part in counted.parts
    ]
    return Figure(**said, parts=parts)


def _note(counted: Counted) -> str:
    lines = [f"有 {len(counted.unknown)} 条缺少内容，没有计入。"] if counted.unknown else []
    lines += [f"{len(about)} 条{words}。" for words, about in counted.told]
    return "".join(lines)[:LONGEST_NOTE]


def entries_told_of(
    definition: IndicatorVersion, organisation: Organisation, period: Period
) -> list[tuple[str, tuple[str, ...]]]:
    """What the note of a figure speaks of, as it stands now: words and the ids of the entries."""
    counting = counting_of(definition)
    if counting is None:
        return []
    registers = Register.objects.filter(key__in=counting.registers, withdrawn_at__isnull=True)
    rows = registers.select_related("definition__current")
    loaded = Loaded([organisation.pk], {row.key: row for row in rows})
    day = counted_on(definition, period, clock.today())
    found, beside = (
        loaded.of(key, day).get(organisation.pk, []) if key else []
        for key in (counting.register, counting.linked.register if counting.linked else "")
    )
    span = period.starts.isoformat(), period.ends.isoformat()
    counted = count(counting, definition.kind, found, period=span, beside=beside)
    left = [("缺少内容，没有计入", counted.left_out)] if counted.left_out else []
    return [*left, *counted.told]


def _numbers(numerator: Decimal, denominator: Decimal, scale: int) -> tuple[int, int]:
    return scaled(numerator, scale), scaled(denominator, scale)
