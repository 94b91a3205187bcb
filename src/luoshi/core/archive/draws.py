"""Whether who read what was drawn as was promised: seed, frozen problem, result, and the tasks that came of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from luoshi.core.assignment import Impossible, problem_hash, read_problem
from luoshi.core.assignment.program import OutOfTime, Watch
from luoshi.core.assignment.result import SOLVER
from luoshi.core.assignment.solving import assign
from luoshi.core.selection import read_rules

from .documents import Documents, Finding, compared, fault, note
from .frozen import frozen
from .layout import CONFLICTS, DRAWS, RULES, SHEETS, TASKS

NEAR = 1e-6
DECLARED = "专家申明"  # a conflict an expert declared himself, as the panel calls it
DRAWN, CLOSED = ("drawn", "confirmed"), ("closed", "impossible", "drawn", "confirmed")
HELD = (
    ("seed", "随机数", CLOSED), ("commitment", "随机数的校验码", CLOSED), ("problem", "封存的名单", CLOSED),
    ("result", "抽取结果", DRAWN),
)  # fmt: skip
ALONE = 10  # one in so many tasks of a round is changed by one person; what goes beyond another one agreed to


def draws(read: Documents, watch: Watch) -> Iterator[Finding]:
    """Every draw that was made, and the tasks and conflicts beside it."""
    rows = read.rows(DRAWS, "draws")
    yield from _none_is_missing(rows, read)
    for draw in rows:
        yield from _commitment(draw)
        if draw["problem"]:
            yield from _result(draw, read, watch)
    yield from frozen(read, rows)
    tasks = read.rows(TASKS, "tasks")
    for draw in rows:
        if draw["state"] == "confirmed" and draw["result"]:
            yield from _tasks(draw, read.json(draw["result"]), tasks)
    yield from _by_hand(tasks)
    yield from _persons(read, tasks)
    yield from _conflicts(tasks, read.rows(CONFLICTS, "conflicts"))


def _none_is_missing(rows: list[dict[str, Any]], read: Documents) -> Iterator[Finding]:
    """A review begins with a draw that was confirmed: the tasks name theirs, and each is here with its parts."""
    confirmed = {draw["no"] for draw in rows if draw["state"] == "confirmed"}
    if not confirmed:
        yield fault("里面没有经确认的抽取，评审任务是谁定的无从核对。")
    if sorted(draw["no"] for draw in rows) != list(range(1, len(rows) + 1)):
        yield fault("抽取的次序不连续，有的抽取没有收入。")
    given = {task["draw"] for task in read.rows(TASKS, "tasks") if task["draw"] is not None}
    for number in sorted(given - confirmed):
        yield fault(f"评审任务写明是第{number}次抽取定的，里面没有经确认的第{number}次抽取。")
    for draw in rows:
        for name, words, states in HELD:
            if draw["state"] in states and not draw[name]:
                yield fault(f"{_named(draw)}：没有收入{words}。")


def _named(draw: Mapping[str, Any]) -> str:
    return f"第{draw['no']}次抽取"


def _commitment(draw: Mapping[str, Any]) -> Iterator[Finding]:
    said = _named(draw)
    if draw["seed"] and hashlib.sha256(draw["seed"].encode()).hexdigest() != draw["commitment"]:
        yield fault(f"{said}：随机数与事先公布的校验码不符。")
    steps = ("committed_at", "closed_at", "drawn_at", "witnessed_at", "confirmed_at")
    moments = [dt.datetime.fromisoformat(draw[name]) for name in steps if draw[name]]
    if moments != sorted(moments):
        yield fault(f"{said}：公布校验码、封存名单、抽取、见证、确认的先后次序不对。")
    if draw["state"] == "confirmed" and not draw["witnessed_at"]:
        yield fault(f"{said}：没有监督员见证就确认了。")
    ran = {draw[name] for name in ("started_by", "closed_by", "confirmed_by")} - {""}
    if draw["witnessed_by"] in ran:
        yield fault(f"{said}：见证的和办理的是同一个人。")
    if draw["state"] == "void" and draw["result"]:
        if draw["void_agreed_by"] in ("", draw["voided_by"]):
            yield fault(f"{said}：抽出结果以后作废，没有另一个人同意。")
        yield note(f"{said}抽出结果以后作废，重新抽取。理由：{draw['reason']}")


def _result(draw: Mapping[str, Any], read: Documents, watch: Watch) -> Iterator[Finding]:
    said, problem = _named(draw), read_problem(read.json(draw["problem"]))
    if problem_hash(problem) != draw["problem_hash"]:
        yield fault(f"{said}：封存的名单与封存时的校验码不符。")
    if problem.seed != draw["seed"]:
        yield fault(f"{said}：封存的名单用的不是公布的随机数。")
    if not draw["result"]:
        return
    result = read.json(draw["result"])
    if pairs_digest(result["pairs"]) != draw["result_hash"]:
        yield fault(f"{said}：抽取结果与抽取时的校验码不符。")
    if result["input_hash"] != draw["problem_hash"]:
        yield fault(f"{said}：抽取结果不是按封存的名单算出的。")
    yield from bounds(said, problem, result["pairs"])
    yield from replayed(said, problem, result, watch)
    yield from compared("抽取", result["pairs"])
    need = read_rules(read.json(RULES)["rules"]).panel.need
    if fewer := sum(paper.need < need for paper in problem.papers):
        yield note(f"{said}：规则是每件 {need} 人评审，有 {fewer} 件抽取的人数少于规则。")


def pairs_digest(pairs: Iterable[Iterable[Any]]) -> str:
    """SHA-256 of who reads what, in one fixed writing."""
    rows = sorted([str(paper), str(reviewer)] for paper, reviewer, *_ in pairs)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def bounds(said: str, problem: Any, pairs: Iterable[Any]) -> Iterator[Finding]:
    """What no assignment may break, whatever computed it."""
    rows = [(str(paper), str(reviewer)) for paper, reviewer, *_ in pairs]
    barred = {paper.id: paper.conflicts for paper in problem.papers}
    for paper, reviewer in rows:
        if reviewer in barred.get(paper, ()):
            yield fault(f"{said}：{reviewer}应当回避{paper}，却抽到了它。")
    loads, needs = Counter(reviewer for _, reviewer in rows), Counter(paper for paper, _ in rows)
    if len(set(rows)) < len(rows) or set(needs) - set(barred):
        yield fault(f"{said}：抽取结果里有重复的或者不在名单上的。")
    for paper in problem.papers:
        if needs[paper.id] != paper.need:
            yield fault(f"{said}：{paper.id}应由 {paper.need} 人评审，抽取结果里有 {needs[paper.id]} 人。")
    most = {reviewer.id: reviewer.most for reviewer in problem.reviewers}
    for reviewer, load in sorted(loads.items()):
        if load > most.get(reviewer, 0):
            yield fault(f"{said}：{reviewer}最多评 {most.get(reviewer, 0)} 件，抽取结果里有 {load} 件。")


def replayed(said: str, problem: Any, result: Mapping[str, Any], watch: Watch) -> Iterator[Finding]:
    """The same computation once more. One that had run out of time, or another solver, may choose another way as
    good: then how good it is is compared.
    """
    try:
        made = assign(problem, watch=watch)
    except OutOfTime:
        yield note(f"{said}：在规定的时间内没有重新算完，没有与抽取结果比较。")
        return
    except Impossible:
        yield fault(f"{said}：重新计算没有办法分配，抽取结果却有。")
        return
    if pairs_digest(made.pairs) == pairs_digest(result["pairs"]):
        return
    said_gap = max(map(float, result["gap"].values()))
    proved = not any([said_gap, *made.gap.values()])
    worst, total = _worth(problem, result["pairs"])
    same = abs(worst - made.objective.worst_off) < NEAR and abs(total - made.objective.total) < NEAR
    least = made.objective.worst_off - said_gap * abs(made.objective.worst_off)
    if not any(made.gap.values()) and worst < least - NEAR:
        yield fault(
            f"{said}：重新抽取，匹配最差的一件是 {made.objective.worst_off:g}，公布的结果是 {worst:g}。"
        )
    elif proved and (result["solver"] == SOLVER or not same):
        yield fault(f"{said}：用公布的随机数重新抽取，结果与公布的不一样。")
    else:
        yield note(
            f"{said}：重新抽取的结果与公布的不同，但同样合规；当时用的是 {result['solver']}，"
            f"匹配合计 {total:g}，重新抽取是 {made.objective.total:g}。"
        )


def _worth(problem: Any, pairs: Iterable[Any]) -> tuple[float, float]:
    """How well the worst-served application is served, and the sum."""
    totals = {paper.id: 0.0 for paper in problem.papers}
    for paper, reviewer, *_ in pairs:
        totals[paper] = totals.get(paper, 0.0) + problem.fit.get((paper, reviewer), 0.0)
    return min(totals.values()), sum(totals.values())


def _tasks(
    draw: Mapping[str, Any], result: Mapping[str, Any], tasks: Iterable[Mapping[str, Any]]
) -> Iterator[Finding]:
    """What was drawn is what was given out."""
    drawn = Counter((draw["papers"][paper], reviewer) for paper, reviewer, *_ in result["pairs"])
    given = Counter((task["application"], task["expert"]) for task in tasks if task["draw"] == draw["no"])
    for application, expert in sorted((drawn - given) + (given - drawn)):
        yield fault(f"{_named(draw)}：{expert}评审“{application}”与抽取结果不一致。")


def _by_hand(tasks: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    drawn: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for task in tasks:
        if task["draw"] is not None:
            drawn[task["round"]] += 1
            continue
        if not task["reason"]:
            yield fault(f"{task['expert']}评审“{task['application']}”是改派的，没有写理由。")
        if not task["third"]:
            changed[task["round"]] += 1
            by_two = task["agreed_by"] and task["agreed_by"] != task["said_by"]
            alone[task["round"]] += not task["void_at"] and not by_two
    if changed:
        said = f"抽取分配评审任务 {drawn.total()} 件，改派、指派 {changed.total()} 件"
        yield note(f"{said}，其中经监督员同意 {_by_two(tasks)} 件。")
    for round, number in sorted(alone.items()):
        if number > max(1, math.ceil(drawn[round] / ALONE)):
            yield fault(
                f"一轮抽取分配 {drawn[round]} 件，由一个人改派了 {number} 件，超过十分之一，没有另一个人同意。"
            )


def _by_two(tasks: Iterable[Mapping[str, Any]]) -> int:
    by_hand = [task for task in tasks if task["draw"] is None]
    return sum(bool(task["agreed_by"]) and task["agreed_by"] != task["said_by"] for task in by_hand)


def _persons(read: Documents, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """Who was asked is who signed before he read, and who handed in; no two codes are one person."""
    seats = {row["expert"]: row for row in read.rows(TASKS, "seats")}
    people = Counter(row["person"] for row in seats.values() if row["person"] and row["signed_by"])
    for person, number in sorted(people.items()):
        if number > 1:
            yield fault(f"{person}占了 {number} 个评审席位。")
    for code, row in sorted(seats.items()):
        if row["signed_by"] and row["signed_by"] != row["person"]:
            yield fault(f"{code}：签署承诺的不是受邀的专家本人。")
    for expert in sorted({task["expert"] for task in tasks} - seats.keys()):
        yield fault(f"{expert}有评审任务，不在评审席位里。")
    for sheet in read.rows(SHEETS, "sheets"):
        seat, said = seats.get(sheet["expert"], {}), f"{sheet['expert']}对“{sheet['application']}”的评分表"
        if sheet["handed_in_by"] != seat.get("person"):
            yield fault(f"{said}：交表的不是受邀的专家本人。")
        elif not seat.get("signed_by"):
            yield fault(f"{said}：交表的人没有签纪律承诺。")


def _conflicts(
    tasks: Iterable[Mapping[str, Any]], conflicts: Iterable[Mapping[str, Any]]
) -> Iterator[Finding]:
    """Who was bound and was not lifted must not hold the application."""
    held = {(task["expert"], task["application"]) for task in tasks if not task["void_at"]}
    for each in conflicts:
        if not each["lifted_at"] and (each["expert"], each["application"]) in held:
            yield fault(f"{each['expert']}应当回避“{each['application']}”，却没有收回。")
        if each["lifted_at"] and each["kind"] == DECLARED and each["lift_said_by"] in ("", each["lifted_by"]):
            yield fault(f"{each['expert']}自己申明的对“{each['application']}”的回避，由一个人解除了。")
