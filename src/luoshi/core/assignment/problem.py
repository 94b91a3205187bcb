"""What is to be assigned, read from JSON as the contract of `luoshi assign` has it. What is malformed is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_PAPERS, MOST_REVIEWERS, MOST_READERS = 20_000, 5_000, 50
LARGEST_FIT, MOST_DECIMALS = 1e6, 6


class BadProblem(ValueError):
    """An input that is no problem of assignment; the message is Chinese and says where."""


@dataclass(frozen=True, slots=True)
class Paper:
    """need: how many different reviewers read it; conflicts: ids of those who never may."""

    id: str
    need: int
    conflicts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reviewer:
    """most, least: how many papers he reads; groups: what mix rules speak of (学科, 企业, 省外 …)."""

    id: str
    most: int
    least: int = 0
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MixRule:
    """Of each paper's reviewers at least and at most so many belong to the group."""

    group: str
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """fit: (paper, reviewer) → how well; a pair that is absent fits with 0. seed: settles what is equally good."""

    papers: tuple[Paper, ...]
    reviewers: tuple[Reviewer, ...]
    fit: Mapping[tuple[str, str], float] = field(default_factory=dict)
    seed: str = ""
    mix: tuple[MixRule, ...] = ()


def read_problem(data: Any) -> Problem:
    """A problem from its JSON (design, section 5; `groups` and `mix` are our addition). Raises BadProblem."""
    if not isinstance(data, Mapping):
        raise BadProblem("文件内容不是一个对象，应有 papers、reviewers、fit、seed 四项。")
    papers = tuple(map(_paper, _named(data, "papers", MOST_PAPERS)))
    reviewers = tuple(map(_reviewer, _named(data, "reviewers", MOST_REVIEWERS)))
    known = {reviewer.id for reviewer in reviewers}
    for paper in papers:
        if strange := sorted(paper.conflicts - known):
            raise BadProblem(f"“{paper.id}”的回避名单里有不认识的评审人“{strange[0]}”。")
    fit = _fits(data.get("fit", []), {paper.id for paper in papers}, known)
    return Problem(papers, reviewers, fit, _seed(data.get("seed", "")), tuple(map(_mix, _list(data, "mix"))))


def _list(data: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = data.get(name, [])
    if not isinstance(found, list):
        raise BadProblem(f"{name} 应是一个列表。")
    return found


def _named(data: Mapping[str, Any], name: str, most: int) -> Iterable[Mapping[str, Any]]:
    rows = _list(data, name)
    if not rows or len(rows) > most:
        raise BadProblem(f"{name} 应有 1 至 {most} 项，现有 {len(rows)} 项。")
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping) or not _is_name(row.get("id")):
            raise BadProblem(f"{name} 的第 {number} 项没有写 id（1 至 100 字的文字）。")
        if row["id"] in seen:
            raise BadProblem(f"{name} 里“{row['id']}”出现了两次。")
        seen.add(row["id"])
    return rows


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 100


def _count(row: Mapping[str, Any], name: str, low: int, high: int, missing: int | None = None) -> int:
    value = row.get(name, missing)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadProblem(f"“{row['id']}”的 {name} 应是 {low} 至 {high} 的整数。")
    return value


def _names(row: Mapping[str, Any], name: str) -> frozenset[str]:
    values = row.get(name, [])
    if not isinstance(values, list) or not all(_is_name(value) for value in values):
        raise BadProblem(f"“{row['id']}”的 {name} 应是文字的列表。")
    return frozenset(values)


def _paper(row: Mapping[str, Any]) -> Paper:
    return Paper(row["id"], _count(row, "need", 0, MOST_READERS), _names(row, "conflicts"))


def _reviewer(row: Mapping[str, Any]) -> Reviewer:
    most, least = _count(row, "max", 0, MOST_PAPERS), _count(row, "min", 0, MOST_PAPERS, 0)
    if least > most:
        raise BadProblem(f"“{row['id']}”最少 {least} 份，多于最多 {most} 份。")
    return Reviewer(row["id"], most, least, _names(row, "groups"))


def _mix(row: Any) -> MixRule:
    if not isinstance(row, Mapping) or not _is_name(row.get("group")):
        raise BadProblem("mix 的每一项应写 group、at_least、at_most。")
    row = {**row, "id": row["group"]}
    most = None if row.get("at_most") is None else _count(row, "at_most", 0, MOST_READERS)
    return MixRule(row["group"], _count(row, "at_least", 0, MOST_READERS, 0), most)


def _seed(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str) or len(str(value)) > 200:
        raise BadProblem("seed 应是一个整数或 200 字以内的文字。")
    return str(value)


def _fits(rows: Any, papers: set[str], reviewers: set[str]) -> dict[tuple[str, str], float]:
    if not isinstance(rows, list):
        raise BadProblem("fit 应是一个列表。")
    found: dict[tuple[str, str], float] = {}
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != 3:
            raise BadProblem(f"fit 的第 {number} 项应写成 [申报件, 评审人, 分数]。")
        paper, reviewer, score = row
        if not isinstance(paper, str) or not isinstance(reviewer, str):
            raise BadProblem(f"fit 的第 {number} 项应写成 [申报件, 评审人, 分数]。")
        if paper not in papers or reviewer not in reviewers:
            raise BadProblem(f"fit 的第 {number} 项提到了不认识的申报件或评审人。")
        if not _is_score(score):
            raise BadProblem(
                f"fit 的第 {number} 项的分数应是绝对值不超过 {LARGEST_FIT:.0f}、至多 {MOST_DECIMALS} 位小数的数。"
            )
        if found.setdefault((paper, reviewer), score) != score:
            raise BadProblem(f"“{paper}”和“{reviewer}”在 fit 里有两个不同的分数。")
    return found


def _is_score(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= LARGEST_FIT  # neither infinity nor what is no number
