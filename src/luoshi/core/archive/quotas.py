"""Whether the places follow from the numbers they were reckoned from, and what was declined was so by another one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction

from luoshi.core.quota_rule import LARGEST, Part, Places, from_json, places

from .documents import Documents, Finding, fault
from .layout import DECLINED, RULES

PLAIN = re.compile(r"-?[0-9]{1,30}(/[0-9]{1,30})?")  # no power of ten: a few letters would fill the memory


def quotas(read: Documents) -> Iterator[Finding]:
    """Nothing where the places were set by hand; whether it must be there: `parts`."""
    kept = read.json(RULES).get("quota_basis") or {}
    if not kept:
        return
    basis = from_json(kept["rule"])
    for row in kept["rows"]:
        parts = [Part(_exact(value), kind) for _, value, kind, *_ in row["held"]]
        found: Places = places(basis, parts, _wins(row["wins"]))
        if (found.number, found.raised) != (row["number"], row["raised"]):
            yield fault(f"{row['name']}测算的名额与规则和当时的数不一致。")
        if "by_hand" in row and not row["why"]:
            yield fault(f"{row['name']}的名额不按测算，没有写理由。")


def _wins(value: int) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError("no number of wins")
    return value


def _exact(value: str) -> Fraction | None:
    if not value:
        return None
    if PLAIN.fullmatch(value) is None:
        raise ValueError(value)
    return Fraction(value)


def declined(read: Documents) -> Iterator[Finding]:
    for row in read.rows(DECLINED, "proposals"):
        if not row["declined_by"] or row["declined_by"] == row["said_by"]:
            yield fault(f"没有同意的提请“{row['what']}”，不是由另一人答复的。")
        elif dt.datetime.fromisoformat(row["declined_at"]) < dt.datetime.fromisoformat(row["said_at"]):
            yield fault(f"没有同意的提请“{row['what']}”，答复在提请以前。")
