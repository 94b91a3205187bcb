"""What to think of before a workplan is filed: told to whoever writes it and whoever decides."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from luoshi.common import clock
from luoshi.core.standing import DONE

from .. import parts as works
from ..completeness import beyond
from ..models import Workplan
from ..queries import states_of
from ..states import CHANGEABLE, WorkplanState


def doubts_of(found: Workplan, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """`rows`: the parts as the page shows them, standing or sent."""
    return {
        "past": _past(found, rows),
        "early": _early(found, rows),
        "short": _short(found, rows),
        "beyond": _beyond(found, rows),
    }


def _past(found: Workplan, rows: list[dict[str, Any]]) -> str:
    """Steps whose last day is gone before the workplan is filed: late from its first day in force."""
    if found.state not in (*CHANGEABLE, WorkplanState.RUNNING):
        return ""
    today = clock.today().isoformat()
    steps = [step for row in rows for step in row["taken"]["steps"] if step["due"] and step["due"] < today]
    done = _done(found, steps)
    days = [step["due"] for step in steps if step["key"] not in done]
    return f"{len(days)} 个里程碑的完成时间已经过去，最早的是 {min(days)}" if days else ""


def _done(found: Workplan, steps: list[dict[str, Any]]) -> set[str]:
    """Keys of the steps that are done in the version in force: a new version carries them on."""
    if found.replaces_id is None or not steps:
        return set()
    return {key for key, said in states_of(step["key"] for step in steps).items() if said.state == DONE}


def _early(found: Workplan, rows: list[dict[str, Any]]) -> list[str]:
    """Steps that begin (or, without a first day, end) before what they wait for is done: mostly one date was moved
    and the ones after it were forgotten.
    """
    if found.state not in (*CHANGEABLE, WorkplanState.RUNNING):
        return []
    steps = {step["number"]: step for row in rows for step in row["taken"]["steps"]}
    pairs = [(step, steps[number]) for step in steps.values() for number in step["after"] if number in steps]
    return [
        f"第 {step['number']} 个“{step['title'][:40]}”{_day_words(step)}，"
        f"它要等的第 {before['number']} 个“{before['title'][:40]}”{before['due']} 才完成"
        for step, before in pairs
        if before["due"] and "" < (step["starts"] or step["due"]) < before["due"]
    ]


def _day_words(step: dict[str, Any]) -> str:
    return f"{step['starts']} 开始" if step["starts"] else f"{step['due']} 完成"


def _beyond(found: Workplan, rows: list[dict[str, Any]]) -> str:
    """Steps beyond the years of the plan, before it is filed: told to whoever writes and whoever decides."""
    if found.state not in (*CHANGEABLE, WorkplanState.RUNNING):
        return ""
    steps = [step for row in rows for step in row["taken"]["steps"]]
    return beyond(found, [(step["title"], _day(step["starts"]), _day(step["due"])) for step in steps])


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _short(found: Workplan, rows: list[dict[str, Any]]) -> list[str]:
    """Numbers less than the document asks of each school, before it is filed; as written or as sent."""
    if found.state not in (*CHANGEABLE, WorkplanState.RUNNING):
        return []
    years = works.years_of(found.plan, found.round)
    targets = {each.words: each for rows_ in works.targets_by_task(found.plan).values() for each in rows_}
    said = [(targets.get(words), year, school) for row in rows for words, year, _, school, *_ in row["goals"]]
    return [
        f"“{target.words}”{year} 年填 {text}，文件要求{works.asked_of_each(target)}"
        for target, year, text in said
        if target is not None and text and works.falls_short(target, year, years, Decimal(text))
    ]
