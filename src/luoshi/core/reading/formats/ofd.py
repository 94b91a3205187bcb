"""OFD files (GB/T 33190-2016) with a text layer."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..hostile import Archive
from ..structure import OnlyPictures, SourceDocument, Unreadable
from .builder import Blocks
from .flow import add_pages
from .glyphs import Glyph
from .printed import Page, pages_content
from .ruled import Line

if TYPE_CHECKING:
    from lxml import etree

_POINTS = 72 / 25.4  # OFD measures in millimetres
_ASCENT, _DESCENT = 0.88, 0.12
_MAX_PAGES = 2000
_MOST_CHARACTERS = 20_000
_PATH_PIECE = re.compile(r"([MSLQBAC])((?:[\s,]*-?\d+(?:\.\d+)?)*)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Matrix = tuple[float, float, float, float, float, float]


def read(name: str, archive: Archive) -> SourceDocument:
    """Paragraphs and drawn tables, page by page; stamps, annotations and page templates are left out.

    Raises Unreadable for an encrypted file and for scans without text.
    """
    if any(path.lower().endswith("encryptions.xml") for path in archive.names):
        raise Unreadable(f"“{name}”已加密，请解密后另存，或上传原来的 .docx 文件。")
    blocks = Blocks(name)
    pages = list(_pages(name, archive))
    if not any(page.glyphs for page in pages):
        raise OnlyPictures(
            f"“{name}”是扫描件，里面没有文字，请把文字粘贴成文本后上传，或手工录入并把扫描件作为附件保存。"
        )
    scanned = [str(page.number) for page in pages if page.has_picture and not page.glyphs]
    if scanned:
        blocks.remark(f"第 {'、'.join(scanned)} 页是图片，其中的文字没有读入，请手工录入并对照原件核对。")
    add_pages(blocks, pages_content(pages))
    return blocks.document("ofd")


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Descendants by name; programs use different namespaces."""
    return (element for element in root.iter() if _local(element) in names)


def _pages(name: str, archive: Archive) -> Iterator[Page]:
    number = 0
    for body in _named(archive.xml("OFD.xml"), "DocRoot"):
        path = (body.text or "").strip().lstrip("/")
        document = archive.xml(path)
        box = next((element.text for element in _named(document, "PhysicalBox")), None) or "0 0 210 297"
        for page in _named(document, "Page"):
            number += 1
            if number > _MAX_PAGES:
                raise Unreadable(f"“{name}”的页数超过 {_MAX_PAGES} 页，请拆成几个文件后再上传。")
            base = page.get("BaseLoc", "").strip()
            where = (
                base.lstrip("/") if base.startswith("/") else posixpath.join(posixpath.dirname(path), base)
            )
            yield _page(number, archive.xml(posixpath.normpath(where)), box)


def _page(number: int, root: etree._Element, default_box: str) -> Page:
    box = _numbers(next((element.text for element in _named(root, "PhysicalBox")), None) or default_box)
    width, height = (box[2], box[3]) if len(box) == 4 else (210.0, 297.0)
    page = Page(number, width * _POINTS, height * _POINTS)
    for element in _named(root, "TextObject", "PathObject", "ImageObject"):
        kind = _local(element)
        if kind == "TextObject":
            page.glyphs += _glyphs(element)
        elif kind == "PathObject":
            page.lines += _lines(element)
        else:
            page.has_picture = True
    return page


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text or "")]


def _placing(element: etree._Element) -> Matrix:
    """From the coordinates of an object to those of the page: its CTM, then the corner of its boundary."""
    boundary = _numbers(element.get("Boundary")) or [0.0, 0.0]
    a, b, c, d, e, f = _numbers(element.get("CTM")) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    return a, b, c, d, e + boundary[0], f + boundary[1]


def _point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e) * _POINTS, (b * x + d * y + f) * _POINTS


def _glyphs(element: etree._Element) -> list[Glyph]:
    matrix = _placing(element)
    size = float(element.get("Size") or 4.0)
    glyphs: list[Glyph] = []
    x = y = 0.0
    for code in _named(element, "TextCode"):
        x, y = float(code.get("X") or x), float(code.get("Y") or y)
        text = code.text or ""
        across = _steps(code.get("DeltaX"), len(text))
        down = _steps(code.get("DeltaY"), len(text))
        for index, character in enumerate(text):
            left, top = _point(matrix, x, y - _ASCENT * size)
            step = across[index] if index < len(across) else 0.0
            width = size * (0.5 if character.isascii() else 1.0)
            right, bottom = _point(matrix, x + (min(step, width) or width), y + _DESCENT * size)
            if character.strip():
                glyphs.append(
                    Glyph(character, min(left, right), min(top, bottom), max(left, right), max(top, bottom))
                )
            x += step
            y += down[index] if index < len(down) else 0.0
    return glyphs


def _steps(text: str | None, count: int) -> list[float]:
    """The steps between characters; "g 5 3.2" stands for five times 3.2 (GB/T 33190 11.3)."""
    words = (text or "").split()
    steps: list[float] = []
    while words and len(steps) < min(count, _MOST_CHARACTERS):
        word = words.pop(0)
        if word == "g" and len(words) >= 2:
            times, step = int(words.pop(0)), float(words.pop(0))
            steps += [step] * min(times, _MOST_CHARACTERS)
        else:
            steps.append(float(word))
    return steps


def _lines(element: etree._Element) -> Iterator[Line]:
    """Horizontal and vertical pieces of a path, drawn or filled thinly."""
    matrix = _placing(element)
    for corners in _polygons(element, matrix):
        if element.get("Stroke", "true").lower() == "false":
            yield from _thin(corners)
        else:
            for (x1, y1), (x2, y2) in itertools.pairwise(corners):
                if abs(x1 - x2) <= 1 < abs(y1 - y2):
                    yield Line(True, (x1 + x2) / 2, min(y1, y2), max(y1, y2))
                elif abs(y1 - y2) <= 1 < abs(x1 - x2):
                    yield Line(False, (y1 + y2) / 2, min(x1, x2), max(x1, x2))


def _thin(corners: list[tuple[float, float]]) -> Iterator[Line]:
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    if right - left <= 2 < bottom - top:
        yield Line(True, (left + right) / 2, top, bottom)
    elif bottom - top <= 2 < right - left:
        yield Line(False, (top + bottom) / 2, left, right)


def _polygons(element: etree._Element, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The corners of each piece of a path's abbreviated data; curves count by their end only."""
    data = next((child.text for child in _named(element, "AbbreviatedData")), None) or ""
    polygons: list[list[tuple[float, float]]] = []
    for command, operands in _PATH_PIECE.findall(data):
        values = _numbers(operands)
        if command in "MS" and len(values) >= 2:
            polygons.append([_point(matrix, values[0], values[1])])
        elif command == "C" and polygons:
            polygons[-1].append(polygons[-1][0])
        elif len(values) >= 2 and polygons:
            polygons[-1].append(_point(matrix, values[-2], values[-1]))
    return [polygon for polygon in polygons if len(polygon) > 1]
