"""Whether what went up is what had been selected and decided: rows of the list, the better first, within the number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from luoshi.core.selection import read_rules

from .documents import Documents, Finding, compared, fault, note
from .layout import DECISIONS, RECOMMENDATIONS, RESULTS, RULES
from .manifest import sha256_of
from .papers import RECOMMENDED

STANDING = ("drawn", "sent")
DECIDED = ("after", "up")
Row = Mapping[str, Any]


def upward(read: Documents) -> Iterator[Finding]:
    letters, decisions = read.rows(RECOMMENDATIONS, "recommendations"), read.rows(DECISIONS, "decisions")
    selected = [row for row in read.rows(RESULTS, "results") if row["selected"]]
    about = read.json(RULES)
    rules = read_rules(about["rules"])
    limit = rules.next_number
    yield from compared("推荐上报", letters)
    if not letters and (rules.next_level or about["call"].get("outcome") == RECOMMENDED):
        yield note("结果是要往上推荐的，里面没有推荐函，推荐上报没有核对。")
    for letter in letters:
        said = f"第{letter['number']}版推荐函"
        for file, digest in (("letter", "letter_digest"), ("table", "table_digest")):
            if sha256_of(read.bytes_of(letter[file])) != letter[digest]:
                yield fault(f"{said}：文件与拟稿时的校验码不符。")
        yield from _decided(said, letter, decisions[letter["decision"]])
        yield from _rows(said, letter, selected, limit)
    if sum(letter["state"] in STANDING for letter in letters) > 1:
        yield fault("同时有两版推荐函有效。")
    rows = {(letter["number"], code) for letter in letters for code in letter["rows"]}
    sent = {letter["number"]: letter.get("sent_by") for letter in letters}
    for answer in read.rows(RECOMMENDATIONS, "upper"):
        if answer.get("noted_by") and answer["noted_by"] == sent.get(answer["recommendation"]):
            yield fault(f"“{answer['code']}”的上级结果是发出推荐函的人自己登记的。")
        if (answer["recommendation"], answer["code"]) not in rows:
            yield fault(f"“{answer['code']}”没有推荐上报，却登记了上级结果。")


def _decided(said: str, letter: Row, decision: Row) -> Iterator[Finding]:
    if decision["digest"] != letter["list_digest"] or decision["stage"] not in DECIDED:
        yield fault(f"{said}：依据的审定不是对这份名单的。")
    elif letter["state"] in STANDING and decision["undone_at"]:
        yield fault(f"{said}：依据的审定已经撤销。")
    if letter.get("sent_by") and letter["sent_by"] == letter.get("decided_by"):
        yield fault(f"{said}：登记审定和发出推荐函的是同一个人。")


def _rows(said: str, letter: Row, selected: Iterable[Row], limit: int) -> Iterator[Finding]:
    going = set(letter["rows"])
    if not going:
        yield fault(f"{said}：没有写明推荐的是哪几项。")
    listed = sorted(selected, key=lambda row: row["order"])
    if going - {row["code"] for row in listed} or len(going) < len(letter["rows"]):
        yield fault(f"{said}：推荐了没有入选的，或者同一项推荐了两次。")
    groups: dict[str, list[bool]] = {}
    for row in listed:
        groups.setdefault(row["group"], []).append(row["code"] in going)
    for group, up in groups.items():
        where = f"“{group}”" if group else ""
        if limit and sum(up) > limit:
            yield fault(f"{said}：{where}推荐了 {sum(up)} 个，名额是 {limit} 个。")
        if sorted(up, reverse=True) != up and not letter["skipped_words"]:
            yield fault(f"{said}：{where}没有按名次推荐，也没有写理由。")
