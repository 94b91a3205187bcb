"""Whether scores were opened by two persons, or by the rules once all had come; and a deadline moved by two (controls
SE-05, DN-02).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from luoshi.core.selection import Opens, Rules, read_rules

from .documents import Documents, Finding, fault
from .layout import RULES, SHEETS

Row = Mapping[str, Any]


def openings(read: Documents) -> Iterator[Finding]:
    about = read.json(RULES)
    rules = read_rules(about["rules"])
    titles = {each.key: each.title for each in rules.method.rounds}
    for row in read.rows(SHEETS, "rounds"):
        yield from _opened(row, f"“{titles.get(row['round'], '评审')}”一轮的评分", rules)
    for row in about.get("extensions", []):
        if row["confirmed_at"] and not _are_two(row):
            yield fault(f"延期到 {row['until'][:16].replace('T', ' ')}，不是由一人提出、另一人确认的。")


def _opened(row: Row, said: str, rules: Rules) -> Iterator[Finding]:
    if row.get("said_by"):
        if not _are_two(row):
            yield fault(f"{said}，不是由一人提请、另一人确认打开的。")
        elif _moment(row["said_at"]) > _moment(row["closed_at"]):
            yield fault(f"{said}，提请的时间在打开以后。")
    elif rules.opens != Opens.ALL_IN:
        yield fault(f"{said}，没有人提请和确认就打开了。")
    elif row["came"] < row["asked"]:
        yield fault(f"{said}，按规则收齐才打开，没有收齐就打开了。")


def _are_two(row: Row) -> bool:
    return bool(row.get("confirmed_by")) and row["confirmed_by"] != row["said_by"]


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
