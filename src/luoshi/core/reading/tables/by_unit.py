"""Tables with the units down and what each is to reach across: quotas (限额) and goals by year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .grid import Grid, Row, plain
from .model import TargetCell
from .words import NUMBER_WORDS, is_note, is_number, is_total

_UNITS_DOWN = re.compile(
    r"(?:各|申报|推荐|参评|建设|项目)?(?:设?区?市|市\(?[州地盟]\)?|地[市区]|[州盟县区市]|县\(市、?区\)|县\([区市]\)|县市区?|区县|县区|市县区?"
    r"|省份|乡镇(?:\(街道\)|街道)?|乡\(镇\)|[街镇]\([街镇乡]\)|街道|(?:中职|高职|职业|中等职业|技工)?(?:学校|院校|高校)|单位|园区|院系|二级学院|系部?)(?:名称)?"
)
_YEAR = re.compile(r"(?:到|至)?(?:19|20)\d\d(?:年|年度|学年)?(?:底|末|前)?(?:目标值?|计划|任务)?")
_YEAR_IN_FRONT = re.compile(r"(?:到|至)?(?:19|20)\d\d年(?:底|末)?")
_OLD = re.compile(r"基数|基期|基准|现状|现有|已有|上年|去年|完成|实际|执行|历史")
_CALLED_OLD = r"[”\"]?[列栏]?(?:数据?)?(?:为|是)(?:基[数期准]|现状)"  # 注：“2026年底”为基数
_QUOTA = re.compile(r"限额|名额|配额|限报|计划|任务|目标|分配|上限|下限|指标")
_ASKS = re.compile(r"(?:任务|目标|计划|限额|名额|指标|配额)[^ ]{0,6}表")
_OF_UNDERTAKING = re.compile(r"承接|承担|认领")
_UNIT = re.compile(r"[(（](?:单位[:：])?([^()（）]{1,5})[)）]")
_UNIT_OF_ALL = re.compile(r"单位[:：]\s*([^\s()（）、，,；;]{1,5})")
_FIGURE = re.compile(r"(?:不[少低]于|不超过|[≥≤><约])?\d[\d,.]*(?:[%％]|[一-鿿]{1,3})?(?:以上|左右|以内)?")
_HEADING_ROWS = 6
_FEWEST_UNITS = 2
_LAST_COLUMN_OF_NAMES = 3


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column asks of each unit: the words over it without unit and year."""

    measure: str
    unit: str
    due: str


def read_by_unit(grid: Grid) -> list[TargetCell]:
    """The quotas and goals of each unit, or nothing where this is no such table.

    Tables of what units undertake are not read here: their numbers are marks.
    """
    for number, row in list(grid)[:_HEADING_ROWS]:
        names = column_of_names(row)
        if names is not None:
            stacks, last = _headings(grid, number, names)
            spoken = " ".join([grid.context, *(word for stack in stacks.values() for word in stack)])
            return [] if _OF_UNDERTAKING.search(spoken) else list(_cells(grid, names, stacks, last))
    return []


def unit_of_all(context: str) -> str:
    """The unit that the words above a table give to all its numbers: （单位：人次）."""
    found = _UNIT_OF_ALL.search(context)
    return found[1] if found else ""


def column_of_names(row: Row) -> int | None:
    """The column headed 学校 or 设区市; before it only numbers and the areas the units lie in."""
    found = None
    for column, slot in sorted(row.items()):
        word = plain(slot.text)
        if column > _LAST_COLUMN_OF_NAMES or not (
            not word or NUMBER_WORDS.fullmatch(word) or _UNITS_DOWN.fullmatch(word)
        ):
            break
        found = column if _UNITS_DOWN.fullmatch(word) else found
    return found


def _headings(grid: Grid, first: int, names: int) -> tuple[dict[int, list[str]], int]:
    """The words over each column from the top, and the last row of the heading.

    Where merged cells were lost, a heading reaches to the next one on its right.
    """
    stacks: dict[int, list[str]] = {}
    last = first
    for number in range(first, first + 3):
        row = grid.rows.get(number, {})
        if number > first and not _goes_on(row, names):
            break
        last, carried = number, ""
        for column, slot in sorted(row.items()):
            carried = plain(slot.text) or (carried if number == first else "")
            if column > names and carried and carried not in stacks.get(column, []):
                stacks.setdefault(column, []).append(carried)
    return stacks, last


def _goes_on(row: Row, names: int) -> bool:
    """Whether a row still belongs to the heading: nobody is named, and over the columns stand words or years."""
    if names in row and row[names].own_text:
        return False
    words = [plain(slot.own_text) for slot in row.values() if slot.own_text]
    return bool(words) and all(_YEAR.fullmatch(word) or not _FIGURE.fullmatch(word) for word in words)


def _cells(grid: Grid, names: int, stacks: dict[int, list[str]], last: int) -> Iterator[TargetCell]:
    rows = [row for number, row in grid if number > last and _names_a_unit(row, names)]
    if len(rows) < _FEWEST_UNITS:
        return
    notes = _notes(grid)
    columns = {
        column: found
        for column, stack in stacks.items()
        if not _is_called_old(stack, notes)
        and (found := _column(stack, grid.context))
        and _holds_figures(rows, column)
    }
    if any(asked.due for asked in columns.values()):  # beside goals by year a bare 占地面积 only describes
        columns = {c: asked for c, asked in columns.items() if asked.due or _QUOTA.search(asked.measure)}
    for row in rows:
        for column, asked in columns.items():
            slot = row.get(column)
            if slot and slot.own_text:
                subject = f"{row[names].text}{asked.measure}"
                yield TargetCell(subject, asked.unit, asked.due, slot.text, grid.place_of(slot))


def _notes(grid: Grid) -> str:
    inside = (slot.text for _, row in grid for slot in row.values() if is_note(slot.own_text))
    return "\n".join(plain(note) for note in (*grid.notes, *inside))


def _is_called_old(stack: list[str], notes: str) -> bool:
    """Whether the notes say of a heading over the column that old values stand below it."""
    return any(re.search(re.escape(word) + _CALLED_OLD, notes) for word in stack)


def _names_a_unit(row: Row, names: int) -> bool:
    own = [slot.text for _, slot in sorted(row.items()) if slot.text]
    named = names in row and row[names].text and not is_number(row[names].text)
    return bool(named) and not any(is_total(text) for text in own[:2]) and not is_note(own[0])


def _column(stack: list[str], context: str) -> _Column | None:
    """What the headings of a column ask for; None for old values, remarks and mere descriptions."""
    words = " ".join(stack)
    year = next((word for word in stack if _YEAR.fullmatch(word)), "") or _year_in_front(words)
    unit = _UNIT.search(words) or (_UNIT_OF_ALL.search(context) if year or _ASKS.search(context) else None)
    if (
        _OLD.search(words)
        or is_total(stack[-1])
        or not (year or _QUOTA.search(words) or (unit and _ASKS.search(context)))
    ):
        return None
    measure = "".join(_UNIT.sub("", word).removeprefix(year) for word in stack)
    return _Column(measure, unit[1] if unit else "", year)


def _year_in_front(words: str) -> str:
    """2027年在校生: year and measure in one heading."""
    found = _YEAR_IN_FRONT.match(words)
    return found[0] if found else ""


def _holds_figures(rows: list[Row], column: int) -> bool:
    texts = [plain(row[column].text) for row in rows if column in row and row[column].text]
    figures = [text for text in texts if _FIGURE.fullmatch(text)]
    blank = sum(text in ("-", "—", "/", "－", "——") for text in texts)
    return bool(figures) and len(figures) + blank == len(texts)
