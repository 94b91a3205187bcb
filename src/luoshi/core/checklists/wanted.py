"""Several things asked for in one cell: ①②③, 1. 2. 3., （1）（2）, lines, or parted by semicolons."""

from __future__ import annotations

import re

_CIRCLED = re.compile(r"[①-⑳㉑-㉟❶-❿⑴-⒇⒈-⒛]")
_NUMBERED = re.compile(r"(?:(?<=^)|(?<=[\n；;。，,、\s]))[（(]?\d{1,2}(?:[.．、）)])(?!\d)")
_ENDS = " \t　；;。.，,、\n"
LONGEST = 300


def parts_of(text: str) -> list[str]:
    """The things one by one, without their signs; one where nothing parts them."""
    text = text.strip()
    for sign in (_CIRCLED, _NUMBERED):
        marks = list(sign.finditer(text))
        if len(marks) > 1:
            return _between(text, marks)
    lines = [line for line in text.split("\n") if line.strip(_ENDS)]
    pieces = lines if len(lines) > 1 and all(len(line) <= 80 for line in lines) else [text]
    if len(pieces) == 1 and 1 <= len(re.findall("[；;]", text.strip(_ENDS))) <= 12:
        pieces = re.split("[；;]", text)
    return [piece.strip(_ENDS)[:LONGEST] for piece in pieces if piece.strip(_ENDS)]


def _between(text: str, marks: list[re.Match[str]]) -> list[str]:
    """What stands before the first sign is said of all of them only where it ends in a colon; else it is one more."""
    before = text[: marks[0].start()].strip(_ENDS)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    found = [text[mark.end() : end].strip(_ENDS)[:LONGEST] for mark, end in zip(marks, ends, strict=True)]
    lead = [before[:LONGEST]] if before and before[-1] not in ":：" else []
    return [piece for piece in [*lead, *found] if piece]
