"""A Word document that values are written into: the runs' formatting stays, nothing else is touched."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from luoshi.core.reading.formats.word_styles import W
from luoshi.core.reading.formats.word_text import font_of

from .grid import At, Grid, place_of
from .model import Kind, Value
from .package import Package, xml_bytes
from .values import Wrong, stored
from .word import MAIN, Document, Piece, cell_paragraphs, cell_text, paragraph_text, pieces

if TYPE_CHECKING:
    from lxml import etree

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WORD14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
TICK = "☑"
MERGED = "所在的格子与别的行合并在一起，加出来的行里写不进去。"
_TICK_IN = {"wingdings": "\uf0fe", "wingdings 2": "\uf052"}  # the same picture in the fonts of pictures


class WordTarget:
    """Addresses are those of the template; rows that were added lie below their row by `extra`."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.document = Document(package)
        self._grids = {grid.key: grid for grid in self.document.grids()}
        self._added: dict[tuple[str, int], list[dict[int, etree._Element]]] = {}
        self._edits: dict[str, list[tuple[tuple[int, int], str | None]]] = {}  # None ticks a box
        self._written = False

    def grid(self, key: str) -> Grid:
        return self._grids[key]

    def write(self, address: str, value: Value, kind: Kind, unit: str = "", extra: int = 0) -> None:
        """The value as the text of its cell. Raises Wrong for a value that is none of its kind."""
        text = stored(kind, value, unit=unit).text
        set_text(cell_paragraphs(self._element(address, extra)), text)
        self._written = True

    def write_in(self, address: str, span: tuple[int, int], text: str) -> None:
        """Into a blank within the text of a cell or paragraph, in place of what lies there."""
        self._edits.setdefault(address, []).append((span, text))
        self._written = True

    def tick(self, address: str, places: list[int]) -> None:
        """Tick the boxes at these places of the text."""
        for place in places:
            self._edits.setdefault(address, []).append(((place, place + 1), None))
        self._written = True

    def add_rows(self, key: str, after: int, count: int) -> None:
        """Copies of a row below it, empty."""
        table = self.document.tables[key]
        row = table.rows[after - 1]
        columns = [at for at in table.every if at[0] == after]
        position = [list(row.iter(f"{W}tc")).index(table.every[at]) for at in columns]
        ends = [self._ends(key, at) for at in columns]
        for _ in range(count):
            new = _emptied(deepcopy(row))
            last = self._last(key, after)
            last = row if last is None else last
            last.addnext(new)
            cells = list(new.iter(f"{W}tc"))
            for place, end in zip(position, ends, strict=True):
                for merge in cells[place].findall(f"{W}tcPr/{W}vMerge") if end else ():
                    _drop(merge)
            made = {
                at[1]: cells[place] for at, place, end in zip(columns, position, ends, strict=True) if end
            }
            self._added.setdefault((key, after), []).append(made)

    def _ends(self, key: str, at: At) -> bool:
        """Whether a cell ends in this row; one merged down that goes on, or says something, holds the new rows too."""
        cell = self._grids[key].at(*at)
        return cell is None or cell.rows == 1 or (cell.bottom == at[0] and not cell.text)

    def _last(self, key: str, after: int) -> etree._Element | None:
        added = self._added.get((key, after), [])
        if not added:
            return None
        cell = next(iter(added[-1].values()))
        return next(each for each in cell.iterancestors(f"{W}tr"))

    def _element(self, address: str, extra: int = 0) -> etree._Element:
        key, row, column = place_of(address)
        if extra:
            made = self._added[key, row][extra - 1].get(column)
            if made is None:
                raise Wrong(MERGED)
            return made
        at: At = self._grids[key].covered.get((row, column), (row, column))
        return self.document.tables[key].elements[at]

    def _paragraphs(self, address: str) -> list[etree._Element]:
        key, row, _ = place_of(address)
        return [self.document.paragraphs[row - 1]] if key == "p" else cell_paragraphs(self._element(address))

    def shown(self, key: str, row: int, column: int) -> str:
        """What a cell of the template shows now."""
        cell = self.grid(key).at(row, column)
        return (
            ""
            if cell is None
            else cell_text(self.document.tables[key].elements[cell.row, cell.column]).strip()
        )

    def _edit(self) -> None:
        """From the end of each text to its beginning, so that places before stay as they were read."""
        for address, edits in self._edits.items():
            paragraphs = self._paragraphs(address)
            for span, text in sorted(edits, key=lambda edit: edit[0], reverse=True):
                if text is None:
                    _tick(paragraphs, span[0])
                else:
                    replace_in(paragraphs, span, text)

    def finish(self) -> tuple[bytes, tuple[str, ...]]:
        self._edit()
        changed = {MAIN: xml_bytes(self.document.root)} if self._written else {}
        return self.package.rewritten(changed), tuple(changed)


