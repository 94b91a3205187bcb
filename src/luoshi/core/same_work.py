"""Which tasks may be one piece of work for whoever carries both. A proposal with its reason; a person decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.75  # share of the shorter wording that must stand in both
SHORTEST = 6  # characters below which likeness says nothing
_NOT_WORDS = re.compile(r"[\s，。、；：“”‘’（）()《》〈〉·.,;:'\"—–-]+")


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What is compared of a task: its wording, the keys of its clauses, its targets as (subject, quantity, unit)."""

    title: str
    clauses: frozenset[str] = frozenset()
    targets: frozenset[tuple[str, str, str]] = frozenset()


def reason_to_join(one: TaskFacts, other: TaskFacts) -> str:
    """Why both may be the same work, in words; empty where nothing speaks for it. The order of the two is no matter."""
    first, second = _NOT_WORDS.sub("", one.title), _NOT_WORDS.sub("", other.title)
    if first and first == second:
        return "两项任务的名称相同。"
    if one.clauses & other.clauses and one.targets & other.targets:
        return "两项任务出自同一条款，目标也相同。"
    if _likeness(first, second) >= ALIKE:
        return "两项任务的名称大部分相同。"
    if shared := {target for target in one.targets & other.targets if target[0]}:
        subject, quantity, unit = min(shared)
        return f"两项任务的目标都是“{subject} {quantity}{unit}”。"
    return ""


def _likeness(first: str, second: str) -> float:
    """Share of the shorter wording found in the other in the same order; 0 where one is too short to compare."""
    short, long = sorted((first, second), key=lambda text: (len(text), text))
    if len(short) < SHORTEST:
        return 0.0
    blocks = SequenceMatcher(None, short, long, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) / len(short)
