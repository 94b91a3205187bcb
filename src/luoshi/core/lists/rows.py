"""What a row of a table is: an entry, or something between and below the entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.core.sheets import labels
from luoshi.core.sheets.heads import is_numbered

from .cells import Asked
from .columns import bare
from .model import Shape, Table
from .sheet import Cell, Line, Sheet

_SUM = re.compile(
    r"^(?:合计|总计|小计|共计|累计|总数|平均|平均值|计)(?:[:：(（].*)?$|(?:合计|小计|总计)(?:[:：(（].*)?$"
)
_MERE = re.compile(
    r"^[-+¥￥]?[\d,.]+%?(?:人|名|个|项|人次|次|元|万元|台|册|学时|课时|所|门|本)?$|^[—/\-]+$|^共?\d+人?$"
)
_FOOT = re.compile(
    r"(?:填表|填报|制表|经办|审核|复核|统计|负责|联系|主管|分管)(?:人|单位|日期|时间|领导|校长)?(?:签字|签名|签章|\(签字\)|\(盖章\))?[:：]"
    r"|(?:盖章|签字|签章|公章)|^(?:单位|学校)?负责人[:：]|^(?:填表|填报|制表)(?:日期|时间)"
)
_TOTAL = re.compile(r"^(?:合计|共计|总数)[:：]?共?(\d{1,6})(?:人|名|条)$")
_GROUP = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十]+[部类章组])"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """why: the reason to leave the row out; doubt: what makes a person look at it (code, words)."""

    why: str = ""
    doubt: tuple[str, str] | None = None


ENTRY = Verdict()


class Judge:
    """Judges the rows below one head."""

    def __init__(self, sheet: Sheet, table: Table, asked: Sequence[Asked]) -> None:
        self.sheet, self.table = sheet, table
        self.mapped = {each.column.at for each in asked}
        telling = [each for each in asked if each.wanted.identity or each.wanted.shape == Shape.NAME]
        self.telling = {each.column.at for each in telling}
        self.width = len(table.columns)
        self.heads = {
            column.at: {bare(word) for word in column.path} | {bare("".join(column.path))}
            for column in table.columns
        }
        self.serial = {
            column.at for column in table.columns if labels.NUMBER.match(labels.bare(column.path[-1]))
        } - self.mapped

    def judge(self, number: int, line: Line) -> Verdict:
        cells = _own(line)
        texts = [cell.text for _, cell in cells]
        first = labels.plain(texts[0]) if texts else ""
        told = [(at, cell) for at, cell in cells if at not in self.serial or not _MERE.match(cell.text)]
        if not told:
            return Verdict("只有序号，没有内容")
        if self._is_head(cells):
            return Verdict("重复的表头")
        if len(cells) > 2 and all(len(text) < 4 for text in texts) and self._is_count(number):
            return Verdict("栏号行")
        return (
            self._sum(cells)
            or self._foot(told, first)
            or self._sample(cells)
            or self._lone(told)
            or self._unmapped(told)
            or ENTRY
        )

    def _is_head(self, cells: list[tuple[int, Cell]]) -> bool:
        if any(cell.is_number for _, cell in cells):
            return False
        same = sum(bare(cell.text) in self.heads.get(at, ()) for at, cell in cells)
        return same >= 2 and same * 10 >= len(cells) * 7

    def _is_count(self, number: int) -> bool:
        return is_numbered(self.sheet.grid(number, number), number)

    def _sum(self, cells: list[tuple[int, Cell]]) -> Verdict | None:
        """合计 in one of the first cells and nothing but numbers beside it; else a person looks."""
        at = next((i for i, (_, cell) in enumerate(cells[:3]) if _SUM.match(labels.plain(cell.text))), None)
        if at is None:
            return None
        others = [labels.plain(cell.text) for i, (_, cell) in enumerate(cells) if i != at]
        if all(_MERE.match(text) or _SUM.match(text) for text in others[at:]):
            return Verdict("合计、小计行")
        return Verdict(doubt=("sum", "像合计行，又有别的内容，请看是不是要读入的一条。"))

    def _foot(self, told: list[tuple[int, Cell]], first: str) -> Verdict | None:
        """说明：…, 填表人：…　审核人：…; an entry has its own cells in most of the columns."""
        words = labels.plain(told[0][1].text)
        if len(told) * 2 > max(self.width, 4) or (len(told) > 2 and not _FOOT.search(words)):
            return None
        if labels.NOTE.match(words) or labels.NOTE.match(first):
            return Verdict("说明")
        return Verdict("落款") if _FOOT.search(words) or _FOOT.search(first) else None

    def _sample(self, cells: list[tuple[int, Cell]]) -> Verdict | None:
        if any(labels.SAMPLE.match(labels.plain(cell.text)) for _, cell in cells[:2]):
            return Verdict("示例行")
        return None

    def _lone(self, told: list[tuple[int, Cell]]) -> Verdict | None:
        """One cell alone: a heading between the rows, a title printed again, a sentence; or an entry hardly begun."""
        if len(told) > 1 or self.width < 3:
            return None
        at, cell = told[0]
        if len(cell.text) > 24:
            return Verdict("说明")
        if cell.across > 1 or at not in self.mapped or _GROUP.match(cell.text):
            return Verdict("分组标题")
        if at in self.telling:
            return Verdict(doubt=("lonely", "这一行只有一格有内容。"))
        return Verdict("分组标题")

    def _unmapped(self, told: list[tuple[int, Cell]]) -> Verdict | None:
        if not any(at in self.mapped for at, _ in told):
            return Verdict("没有台账需要的内容")
        return None


def people_said(line: Line) -> int | None:
    """合计 191人, 共计：25 条: how many a row of a total says there are; of a subtotal or of money nothing."""
    texts = [labels.plain(cell.text) for _, cell in _own(line) if cell.text]
    found = [_TOTAL.match(text) for text in ("".join(texts[:2]), *texts[:3])]
    return next((int(each.group(1)) for each in found if each), None)


def _own(line: Line) -> list[tuple[int, Cell]]:
    """The cells from left to right; what is merged over several columns counts once."""
    found: list[tuple[int, Cell]] = []
    for at in sorted(line):
        cell = line[at]
        before = found[-1] if found else None
        joined = (
            before
            and before[1].across > 1
            and before[1].text == cell.text
            and cell.across == before[1].across
        )
        if not (joined and before and at < before[0] + cell.across):
            found.append((at, cell))
    return found
