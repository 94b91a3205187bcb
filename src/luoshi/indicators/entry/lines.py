"""A school's sheet between the grid, the workbook and the figures: what was typed, what is wrong, what is strange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.db.models import Q

from luoshi.core import plausibility as rules
from luoshi.core.plausibility import Doubt, Given, NoFigure, Rules

from ..figures import Figure
from ..models import IndicatorVersion, Observation
from ..queries import shown_of
from ..states import APPROVED, STANDS, Kind, Status
from .carrying import carry, sources_of
from .definitions import rules_of, scaled
from .models import FilingSheet, SheetLine
from .periods import before
from .queries import drafts_of, standing_of
from .states import OPEN_LINES, LineState
from .stored import LABELS, cells_of, given_of

MOST = {"missing": 200, "note": 300}
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell. `place`: where, in a workbook."""

    line: str
    column: str
    message: str
    title: str = ""
    place: str = ""

    def __str__(self) -> str:
        where = self.place or f"“{self.title}”的{LABELS[self.column]}"
        return f"{where}：{self.message}"


@dataclass(frozen=True, slots=True)
class Read:
    """A line understood; nothing at all where it is blank."""

    given: Given
    missing: str
    note: str

    @property
    def has_figure(self) -> bool:
        return self.given.value is not None or self.given.numerator is not None

    @property
    def is_blank(self) -> bool:
        return not self.has_figure and not self.missing


@dataclass(slots=True)
class Row:
    """One indicator of the sheet with what stands beside it."""

    line: SheetLine
    definition: IndicatorVersion
    rules: Rules
    draft: Observation | None
    standing: Observation | None
    last: Observation | None
    peers: list[Fraction] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.line.public_id

    @property
    def title(self) -> str:
        return self.definition.indicator.title

    @property
    def is_ratio(self) -> bool:
        return self.definition.kind == Kind.RATIO

    @property
    def is_open(self) -> bool:
        return self.line.state in OPEN_LINES

    @property
    def waits(self) -> bool:
        return self.line.state == LineState.WAITING

    @property
    def corrects(self) -> bool:
        """Whether an approved figure stands here: it goes on standing until the one sent in its place is approved."""
        return self.standing is not None and self.standing.status in APPROVED

    @property
    def now(self) -> Observation | None:
        """What the school said last, sent or not."""
        return (self.draft or self.standing) if self.is_open or self.waits else self.standing

    @property
    def told(self) -> Observation | None:
        """What those above look at: what was sent; of a correction that waits the new figure."""
        return (self.draft or self.standing) if self.waits else self.standing

    @property
    def cells(self) -> dict[str, str]:
        return cells_of(self.now, self.definition)

    @property
    def given(self) -> Given:
        return given_of(self.now, self.definition)

    def doubts(self, given: Given) -> list[Doubt]:
        last = rules.exact_of(given_of(self.last, self.definition), self.rules) if self.last else None
        return rules.doubts(given, self.rules, last, self.peers)


