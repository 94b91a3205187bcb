"""What lies beside the pieces: the table of contents for people, the manifest for machines and for checking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luoshi.common.rendering import word
from luoshi.common.rendering.paper import Block, Heading, Paper, Table, Words
from luoshi.common.rendering.pdf import print_paper
from luoshi.common.rendering.text import csv_bytes

from .layout import Item, Section

HEAD = ("序号", "材料", "页数", "等级", "日期", "来源", "引用说明", "文件")
WIDTHS = (1.0, 6.0, 1.0, 1.8, 2.0, 2.8, 4.0, 4.4)
MIDDLE = (0, 2, 3, 4)
ROW_TWIPS = 13_600  # of an A4 page laid across
SUMS, JSON, CSV = "00 SHA256SUMS.txt", "00 机读清单.json", "00 文件清单.csv"
TOC = "00 目录"
SAID = ("材料", "种类", "页数", "等级", "日期", "来源", "单位", "网址")  # of a piece, in the list for people
VERIFY = "解压后，在本文件所在目录运行 sha256sum -c 可以核对每个文件是否完整。"


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands over the table of contents."""

    title: str
    organisation: str
    scope: str
    day: str
    pieces: int
    pages: int
    unpaged: int
    left_out: int

    @property
    def words(self) -> str:
        pages = f"，共 {self.pages} 页" if self.pages else ""
        more = f"（另有 {self.unpaged} 件没有页数）" if self.unpaged else ""
        left = f"；{self.left_out} 件没有收入，原因写在各自的位置" if self.left_out else ""
        whose = f"编排单位：{self.organisation}。{self.scope}。"
        return f"{whose}收入 {self.pieces} 件{pages}{more}{left}。生成日期：{self.day}。"


def _row(number: int, item: Item) -> list[str]:
    also = f"另用于 {'、'.join(item.also[:8])}" if item.also else ""
    said = "；".join(part for part in (item.said, also) if part)
    where = item.path.rsplit("/", 1)[-1] if item.path else item.why
    pages = str(item.pages) if item.pages else "—"
    return [str(number), item.title, pages, item.grade, item.day, item.source or "—", said or "—", where]


def _sections(sections: Iterable[Section]) -> Iterator[tuple[Section, str, list[list[str]]]]:
    """Each folder with its heading and the rows under it."""
    for section in sections:
        words = f"（{section.words}）" if section.words else ""
        rows = [_row(number, item) for number, item in enumerate(section.items, 1)]
        yield section, f"{section.code}　{section.name}{words}", rows


def toc_as_word(cover: Cover, sections: list[Section]) -> bytes:
    document = word.new_document(landscape=True, margins=(20, 18, 18, 18))
    word.add_paragraph(document, f"{cover.title}目录", word.TITLE_FONT, 22, centred=True)
    word.add_paragraph(document, cover.words, word.BODY_FONT, 12)
    widths = [int(ROW_TWIPS * width / sum(WIDTHS)) for width in WIDTHS]
    for section, heading, rows in _sections(sections):
        word.add_paragraph(document, heading, word.HEAD_FONT, 14 if section.folder.level == 0 else 12)
        if rows:
            lines = [
                word.row_xml(
                    (word.cell_xml(text, width, head=True) for text, width in zip(HEAD, widths, strict=True)),
                    head=True,
                )
            ]
            lines += [
                word.row_xml(
                    word.cell_xml(text, width, left=at not in MIDDLE)
                    for at, (text, width) in enumerate(zip(row, widths, strict=True))
                )
                for row in rows
            ]
            word.add_table(document, widths, lines)
    word.add_paragraph(document, VERIFY, word.BODY_FONT, 10.5)
    return word.as_bytes(document)


def toc_as_pdf(cover: Cover, sections: list[Section]) -> bytes:
    """Raises Unreadable."""
    blocks: list[Block] = [Words(cover.words)]
    for section, heading, rows in _sections(sections):
        blocks.append(Heading(heading, 1 if section.folder.level == 0 else 2))
        if rows:
            blocks.append(Table(HEAD, rows, widths=WIDTHS, middle=MIDDLE))
    return print_paper(Paper(title=f"{cover.title}目录", blocks=blocks, landscape=True)).pdf


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of the archive, as the manifest has it; path: below the outermost folder."""

    path: str
    size: int
    digest: str
    item: Item | None = None


def manifest_json(cover: Cover, listed: list[Listed], sections: list[Section]) -> bytes:
    said = {
        "title": cover.title,
        "organisation": cover.organisation,
        "scope": cover.scope,
        "made_on": cover.day,
        "files": [
            {"path": each.path, "size": each.size, "sha256": each.digest, **_facts(each.item)}
            for each in listed
        ],
        "left_out": [
            {"folder": section.code, "title": item.title, "why": item.why}
            for section in sections
            for item in section.items
            if not item.path
        ],
        "without_pieces": [
            {"folder": section.code, "title": str(section.folder), "why": section.words}
            for section in sections
            if section.words
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _facts(item: Item | None) -> dict[str, object]:
    if item is None:
        return {}
    return {
        "title": item.title,
        "kind": item.kind,
        "pages": item.pages or None,
        "grade": item.grade,
        "date": item.day,
        "source": item.source,
        "cited_for": item.said,
        "organisation": item.organisation,
        **({"link": item.link} if item.link else {}),
    }


def manifest_csv(listed: list[Listed]) -> bytes:
    head = ("序号", "文件", "大小（字节）", "SHA-256", *SAID)
    rows = [
        (str(number), each.path, str(each.size), each.digest, *_said(each.item))
        for number, each in enumerate(listed, 1)
    ]
    return csv_bytes([head, *rows])


def _said(item: Item | None) -> tuple[str, ...]:
    if item is None:
        return ("",) * len(SAID)
    facts = (item.title, item.kind, str(item.pages or ""), item.grade, item.day, item.source)
    return (*facts, item.organisation, item.link)


def sums(listed: list[Listed]) -> bytes:
    return "".join(f"{each.digest}  {each.path}\n" for each in listed).encode()


def link_files(item: Item) -> list[tuple[str, bytes]]:
    """A link as Windows opens it, and as a text that everybody can read: (ending, bytes)."""
    address = "".join(item.link.split())
    note = f"{item.title}\r\n{address}\r\n{item.said}\r\n"
    return [
        (".url", f"[InternetShortcut]\r\nURL={address}\r\n".encode()),
        (".txt", note.encode("utf-8-sig")),
    ]


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
