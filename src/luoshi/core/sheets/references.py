"""References in formulas: found outside of texts, moved with added rows, translated when a formula is copied."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from luoshi.core.reading.formats.xlsx import column_number

from .grid import letters_of

LAST_ROW = 1_048_576
LONGEST_FORMULA = 8_192
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>(?:'(?:[^']|'')+'|[^\s!'"()+\-*/,;:&=<>^{}%]+)!)?
     (?<![\w.$])(?P<ref>\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?|\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w(.!])""",
    re.X,
)
_CELL = re.compile(r"(\$?)([A-Z]{0,3})(\$?)([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Added:
    """Rows added to a sheet below a row, of which they are copies."""

    sheet: str
    after: int
    count: int

    def row(self, number: int) -> int:
        """Where a row of old lies now."""
        return number + self.count if number > self.after else number

    def span(self, first: int, last: int, *, inside: bool = False) -> tuple[int, int]:
        """Where a stretch of rows lies now; one that ends with the copied row takes in the new rows, unless it is
        that row only and is asked from `inside` it (a sum across the row)."""
        if first <= self.after <= last and not (inside and first == last == self.after):
            return first, last + self.count
        return self.row(first), self.row(last)


def sheet_in(token: str) -> str:
    """The name of a sheet as written before the exclamation mark."""
    name = token.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def each_reference(formula: str, change: Callable[[str, str], str]) -> str:
    """The formula with every reference given to `change` (sheet as written or "", reference)."""

    if len(formula) > LONGEST_FORMULA:
        return formula

    def changed(match: re.Match[str]) -> str:
        if match["text"] is not None:
            return match[0]
        prefix = match["sheet"] or ""
        return prefix + change(sheet_in(prefix) if prefix else "", match["ref"])

    return _TOKEN.sub(changed, formula)


def moved(formula: str, added: Added, own_sheet: str, own_row: int = 0) -> str:
    """The formula of a cell of `own_sheet` after rows were added. `own_row`: where the cell stood before."""
    inside = own_sheet == added.sheet and own_row == added.after

    def change(sheet: str, reference: str) -> str:
        return (
            moved_reference(reference, added, inside=inside)
            if (sheet or own_sheet) == added.sheet
            else reference
        )

    return each_reference(formula, change)


def moved_reference(reference: str, added: Added, *, inside: bool = False) -> str:
    first, colon, last = reference.partition(":")
    if not colon:
        return _with_row(first, added.row(_row(first)))
    top, bottom = added.span(_row(first), _row(last), inside=inside)
    return f"{_with_row(first, top)}:{_with_row(last, min(bottom, LAST_ROW))}"


def copied_down(formula: str, by: int) -> str:
    """The formula as Excel writes it when it is filled down so many rows."""

    def one(match: re.Match[str]) -> str:
        return match[0] if match[3] or not match[2] else f"{match[1]}{match[2]}{int(match[4]) + by}"

    return each_reference(formula, lambda _, reference: _CELL.sub(one, reference))


def copied_aside(formula: str, down: int, aside: int) -> str:
    """The formula as Excel writes it when it is copied so many rows down and columns to the right."""

    def one(match: re.Match[str]) -> str:
        column = match[2] if match[1] or not match[2] else letters_of(column_number(match[2]) + aside)
        row = int(match[4]) if match[3] else int(match[4]) + down
        return f"{match[1]}{column}{match[3]}{row}"

    return each_reference(formula, lambda _, reference: _CELL.sub(one, reference))


def _row(reference: str) -> int:
    match = _CELL.fullmatch(reference)
    assert match is not None
    return int(match[4])


def _with_row(reference: str, row: int) -> str:
    match = _CELL.fullmatch(reference)
    assert match is not None
    return f"{match[1]}{match[2]}{match[3]}{row}"
