"""The lines of a school's quarter between the grid, the workbook and the database; problems with their cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.core import money as rules
from luoshi.core.money import NoAmount, Sums
from luoshi.undertakings.models import Work
from luoshi.workplans import parts as works

from .models import MoneyReport, MoneyUse
from .planned import planned_of, wordings
from .queries import rule_of
from .states import MoneyState

COLUMNS = (
    ("document", "文号"),
    ("arrived", "本季到位（万元）"),
    ("spent", "本季支出（万元）"),
    ("reason", "偏差原因"),
)
LABELS = dict(COLUMNS)
AMOUNTS = ("arrived", "spent")
MOST_DOCUMENT, MOST_REASON = 200, 500
Key = tuple[int, str]


@dataclass(slots=True)
class Line:
    """One line as typed; `key` names work and source."""

    key: str
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell: number of the line (from 1), column, a sentence."""

    row: int
    column: str
    message: str
    title: str = ""
    place: str = ""  # in a workbook

    def __str__(self) -> str:
        where = self.place or f"第 {self.row} 行“{LABELS[self.column]}”"
        return f"{where}：{self.message}"


@dataclass(frozen=True, slots=True)
class Read:
    """A line understood."""

    document: str
    arrived: Decimal | None
    spent: Decimal | None
    reason: str

    @property
    def is_blank(self) -> bool:
        return self.arrived is None and self.spent is None and not self.document and not self.reason


@dataclass(slots=True)
class Row:
    """One line of the quarter with what stands beside it."""

    key: str
    work: int
    source: str
    task: str
    source_name: str
    planned: Decimal | None
    last: Sums
    earlier: Sums  # of the year, before this quarter
    line: MoneyUse | None
    reasons: list[str] = field(default_factory=list)  # why a reason is asked

    @property
    def now(self) -> Sums:
        return Sums(arrived=self.line.arrived, spent=self.line.spent) if self.line else Sums()

    @property
    def year(self) -> Sums:
        return Sums(planned=self.planned) + self.earlier + self.now

    @property
    def cells(self) -> dict[str, str]:
        if self.line is None:
            return dict.fromkeys(LABELS, "")
        said = {name: rules.amount_words(getattr(self.line, name)) for name in AMOUNTS}
        return {"document": self.line.document, **said, "reason": self.line.reason}


