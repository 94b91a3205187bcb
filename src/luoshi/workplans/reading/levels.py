"""Whether an indicator of a school's plan is of the level that a target asks: 校级 teams are no 市级及以上 ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.core.reading.levels import find_level
from luoshi.plans.models import Target

Level = tuple[str, bool]  # 市, and above; empty where none is said


def level_of_row(row: Mapping[str, Any]) -> Level:
    """As its name says; in what was read before names held it, as the sentence says."""
    for text in (row["name"], row.get("said", "")):
        level, above = find_level(text)
        if level:
            return level, above
    return "", False


def level_of_target(target: Target) -> Level:
    if target.level:
        return target.level, target.and_above
    level, above = find_level(target.words)
    return level or "", above


def same_level(row: Mapping[str, Any], target: Target) -> bool:
    """Certainly the same. 市级 counts for 市级及以上; 省级 may be only a part of it, and where one of the two says
    none nobody knows: all that is asked.
    """
    (own, above), (asked, asked_above) = level_of_row(row), level_of_target(target)
    return own == asked and (not above or asked_above)


def in_words(level: Level) -> str:
    name, above = level
    return f"{name}级{'及以上' if above else ''}" if name else ""


def doubt(row: Mapping[str, Any], target: Target) -> str:
    """Why nothing is proposed, in words."""
    own, asked = in_words(level_of_row(row)), in_words(level_of_target(target))
    said = f"写的是{own}" if own else "没有写级别"
    wants = f"要的是{asked}" if asked else "没有写级别"
    return f"文件里{said}，目标{wants}，级别没有对上，请选是哪一个，不是的选“不写入年度目标”。"
