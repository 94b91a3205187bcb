"""What became of one cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value (None: nothing stands there), or a doubt (`code`, `why`, `proposal`). `remark`: how it was understood,
    where that is worth a sentence.
    """

    value: Any = None
    code: str = ""
    why: str = ""
    proposal: Any = None
    remark: str = ""

    @property
    def is_doubt(self) -> bool:
        return bool(self.code)


NOTHING = Outcome()


def taken(value: Any, remark: str = "") -> Outcome:
    return Outcome(value, remark=remark)


def doubt(code: str, why: str, proposal: Any = None) -> Outcome:
    return Outcome(code=code, why=why, proposal=proposal)
