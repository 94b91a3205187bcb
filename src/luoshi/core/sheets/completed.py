"""What people wrote into the blanks of a line, and which boxes they ticked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import BOXES, TICKED
from .model import Column, Kind, SingleField, Value
from .values import Wrong

LONGEST_LINE = 5_000
_EMPTY_DAY = re.compile(r"(?:20\d{0,2})?+\s*+年\s*+月(?:\s*+日)?")
_SIGN = re.compile(rf"[{BOXES}{TICKED}]")


def blanks_in(fields: Sequence[SingleField], text: str) -> list[str] | None:
    """What stands in each blank of a cell; None where the printed words around them are gone.

    The words are looked for one after another, so that no text can make it take long.
    """
    said: list[str] = []
    at = 0
    text = text.strip()
    for number, field in enumerate(fields if len(text) <= LONGEST_LINE else ()):
        words = re.compile(_flexible(field.before))
        found = words.search(text, at) if number else words.match(text)
        if found is None:
            return None
        if number:
            said.append(text[at : found.start()])
        at = found.end()
    last = re.compile(_flexible(fields[-1].after) + r"\s*$").search(text, at) if fields else None
    if last is None or len(text) > LONGEST_LINE:
        return None if fields else []
    said.append(text[at : last.start()])
    bare = [each.strip(" \u3000\xa0\t\n_＿") for each in said]
    return ["" if _EMPTY_DAY.fullmatch(each) else each for each in bare]


def _flexible(printed: str) -> str:
    """Printed words as a pattern: blanks may have changed, boxes may have been ticked."""
    parts = re.split(r"([\s\u3000\xa0_＿]+)", printed)
    pieces = []
    for part in parts:
        if not part:
            continue
        if not part.strip(" \u3000\xa0\t\n_＿"):
            pieces.append(r"[\s\u3000\xa0_＿]*+")
        else:
            pieces.append("".join(_SIGN.pattern if _SIGN.match(sign) else re.escape(sign) for sign in part))
    return "".join(pieces)


def ticked_in(asked: Column | SingleField, text: str) -> Value:
    """The ticked options: a yes or no, one label, or labels joined with 、. Raises Wrong for two where one may be."""
    chosen = []
    at = 0
    for option in asked.ticks:
        place = re.compile(rf"([{BOXES}{TICKED}][\s{BOXES}{TICKED}]*){re.escape(option)}").search(text, at)
        if place is None:
            raise Wrong("选项和下发的不一样，没有读取。")
        if re.search(rf"[{TICKED}]", place[1]):
            chosen.append(option)
        at = place.end()
    if not chosen:
        return None
    if len(chosen) > 1 and not (isinstance(asked, SingleField) and asked.many):
        raise Wrong(f"只能选一项，勾了“{'”“'.join(chosen)}”。")
    if asked.kind is Kind.YES_NO:
        return chosen[0] in ("是", "有")
    return "、".join(chosen)
