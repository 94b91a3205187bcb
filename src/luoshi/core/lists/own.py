"""The child's task for a file that may be a workbook we gave out: then its sheets as texts, hidden ones too."""

from __future__ import annotations

import io
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from luoshi.core.reading.hostile import open_archive
from luoshi.core.reading.structure import Unreadable
from luoshi.core.workbooks.reading import read_sheets

from .task import read_file


def read_any(files: list[tuple[str, bytes]], options: dict[str, Any]) -> dict[str, Any]:
    """{"sheets": …} where the file has the hidden sheet called `options["signed"]`, else as `task.read_file`."""
    name, data = files[0]
    if _has_sheet(name, data, options["signed"]):
        return read_sheets(files, options)
    return read_file(files, options)


def _has_sheet(name: str, data: bytes, wanted: str) -> bool:
    if data[:2] != b"PK":
        return False
    try:
        open_archive(name, data)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return wanted in book.sheet_names
    except (CalamineError, Unreadable):
        return False  # the other reader says what is the matter
