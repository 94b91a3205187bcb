"""PDF without properties, comments, attachments, scripts and earlier states.

A new file is written of the pages and what they need to be drawn; whatever nothing on a page points to stays behind:
properties, XMP, outlines, attachments, form logic, signatures, and every state before the last one saved
(ISO 32000-1, 7.5.6 incremental updates, 12.5 annotations, 14.3 metadata).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from .held import CannotScrub
from .pictures import bare_jpeg

MOST_PAGES = 2000
MOST_OBJECTS = 400_000
_SAID_ASIDE = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/Thumb", "/B", "/ID")
_OF_A_STREAM = ("/Type", "/Subtype", "/Filter", "/DecodeParms", "/Length")
_OF_A_PAGE = (
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit",
    "/Resources", "/Contents", "/Annots", "/Group",
)  # fmt: skip
_OF_RESOURCES = (
    "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet",
)  # fmt: skip
_OF_AN_IMAGE = (
    *_OF_A_STREAM, "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask",
    "/Decode", "/Interpolate", "/SMask", "/SMaskInData",
)  # fmt: skip
_OF_A_FORM = (*_OF_A_STREAM, "/FormType", "/BBox", "/Matrix", "/Resources", "/Group")
_PACKED_PIXELS = {
    "/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/ASCII85Decode",
    "/ASCIIHexDecode",
}  # fmt: skip
_DRAWN_ON_THE_PAGE = {
    "/Widget",
    "/FreeText",
    "/Stamp",
    "/Ink",
    "/Line",
    "/Square",
    "/Circle",
    "/Polygon",
    "/PolyLine",
}
_OF_A_MARK = ("/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/BS", "/Border", "/C", "/IC", "/CA")
_UNUSUAL = "文件里有一幅图片的存法不常见，不能清理。请用打印成 PDF 的办法另存一份后再交。"
_JPX_NOTES = (b"xml ", b"uuid", b"uinf")


def bare_pdf(name: str, data: bytes) -> bytes:
    """The same pages in a new file. Raises CannotScrub."""
    try:
        reader = read_pdf(data)
        if reader.is_encrypted:
            raise CannotScrub(f"“{name}”设有密码，不能清理。请去掉密码后再交。")
        if len(reader.pages) > MOST_PAGES:
            raise CannotScrub(f"“{name}”超过 {MOST_PAGES} 页，请拆成几个文件后再交。")
        _clean(reader)
        writer = PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        out = io.BytesIO()
        writer.write(out)
    except CannotScrub:
        raise
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        struct.error,
    ) as error:
        raise CannotScrub(f"“{name}”有一处读不了，不能清理。请用打印成 PDF 的办法另存一份后再交。") from error
    return out.getvalue()


def read_pdf(data: bytes) -> PdfReader:
    """The file up to its last end mark: what stands behind it is no part of it. Raises PyPdfError, ValueError, …"""
    return PdfReader(io.BytesIO(data[: data.rfind(b"%%EOF") + 5] or data), strict=False)


def _clean(reader: PdfReader) -> None:
    """Before the pages are taken over: what they no longer point to is then not taken over with them."""
    for page in reader.pages:
        _keep_drawn_marks(page)
        _keep_only(page, _OF_A_PAGE)
    for found in objects_of(reader.pages):
        if isinstance(found, DictionaryObject):
            for key in _SAID_ASIDE:
                found.pop(NameObject(key), None)
            resources = found.get("/Resources")
            if resources is not None and isinstance(held := resources.get_object(), DictionaryObject):
                _keep_only(held, _OF_RESOURCES)
        if isinstance(found, StreamObject):
            _bare_stream(found)


def _keep_only(found: DictionaryObject, keys: tuple[str, ...]) -> None:
    """What is not needed to draw goes, also under a name that nobody knows."""
    for key in [each for each in found if each not in keys]:
        del found[key]


def _keep_drawn_marks(page: DictionaryObject) -> None:
    """Of annotations only what is drawn on the page as its content, by its picture alone; comments and links go."""
    marks = page.get("/Annots")
    marks = marks.get_object() if marks is not None else []
    kept = ArrayObject()
    for pointer in marks:
        mark = pointer.get_object()
        if not isinstance(mark, DictionaryObject) or mark.get("/Subtype") not in _DRAWN_ON_THE_PAGE:
            continue
        _keep_only(mark, _OF_A_MARK)
        kept.append(pointer)
    page.pop(NameObject("/Annots"), None)
    if kept:
        page[NameObject("/Annots")] = kept


def objects_of(roots: Any) -> Iterator[Any]:
    """Every object that the pages lead to, each once. Raises CannotScrub when there are too many."""
    waiting, seen = list(roots), set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if (found.idnum, found.generation) in seen:
                continue
            seen.add((found.idnum, found.generation))
            if len(seen) > MOST_OBJECTS:
                raise CannotScrub("文件里的内容太多，不能清理。请拆成几个文件后再交。")
            found = found.get_object()
        yield found
        if isinstance(found, DictionaryObject):
            waiting += [value for key, value in found.items() if key != "/Parent"]
        elif isinstance(found, ArrayObject):
            waiting += list(found)


def _bare_stream(stream: StreamObject) -> None:
    """What is drawn from a stream: of a picture nothing but what its pixels need, and nothing its camera wrote."""
    subtype = stream.get("/Subtype")
    if subtype == "/Form":
        _keep_only(stream, _OF_A_FORM)
    kinds = stream.get("/Filter")
    kinds = kinds.get_object() if kinds is not None else ArrayObject()
    kinds = list(kinds) if isinstance(kinds, ArrayObject) else [kinds]
    if subtype != "/Image":
        if {"/DCTDecode", "/JPXDecode"} & set(kinds) or stream._data[:2] == b"\xff\xd8":
            raise CannotScrub(_UNUSUAL)  # a photograph under another name
        return
    _keep_only(stream, _OF_AN_IMAGE)
    if kinds == ["/DCTDecode"]:
        stream._data = bare_jpeg(stream._data)
    elif kinds == ["/JPXDecode"]:
        stream._data = _bare_jpx(stream._data)
    elif not kinds or not set(kinds) <= _PACKED_PIXELS:
        raise CannotScrub(_UNUSUAL)


def _bare_jpx(data: bytes) -> bytes:
    """A JPEG 2000 picture without its boxes of notes; the bare code stream has none."""
    if data[4:8] != b"jP  ":
        return data
    kept, at = [], 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size == 1:
            raise ValueError("a long box")
        size = size or len(data) - at
        if size < 8:
            raise ValueError("a broken box")
        if kind not in _JPX_NOTES:
            kept.append(data[at : at + size])
        at += size
    return b"".join(kept)
