"""A cell as the value of its field, or a doubt. What many cells say alike is understood once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from luoshi.core.fields.model import DAYS, NUMBERS, PICKED
from luoshi.core.fields.parsing import alike

from . import days, numbers, words
from .model import Column, Shape, Wanted
from .outcome import NOTHING, Outcome, doubt, taken
from .sheet import Cell

NOTHING_SAID = {
    "—",
    "-",
    "–",
    "－",
    "——",
    "--",
    "/",
    "／",
    "\\",
    "*",
    "…",
    "……",
    "空",
    "无此项",
    "暂无",
    "待定",
    "不详",
    "未知",
    "n/a",
    "na",
    "null",
    "none",
}
SAME_AS_ABOVE = {"同上", "〃", "″", '"', "''", "”", "“", "ditto"}
_SAME_SIGNS = {"同", *(each[0] for each in SAME_AS_ABOVE)}
_ERRORS = {
    "#n/a",
    "#ref!",
    "#value!",
    "#div/0!",
    "#name?",
    "#num!",
    "#null!",
    "#getting_data",
    "#spill!",
    "#calc!",
}
_LONGEST = 200  # longer texts are not worth remembering


@dataclass(slots=True)
class Asked:
    """A column that is read, with what is known of it as a whole."""

    column: Column
    wanted: Wanted
    all_small: bool = False
    known: dict[tuple[str, bool, bool, int], Outcome] = field(default_factory=dict)
    remarks: Counter[str] = field(default_factory=Counter)

    def read(self, cell: Cell) -> Outcome:
        """What the cell says, remembered by what a cell shows."""
        if cell.uncounted or cell.lost:
            return _odd(cell, self.wanted)
        mark = (cell.text, cell.is_number, cell.is_date, cell.places)
        outcome = self.known.get(mark)
        if outcome is None:
            outcome = self._understood(cell)
            if len(cell.text) <= _LONGEST:
                self.known[mark] = outcome
        if outcome.remark:
            self.remarks[outcome.remark] += 1
        return outcome

    def read_tick(self, cell: Cell) -> Outcome:
        asked = replace(self.wanted.field, kind="yes_no")
        if alike(cell.text) in NOTHING_SAID:
            return NOTHING
        return words.yes_no(asked, self.column, cell.text)

    def _understood(self, cell: Cell) -> Outcome:
        wanted, word = self.wanted, alike(cell.text)
        if word in _ERRORS:
            return doubt("error", f"公式出错（{cell.text}），请改成内容本身。")
        if word in NOTHING_SAID:
            if wanted.kind == "yes_no" and word not in ("暂无", "待定", "不详", "未知", "空"):
                return taken(False, f"“{cell.text}”按“否”读入")
            return Outcome(remark=f"“{cell.text}”按没有填写读入")
        if wanted.kind == "yes_no":
            return words.yes_no(wanted.field, self.column, cell.text)
        if wanted.kind in NUMBERS | DAYS and word in ("无", "没有"):
            return Outcome(remark=f"“{cell.text}”按没有填写读入")
        return self._by_kind(cell)

    def _by_kind(self, cell: Cell) -> Outcome:
        wanted = self.wanted
        if wanted.kind in NUMBERS:
            return numbers.number(wanted.field, cell, self.column.unit, all_small=self.all_small)
        if wanted.kind in DAYS:
            return days.day(wanted.kind, cell)
        if wanted.kind in ("choice", "choices"):
            return words.choice(wanted.field, cell.text)
        if wanted.kind in PICKED:
            return words.picked(wanted, cell.text)
        return words.text_of(wanted, cell)


def _odd(cell: Cell, wanted: Wanted) -> Outcome:
    if cell.uncounted:
        return doubt("formula", "公式没有算出结果，请改成内容本身，或用表格软件打开、保存一次后重新上传。")
    shown = "身份证号" if wanted.shape == Shape.ID_NUMBER else "这个号码"
    return doubt("digits", f"{shown}存成了数字，表格软件已丢失末尾几位，不能恢复，请对照原件重填。")


def says_nothing(cell: Cell | None) -> bool:
    return cell is None or (not cell.text and not cell.uncounted)


def is_same_as_above(cell: Cell) -> bool:
    return cell.text[:1] in _SAME_SIGNS and not cell.is_number and alike(cell.text) in SAME_AS_ABOVE


__all__ = ["NOTHING", "Asked", "is_same_as_above", "says_nothing"]
