"""The JSON files of a package, read once; and what a check says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .container import BadArchive
from .manifest import json_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence. grave: something does not fit; else it could not be checked, or is merely worth knowing.

    compared: no sentence but the name of a part, of which something was really compared.
    """

    words: str
    grave: bool = True
    compared: bool = False


def fault(words: str) -> Finding:
    return Finding(words)


def note(words: str) -> Finding:
    return Finding(words, grave=False)


def compared(part: str, number: object = True) -> list[Finding]:
    """The part, where there was anything of it."""
    return [Finding(part, grave=False, compared=True)] if number else []


@dataclass(slots=True)
class Documents:
    """`bytes_of`: the bytes of a file of the package; only files whose digest was right are asked for."""

    bytes_of: Callable[[str], bytes]
    _read: dict[str, Any] = field(default_factory=dict)

    def json(self, path: str) -> Any:
        """Raises BadArchive where it is no JSON or not there."""
        if path not in self._read:
            self._read[path] = json_of(self.bytes_of(path), path)
        return self._read[path]

    def rows(self, path: str, name: str) -> list[dict[str, Any]]:
        """A list of objects in it. Raises BadArchive."""
        found = self.json(path)
        rows = found.get(name) if isinstance(found, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise BadArchive(f"“{path}”的内容不完整。")
        return rows
