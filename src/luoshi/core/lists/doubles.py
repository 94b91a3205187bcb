"""Rows that say again what an earlier row says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .model import Doubt, Dropped, Listed, ListRow, Shape, Wanted
from .sheet import Line, Sheet

_AGAIN = re.compile(r"重复|见上|同第\d+|已列")


class Doubles:
    """Looks at the rows in their order."""

    def __init__(self, fields: Sequence[Wanted]) -> None:
        self.identity = [each.key for each in fields if each.identity]
        self.by_identity: dict[tuple[str, ...], ListRow] = {}
        self.by_first: dict[str, list[ListRow]] = {}
        self.name = next((each.key for each in fields if each.shape == Shape.NAME), "")
        self.by_name: dict[str, list[ListRow]] = {}

    def take(self, listed: Listed, row: ListRow, sheet: Sheet, line: Line, again: bool) -> bool:
        """Whether the row is one of its own; else it stands among the dropped, or carries a doubt."""
        row.at = len(listed.rows)
        own = tuple(_key(row.values.get(key)) for key in self.identity)
        whole = bool(own) and all(own)
        twin = self.by_identity.get(own) if whole else None
        if twin is None and not (whole and not again):
            twin = self._told_before(row, own, again)
        namesake = self._namesake(row, again) if twin is None and not whole else None
        twin = twin or namesake
        if twin is None:
            self._keep(row, own, whole)
            return True
        differs = [
            key
            for key, value in row.values.items()
            if twin.values.get(key) != value and not (again and says_again(value))
        ]
        if namesake is None and not differs and (again or (whole and not row.doubts)):
            words = "备注写明重复，" if again else ""
            why = f"{words}与{_place(listed, row, twin)}{'相同' if whole else '所填的一致'}"
            listed.dropped.append(Dropped(sheet.name, row.number, row.number, why, shown(line)))
            return False
        row.twin, row.twin_at = twin.number, twin.at
        row.doubts = [doubt for doubt in row.doubts if doubt.code != "lonely"]
        place = sheet.row_place(row.number)
        if namesake is not None:
            words = "备注写明重复" if again else "只有姓名"
            why = f"{words}，姓名与{_place(listed, row, twin)}相同，请看是不是同一人。"
        elif differs:
            why = f"与{_place(listed, row, twin)}是同一条，但有 {len(differs)} 项内容不同，请留一行。"
        else:
            why = f"所填的内容都在{_place(listed, row, twin)}里，像是重复的一行。"
        row.doubts.insert(0, Doubt("", "double", shown(line), why, place, None if differs else "drop"))
        self._keep(row, own, False)
        return True

    def _told_before(self, row: ListRow, own: tuple[str, ...], again: bool) -> ListRow | None:
        """An earlier row that holds all that this one says, where this one says less than it needs."""
        first = own[0] if own else ""
        said = {key: value for key, value in row.values.items() if not (again and says_again(value))}
        if not first or (len(said) > 3 and not again):
            return None
        for other in self.by_first.get(first, ()):
            if all(other.values.get(key) == value for key, value in said.items()):
                return other
        return None

    def _namesake(self, row: ListRow, again: bool) -> ListRow | None:
        """An earlier row of the same name, where this one has nothing but its name or says itself that it is there
        already: two people may be called the same, so a person decides.
        """
        said = {key for key, value in row.values.items() if not says_again(value)}
        others = self.by_name.get(_key(row.values.get(self.name)), ()) if self.name in said else ()
        return others[0] if others and (again or said == {self.name}) else None

    def _keep(self, row: ListRow, own: tuple[str, ...], whole: bool) -> None:
        if whole:
            self.by_identity[own] = row
        if own and own[0]:
            self.by_first.setdefault(own[0], []).append(row)
        if name := _key(row.values.get(self.name)):
            self.by_name.setdefault(name, []).append(row)


def _place(listed: Listed, row: ListRow, twin: ListRow) -> str:
    """第5行, with its sheet where that is another one."""
    own, other = listed.tables[row.table], listed.tables[twin.table]
    if own.sheet == other.sheet:
        return f"第{twin.number}行" if own is other or row.number != twin.number else "同一行的另一栏"
    return f"{other.sheet if other.is_word else f'工作表“{other.sheet}”'}第{twin.number}行"


def _key(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("id", ""))
    return "" if value is None else str(value)


def says_again(value: object) -> bool:
    """备注：重复，见上."""
    return isinstance(value, str) and 1 < len(value) < 20 and bool(_AGAIN.search(value))


def shown(line: Line) -> str:
    """The words of a row in one line, for people."""
    return "　".join(cell.text for _, cell in sorted(line.items()) if cell.text)[:120]
