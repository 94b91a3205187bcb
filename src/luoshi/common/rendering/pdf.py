"""Print a paper as a PDF: outside any transaction, in the child process with limits."""

from __future__ import annotations

import base64
import io
import json
import logging
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno

from luoshi.common import acts, clock
from luoshi.common.sandbox import run_in_child
from luoshi.core.reading.structure import Unreadable

from . import fonts
from .paper import Paper

log = logging.getLogger(__name__)
TASK = "luoshi.core.printing.typesetting.typeset"
DRAW = "luoshi.core.printing.typesetting.drawn"
SECONDS = 60
GUESS = 12  # pages; codes for more are made once it is known how many there are
CANNOT = "排版没有成功，没有生成文件。请把这次操作的时间告诉系统管理员，由他查看日志。"
TEMPLATE = Path(__file__).with_name("office.typ")


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on every page: `codes(number)` gives the texts of its two QR codes, `short` is read by people."""

    short: str
    codes: Callable[[int], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Printed:
    """undrawn: characters that no font of this server can draw (shown as boxes); tell the person before he prints."""

    pdf: bytes
    pages: int
    undrawn: str


def print_paper(paper: Paper, marks: Marks | None = None) -> Printed:
    """The paper as a PDF (PDF/A-2b where every character can be drawn). Raises Unreadable in words."""
    pages = GUESS
    while True:
        printed = typeset(TEMPLATE.read_bytes(), {**paper.as_data(), "marks": _marked(marks, pages)})
        if marks is None or printed.pages <= pages:
            return printed
        pages = printed.pages


def typeset(
    template: bytes,
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None = None,
    seconds: int = SECONDS,
) -> Printed:
    """Any template of the product with its data; pictures by the names the template gives them."""
    if acts.running():
        raise RuntimeError("print before the act begins: its transaction must not wait for a typesetter")
    sources = {"main.typ": template, "data.json": json.dumps(data).encode(), **(pictures or {})}
    options = {"names": list(sources), "fonts": fonts.folders(), "at": int(clock.now().timestamp())}
    with tempfile.TemporaryDirectory(prefix="luoshi-print-") as folder:
        paths = []
        for at, content in enumerate(sources.values()):
            paths.append(Path(folder, str(at)))
            paths[-1].write_bytes(content)
        made = run_in_child(TASK, paths, options, seconds=seconds)
    if "broken" in made:
        log.error("a template of the product is broken: %s", made["broken"])
        raise Unreadable(CANNOT)
    return Printed(base64.b64decode(made["pdf"]), made["pages"], made["undrawn"])


def draw(template: bytes, data: Mapping[str, Any], ppi: int = 216, seconds: int = SECONDS) -> bytes:
    """A template of one page as a PNG; 360 points wide it is 1080 dots. Raises Unreadable in words."""
    if acts.running():
        raise RuntimeError("draw before the act begins: its transaction must not wait for a typesetter")
    options = {"names": ["main.typ", "data.json"], "fonts": fonts.folders(), "ppi": ppi}
    with tempfile.TemporaryDirectory(prefix="luoshi-draw-") as folder:
        paths = [Path(folder, "0"), Path(folder, "1")]
        paths[0].write_bytes(template)
        paths[1].write_bytes(json.dumps(data).encode())
        made = run_in_child(DRAW, paths, options, seconds=seconds)
    if "broken" in made:
        log.error("a template of the product is broken: %s", made["broken"])
        raise Unreadable(CANNOT)
    return base64.b64decode(made["png"])


def _marked(marks: Marks | None, pages: int) -> dict[str, Any] | None:
    if marks is None:
        return None
    codes = [[code_picture(text) for text in marks.codes(number)] for number in range(1, pages + 1)]
    return {"short": marks.short, "codes": codes}


def code_picture(text: str) -> str:
    """A QR code as SVG with its quiet zone of four modules: small, and a quarter of it may be lost."""
    stream = io.BytesIO()
    segno.make(text, error="q", boost_error=False, micro=False).save(
        stream, kind="svg", border=4, xmldecl=False
    )
    return stream.getvalue().decode()
