"""PDF files with a text layer."""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ..structure import OnlyPictures, SourceDocument, Unreadable
from .builder import Blocks
from .flow import add_pages
from .glyphs import Glyph
from .printed import Page, pages_content
from .ruled import Line

MAX_PAGES = 2000
_THIN = 2.0  # a rectangle no thicker than this is a line
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
_LAYERS_DEEP = 4


def read(name: str, data: bytes) -> SourceDocument:
    """Paragraphs and drawn tables page by page; a table going on over pages is one table a page.

    Raises Unreadable for encrypted and damaged files, for scans without text and for a garbled text layer.
    """
    document = _open(name, data)
    try:
        return _read(name, data, document)
    finally:
        document.close()


def _open(name: str, data: bytes) -> Any:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise Unreadable(f"“{name}”设有打开密码，请去掉密码后再上传。") from error
        raise Unreadable(f"“{name}”已损坏或没有传完整，请重新导出 PDF，或上传原来的 .docx 文件。") from error
    if not 0 < len(document) <= MAX_PAGES:
        document.close()
        raise Unreadable(f"“{name}”的页数超过 {MAX_PAGES} 页或没有页面，请拆成几个文件后再上传。")
    return document


def _read(name: str, data: bytes, document: Any) -> SourceDocument:
    blocks = Blocks(name)
    pages, scanned, characters, garbled = [], [], 0, 0
    for number in range(1, len(document) + 1):
        page = _page(document, number)
        characters += len(page.glyphs)
        garbled += sum("\ue000" <= glyph.text <= "\uf8ff" or glyph.text == "\ufffd" for glyph in page.glyphs)
        if page.has_picture and not page.glyphs:
            scanned.append(str(number))
        pages.append(page)
    if characters == 0:
        raise OnlyPictures(
            f"“{name}”是扫描件，里面没有文字，请把文字粘贴成文本后上传，或手工录入并把扫描件作为附件保存。"
        )
    if garbled * 4 > characters:
        raise Unreadable(f"“{name}”中的文字是乱码，请上传原来的 .docx 文件，或把文字粘贴成文本后上传。")
    if scanned:
        blocks.remark(f"第 {'、'.join(scanned)} 页是图片，其中的文字没有读入，请手工录入并对照原件核对。")
    if _ACTIVE.search(data):
        blocks.remark("文件里带有脚本或附件，没有运行，也没有读入。")
    add_pages(blocks, pages_content(pages))
    return blocks.document("pdf")


def _page(document: Any, number: int) -> Page:
    opened = document[number - 1]
    try:
        turn = _Turn(opened)
        page = Page(number, turn.width, turn.height)
        page.glyphs = _glyphs(opened, turn)
        page.lines = list(_lines(opened, turn))
        page.has_picture = not page.glyphs and any(
            True for _ in opened.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE])
        )
        return page
    finally:
        opened.close()


class _Turn:
    """From the coordinates of the file (y upwards, unturned) to those of the page as seen (y downwards)."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_cropbox()
        self._left, self._bottom = left, bottom
        self._across, self._up = right - left, top - bottom
        self._degrees = page.get_rotation()
        self.width, self.height = page.get_size()

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self._left, y - self._bottom
        if self._degrees == 90:
            return y, x
        if self._degrees == 180:
            return self._across - x, y
        if self._degrees == 270:
            return self._up - y, self._across - x
        return x, self._up - y

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """left, top, right, bottom as seen."""
        (x1, y1), (x2, y2) = self.point(left, bottom), self.point(right, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _glyphs(page: Any, turn: _Turn) -> list[Glyph]:
    textpage = page.get_textpage()
    rect = pdfium.FS_RECTF()
    glyphs = []
    try:
        for index in range(textpage.count_chars()):
            code = pdfium.FPDFText_GetUnicode(textpage, index)
            # Spaces and line ends that the library put in are left out: gaps are judged in `printed`.
            if code < 32 or 0x7F <= code < 0xA0 or pdfium.FPDFText_IsGenerated(textpage, index) == 1:
                continue
            if not pdfium.FPDFText_GetLooseCharBox(textpage, index, rect):
                continue
            text = chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
            glyphs.append(Glyph(text, *turn.box(rect.left, rect.bottom, rect.right, rect.top)))
    finally:
        textpage.close()
    return glyphs


def _lines(page: Any, turn: _Turn) -> Iterator[Line]:
    """Horizontal and vertical lines drawn on the page: strokes, and filled rectangles that are thin."""
    for element in page.get_objects([pdfium.FPDF_PAGEOBJ_PATH], max_depth=_LAYERS_DEEP):
        matrix = _whole_matrix(element)
        corners = list(_corners(element, matrix, turn))
        stroked = _is_stroked(element)
        if not stroked:
            yield from _thin_rectangle([point for point, _ in corners])
            continue
        for (start, _), (end, begins_anew) in itertools.pairwise(corners):
            if not begins_anew:
                yield from _straight(start, end)


def _whole_matrix(element: Any) -> Any:
    matrix = element.get_matrix()
    container = getattr(element, "container", None)
    while container is not None:
        matrix = matrix.multiply(container.get_matrix())
        container = getattr(container, "container", None)
    return matrix


def _is_stroked(element: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(element, fill, stroke)) and bool(stroke.value)


def _corners(element: Any, matrix: Any, turn: _Turn) -> Iterator[tuple[tuple[float, float], bool]]:
    """The corners of a path as seen, each with whether it begins a new piece."""
    x, y = ctypes.c_float(), ctypes.c_float()
    first: tuple[float, float] | None = None
    for index in range(min(pdfium.FPDFPath_CountSegments(element), 5000)):
        segment = pdfium.FPDFPath_GetPathSegment(element, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = turn.point(*matrix.on_point(x.value, y.value))
        begins_anew = pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO
        first = point if begins_anew or first is None else first
        yield point, begins_anew
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield first, False


def _straight(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Line]:
    (x1, y1), (x2, y2) = start, end
    if abs(x1 - x2) <= 1 and abs(y1 - y2) > _THIN:
        yield Line(True, (x1 + x2) / 2, min(y1, y2), max(y1, y2))
    elif abs(y1 - y2) <= 1 and abs(x1 - x2) > _THIN:
        yield Line(False, (y1 + y2) / 2, min(x1, x2), max(x1, x2))


def _thin_rectangle(points: list[tuple[float, float]]) -> Iterator[Line]:
    if len(points) < 4:
        return
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    if right - left <= _THIN < bottom - top:
        yield Line(True, (left + right) / 2, top, bottom)
    elif bottom - top <= _THIN < right - left:
        yield Line(False, (top + bottom) / 2, left, right)
