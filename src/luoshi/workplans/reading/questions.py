"""One thing to answer before what was read is written."""

from __future__ import annotations

from dataclasses import dataclass

NONE = "-"  # is not read in


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to answer. `advice`: the value proposed, of the choices; empty where nothing is. `name` is counted
    over all that was read, asked or not: what people, departments or tasks the school has may change before it is
    sent, and no answer may move onto another name.
    """

    name: str
    about: str
    message: str
    where: str
    choices: list[tuple[str, str]]
    advice: str = ""
