"""Old Word formats (.doc, .wps, .rtf) made readable by a converting program.

antiword takes 3 ms and keeps plain text well, but it knows neither merged cells nor wide tables nor automatic
numbers; LibreOffice takes 2 to 3 s and keeps them all. So antiword's text is taken when the document is nothing but
paragraphs, else LibreOffice converts to .docx; where LibreOffice is missing, antiword's text has to do.
Both run with limits, without network, in a folder of their own that is removed.
"""

from __future__ import annotations

import html
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from luoshi.core.reading.formats.detect import detect
from luoshi.core.reading.hostile import check_size, parse_xml
from luoshi.core.reading.structure import Unreadable

from .sandbox import run_program

SECONDS = 60
_OLD_ENDINGS = (".doc", ".wps", ".rtf")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how old Office files begin
_FILTERS = {"doc": "MS Word 97", "rtf": "Rich Text Format", "xls": "MS Excel 97"}  # as `detect` tells it
_DOCUMENT_TYPE = re.compile(rb"<!DOCTYPE[^>\[]*>")
_LAID_OUT = {"informaltable", "table", "orderedlist", "itemizedlist"}
# antiword draws a table that is too wide for it as text with bars.
_BARS = re.compile(r"\|[^|\n]*\|[^|\n]*\|")


def to_readable(name: str, data: bytes) -> tuple[str, bytes]:
    """A file that `open_document` reads: the same if it needs no conversion, else one with .docx or .html added.

    Give the first name as `shown_as` to `open_document`, so that places name the file as the person knows it.
    Raises Unreadable for hostile files, failed conversions and, in words, for missing programs.
    """
    check_size(name, data)
    if Path(name).suffix.lower() not in _OLD_ENDINGS:
        return name, data
    kind = detect(name, data).kind
    with tempfile.TemporaryDirectory(prefix="luoshi-conversion-") as folder:
        stored = Path(folder, f"input.{kind}")
        stored.write_bytes(data)
        return _convert(name, kind, stored)


def _convert(name: str, kind: str, stored: Path) -> tuple[str, bytes]:
    book = _by_antiword(name, stored) if kind == "doc" and shutil.which("antiword") else None
    if book is not None and _is_plain(book):
        return f"{name}.html", _as_page(book)
    if shutil.which("soffice"):
        return f"{name}.docx", _by_libreoffice(name, kind, stored)
    if book is not None:
        return f"{name}.html", _as_page(book)
    raise Unreadable(
        f"服务器没有安装转换程序，无法读取“{name}”，请用办公软件另存为 .docx 后再上传，或请管理员安装 LibreOffice。"
    )


def to_modern(name: str, data: bytes) -> tuple[str, bytes]:
    """An old Office file as .xlsx or .docx, whose cells can be written to; any other as it is.

    Raises Unreadable for hostile files, failed conversions and, in words, for missing programs.
    """
    check_size(name, data)
    if not data.startswith(_OLE):
        return name, data
    if not shutil.which("soffice"):
        raise Unreadable(
            f"服务器没有安装转换程序，“{name}”是旧格式，请用办公软件另存为 .xlsx 或 .docx 后再上传。"
        )
    is_book = Path(name).suffix.lower() in (".xls", ".et")
    with tempfile.TemporaryDirectory(prefix="luoshi-conversion-") as folder:
        stored = Path(folder, "input.xls" if is_book else "input.doc")
        stored.write_bytes(data)
        if is_book:
            return f"{name}.xlsx", _by_libreoffice(name, "xls", stored, "xlsx:Calc MS Excel 2007 XML")
        return f"{name}.docx", _by_libreoffice(name, "doc", stored)


def to_pdf(name: str, stored: Path) -> bytes:
    """An Office file as PDF, by LibreOffice. Raises Unreadable in words, where the program is missing too."""
    if not shutil.which("soffice"):
        raise Unreadable("服务器没有安装 LibreOffice，Office 文件不能预览，请下载后查看。")
    with tempfile.TemporaryDirectory(prefix="luoshi-conversion-") as folder:
        given = Path(folder, f"input{Path(name).suffix.lower()}")
        shutil.copyfile(stored, given)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "pdf",
            "--outdir",
            "out",
            given.name,
        ]
        run_program(command, seconds=SECONDS, folder=Path(folder))
        made = Path(folder, "out", "input.pdf")
        if not made.is_file():
            raise Unreadable(f"“{name}”转换失败，文件可能已损坏或设有密码，不能预览，请下载后查看。")
        return made.read_bytes()


def _by_antiword(name: str, stored: Path) -> etree._Element | None:
    """The document as DocBook; None if antiword cannot read it."""
    output = stored.with_suffix(".xml")
    code = run_program(
        ["antiword", "-x", "db", stored.name], seconds=SECONDS, folder=stored.parent, output=output
    )
    made = output.read_bytes()
    if code != 0 or not made.lstrip().startswith(b"<?xml"):
        return None
    try:
        # The document type is antiword's own, in front; anything a document could add comes after and is refused.
        return parse_xml(name, _DOCUMENT_TYPE.sub(b"", made, count=1))
    except Unreadable:
        return None


def _is_plain(book: etree._Element) -> bool:
    """Whether antiword lost nothing that matters: text without tables and lists."""
    if any(element.tag in _LAID_OUT for element in book.iter()):
        return False
    return not _BARS.search("".join(book.itertext()))


def _as_page(book: etree._Element) -> bytes:
    return f"<html><meta charset='utf-8'><body>{''.join(_elements(book))}</body></html>".encode()


def _elements(parent: etree._Element) -> Iterator[str]:
    """DocBook's titles, paragraphs, lists and tables as those of a web page."""
    for element in parent:
        if element.tag == "bookinfo":
            continue
        if element.tag == "title":
            yield f"<p>{_text(element)}</p>"
        elif element.tag == "para" and element.find(".//informaltable") is None:
            yield "".join(f"<p>{line}</p>" for line in _text(element).split("\n"))
        elif element.tag == "row":
            yield f"<tr>{''.join(_elements(element))}</tr>"
        elif element.tag == "entry":
            yield f"<td>{_text(element)}</td>"
        elif element.tag in ("informaltable", "orderedlist", "listitem"):
            page_tag = {"informaltable": "table", "orderedlist": "ol", "listitem": "li"}[element.tag]
            yield f"<{page_tag}>{''.join(_elements(element))}</{page_tag}>"
        else:
            yield from _elements(element)


def _text(element: etree._Element) -> str:
    return html.escape("".join(element.itertext()).strip())


def _by_libreoffice(name: str, kind: str, stored: Path, to: str = "docx:Office Open XML Text") -> bytes:
    profile = stored.parent / "profile"
    command = [
        "soffice",
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        "--norestore",
        "--nolockcheck",
    ]
    # Without the filter named, a damaged file would be opened as text and come back as gibberish.
    command += [
        f"--infilter={_FILTERS[kind]}",
        "--convert-to",
        to,
        "--outdir",
        "out",
        stored.name,
    ]
    run_program(command, seconds=SECONDS, folder=stored.parent)
    ending = to.partition(":")[0]
    converted = stored.parent / "out" / f"input.{ending}"
    if not converted.is_file():
        raise Unreadable(
            f"“{name}”转换失败，文件可能已损坏或设有密码，请用办公软件打开后另存为 .{ending} 再上传。"
        )
    return converted.read_bytes()