class Quarter:
    """A school's quarter with everything around it, in a fixed number of questions. `only_confirmed`: for its
    superiors, to whom an earlier quarter that is being filled in or corrected says nothing.
    """

    def __init__(self, report: MoneyReport, *, only_confirmed: bool = False) -> None:
        self.report, self.plan, self.only_confirmed = report, report.plan, only_confirmed
        self.rule = rule_of(self.plan)
        planned = planned_of(self.plan, report.year, [report.organisation_id])
        self.filed = report.organisation_id in planned
        self.planned = planned.get(report.organisation_id, {})
        self.carried = list(works.duties_by_work(report.organisation, self.plan))
        self.sources = works.source_names(self.plan)
        self.source_order = [key for key, _ in works.sources_of(self.plan)]
        self._read_lines()
        keys = {*self.planned, *self.lines, *self.earlier, *self.last}
        ids = {*self.carried, *(work for work, _ in keys)}
        self.wordings = wordings(self.plan, ids)
        self.public: dict[int, str] = dict(Work.objects.filter(pk__in=ids).values_list("pk", "public_id"))
        self.keys = {key for key in keys if key in self.lines or self._speaks(key)}

    def left_out(self) -> list[int]:
        """Earlier quarters of the year that were begun and do not count to this reader, in their order."""
        if not self.only_confirmed:
            return []
        rows = MoneyReport.objects.filter(organisation=self.report.organisation_id, plan=self.plan)
        rows = rows.filter(year=self.report.year, quarter__lt=self.report.quarter)
        return list(
            rows.exclude(state=MoneyState.CONFIRMED).order_by("quarter").values_list("quarter", flat=True)
        )

    def _read_lines(self) -> None:
        report = self.report
        there = MoneyUse.objects.filter(report__organisation=report.organisation_id, report__plan=self.plan)
        if self.only_confirmed:
            there = there.filter(report__state=MoneyState.CONFIRMED)
        before = rules.before(report.year, report.quarter)
        self.lines = {(row.work_id, row.source): row for row in report.lines.prefetch_related("earlier")}
        self.earlier: dict[Key, Sums] = {}
        self.last: dict[Key, Sums] = {}
        for row in there.filter(report__year__in={report.year, before[0]}).select_related("report"):
            key, said = (row.work_id, row.source), Sums(arrived=row.arrived, spent=row.spent)
            if row.report.year == report.year and row.report.quarter < report.quarter:
                self.earlier[key] = self.earlier.get(key, Sums()) + said
            if (row.report.year, row.report.quarter) == before:
                self.last[key] = said

    def _speaks(self, key: Key) -> bool:
        """Whether a line that was not written yet is worth showing."""
        sums = self.earlier.get(key, Sums()) + self.last.get(key, Sums())
        return bool(self.planned.get(key) or sums.arrived or sums.spent)

    def name_of(self, key: Key) -> str:
        return f"{self.public[key[0]]}:{key[1]}"

    def named(self) -> dict[str, Key]:
        """Every line there may be: what is carried from every source, and what stands already."""
        sources = list(self.source_order)
        possible = {(work, source) for work in self.carried for source in sources} | self.keys
        return {self.name_of(key): key for key in possible}

    def rows(self, more: Iterable[str] = ()) -> list[Row]:
        """In the order of tasks and sources; `more`: lines besides, by name."""
        named = self.named()
        wanted = self.keys | {named[name] for name in more if name in named}
        place = {work: at for at, work in enumerate(self.carried)}
        order = {source: at for at, source in enumerate(self.source_order)}
        ranked = sorted(wanted, key=lambda k: (place.get(k[0], 999), k[0], order.get(k[1], 99), k[1]))
        return [self._row(key) for key in ranked]

    def _row(self, key: Key) -> Row:
        planned = self.planned.get(key, Decimal(0)) if self.filed else None
        name = self.sources.get(key[1], "其他来源")
        last, earlier = self.last.get(key, Sums()), self.earlier.get(key, Sums())
        row = Row(
            self.name_of(key), *key, self.wordings[key[0]], name, planned, last, earlier, self.lines.get(key)
        )
        if row.line is not None:
            row.reasons = rules.deviations(row.year, self.report.quarter, self.rule.limits)
        return row

    def missing(self) -> list[str]:
        """What is left before it can be confirmed, a sentence each: hint and refusal alike."""
        return [words for words, _ in self.lacks()]

    def lacks(self) -> list[tuple[str, str]]:
        """What is left, each with the box of the grid it is about."""
        found, rows = [], self.rows()
        if not rows:
            found.append(("还没有填写。没有任何资金的，在填报页加一行填 0。", ""))
        for number, row in enumerate(rows, 1):
            what = f"“{row.task}”的{row.source_name}"
            if row.now.arrived is None or row.now.spent is None:
                box = AMOUNTS[row.now.arrived is not None]
                found.append((f"{what}：到位、支出要填数，没有的填 0。", f"{box}-{number}"))
            elif row.reasons and row.line is not None and not row.line.reason:
                words = f"{what}：{'；'.join(row.reasons)}，请写明原因。"
                found.append((words, f"reason-{number}"))
        return found


def refused_later(lines: Sequence[Line], problems: Sequence[Problem]) -> list[Problem]:
    """What saving these lines would refuse and nobody has told yet: a sum below zero, a sum of doubtful unit."""
    told = {(each.row, each.column) for each in problems}
    return [each for each in read(lines)[1] if (each.row, each.column) not in told]


def read(
    lines: Sequence[Line], places: Mapping[tuple[int, str], str] | None = None
) -> tuple[list[Read], list[Problem]]:
    """Every line understood, and everything that is wrong, cell by cell."""
    rows, problems = [], list[Problem]()
    for number, line in enumerate(lines, 1):
        cells = {name: " ".join(line.cells.get(name, "").split()) for name in LABELS}
        amounts: dict[str, Decimal | None] = {}
        for name in AMOUNTS:
            try:
                amounts[name] = rules.read_amount(cells[name])
            except NoAmount as wrong:
                amounts[name] = None
                problems.append(
                    Problem(number, name, str(wrong), place=(places or {}).get((number, name), ""))
                )
        for name, most in (("document", MOST_DOCUMENT), ("reason", MOST_REASON)):
            if len(cells[name]) > most:
                words = f"最多 {most} 个字，现在 {len(cells[name])} 个。"
                problems.append(Problem(number, name, words, place=(places or {}).get((number, name), "")))
        rows.append(Read(cells["document"], amounts["arrived"], amounts["spent"], cells["reason"]))
    return rows, problems