class Sheet:
    """A school's sheet with everything around it, in a fixed number of questions."""

    def __init__(self, sheet: FilingSheet) -> None:
        self.sheet, self.period = sheet, sheet.filing.period
        self.drafts, self.standing = drafts_of(sheet), standing_of(sheet)
        lines = sheet.lines.select_related("asked__definition__indicator", "returned_by__user")
        self.lines = list(lines.order_by("asked__order", "asked_id"))
        keys = [line.asked.definition.indicator_id for line in self.lines]
        self.last, self.peers = self._last(keys), self._peers(keys)

    def _last(self, keys: Sequence[int]) -> dict[int, Observation]:
        earlier = before(self.period)
        rows = Observation.objects.filter(
            superseded_at__isnull=True,
            organisation=self.sheet.organisation_id,
            period=earlier,
            indicator__in=keys,
            status__in=STANDS,
        )
        return {row.indicator_id: row for row in rows.select_related("definition")} if earlier else {}

    def _peers(self, keys: Sequence[int]) -> dict[int, list[Fraction]]:
        """Figures of the other schools of this filing in this period."""
        others = FilingSheet.objects.filter(filing=self.sheet.filing_id).exclude(pk=self.sheet.pk)
        rows = Observation.objects.filter(
            superseded_at__isnull=True,
            period=self.period,
            indicator__in=keys,
            status__in=STANDS,
            organisation__in=others.values("organisation"),
        ).select_related("definition", "indicator")
        found: dict[int, list[Fraction]] = {}
        for row in rows:
            shown = shown_of(row.indicator, row.definition, self.sheet.organisation, self.period, row)
            if shown.exact is not None:
                found.setdefault(row.indicator_id, []).append(shown.exact)
        return found

    def rows(self) -> list[Row]:
        return [self._row(line) for line in self.lines]

    def _row(self, line: SheetLine) -> Row:
        definition, key = line.asked.definition, line.asked.definition.indicator_id
        return Row(
            line, definition, rules_of(definition), self.drafts.get(key), self.standing.get(key), self.last.get(key),
            self.peers.get(key, []),
        )  # fmt: skip

    def figures(self, said: Mapping[str, Read]) -> dict[str, tuple[str, Decimal]]:
        """By key of the indicator its title and number: as they are being typed, as they stand on this sheet, in
        another filing or in a register."""
        found = {
            row.indicator.key: (row.indicator.title, given.value)
            for row in self.elsewhere
            if isinstance((given := given_of(row, row.definition)).value, Decimal)
        }
        for row in self.rows():
            given = said[row.key].given if row.key in said else row.given
            found.pop(row.definition.indicator.key, None)
            if isinstance(given.value, Decimal):
                found[row.definition.indicator.key] = (row.title, given.value)
        return found

    @cached_property
    def elsewhere(self) -> list[Observation]:
        """Figures of this school and period that its lines are parts of, that are parts of them, or their own parts."""
        mine = {row.definition.indicator.key: row.rules.part_of for row in self.rows()}
        sources = {key for row in self.rows() for key in sources_of(row.definition).values()}
        wholes = ({key for key in mine.values() if key} | sources) - mine.keys()
        rows = Observation.objects.filter(
            Q(indicator__key__in=wholes) | Q(definition__rules__part_of__in=list(mine)),
            superseded_at__isnull=True,
            organisation=self.sheet.organisation_id,
            period=self.period,
            status__in=STANDS,
        )
        return [
            row for row in rows.select_related("indicator", "definition") if row.indicator.key not in mine
        ]

    def parts(self) -> list[tuple[str, str]]:
        """Of which is which a part: keys of indicators, of this sheet and elsewhere."""
        here = [(row.definition.indicator.key, row.rules.part_of) for row in self.rows()]
        there = [(row.indicator.key, rules_of(row.definition).part_of) for row in self.elsewhere]
        return [(part, whole) for part, whole in (*here, *there) if whole]

    def too_large(self, figures: Mapping[str, tuple[str, Decimal]]) -> dict[str, str]:
        """By key of an indicator, which of its parts is larger than it, in words; lines that are open say it of
        themselves."""
        found: dict[str, str] = {}
        says_it = {row.definition.indicator.key for row in self.rows() if row.is_open}
        for part, whole in self.parts():
            if (
                part not in says_it
                and part in figures
                and whole in figures
                and figures[part][1] > figures[whole][1]
            ):
                title, number = figures[part]
                found[whole] = f"其中“{title}”是 {rules.shown(number)}，比这里大，部分不能大于全部。"
        return found

    def missing(self) -> list[str]:
        """What is left before it can be sent, a sentence each: hint and refusal alike."""
        found = []
        figures = self.figures({})
        too_large = self.too_large(figures)
        carried = carry(self, {}, {})[0]
        for row in self.rows():
            if not row.is_open:
                continue
            if row.key in carried:
                found.append(f"“{row.title}”里由别的指标带出的数变了，请打开填报页再保存一次。")
                continue
            wrong = rules.refusals(row.given, row.rules, figures)
            less = too_large.get(row.definition.indicator.key)
            if wrong or less:
                found.append(f"“{row.title}”{(wrong or [less])[0]}")
            elif row.now is None:
                found.append(f"“{row.title}”还没有填。没有数据的写明原因，没有数据不等于 0。")
            elif (strange := row.doubts(row.given)) and not row.now.note:
                found.append(f"“{row.title}”{strange[0].words.rstrip('。')}，请在“说明”里写一句原因。")
        return found


