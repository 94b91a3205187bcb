"""Names of those who apply, wherever a file holds them: seen or unseen.

Words are compared without spaces, width and case, because a name is often set as “张 三”. What is found is shown to a
person who decides; a common name may stand there for somebody else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, StreamObject

from luoshi.core.reading.hostile import Archive, open_archive
from luoshi.core.reading.structure import Unreadable

from .held import CannotScrub
from .office import is_office
from .portable import objects_of, read_pdf

if TYPE_CHECKING:
    from lxml import etree

SHORTEST = 2  # characters of a name that is looked for
AROUND = 12
MOST_HITS = 500
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_NOTHING = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff·•・]+")
_PARAGRAPHS = re.compile(r"\}(p|si|comment|text|t|v|f)$")
_WHERE = (
    (re.compile(r"^docProps/|^customXml/|^docMetadata/"), "文件属性"),
    (re.compile(r"/(header|footer)\d*\.xml$"), "页眉页脚"),
    (re.compile(r"omments|/people|/persons|uthors"), "批注"),
    (re.compile(r"/(footnotes|endnotes)\.xml$"), "脚注"),
    (re.compile(r"\.rels$"), "链接"),
    (re.compile(r"/notesSlides/"), "演示备注"),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that was found: the name as it was asked for, where in plain words, and the words around it."""

    wanted: str
    where: str
    around: str


def names_in(name: str, data: bytes, wanted: Iterable[str]) -> list[Hit]:
    """Every place of the file, its own name included, that holds one of the names; each name once a place.

    Raises CannotScrub when the file cannot be looked through.
    """
    looked = {folded: word for word in wanted if len(folded := _folded(word)) >= SHORTEST}
    found: dict[tuple[str, str], Hit] = {}
    for where, text in _texts(name, data):
        line = _folded(text)
        for folded, word in looked.items():
            at = line.find(folded)
            if at >= 0 and len(found) < MOST_HITS:
                around = line[max(0, at - AROUND) : at + len(folded) + AROUND]
                found.setdefault((word, where), Hit(word, where, around))
    return list(found.values())


def _folded(text: str) -> str:
    return _NOTHING.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _texts(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    yield "文件名", name
    if b"%PDF-" in data[:1024]:
        yield from _of_pdf(name, data)
    elif is_office(data):
        yield from _of_office(name, data)
    else:
        yield "文件内容", _as_text(data)


def _as_text(data: bytes) -> str:
    """Whatever words the bytes may hold, in the encodings that programs write notes in."""
    return "\n".join(
        data.decode(encoding, "ignore") for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
    )


def _of_office(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    try:
        archive = open_archive(name, data)
        for path in archive.names:
            where = next((words for pattern, words in _WHERE if pattern.search(path)), "正文")
            yield "内部文件名", path
            yield from ((where, text) for text in _of_part(archive, path))
    except Unreadable as refused:
        raise CannotScrub(str(refused)) from refused


def _of_part(archive: Archive, path: str) -> Iterator[str]:
    yield _as_text(archive.read(path))  # remarks of the XML itself too
    if not path.endswith((".xml", ".rels", ".vml")):
        return
    root = archive.xml(path)
    for element in root.iter("*"):
        yield "\n".join([str(value) for value in element.attrib.values()])
        if _PARAGRAPHS.search(str(element.tag)):
            yield _inner_text(element)
    yield _inner_text(root)


def _inner_text(element: etree._Element) -> str:
    """All text inside, joined: a name is often cut over several runs."""
    return "".join([str(text) for text in element.itertext()])


def _of_pdf(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    broken = CannotScrub(f"“{name}”有一处读不了，不能检查。请用打印成 PDF 的办法另存一份后再交。")
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            for number, page in enumerate(document, 1):
                text = page.get_textpage()
                yield f"第 {number} 页", text.get_text_range()
                text.close()
                page.close()
        finally:
            document.close()
        yield from _aside(read_pdf(data))
        yield "文件末尾", _as_text(data[data.rfind(b"%%EOF") :])
    except (pypdfium2.PdfiumError, PyPdfError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise broken from error


def _aside(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """Words that stand beside the pages: properties, comments, names of attachments, notes in streams."""
    trailer = reader.trailer
    for found in objects_of(
        [trailer.get(key) for key in ("/Root", "/Info", "/ID") if trailer.get(key) is not None]
    ):
        if isinstance(found, str):
            yield "文件属性和批注", str(found)
        if isinstance(found, StreamObject):
            yield "附件和附加信息", _as_text(_content(found))
        if isinstance(found, DictionaryObject):
            yield "文件属性和批注", "\n".join(_words(found))


def _words(found: DictionaryObject) -> Iterator[str]:
    return (str(value) for value in found.values() if isinstance(value, str))


def _content(stream: StreamObject) -> bytes:
    """What stands in a stream; of a picture the bytes as they are kept, where its camera wrote."""
    if stream.get("/Subtype") == "/Image":
        return bytes(stream._data)
    data: Any = stream.get_data()
    return data if isinstance(data, bytes) else str(data).encode()
