"""Which markers a file holds, where, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from luoshi.core.reading.structure import Unreadable
from luoshi.core.sheets.grid import Grid, GridCell, address, in_words
from luoshi.core.sheets.opened import grids_of, kind_of
from luoshi.core.sheets.package import Package

from .fetching import acting_parts
from .markers import is_broken, markers_in, nearest

MOST_MARKERS = 2_000
MOST_LINES, LONGEST_LINE = 1_500, 300  # of its text, kept to compare versions
MOST_NEAR = 30  # unknown names for which the nearest are looked for
_TAGS = re.compile(rb"<[^>]*>")
_ELSEWHERE = (
    (re.compile(r"^word/header\d*\.xml$"), "页眉"),
    (re.compile(r"^word/footer\d*\.xml$"), "页脚"),
    (re.compile(r"^word/(foot|end)notes\.xml$"), "脚注、尾注"),
    (re.compile(r"^(word|xl)/comments\d*\.xml$"), "批注"),
    (re.compile(r"^xl/drawings/drawing\d*\.xml$"), "文本框"),
)
ELSEWHERE = "标记写在{}里，这里不会填写，请移到正文或表格里。"


@dataclass(frozen=True, slots=True)
class Used:
    """One marker in its place: address of its cell or paragraph, span in the text, the place in words."""

    name: str
    key: str
    at: str
    span: tuple[int, int]
    where: str
    row: tuple[str, int]  # grid and row: all list markers of one row belong together
    is_row: bool
    whole: bool  # the cell holds nothing else


@dataclass(frozen=True, slots=True)
class Fault:
    where: str
    message: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """kind: docx or xlsx; texts: (place, text) of all that is written in it, to compare versions by."""

    kind: str
    used: tuple[Used, ...]
    faults: tuple[Fault, ...]
    texts: tuple[tuple[str, str], ...]


def read(name: str, data: bytes) -> Marked:
    """Raises Unreadable for what is no such file, or a hostile one."""
    package = Package(name, data)
    kind = kind_of(package)
    used: list[Used] = []
    faults: list[Fault] = []
    texts: list[tuple[str, str]] = []
    for grid, cell in _cells(package):
        where, text = in_words(grid, cell.row, cell.column), text_of(grid, cell)
        if cell.formula or not text.strip():
            continue
        if len(texts) < MOST_LINES:
            texts.append((where, text.strip()[:LONGEST_LINE]))
        found = [_used(grid, cell, text, each.name, each.span) for each in markers_in(text)]
        used += found
        faults += _faults_in(grid, where, text, found)
        if len(used) > MOST_MARKERS:
            raise Unreadable(f"“{name}”里的标记超过 {MOST_MARKERS} 个，没有读取，请拆成几个模板。")
    acting = [Fault(word, message) for word, message in acting_parts(package.archive)]
    return Marked(kind, tuple(used), (*faults, *_elsewhere(package), *acting), tuple(texts))


def _cells(package: Package) -> Iterator[tuple[Grid, GridCell]]:
    for grid in grids_of(package):
        for at in sorted(grid.cells):
            yield grid, grid.cells[at]


def text_of(grid: Grid, cell: GridCell) -> str:
    """As the target counts places in it: of a Word table or paragraph with its blanks, of a sheet without."""
    return cell.text if grid.is_word else cell.text.strip()


def _used(grid: Grid, cell: GridCell, text: str, name: str, span: tuple[int, int]) -> Used:
    marker = next(each for each in markers_in(text) if each.span == span)
    return Used(
        name,
        marker.key,
        address(grid.key, cell.row, cell.column),
        span,
        in_words(grid, cell.row, cell.column),
        (grid.key, cell.row),
        marker.is_row and grid.key != "p",
        text.strip() == text[span[0] : span[1]],
    )


def _faults_in(grid: Grid, where: str, text: str, found: list[Used]) -> Iterator[Fault]:
    if is_broken(text):
        yield Fault(where, "标记没有写完整：前后各要两个花括号，中间不能换行。")
    for each in found:
        if not each.key:
            yield Fault(where, "花括号里是空的，请写上标记的名称，或者删去花括号。")
        elif grid.key == "p" and each.key.startswith("每一行"):
            yield Fault(where, f"“{each.name}”是一张表的一列，只能写在表格的一行里。")


def _elsewhere(package: Package) -> Iterator[Fault]:
    """Places that are not filled in: a marker there would be printed as it stands."""
    for path in package.archive.names:
        for pattern, word in _ELSEWHERE:
            if pattern.match(path) and _holds_marker(package.archive.read(path)):
                yield Fault(word, ELSEWHERE.format(word))
    if "word/document.xml" in package.archive:
        boxes = re.findall(
            rb"<w:txbxContent.*?</w:txbxContent>", package.archive.read("word/document.xml"), re.S
        )
        if any(_holds_marker(box) for box in boxes):
            yield Fault("文本框", ELSEWHERE.format("文本框"))


def _holds_marker(xml: bytes) -> bool:
    text = _TAGS.sub(b"", xml).decode("utf-8", "replace")
    return any(True for _ in markers_in(text))


def faults_of(marked: Marked, known: Mapping[str, tuple[str, str]]) -> list[Fault]:
    """All that is wrong. known: by key the name as it is offered, and the list it is a column of ("" for none)."""
    faults = list(marked.faults)
    lists: dict[tuple[str, int], dict[str, Used]] = {}
    names, near = [name for name, _ in known.values()], dict[str, tuple[str, ...]]()
    for used in marked.used:
        if used.key and used.key not in known:
            if used.key not in near:
                near[used.key] = tuple(nearest(used.name, names)) if len(near) < MOST_NEAR else ()
            faults.append(Fault(used.where, f"没有“{used.name}”这个标记。", near[used.key]))
        elif used.is_row:
            lists.setdefault(used.row, {})[known[used.key][1]] = used
    for found in lists.values():
        if len(found) > 1:
            where = next(iter(found.values())).where
            words = "、".join(f"“{name}”" for name in found)
            faults.append(Fault(where, f"一行里写了几张表的列（{words}），一行只能属于一张表。"))
    return faults