def read(
    sheet: Sheet, typed: Mapping[str, Cells], places: Mapping[tuple[str, str], str] | None = None
) -> tuple[dict[str, Read], list[Problem]]:
    """Every line understood, and everything that cannot be, cell by cell."""
    rows = {row.key: row for row in sheet.rows()}
    said: dict[str, Read] = {}
    typed, wrong_parts = with_carried(sheet, typed)
    problems = [Problem(*each) for each in wrong_parts]
    for key, cells in typed.items():
        row = rows.get(key)
        if row is None or not row.is_open:
            continue
        found, wrong = _read_line(row, cells)
        said[key] = found
        problems += [Problem(key, column, words, row.title) for column, words in wrong]
    told = {(each.line, each.column) for each in problems}
    figures = sheet.figures(said)
    too_large = sheet.too_large(figures)
    for key, found in said.items():
        if (key, "value") in told or (key, "bottom") in told:
            continue
        words = rules.refusals(found.given, rows[key].rules, figures)
        if (less := too_large.get(rows[key].definition.indicator.key)) and found.has_figure:
            words.append(less)
        problems += [Problem(key, "value", each, rows[key].title) for each in words[:1]]
    where = places or {}
    return said, [
        Problem(each.line, each.column, each.message, each.title, where.get((each.line, each.column), ""))
        for each in problems
    ]


def with_carried(
    sheet: Sheet, typed: Mapping[str, Cells]
) -> tuple[dict[str, Cells], list[tuple[str, str, str, str]]]:
    """What is typed, with what other lines carry into it; and what contradicts them."""
    return carry(sheet, typed, understood(sheet, typed))


def understood(sheet: Sheet, typed: Mapping[str, Cells]) -> dict[str, Read]:
    """The figures that others may rest on, as they are being typed."""
    rows = {row.key: row for row in sheet.rows() if row.is_open and not row.is_ratio}
    return {key: _read_line(rows[key], typed[key])[0] for key in typed if key in rows}


def _read_line(row: Row, cells: Cells) -> tuple[Read, list[tuple[str, str]]]:
    wrong: list[tuple[str, str]] = []
    words = {name: " ".join(cells.get(name, "").replace("\x00", "").split()) for name in MOST}
    for name, most in MOST.items():
        if len(words[name]) > most:
            wrong.append((name, f"最多 {most} 个字，现在 {len(words[name])} 个。"))
    given = _given(row, cells, wrong)
    found = Read(given, words["missing"], words["note"])
    if found.has_figure and found.missing:
        wrong.append(("missing", "已经填了数，就不用写没有数据的原因。两样只填一样。"))
    if found.note and found.is_blank and not wrong:
        wrong.append(("note", "写了说明，还没有填数。请填数，或者写没有数据的原因。"))
    return found, wrong


def _given(row: Row, cells: Cells, wrong: list[tuple[str, str]]) -> Given:
    numbers: dict[str, Decimal | None] = {}
    if row.is_ratio:
        for name in ("value", "bottom"):
            try:
                numbers[name] = rules.read_part(cells.get(name, ""), row.rules)
            except NoFigure as bad:
                wrong.append((name, str(bad)))
        return Given(numerator=numbers.get("value"), denominator=numbers.get("bottom"))
    try:
        return Given(rules.read_value(cells.get("value", ""), row.rules))
    except NoFigure as bad:
        wrong.append(("value", str(bad)))
        return Given()


def figure_of(row: Row, said: Read, status: str) -> Figure:
    """A line as it is recorded."""
    scale, given = row.definition.scale, said.given
    numbers: dict[str, int | None] = {}
    text = ""
    if given.numerator is not None and given.denominator is not None:
        numbers = {
            "numerator": scaled(given.numerator, scale),
            "denominator": scaled(given.denominator, scale),
        }
    elif isinstance(given.value, bool):
        numbers = {"numerator": int(given.value)}
    elif isinstance(given.value, Decimal):
        numbers = {"numerator": scaled(given.value, scale)}
    elif isinstance(given.value, str):
        text = given.value
    return Figure(
        row.definition.indicator,
        row.line.sheet.organisation,
        row.line.sheet.filing.period,
        status=status,
        text=text,
        missing=said.missing,
        note=said.note,
        **numbers,
    )


def as_stored(row: Row, observation: Observation, status: str) -> Figure:
    """The same figure one step further on its way."""
    return Figure(
        row.definition.indicator,
        row.line.sheet.organisation,
        row.line.sheet.filing.period,
        numerator=observation.numerator,
        denominator=observation.denominator,
        status=status,
        text=observation.text,
        missing=observation.missing,
        note=observation.note,
        source=observation.source,
    )


def filled(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.now is not None and row.now.status == Status.FILLED]
