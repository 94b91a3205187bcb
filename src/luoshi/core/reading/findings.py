"""What does not fit in a document: one record for everything a person has to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .structure import Place


class Severity(StrEnum):
    ERROR = "error"  # the reading cannot be used here until a person decides
    ASK = "ask"  # there is a proposal, a person must accept or correct it
    NOTE = "note"  # good to know, nothing to decide


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    code      a stable word such as `clipped-column`, `count-mismatch`, `task-without-clause`
    place     exactly where (a cell, a row, a paragraph)
    message   one plain Chinese sentence
    proposal  what to do, machine readable, or None; always with a Chinese `reason`, e.g.
              {"undertaken": ["现代"], "task": "4.1-1", "reason": "…"}
    """

    code: str
    severity: Severity
    place: Place
    message: str
    proposal: Mapping[str, object] | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "severity": self.severity.value,
            "place": self.place.to_json(),
            "message": self.message,
            "proposal": dict(self.proposal) if self.proposal is not None else None,
        }