def set_text(paragraphs: list[etree._Element], text: str) -> None:
    """The text of a cell: in its first paragraph, in the form of its first run or of the paragraph's end."""
    first, *others = paragraphs
    for paragraph in others:
        for piece in list(pieces(paragraph)):
            _drop(piece.element)
    run = first.find(f"{W}r")
    if run is None:
        run = _new_run(first)
    for piece in list(pieces(first)):
        if piece.element.getparent() is not run:
            _drop(piece.element)
    for child in [each for each in run if each.tag != f"{W}rPr"]:
        run.remove(child)
    _put_lines(run, text, len(run))


def _new_run(paragraph: etree._Element) -> etree._Element:
    run = paragraph.makeelement(f"{W}r", {})
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    if mark is not None:
        properties = run.makeelement(f"{W}rPr", {})
        properties.extend(deepcopy(each) for each in mark if each.tag not in (f"{W}ins", f"{W}del"))
        run.append(properties)
    paragraph.append(run)
    return run


def _put_lines(run: etree._Element, text: str, at: int) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            run.insert(at, run.makeelement(f"{W}br", {}))
            at += 1
        element = run.makeelement(f"{W}t", {_SPACE: "preserve"})
        element.text = line
        run.insert(at, element)
        at += 1


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _placed(paragraphs: list[etree._Element]) -> list[tuple[int, Piece]]:
    """Every piece with the place at which it begins in the text of the cell."""
    found, at = [], 0
    for paragraph in paragraphs:
        for piece in pieces(paragraph):
            found.append((at, piece))
            at += len(piece.text)
        at += 1
    return found


def replace_in(paragraphs: list[etree._Element], span: tuple[int, int], text: str) -> None:
    """Put text in place of a stretch; it takes the form of the run in which the stretch begins."""
    start, end = span
    placed = _placed(paragraphs)
    inside = [
        (at, p) for at, p in placed if at < end and at + len(p.text) > start and p.element.tag == f"{W}t"
    ]
    if not inside:
        _insert_at(paragraphs, placed, start, text)
        return
    for number, (at, piece) in enumerate(inside):
        old = piece.element.text or ""
        kept = old[: max(start - at, 0)], old[max(end - at, 0) :] if end - at < len(old) else ""
        piece.element.text = kept[0] + (text if number == 0 else "") + kept[1]
        piece.element.set(_SPACE, "preserve")


def _insert_at(
    paragraphs: list[etree._Element], placed: list[tuple[int, Piece]], start: int, text: str
) -> None:
    """Behind the last text that ends at this place."""
    before = [
        (at, piece) for at, piece in placed if at + len(piece.text) == start and piece.element.tag == f"{W}t"
    ]
    if before:
        element = before[-1][1].element
        element.text = (element.text or "") + text
        element.set(_SPACE, "preserve")
        return
    lengths = [len(paragraph_text(paragraph)) + 1 for paragraph in paragraphs]
    at = next((i for i in range(len(lengths)) if sum(lengths[: i + 1]) > start), len(lengths) - 1)
    _put_lines(run := _new_run(paragraphs[at]), text, len(run))


def _tick(paragraphs: list[etree._Element], place: int) -> None:
    for at, piece in _placed(paragraphs):
        if at <= place < at + len(piece.text):
            _tick_piece(piece, place - at)
            return


def _tick_piece(piece: Piece, within: int) -> None:
    element = piece.element
    for content in element.iterancestors(f"{W}sdt"):
        checked = content.find(f"{W}sdtPr/{_WORD14}checkbox/{_WORD14}checked")
        if checked is not None:
            checked.set(f"{_WORD14}val", "1")
    if element.tag == f"{W}sym":
        element.set(f"{W}font", "Wingdings")
        element.set(f"{W}char", "F0FE")
    elif element.tag == f"{W}fldChar":
        box = element.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            for old in box.findall(f"{W}checked"):
                box.remove(old)
            box.append(box.makeelement(f"{W}checked", {}))
    elif element.tag == f"{W}t":
        text, run = element.text or "", element.getparent()
        font = font_of(run.find(f"{W}rPr")) if run is not None else ""
        element.text = text[:within] + _TICK_IN.get(font, TICK) + text[within + 1 :]


def _emptied(row: etree._Element) -> etree._Element:
    """A copy of a row without texts, and without the ids that only one paragraph may bear."""
    for element in row.iter():
        for name in [name for name in element.attrib if str(name).startswith(_WORD14)]:
            del element.attrib[name]
    for tag in ("bookmarkStart", "bookmarkEnd"):
        for element in list(row.iter(f"{W}{tag}")):
            _drop(element)
    for paragraph in list(row.iter(f"{W}p")):
        for piece in list(pieces(paragraph)):
            _drop(piece.element)
    return row
