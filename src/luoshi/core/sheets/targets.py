"""What values are written into: a workbook or a Word document, asked for in the same words."""

from __future__ import annotations

import hashlib
from typing import Protocol

from luoshi.core.reading.structure import Unreadable

from .grid import Grid
from .model import Kind, Template, Value
from .opened import kind_of
from .package import Package
from .word_target import WordTarget
from .workbook_target import WorkbookTarget


class Target(Protocol):
    """Addresses are those of the template; rows that were added lie below their row by `extra`."""

    def grid(self, key: str) -> Grid: ...

    def write(self, address: str, value: Value, kind: Kind, unit: str = "", extra: int = 0) -> None: ...

    def write_in(self, address: str, span: tuple[int, int], text: str) -> None: ...

    def tick(self, address: str, places: list[int]) -> None: ...

    def add_rows(self, key: str, after: int, count: int) -> None: ...

    def shown(self, key: str, row: int, column: int) -> str: ...

    def finish(self) -> tuple[bytes, tuple[str, ...]]: ...


def open_target(template: Template, data: bytes) -> Target:
    """Raises Unreadable when the file is not the one that the template was read from."""
    if template.digest and template.digest != hashlib.sha256(data).hexdigest():
        raise Unreadable("这不是读取时的那份模板，没有填写。请重新上传模板后再合并。")
    return target_of(Package(template.name, data))


def target_of(package: Package) -> Target:
    """The same for a file without a template read from it (`core.report_templates`)."""
    return WordTarget(package) if kind_of(package) == "docx" else WorkbookTarget(package)
