"""The tasks of the child process for evidence: pictures of pages to look at, and the text to search in."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
from PIL import Image

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.hostile import open_archive
from luoshi.core.reading.structure import Paragraph, Unreadable
from luoshi.core.scans.opening import sheet_count, sheets

WIDEST, TALLEST, QUALITY = 1100, 1600, 78
LONGEST_TEXT = 600_000  # characters of one file that are searched
_SLIDE = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide)(\d{1,5})\.xml")
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
Json = dict[str, Any]


def count_pages(files: list[tuple[str, bytes]], options: Json) -> Json:
    """{"pages": number} of the one PDF or picture. Raises Unreadable."""
    [(name, data)] = files
    return {"pages": sheet_count(name, data, None)}


def page_pictures(files: list[tuple[str, bytes]], options: Json) -> Json:
    """{"pictures": […]}: pages of the one PDF or picture from `first` on, at most `most`, each a JPEG in base64.

    Made anew from the pixels: place, time and whatever else a phone wrote into the file stays behind.
    """
    [(name, data)] = files
    found = sheets(name, data, options["first"], options["most"], None)
    return {"pictures": [_jpeg(picture) for picture in found]}


def _jpeg(picture: Image.Image) -> str:
    scale = min(WIDEST / picture.width, TALLEST / picture.height, 1.0)
    if scale < 1:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    stream = io.BytesIO()
    bare.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return base64.b64encode(stream.getvalue()).decode()


def text_of(files: list[tuple[str, bytes]], options: Json) -> Json:
    """{"text": …, "whole": bool}: the words of the one file; `whole` is false where there is more than is taken."""
    [(name, data)] = files
    if b"%PDF-" in data[:1024]:
        lines = _pdf_text(data)
    else:
        lines = (_slides_text if name.lower().endswith(".pptx") else _document_text)(name, data)
    parts: list[str] = []
    length = 0
    for line in lines:
        parts.append(line[: LONGEST_TEXT - length])
        length += len(line) + 1
        if length >= LONGEST_TEXT:
            return {"text": "\n".join(parts), "whole": False}
    return {"text": "\n".join(parts), "whole": True}


def _pdf_text(data: bytes) -> Iterator[str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as broken:
        raise Unreadable("文件打不开，可能已损坏或设有密码。") from broken
    try:
        for page in document:
            text_page = page.get_textpage()
            yield text_page.get_text_range()
            text_page.close()
            page.close()
    except (pypdfium2.PdfiumError, ValueError) as broken:
        raise Unreadable("文件有一页读不了，可能已损坏。") from broken
    finally:
        document.close()


def _slides_text(name: str, data: bytes) -> Iterator[str]:
    """Paragraph by paragraph, slide after slide, then what the speaker noted."""
    archive = open_archive(name, data)
    found = [(match[1], int(match[2]), path) for path in archive.names if (match := _SLIDE.fullmatch(path))]
    for _, _, path in sorted(found, key=lambda each: (each[0] != "slides/slide", *each[:2])):
        for paragraph in archive.xml(path).iter(f"{{{_DRAWING}}}p"):
            if text := "".join(each.text or "" for each in paragraph.iter(f"{{{_DRAWING}}}t")).strip():
                yield text


def _document_text(name: str, data: bytes) -> Iterator[str]:
    for block in open_document(name, data).blocks:
        if isinstance(block, Paragraph):
            yield block.printed
        else:
            yield block.title
            for row in block.rows():
                yield " ".join(cell.text for cell in row)
