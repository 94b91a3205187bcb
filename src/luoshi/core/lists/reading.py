"""A file as a list of entries: every certain cell as its value, everything else said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.core.fields.model import FILES
from luoshi.core.reading.structure import Unreadable

from . import columns as fitting
from .cells import Asked, is_same_as_above, says_nothing
from .doubles import Doubles, says_again, shown
from .model import LIKELY, NONE, Chosen, Doubt, Dropped, Listed, ListRow, Total, Wanted
from .opening import open_list
from .outcome import Outcome
from .rows import Judge, people_said
from .sheet import Line, Sheet
from .tables import Found, tables_of

SAMPLES = 60  # cells of a column that are tried before it is called certain
MOST_ROWS = 20_000  # as many as a register takes at once
MOST_DROPPED = 5_000


def read_list(name: str, data: bytes, fields: Sequence[Wanted], chosen: Chosen | None = None) -> Listed:
    """Read one file. `chosen`: by digest of a table the columns a person gave to fields, now or earlier.

    Raises Unreadable, and nothing else, for what cannot be read.
    """
    fields = [each for each in fields if each.kind != "table" and each.kind not in FILES]
    listed = Listed(name)
    doubles = Doubles(fields)
    sheets = open_list(name, data, listed.remarks.append)
    for sheet in sheets:
        found = tables_of(sheet, fields)
        if not found and sheet.rows:
            first, last = min(sheet.rows), max(sheet.rows)
            listed.dropped.append(Dropped(sheet.name, first, last, "没有找到表头", shown(sheet.rows[first])))
        for each in found:
            _read_table(listed, each, fields, (chosen or {}).get(each.table.digest), doubles)
    if not listed.tables:
        raise Unreadable(
            f"“{name}”里没有找到名单：应当有一行表头（例如“姓名”“身份证号”），下面一行一条。请检查后再上传。"
        )
    return listed


def _read_table(
    listed: Listed,
    found: Found,
    fields: Sequence[Wanted],
    chosen: Mapping[int, str] | None,
    doubles: Doubles,
) -> None:
    table, sheet = found.table, found.sheet
    if not listed.tables:
        _drop_above(listed, sheet, table.first)
    rows = [number for number in sorted(sheet.rows) if table.last < number <= found.end]
    _note_columns(found, fields, rows, chosen)
    at = len(listed.tables)
    listed.tables.append(table)
    asked = _asked(found, fields, rows)
    reader = _Rows(listed, found, at, asked, doubles)
    for number in rows:
        reader.take(number)
    for each in asked:
        for remark, count in each.remarks.items():
            listed.remarks.append(f"“{each.wanted.label}”有 {count} 格{remark}。")


def _drop_above(listed: Listed, sheet: Sheet, first: int) -> None:
    for number in sorted(sheet.rows):
        if number < first:
            listed.dropped.append(
                Dropped(sheet.name, number, number, "标题或说明", shown(_once(sheet.rows[number])))
            )


def _once(line: Line) -> Line:
    """A merged title said once."""
    first = min(line)
    return {at: cell for at, cell in line.items() if at == first or cell.text != line[first].text}


def _note_columns(
    found: Found, fields: Sequence[Wanted], rows: Sequence[int], chosen: Mapping[int, str] | None
) -> None:
    """Units, samples, what the content says; a person's choice before all of it."""
    by_key = {each.key: each for each in fields}
    for column in found.table.columns:
        texts = _texts(found.sheet, rows, column.at)
        column.samples = tuple(dict.fromkeys(texts))[:3]
    if chosen is not None:
        fitting.apply_choice(found.table.columns, chosen, fields)
    else:
        used = {column.field for column in found.table.columns}
        free = [each for each in fields if each.key not in used]
        for column in found.table.columns:
            fitting.by_content(column, free, _texts(found.sheet, rows, column.at))
    for column in found.table.columns:
        if column.field and not column.tick:
            fitting.settle_unit(column, by_key[column.field], found.unit)
        if column.field and chosen is None and not column.tick:
            _try(found.sheet, column, by_key[column.field], rows)


def _texts(sheet: Sheet, rows: Sequence[int], at: int) -> list[str]:
    found: list[str] = []
    for number in rows:
        if text := sheet.text(number, at):
            found.append(text)
            if len(found) >= SAMPLES:
                break
    return found


def _try(sheet: Sheet, column: Any, wanted: Wanted, rows: Sequence[int]) -> None:
    """Where most of the cells make no sense as this field, the column is not certain."""
    trial = Asked(column, wanted)
    cells = [cell for number in rows[:400] if (cell := sheet.rows[number].get(column.at)) and cell.text]
    cells = cells[:SAMPLES]
    wrong = sum(trial.read(cell).is_doubt and trial.read(cell).proposal is None for cell in cells)
    if len(cells) >= 4 and wrong * 2 > len(cells):
        column.certainty = LIKELY if column.certainty != NONE else NONE
        column.note = f"这一列的内容多数不像“{wanted.label}”，请核对。"


