"""Whether the scores and places come from the sheets: each as it was handed in, all of them counted, by the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from luoshi.core.scoring import BadScoring, compute, differences
from luoshi.core.selection import read_rules, to_json
from luoshi.core.signed_json import canonical, read_json

from .documents import Documents, Finding, compared, fault, note
from .layout import APPLICATIONS, DRAWS, RESULTS, RULES, SCORING, SHEETS, TASKS
from .manifest import sha256_of

Sheet = Mapping[str, Any]


def scores(read: Documents) -> Iterator[Finding]:
    scoring = read.json(SCORING)
    sheets, tasks = read.rows(SHEETS, "sheets"), read.rows(TASKS, "tasks")
    yield from _sheets(sheets, tasks)
    rounds = read.rows(SHEETS, "rounds")
    for key in sorted({sheet["round"] for sheet in sheets} - {row["round"] for row in rounds}):
        yield fault(f"“{key or '评审'}”一轮有评分表，没有打开评分的记录。")
    yield from _of_whom(scoring, read)
    yield from _counted(scoring, _counting(sheets, tasks, rounds))
    yield from _rules(scoring, read)
    if sha256_of(canonical(scoring)) != read.json(RESULTS)["scoring"]["digest"]:
        yield fault("计分与整理结果时的校验码不符。")
    yield from _computed(scoring)


def _of_whom(scoring: Mapping[str, Any], read: Documents) -> Iterator[Finding]:
    """Of applications that arrived, and of all that were accepted."""
    rows = {row["code"]: row.get("state") for row in read.rows(APPLICATIONS, "applications")}
    for code in sorted(set(scoring["applications"]) - rows.keys()):
        yield fault(f"计分的“{code}”不在申报清单里。")
    accepted = {code for code, state in rows.items() if state == "accepted"}
    for code in sorted(accepted - set(scoring["applications"])):
        yield fault(f"“{code}”已经受理，没有计分。")


def _sheets(sheets: Iterable[Sheet], tasks: list[dict[str, Any]]) -> Iterator[Finding]:
    """Each as it was handed in."""
    closed = 0
    for sheet in sheets:
        said = _named(sheet)
        task = tasks[sheet["task"]] if 0 <= sheet["task"] < len(tasks) else {}
        if any(task.get(key) != sheet[key] for key in ("expert", "application", "round")):
            yield fault(f"{said}：没有对应的评审任务。")
        if sheet["plain"] is None:
            closed += 1
        elif sha256_of(sheet["plain"].encode()) != sheet["digest"]:
            yield fault(f"{said}：与交表时的校验码不符。")
        elif read_json(sheet["plain"])["values"] != sheet["values"]:
            yield fault(f"{said}：列出的得分与评分表原文不一致。")
    if closed:
        yield note(f"有 {closed} 张评分表的评语里有个人号码，没有收入原文，只核对了得分。")


def _named(sheet: Sheet) -> str:
    return f"{sheet['expert']}对“{sheet['application']}”的评分表"


def _counting(
    sheets: Iterable[Sheet], tasks: list[dict[str, Any]], rounds: Iterable[Mapping[str, Any]]
) -> list[Sheet]:
    """Not set aside; and not taken away before its round was opened."""
    opened = {row["round"]: dt.datetime.fromisoformat(row["closed_at"]) for row in rounds}

    def counts(sheet: Sheet) -> bool:
        void = tasks[sheet["task"]]["void_at"] if 0 <= sheet["task"] < len(tasks) else None
        stands = void is None or (
            sheet["round"] in opened and dt.datetime.fromisoformat(void) >= opened[sheet["round"]]
        )
        return stands and not sheet["aside_at"]

    return [sheet for sheet in sheets if counts(sheet)]


def _counted(scoring: Mapping[str, Any], sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """What was computed is made of these sheets, all of them and no other."""
    known = set(scoring["applications"])
    wanted = {_key(sheet): sheet for sheet in sheets if sheet["application"] in known}
    used = {(row["application"], row["reviewer"], row["round"]): row for row in scoring["reviews"]}
    if len(used) < len(scoring["reviews"]):
        yield fault("计分里同一位评审人对同一件申报用了两次评分。")
    for key in sorted(wanted.keys() - used.keys()):
        yield fault(f"{key[1]}对“{key[0]}”的评分表交了，没有计分。")
    for key in sorted(used.keys() - wanted.keys()):
        yield fault(f"计分用了{key[1]}对“{key[0]}”的评分，没有这张评分表。")
    for key in sorted(used.keys() & wanted.keys()):
        sheet, row = wanted[key], used[key]
        if sheet["values"] != row["values"] or bool(sheet["third"]) != bool(row.get("third", False)):
            yield fault(f"{_named(sheet)}与计分用的不一致。")


def _key(sheet: Sheet) -> tuple[str, str, str]:
    return sheet["application"], sheet["expert"], sheet["round"]


def _rules(scoring: Mapping[str, Any], read: Documents) -> Iterator[Finding]:
    """By the rules of the call, and by the seed that was promised before anybody knew a score: that of the first draw,
    so that drawing anew changes nothing.
    """
    kept = to_json(read_rules(read.json(RULES)["rules"]))
    if scoring["rubric"] != kept["rubric"]:
        yield fault("计分用的评分标准不是这次遴选公布的。")
    if scoring["method"] != kept["method"]:
        yield fault("计分用的计分办法不是这次遴选公布的。")
    seeds = [draw["seed"] for draw in read.rows(DRAWS, "draws") if draw["seed"]]
    if not seeds:
        yield fault("没有公布过随机数，计分排同分用的随机数没有来历。")
    elif scoring["seed"] != seeds[0][:200]:
        yield fault("计分排同分用的随机数不是抽取时公布的。")


def _computed(scoring: Mapping[str, Any]) -> Iterator[Finding]:
    """Once more, from the sheets."""
    try:
        found = differences(scoring)
        again = {row["application"]: row for row in compute(scoring)["results"]}
    except BadScoring as bad:
        yield fault(f"不能重新计分：{bad}")
        return
    yield from map(fault, found)
    if found:
        return
    yield from compared("得分", scoring["results"])
    yield from compared("名次", scoring["results"])
    for row in scoring["results"]:
        if any(key not in row or row[key] != value for key, value in again[row["application"]].items()):
            yield fault(f"“{row['application']}”的计分过程重新计算后不一样。")
