"""Tables as delimited text (.csv), separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ..structure import SourceDocument, Unreadable
from .builder import Blocks
from .sheets import Sheet, add_sheet
from .text import decode

_SEPARATORS = ",\t;，|"
_MAX_FIELD = 1_000_000


def read(name: str, data: bytes) -> SourceDocument:
    """The file as one sheet: an empty line parts tables, a line with one value above one is its title."""
    blocks = Blocks(name)
    sheet = Sheet("")
    for row, values in rows_of(name, data):
        for column, value in enumerate(values, start=1):
            sheet.put(row, column, value)
    add_sheet(blocks, sheet)
    return blocks.document("csv")


def rows_of(name: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number, from 1."""
    text = decode(name, data).lstrip("\ufeff").replace("\0", "")
    separator = _separator(text)
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    csv.field_size_limit(_MAX_FIELD)
    try:
        yield from enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1)
    except csv.Error as error:
        raise Unreadable(f"“{name}”的分隔方式无法识别，请用表格软件打开后另存为 .xlsx 再上传。") from error


def _separator(text: str) -> str:
    """The separator found the same number of times, more than none, in most of the first lines."""
    lines = [line for line in text.split("\n")[:50] if line.strip()]

    def agreement(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines]
        common = max(set(counts), key=counts.count, default=0)
        return (counts.count(common) if common else 0, common)

    return max(_SEPARATORS, key=agreement)