def _asked(found: Found, fields: Sequence[Wanted], rows: Sequence[int]) -> list[Asked]:
    by_key = {each.key: each for each in fields}
    asked = [Asked(column, by_key[column.field]) for column in found.table.columns if column.field]
    for each in asked:
        if each.wanted.kind == "percent":
            each.all_small = all(
                not (text := found.sheet.text(number, each.column.at)) or _is_small(text) for number in rows
            )
    return asked


def _is_small(text: str) -> bool:
    """A share without a sign; one with its sign says nothing about the others."""
    try:
        return abs(float(text)) <= 1
    except ValueError:
        return "%" in text or "％" in text


class _Rows:
    """The rows of one table, one after another."""

    def __init__(
        self, listed: Listed, found: Found, at: int, asked: Sequence[Asked], doubles: Doubles
    ) -> None:
        self.listed, self.sheet, self.at, self.asked, self.doubles = listed, found.sheet, at, asked, doubles
        self.judge = Judge(found.sheet, found.table, asked)
        self.above: dict[str, Outcome] = {}

    def take(self, number: int) -> None:
        line = self.sheet.rows[number]
        verdict = self.judge.judge(number, line)
        if verdict.why:
            self._drop(number, verdict.why, line)
            if (count := people_said(line)) is not None:
                place = self.sheet.row_place(number)
                self.listed.totals.append(Total(self.at, place, shown(_once(line)), count))
            return
        row = ListRow(self.at, number, {})
        for each in self.asked:
            if each.column.tick:
                self._tick(row, each, line)
            else:
                self._cell(row, each, line)
        place = self.sheet.row_place(number)
        if verdict.doubt:
            row.doubts.insert(0, Doubt("", verdict.doubt[0], shown(line), verdict.doubt[1], place))
        if number in self.sheet.hidden_rows:
            why = "这一行在表里是隐藏的，请看是不是要读入。"
            row.doubts.insert(0, Doubt("", "hidden", shown(line), why, place, "keep"))
        again = any(says_again(cell.text) for cell in line.values() if not cell.is_number)
        if self.doubles.take(self.listed, row, self.sheet, line, again):
            self.listed.rows.append(row)
            if len(self.listed.rows) > MOST_ROWS:
                raise Unreadable(f"“{self.listed.name}”超过 {MOST_ROWS} 条，请拆成几个文件分次导入。")

    def _drop(self, number: int, why: str, line: Line) -> None:
        if len(self.listed.dropped) >= MOST_DROPPED:
            raise Unreadable(f"“{self.listed.name}”里不是名单的行太多，请只保留名单，另存后再上传。")
        text = shown(_once(line))
        self.listed.dropped.append(Dropped(self.sheet.name, number, number, why, text))

    def _cell(self, row: ListRow, each: Asked, line: Line) -> None:
        key = each.wanted.key
        cell = line.get(each.column.at)
        if cell is None or says_nothing(cell):
            self.above.pop(key, None)
            if each.wanted.required:
                self._doubt(row, each, Outcome(code="missing", why=f"“{each.wanted.label}”没有填写。"), "")
            return
        if is_same_as_above(cell) and key in self.above:
            outcome = self.above[key]
            each.remarks[f"“{cell.text}”按上一行的内容读入"] += 1
        elif cell.across > 1 and self._is_joined(each, line):
            outcome = Outcome(code="joined", why="这里合并了几列，看不出内容属于哪一列。")
        else:
            outcome = each.read(cell)
        self.above[key] = outcome
        if outcome.is_doubt:
            self._doubt(row, each, outcome, cell.text)
        elif outcome.value is not None:
            row.values[key] = outcome.value
        elif each.wanted.required:
            self._doubt(row, each, Outcome(code="missing", why=f"“{each.wanted.label}”没有填写。"), cell.text)

    def _tick(self, row: ListRow, each: Asked, line: Line) -> None:
        """One of the columns of a choice; a second tick is asked about."""
        cell, key = line.get(each.column.at), each.wanted.key
        if cell is None or says_nothing(cell):
            return
        outcome = each.read_tick(cell)
        if outcome.is_doubt:
            self._doubt(row, each, outcome, cell.text)
        elif outcome.value and key in row.values:
            del row.values[key]
            self._doubt(row, each, Outcome(code="ticks", why="这一项打了两个钩，请留一个。"), cell.text)
        elif outcome.value and not any(doubt.field == key for doubt in row.doubts):
            row.values[key] = each.column.tick

    def _is_joined(self, each: Asked, line: Line) -> bool:
        """Whether the merged cell covers another column that is read."""
        text, at = line[each.column.at].text, each.column.at
        return any(
            other.column.at != at
            and abs(other.column.at - at) < line[at].across
            and (beside := line.get(other.column.at)) is not None
            and beside.across > 1
            and beside.text == text
            for other in self.asked
        )

    def _doubt(self, row: ListRow, each: Asked, outcome: Outcome, text: str) -> None:
        place = self.sheet.place(row.number, each.column.at)
        row.doubts.append(Doubt(each.wanted.key, outcome.code, text, outcome.why, place, outcome.proposal))
