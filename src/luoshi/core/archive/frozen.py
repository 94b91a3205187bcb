"""Whether what a draw barred and how well each fitted follows from the facts as they stood when its pool was frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from luoshi.core.frozen import facts_digest, fit, in_words, ties_of

from .documents import Documents, Finding, fault, note
from .layout import APPLICATIONS, CONFLICTS

Pairs = set[tuple[str, str]]


def frozen(read: Documents, draws: list[dict[str, Any]]) -> Iterator[Finding]:
    """Each draw whose pool was closed. What barred somebody in one that was not voided bars him in the next too."""
    before: Pairs = set()
    for draw in draws:
        if not draw["problem"]:
            continue
        said = f"第{draw['no']}次抽取"
        if not draw.get("facts"):
            yield note(f"{said}：没有留存封存名单时的情况，应当回避谁、匹配几分没有重新核对。")
            continue
        facts, problem = read.json(draw["facts"]), read.json(draw["problem"])
        if facts_digest(facts) != draw["facts_hash"]:
            yield fault(f"{said}：封存时的情况与封存时的校验码不符。")
        ties = ties_of(facts)
        codes = {row["id"] for row in problem["papers"]}, {row["id"] for row in problem["reviewers"]}
        if (set(facts["papers"]), set(facts["experts"])) != codes:
            yield fault(f"{said}：封存时的情况与名单不是同一批申报和专家。")
        here = {(draw["papers"][paper], expert) for paper, expert in ties}
        for (paper, expert), why in sorted(ties.items()):
            if expert not in _barred(problem).get(paper, ()):
                yield fault(f"{said}：{expert}应当回避{paper}（{in_words(why)}），封存的名单没有列入。")
        yield from _unfounded(said, draw, problem, here | before, read)
        yield from _fits(said, draw, problem, facts, read)
        if draw["state"] != "void":
            before |= here


def _barred(problem: Mapping[str, Any]) -> dict[str, list[str]]:
    return {row["id"]: row["conflicts"] for row in problem["papers"]}


def _unfounded(
    said: str, draw: Mapping[str, Any], problem: Mapping[str, Any], founded: Pairs, read: Documents
) -> Iterator[Finding]:
    """Nobody was kept from an application without anything that bound him."""
    closed = dt.datetime.fromisoformat(draw["closed_at"])
    for row in read.rows(CONFLICTS, "conflicts"):
        lifted = row["lifted_at"] and dt.datetime.fromisoformat(row["lifted_at"]) <= closed
        if not lifted and dt.datetime.fromisoformat(row["since"]) <= closed:
            founded = founded | {(row["application"], row["expert"])}
    for paper, experts in sorted(_barred(problem).items()):
        for expert in experts:
            if (draw["papers"][paper], expert) not in founded:
                yield fault(f"{said}：封存的名单写明{expert}回避{paper}，当时没有这样的情况。")


def _fits(
    said: str, draw: Mapping[str, Any], problem: Mapping[str, Any], facts: Mapping[str, Any], read: Documents
) -> Iterator[Finding]:
    """By the fields that were said before the selection was opened, the group and the title."""
    about = {row["code"]: row for row in read.rows(APPLICATIONS, "applications")}
    listed = {(paper, expert): score for paper, expert, score in problem["fit"]}
    for paper in facts["papers"]:
        row = about[draw["papers"][paper]]
        for expert, known in facts["experts"].items():
            should = fit(known["fields"], row["group"], row["title"])
            if listed.get((paper, expert), 0) != should:
                yield fault(
                    f"{said}：{expert}对{paper}的匹配是 {listed.get((paper, expert), 0)}，应是 {should}。"
                )
