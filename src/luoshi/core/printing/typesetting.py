"""A typst template of the product and its data become a PDF.

The data reach the template as JSON, and the template shows its strings as text: nothing in them can be markup, code
or a path. `typeset` is a task of the child process (`luoshi.common.sandbox`).
"""

from __future__ import annotations

import base64
import re
import tempfile
from pathlib import Path
from typing import Any

import pypdfium2
import typst

TEMPLATE, DATA = "main.typ", "data.json"
ARCHIVABLE = "a-2b"
NOT_DRAWN = re.compile(r"the text `?\"(.+?)\"`? could not be displayed")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def typeset(files: list[tuple[str, bytes]], options: dict[str, Any]) -> dict[str, Any]:
    """The PDF as {"pdf": base64, "pages": number, "undrawn": characters that no font here can draw}.

    A fault of the template is {"broken": what typst says of it}.


    files    template, data, and pictures by the names that the template gives them
    options  `fonts`: folders with fonts, beside those of the system; `at`: the instant in the file (seconds since 1970)
    """
    sources = dict(files)
    undrawn = ""
    try:
        pdf = _compiled(sources, options, ARCHIVABLE)
    except typst.TypstError as broken:
        undrawn = _undrawn(broken)
        if not undrawn:
            return {"broken": " / ".join([broken.message, *broken.hints, *broken.trace])}
        pdf = _compiled(sources, options, None)
    return {"pdf": base64.b64encode(pdf).decode(), "pages": count_pages(pdf), "undrawn": undrawn}


def drawn(files: list[tuple[str, bytes]], options: dict[str, Any]) -> dict[str, Any]:
    """A template of one page as a picture: {"png": base64}; `ppi` of options: dots to the inch (72 points)."""
    try:
        made = _compiled(dict(files), options, None, "png")
    except typst.TypstError as broken:
        return {"broken": " / ".join([broken.message, *broken.hints, *broken.trace])}
    return {"png": base64.b64encode(made).decode()}


def count_pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _compiled(
    sources: dict[str, bytes], options: dict[str, Any], standard: str | None, kind: str = "pdf"
) -> bytes:
    """In a folder of its own: from memory typst takes texts only, no pictures."""
    with tempfile.TemporaryDirectory(prefix="typeset-") as folder:
        for name, content in sources.items():
            Path(folder, name).write_bytes(content)
        compile_file: Any = typst.compile  # its stubs want more than a plain string
        made: bytes = compile_file(
            Path(folder, TEMPLATE),
            root=Path(folder),
            format=kind,
            font_paths=list(options["fonts"]),
            ignore_system_fonts=bool(options.get("own_fonts_only")),
            timestamp=options.get("at"),
            **({"pdf_standards": standard} if kind == "pdf" else {"ppi": float(options["ppi"])}),
        )
    return made


def _undrawn(broken: typst.TypstError) -> str:
    """Characters that no font can draw; a file for archives may not have such, an ordinary one shows a box."""
    named = NOT_DRAWN.findall(f"{broken.message} {broken.diagnostic}")
    letters = "".join(ESCAPED.sub(lambda found: chr(int(found[1], 16)), each) for each in named)
    return "".join(sorted(set(letters)))
