"""Forty files that mean harm or are broken: each is refused within two seconds, in words that say what to do."""

import io
import struct
import time
import zipfile

import openpyxl
import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.formats.tests.word import docx, p, zipped
from luoshi.core.reading.structure import Unreadable

from .test_hostile import LAUGHS, OLE, bomb, document_with

LIMIT = 2.0
DEEP = "<w:p>" * 200_000


def sheet() -> bytes:
    stored, book = io.BytesIO(), openpyxl.Workbook()
    book.active["A1"] = "序号"
    book.save(stored)
    return stored.getvalue()


def with_part(data: bytes, path: str, content: str | bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {path: content})


def encrypted(data: bytes) -> bytes:
    flagged = bytearray(data)
    for signature, flag_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := flagged.find(signature, at + 1)) >= 0:
            flagged[at + flag_at] |= 1
    return bytes(flagged)


TEMPLATE = (
    '<Relationship Id="r" Type="http://x/attachedTemplate" Target="https://x.cn/x" TargetMode="External"/>'
)


def external(kind: str) -> bytes:
    return related(TEMPLATE.replace("attachedTemplate", kind).encode())


def related(relation: bytes) -> bytes:
    return document_with(
        {"word/_rels/settings.xml.rels": b"<Relationships>" + relation + b"</Relationships>"}
    )


def in_two_bytes() -> bytes:
    whole = f'<?xml version="1.0" encoding="utf-16"?><Relationships>{TEMPLATE}</Relationships>'
    return document_with({"word/_rels/settings.xml.rels": whole.encode("utf-16")})


def respelt(before: bytes, after: bytes) -> bytes:
    return related(TEMPLATE.encode().replace(before, after))


def office(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le")


def wrong_or_broken(word: bytes, book: bytes) -> list[tuple[str, str, bytes]]:
    """What it is, the name it comes under, its bytes."""
    return [
        ("empty", "a.docx", b""),
        ("empty text", "a.txt", b""),
        ("too large", "a.txt", b" " * (50 * 1024 * 1024 + 1)),
        ("a program", "a.pdf", b"MZ\x90\x00" + bytes(200)),
        ("a program of another system", "a.docx", b"\x7fELF" + bytes(200)),
        ("a picture", "a.docx", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("a picture under its own name", "a.jpg", b"\xff\xd8\xff\xe0" + bytes(200)),
        ("Word called PDF", "a.pdf", word),
        ("Word called text", "a.txt", word),
        ("Word called old Word", "a.doc", word),
        ("Word called a sheet", "a.xlsx", word),
        ("a sheet called Word", "a.docx", book),
        ("text called Word", "a.docx", "就是一段文字".encode()),
        ("a page called a sheet", "a.xls", b"<html><body><table></table></body></html>"),
        ("an unknown ending", "a.exe", "就是一段文字".encode()),
        ("an archive", "a.zip", zipped({"a.txt": "x"})),
        ("cut short", "a.docx", word[:200]),
        ("cut at the end", "a.xlsx", book[:-10]),
        ("noise", "a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40),
        ("noise in an archive", "a.ofd", b"PK\x03\x04" + bytes(range(256)) * 40),
        ("noise as text", "a.csv", bytes(range(256)) * 40),
    ]


def meaning_harm(word: bytes, book: bytes) -> list[tuple[str, str, bytes]]:
    return [
        ("a bomb", "a.docx", bomb(1 << 30, 1 << 30)),
        ("a bomb that lies", "a.docx", bomb(1 << 30, 100)),
        ("a bomb in a sheet", "a.xlsx", with_part(book, "xl/worksheets/sheet1.xml", bytes(300 << 20))),
        ("entities", "a.docx", document_with({"word/document.xml": LAUGHS})),
        ("entities in two bytes", "a.docx", document_with({"word/styles.xml": LAUGHS.encode("utf-16")})),
        ("entities in a sheet", "a.xlsx", with_part(book, "xl/worksheets/sheet1.xml", LAUGHS)),
        ("entities in OFD", "a.ofd", zipped({"OFD.xml": LAUGHS})),
        ("elements without end", "a.docx", document_with({"word/document.xml": DEEP})),
        ("macros", "a.docx", document_with({"word/vbaProject.bin": b"x"})),
        ("old macros", "a.xls", office("Workbook_VBA_PROJECT")),
        ("a path outside", "a.docx", document_with({"../outside.xml": b"x"})),
        ("a path from the root", "a.docx", document_with({"/etc/passwd": b"x"})),
        ("an archive inside", "a.docx", document_with({"word/inner.zip": b"x"})),
        ("very many parts", "a.docx", document_with({f"customXml/{n}.xml": b"" for n in range(4100)})),
        ("a template from elsewhere", "a.docx", external("attachedTemplate")),
        ("a template in single quotes", "a.docx", respelt(b'"', b"'")),
        ("a template in two bytes", "a.docx", in_two_bytes()),
        ("a template spelt by number", "a.docx", respelt(b"https:", b"&#104;ttps:")),
        ("an object from elsewhere", "a.docx", external("oleObject")),
        ("an encrypted archive", "a.docx", encrypted(word)),
        ("encrypted Word", "a.docx", office("EncryptedPackage")),
        ("an old file of nothing", "a.xls", OLE + struct.pack("<512s", b"")),
    ]


WORD, BOOK = docx(p("正文")), sheet()
FILES = [*wrong_or_broken(WORD, BOOK), *meaning_harm(WORD, BOOK)]


def test_there_are_forty_and_more() -> None:
    assert len({what for what, _, _ in FILES}) == 43


@pytest.mark.parametrize(("what", "name", "data"), FILES, ids=[what for what, _, _ in FILES])
def test_it_is_refused_in_two_seconds_with_what_to_do(what: str, name: str, data: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(Unreadable) as refusal:
        open_document(name, data)
    assert time.process_time() - begun < LIMIT
    assert name in str(refusal.value)
    assert "请" in str(refusal.value) or "可上传" in str(refusal.value), what


def test_a_cell_in_the_last_corner_of_a_sheet_is_read_in_two_seconds() -> None:
    stored, book = io.BytesIO(), openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["XFD1048576"] = "序号", "任务", "末"
    book.save(stored)
    begun = time.process_time()
    document = open_document("a.xlsx", stored.getvalue())
    assert time.process_time() - begun < LIMIT
    assert sum(len(table.cells) for table in document.tables) < 100
