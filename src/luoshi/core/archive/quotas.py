"""Whether the places follow from the numbers they were reckoned from, and what was declined was so by another one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from luoshi.core.quota_rule import LARGEST, Part, Places, claims_to_be_reckoned, from_json, places, reckoned
from luoshi.core.selection import read_rules

from .documents import Documents, Finding, compared, fault, note
from .layout import DECLINED, RULES

PLAIN = re.compile(r"-?[0-9]{1,30}(/[0-9]{1,30})?")  # no power of ten: a few letters would fill the memory


def quotas(read: Documents) -> Iterator[Finding]:
    """From the numbers that were kept to the places, and from these to those that held. Whether it must be there:
    `parts`.
    """
    about = read.json(RULES)
    kept = about.get("quota_basis") or {}
    if not kept:
        if about.get("quotas") and "quota_basis" in about:
            yield note("限额不是按登记的数测算的，没有重新测算。")
        return
    basis = from_json(kept["rule"])
    for row in kept["rows"]:
        parts = [Part(_exact(value), kind) for _, value, kind, *_ in row["held"]]
        found: Places = places(basis, parts, _wins(row["wins"]))
        if (found.number, found.raised) != (row["number"], row["raised"]):
            yield fault(f"{row['name']}测算的名额与规则和当时的数不一致。")
        if "by_hand" in row and not row["why"]:
            yield fault(f"{row['name']}的名额不按测算，没有写理由。")
    yield from compared("名额", kept["rows"])
    if not kept["rows"]:
        yield fault("限额是测算的，里面没有各单位的测算。")
    if "quota_changes" in about:
        yield from _as_they_held(about, kept)


def _as_they_held(about: Mapping[str, Any], kept: Mapping[str, Any]) -> Iterator[Finding]:
    """The rows that held are those that were reckoned, or those that two persons put in their place while it was open.
    One that an officer wrote otherwise in the draft is named.
    """
    names = {row["unit"]: row["name"] for row in kept["rows"]}
    if len(names) < len(kept["rows"]):
        yield fault("测算里有单位列了两次。")
    held = {(row["unit"], row["group"]): row for row in about["quotas"]}
    yield from _changed(about, held)
    if about["quota_changes"]:
        return
    wanted = reckoned(kept["rows"], read_rules(about["rules"]).group_titles or ("",))
    for key in sorted(wanted.keys() | held.keys()):
        row, number = held.get(key), wanted.get(key)
        said = names.get(key[0]) or (row["organisation"] if row else "") or "各单位"
        said += f"（{key[1]}）" if key[1] else ""
        stands = None if row is None else row["number"] + row["raised"]
        if stands == number:
            continue
        differ = f"{said}测算的名额是{_words(number)}，限额是{_words(stands)}"
        if row is None or not key[0] or not claims_to_be_reckoned(row["reason"], kept["words"], number):
            yield note(f"{differ}，起草时另行设定。")
        else:
            yield fault(f"{differ}，说明写的却是测算的。")


def _words(number: int | None) -> str:
    return "空白" if number is None else f" {number} 个"


def _changed(about: Mapping[str, Any], held: Mapping[Any, Mapping[str, Any]]) -> Iterator[Finding]:
    """More places while it was open: by two persons, and the last such list is the one that held."""
    changes = sorted(about["quota_changes"], key=lambda row: dt.datetime.fromisoformat(row["confirmed_at"]))
    for row in changes:
        if not row["confirmed_by"] or row["confirmed_by"] == row["said_by"]:
            yield fault("受理期间增加的限额，不是由一人提请、另一人确认的。")
        if not row["reason"]:
            yield fault("受理期间增加的限额，没有写理由。")
    if changes:
        last = {(unit, group): number + raised for unit, group, number, raised in changes[-1]["rows"]}
        if last != {key: row["number"] + row["raised"] for key, row in held.items()}:
            yield fault("限额不是受理期间最后一次确认的限额。")


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
