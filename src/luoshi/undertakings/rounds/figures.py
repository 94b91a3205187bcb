"""Budget by year and source, and quantities, summed over rows of a round: per task, per school, over all of it.

What those who take part in a joint task name is their own part; the task itself counts once (`core.rounds.count_of`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.core.fields.lookup import number_in
from luoshi.core.fields.model import NUMBERS, Field
from luoshi.core.fields.shown import money_unit, shown, typed
from luoshi.core.round_sums import Sums, sums_of

from . import asked
from .models import Round
from .sent import Row, last_of
from .standing import Line, Standing
from .states import ApplicationState

NOTHING = "—"
BUDGET = "经费合计"


@dataclass(slots=True)
class Figures:
    """The tables of the round's form that go by year, and what every row said in them, as it was sent."""

    round: Round
    tables: list[tuple[Field, Field]]  # table, its column of years
    columns: list[Field]  # of quantities first, then of money
    values: dict[str, dict[str, Any]]  # public id of the wish → answers, personal ones masked

    def lines_of(self, line: Line | Row) -> Iterator[tuple[str, dict[str, Decimal]]]:
        """Years and numbers of one row."""
        answers = self.values.get(line.wish.public_id, {})
        for table, year in self.tables:
            for row in answers.get(table.key) or []:
                numbers = {f"{table.key}.{column.key}": number_in(row.get(column.key)) for column in table.columns
                           if column.sums and column.kind in NUMBERS}  # fmt: skip
                yield str(row.get(year.key) or ""), {k: n for k, n in numbers.items() if n is not None}

    def sums(self, lines: Iterable[Line | Row]) -> Sums:
        return sums_of(self.lines_of(line) for line in lines)

    @property
    def priced(self) -> list[Field]:
        return [column for column in self.columns if column.kind == "money"]

    @property
    def money(self) -> list[str]:
        return [column.key for column in self.priced]

    def budget(self, sums: Sums, year: str | None = None) -> str:
        """All sources together, in words; a dash where none was named."""
        total = sums.of(self.money, year)
        return NOTHING if total is None else self._money(total)

    def _money(self, total: Decimal) -> str:
        return shown(self.priced[0], int(total))

    def heads(self, quantities: bool = True) -> list[str]:
        """With `quantities` for rows of one task; across tasks only money adds up (名 and 门 do not)."""
        columns = self.columns if quantities else self.priced
        last = [f"{BUDGET}（{money_unit(self.priced[0])}）"] if len(self.priced) > 1 else []
        return [*(_head(column) for column in columns), *last]

    def table(self, sums: Sums) -> dict[str, Any]:
        """Years down, budget across, with a line of sums: texts, without units (they stand in the head)."""
        years = [(f"{year}年" if year else "未写年度", self._cells(sums, year)) for year in sums.years]
        rows = [(year, cells) for year, cells in years if any(text != NOTHING for text in cells)]
        return {"heads": self.heads(False), "rows": rows, "totals": self._cells(sums, None)}

    def cut(self, lines: Iterable[Line]) -> int:
        """Rows whose quantity was agreed to otherwise than applied for; their budget stands as applied for."""
        return sum(1 for line in lines if line.wish.agreed is not None and line.wish.agreed != line.quantity)

    def _cells(self, sums: Sums, year: str | None) -> list[str]:
        cells = [cell(column, sums.of([column.key], year)) for column in self.priced]
        if len(self.priced) > 1:
            cells.append(cell(self.priced[0], sums.of(self.money, year)))
        return cells

    def words(self, lines: list[Line]) -> list[str]:
        """The sums in sentences, for what is printed and sent out."""
        sums, cut = self.sums(lines), self.cut(lines)
        total = sums.of(self.money)
        if total is None:
            return []
        years = "，".join(f"{year}年 {self.budget(sums, year)}" for year in sums.years if year)
        sources = "，".join(
            f"{column.label} {shown(column, int(amount))}"
            for column in self.columns
            if column.kind == "money" and (amount := sums.of([column.key])) is not None
        )
        found = [f"经费合计 {self._money(total)}。分年度：{years}。分来源：{sources}。"]
        if cut:
            found.append(f"其中 {cut} 项核定数量与申报数量不同，经费按申报时填写的合计。")
        return found + ([f"其中 {sums.silent} 项没有填写经费，没有计入。"] if sums.silent else [])


def figures_of(standing: Standing) -> Figures:
    """One query for all rows that stand as they were sent, one more per application that was returned."""
    return Figures(standing.round, *_columns_of(standing.round), _values(standing))


def _columns_of(round_: Round) -> tuple[list[tuple[Field, Field]], list[Field]]:
    version = round_.form_version
    form = version.form if version else None
    tables = [
        (table, year)
        for table in (form.fields if form else ())
        for year in table.columns
        if year.kind == "year"
    ]
    columns = [
        _named(table, column)
        for table, _ in tables
        for column in table.columns
        if column.sums and column.kind in NUMBERS
    ]
    columns.sort(key=lambda column: column.kind == "money")
    return tables, columns


def _named(table: Field, column: Field) -> Field:
    """The column under a key of its own: two tables may both have a column `amount`."""
    return Field(
        f"{table.key}.{column.key}", column.kind, column.label, unit=column.unit, places=column.places
    )


def all_rows(round_: Round, rows: list[Row]) -> dict[str, Any]:
    """One application at a glance: each row with its quantity and its budget, and the budget of all."""
    figures = Figures(round_, *_columns_of(round_), {row.wish.public_id: row.values for row in rows})
    priced = bool(figures.money)
    return {
        "rows": [(row, figures.budget(figures.sums([row])) if priced else "") for row in rows],
        "total": figures.budget(figures.sums(rows)) if priced else "",
        "silent": figures.sums(rows).silent if priced else 0,
        "priced": priced,
    }


def budget_words(round_: Round, row: Row) -> str:
    """One row's budget over all sources, by year; empty where none was named."""
    figures = Figures(round_, *_columns_of(round_), {row.wish.public_id: row.values})
    sums = figures.sums([row])
    if sums.of(figures.money) is None:
        return ""
    years = "，".join(f"{year}年 {figures.budget(sums, year)}" for year in sums.years if year)
    return f"经费合计 {figures.budget(sums)}" + (f"（{years}）" if years else "")


def _values(standing: Standing) -> dict[str, dict[str, Any]]:
    version = standing.round.form_version
    if version is None:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for school in standing.schools:
        application = school.application
        if school.lines and application is not None and application.state == ApplicationState.RETURNED:
            last = last_of(application)
            found |= {row["wish"]: row["values"] for row in last.content.values["rows"]} if last else {}
    wishes = [line.wish for line in standing.lines if line.wish.public_id not in found]
    given = asked.answers_of(wishes, version)
    for key, answer in given.items():
        found[key] = asked.values_of(answer, version, masked=True)
    return found


def cell(column: Field, number: Decimal | None) -> str:
    """A sum as it stands under a head that has the unit: 1,234.5; a dash where nothing was named."""
    if number is None:
        return NOTHING
    value = int(number) if column.kind in ("money", "integer") else f"{number.normalize():f}"
    return shown(Field("x", column.kind, "x", unit=column.unit), value).split(" ")[0]


def exact(column: Field, number: Decimal | None) -> Decimal | None:
    """A sum in the unit of the head, for a workbook."""
    return (
        None
        if number is None
        else Decimal(typed(column, int(number) if column.kind == "money" else f"{number:f}"))
    )


def _head(column: Field) -> str:
    unit = money_unit(column) if column.kind == "money" else column.unit
    return f"{column.label}（{unit}）" if unit else column.label
