"""What is printed: an official paper in the layout of GB/T 9704, or a list on A4 landscape. Plain text everywhere.

Paper(title="关于……的请示", to="市教育局：", blocks=(Words("……"), Heading("一、基本情况"), Table(…)), signed="……",
      date="2026年9月1日")
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

UNBROKEN = re.compile(r"[!-~]+")  # signs that are never set on two lines


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph, indented by two characters; line breaks in it begin a new one."""

    text: str
    indent: bool = True

    def as_data(self) -> dict[str, Any]:
        return {"kind": "words", "text": self.text, "indent": self.indent}


@dataclass(frozen=True, slots=True)
class Heading:
    """level 1: 一、 in 黑体; 2: （一） in 楷体; 3 and 4: 1. and （1） in 仿宋."""

    text: str
    level: int = 1

    def as_data(self) -> dict[str, Any]:
        return {"kind": "heading", "text": self.text, "level": self.level}


@dataclass(frozen=True, slots=True)
class Table:
    """Its head is repeated on every page. widths: relative, by default as the cells need; middle: columns whose cells
    are centred.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    middle: Sequence[int] = ()
    caption: str = ""

    def as_data(self) -> dict[str, Any]:
        columns = len(self.head)
        rows = [[str(cell) for cell in row][:columns] + [""] * (columns - len(row)) for row in self.rows]
        return {
            "kind": "table",
            "head": list(self.head),
            "rows": rows,
            "widths": [float(width) for width in self.widths] or fitting([list(self.head), *rows]),
            "middle": list(self.middle),
            "caption": self.caption,
        }


LINE = 72  # half characters of a table's line on an upright page
LONG = 24  # a cell as wide as this reads well, however long its text is


def fitting(rows: Sequence[Sequence[str]]) -> list[float]:
    """Widths by which no date or number runs into the next column; what is left goes to columns of long texts.

    rows: cells, each as many as there are columns. A Chinese character counts 2, any other sign 1, the frame 2.
    """
    needs, wants = [], []
    for column in zip(*rows, strict=True):
        unbroken = max((len(run) for cell in column for run in UNBROKEN.findall(cell)), default=0)
        needs.append(max(unbroken, 4) + 2)
        wants.append(min(max(map(_width, column)), LONG) + 2)
    lacking = [max(want - need, 0) for want, need in zip(wants, needs, strict=True)]
    left = max(LINE - sum(needs), 0)
    share = min(1.0, left / sum(lacking)) if any(lacking) else 0.0
    return [need + more * share for need, more in zip(needs, lacking, strict=True)]


def _width(text: str) -> int:
    return max((sum(1 if sign.isascii() else 2 for sign in line) for line in text.split("\n")), default=0)


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form: label, value, and room in millimetres to write by hand."""

    label: str
    text: str = ""
    room: float = 0

    def as_data(self) -> dict[str, Any]:
        return {"label": self.label, "text": self.text, "room": self.room}


@dataclass(frozen=True, slots=True)
class Fields:
    """A form in a frame, such as a 呈批件: labels left, values or empty room right."""

    fields: Sequence[Field]

    def as_data(self) -> dict[str, Any]:
        return {"kind": "fields", "fields": [field.as_data() for field in self.fields]}


@dataclass(frozen=True, slots=True)
class NewPage:
    def as_data(self) -> dict[str, Any]:
        return {"kind": "page"}


Block = Words | Heading | Table | Fields | NewPage


@dataclass(frozen=True, slots=True)
class Paper:
    """title  2号小标宋, centred, line breaks as given
    issuer    the red head (发文机关标志) with `number` under it; most papers of a school have none
    to        主送机关, flush left; the colon is added
    annexes   附件说明, numbered when there are several
    signed    who sends it, above the date
    landscape A4 landscape with narrow margins and 小四 text, for lists
    close     A4 upright, set as closely, for what belongs on one sheet
    """

    title: str
    blocks: Sequence[Block] = ()
    issuer: str = ""
    number: str = ""
    to: str = ""
    annexes: Sequence[str] = ()
    signed: str = ""
    date: str = ""
    landscape: bool = False
    close: bool = False

    def as_data(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "issuer": self.issuer,
            "number": self.number,
            "to": f"{self.to.rstrip('：:')}：" if self.to else "",
            "blocks": [block.as_data() for block in self.blocks],
            "annexes": list(self.annexes),
            "signed": self.signed,
            "date": self.date,
            "landscape": self.landscape,
            "close": self.close,
        }
