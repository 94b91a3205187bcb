"""Whether the list comes from the places: levels by rule, changes by two, decisions and notices of that very list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from luoshi.core import public_notice
from luoshi.core.selection import Rules, read_rules
from luoshi.core.selection.listing import numbers_of
from luoshi.core.selection.placing import Ranked, proposed
from luoshi.core.signed_json import canonical

from .documents import Documents, Finding, compared, fault, note
from .layout import ANNOUNCEMENTS, CHANGES, DECISIONS, NOTICES, OBJECTIONS, RESULTS, RULES, SCORING
from .manifest import sha256_of
from .windows import shown_long_enough

OPEN_OBJECTION = ("received", "checking")


@dataclass(frozen=True, slots=True)
class Standing:
    """A result at one moment."""

    id: str
    code: str
    group: str
    place: int | None
    selected: bool
    level: str
    excluded: bool
    order: int = 0


State = dict[str, Standing]


def list_digest(rows: Iterable[Standing]) -> str:
    """Of all that a decision is about; as the decision noted it."""
    said = [
        [row.id, row.selected, row.level, row.order, row.excluded]
        for row in sorted(rows, key=lambda row: row.code)
    ]
    return sha256_of(canonical(said))


def lists(read: Documents) -> Iterator[Finding]:
    rules = read_rules(read.json(RULES)["rules"])
    results, changes = read.rows(RESULTS, "results"), read.rows(CHANGES, "changes")
    yield from _as_scored(results, read.json(SCORING)["results"])
    confirmed = sorted((row for row in changes if row["confirmed_at"]), key=lambda row: row["confirmed_at"])
    first = _at_first(rules, results, confirmed)
    yield from _proposed(results, first)
    states = [_numbered(rules, first)]
    for change in confirmed:
        yield from _change(change, states[-1])
        states.append(_numbered(rules, _changed(states[-1], change)))
    yield from _as_it_stands(results, states[-1])
    by_digest = {list_digest(state.values()): state for state in states}
    yield from _decisions(read.rows(DECISIONS, "decisions"), by_digest)
    yield from _notices(read, rules, by_digest)
    yield from _finished(read, rules, list_digest(states[-1].values()))
    yield from compared("等次", results)
    yield from compared("公示", read.rows(NOTICES, "notices"))


def _as_scored(
    results: Iterable[Mapping[str, Any]], scored: Iterable[Mapping[str, Any]]
) -> Iterator[Finding]:
    wanted, there = {row["application"]: row for row in scored}, {row["code"]: row for row in results}
    for code in sorted(wanted.keys() ^ there.keys()):
        yield fault(f"“{code}”在计分和结果里只有一处有。")
    for code in sorted(wanted.keys() & there.keys()):
        one, other = wanted[code], there[code]
        same = (one["place"], one["score"] or "", one["passed"], bool(one["vetoed"]))
        if same != (other["place"], other["score"], other["passed"], other["vetoed"]):
            yield fault(f"“{code}”的名次、得分与计分不一致。")


def _at_first(rules: Rules, results: list[dict[str, Any]], confirmed: Iterable[Mapping[str, Any]]) -> State:
    """What the rule gives: who had gone before the results were drawn up is left out."""
    excluded = {row["code"]: bool(row["excluded"]) for row in results}
    for change in reversed(list(confirmed)):
        excluded[change["code"]] = bool(change["before"]["excluded"])
    accepted: dict[str, int] = {}
    for row in results:
        accepted[row["group"]] = accepted.get(row["group"], 0) + 1
    ranked = [
        Ranked(row["code"], row["place"], row["passed"], row["group"])
        for row in results
        if not excluded[row["code"]]
    ]
    levels = proposed(rules.levels, ranked, accepted).levels
    return {
        row["code"]: Standing(
            row["id"], row["code"], row["group"], row["place"], row["code"] in levels, levels.get(row["code"], ""),
            excluded[row["code"]],
        )
        for row in results
    }  # fmt: skip


def _proposed(results: Iterable[Mapping[str, Any]], first: State) -> Iterator[Finding]:
    for row in results:
        if row["proposed"] != first[row["code"]].level:
            yield fault(f"“{row['code']}”按规则应得的等次，重新计算后不一样。")


def _numbered(rules: Rules, state: State) -> State:
    numbers = numbers_of(rules, state.values())
    return {code: replace(row, order=numbers.get(code, 0)) for code, row in state.items()}


def _changed(state: State, change: Mapping[str, Any]) -> State:
    after = change["after"]
    if change["code"] not in state:
        return state
    row = replace(
        state[change["code"]], selected=after["selected"], level=after["level"], excluded=after["excluded"]
    )
    return {**state, change["code"]: row}


def _change(change: Mapping[str, Any], before: State) -> Iterator[Finding]:
    """By two persons with a reason, and from what stood then."""
    said = f"“{change['code']}”的结果变更"
    if not change["reason"]:
        yield fault(f"{said}没有写理由。")
    if not change["confirmed_by"] or change["confirmed_by"] == change["said_by"]:
        yield fault(f"{said}不是由另一个人确认的。")
    row = before.get(change["code"])
    if row is None:
        yield fault(f"{said}不是这次遴选的结果。")
    elif {"selected": row.selected, "level": row.level, "excluded": row.excluded} != change["before"]:
        yield fault(f"{said}写的变更前的结果，与当时的结果不一致。")


def _as_it_stands(results: Iterable[Mapping[str, Any]], last: State) -> Iterator[Finding]:
    for row in results:
        made = last[row["code"]]
        if (row["selected"], row["level"], bool(row["excluded"])) != (
            made.selected,
            made.level,
            made.excluded,
        ):
            yield fault(f"“{row['code']}”是否入选、等次，按规则和确认的变更重新推算后不一样。")
        elif (row["order"] or 0) != made.order:
            yield fault(f"“{row['code']}”在名单里的序号，重新排列后不一样。")


def _decisions(decisions: Iterable[Mapping[str, Any]], states: Mapping[str, State]) -> Iterator[Finding]:
    for row in decisions:
        if row["digest"] not in states:
            yield fault(f"{row['held_on']} {row['body']}审定的名单，不是这次遴选当时有过的名单。")


def _notices(read: Documents, rules: Rules, states: Mapping[str, State]) -> Iterator[Finding]:
    """What the public saw is what had been decided."""
    decisions = read.rows(DECISIONS, "decisions")
    titles = {level.key: level.title for level in rules.levels}
    for notice in read.rows(NOTICES, "notices"):
        said, shown = f"第{notice['number']}次公示", notice["snapshot"]
        if public_notice.digest(shown) != notice["digest"]:
            yield fault(f"{said}：公示的内容与发布时的校验码不符。")
        keys = [key for key, _ in shown["columns"]]
        if set(keys) - public_notice.FIELDS.keys():
            yield fault(f"{said}：公示了规定以外的内容。")
        state = states.get(decisions[notice["decision"]]["digest"])
        if state is None:
            continue  # said of the decision already
        listed = sorted((row for row in state.values() if row.selected), key=lambda row: row.order)
        wanted = [{"order": str(row.order), "level": titles.get(row.level, "")} for row in listed]
        rows = [dict(zip(keys, row, strict=True)) for row in shown["rows"]]
        if [row["order"] for row in rows] != [row["order"] for row in wanted] or any(
            "level" in row and row["level"] != other["level"] for row, other in zip(rows, wanted, strict=True)
        ):
            yield fault(f"{said}：公示的名单与审定的名单不一致。")


def _finished(read: Documents, rules: Rules, digest: str) -> Iterator[Finding]:
    """Nothing was open when it was published: the window over, no objection, a meeting afterwards, on that list."""
    notices, decisions = read.rows(NOTICES, "notices"), read.rows(DECISIONS, "decisions")
    last = max(notices, key=lambda row: row["number"], default=None)
    if last is None:
        yield fault("没有公示就公布了结果。")
        return
    yield from shown_long_enough(last, rules)
    if decisions[last["decision"]]["digest"] != digest:
        yield fault("最后一次公示的名单，不是公布的名单。")
    after = [
        row
        for row in decisions
        if row["stage"] == "after"
        and not row["undone_at"]
        and row["digest"] == digest
        and dt.date.fromisoformat(row["held_on"]) > dt.date.fromisoformat(last["until_on"])
    ]
    if not after:
        yield fault("公示期满以后，没有对公布的名单再次审定。")
    if any(row["state"] in OPEN_OBJECTION for row in read.rows(OBJECTIONS, "objections")):
        yield fault("还有异议没有办结，就公布了结果。")
    yield from _announcements(read.rows(ANNOUNCEMENTS, "announcements"))
    without = read.json(ANNOUNCEMENTS).get("without")  # not in what was made before it could be said
    if without is not None and not without["reason"]:
        yield fault("登记了不出公布文件，没有写理由。")
    if not read.rows(ANNOUNCEMENTS, "announcements"):
        why = "也没有登记不出公布文件的理由" if without is None else "登记了不出公布文件的理由"
        yield note(f"里面没有公布文件，{why}，公布文件没有核对。")


def _announcements(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    for at, row in enumerate(sorted(rows, key=lambda row: row["number"]), 1):
        if row["number"] != at or (at > 1 and not row["reason"]):
            yield fault(f"公布文件第{row['number']}版：版次不连续，或者更正没有写理由。")
