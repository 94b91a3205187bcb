"""How scores of several experts become one, and scores become a ranking: a method as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .rubric import BadScoring, number, rows, text

COMBINE = ("mean", "median", "trimmed")
NORMALISE = ("none", "shift", "spread")
THIRD = ("mean", "closest", "third")
VETO = ("any", "half")


@dataclass(frozen=True, slots=True)
class Round:
    """One round (网评, 会评, 答辩) and its weight in the end."""

    key: str
    title: str
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Tie:
    """What decides between equal totals: an item's mean (key), a round's score (key), the smaller `spread` of the
    experts, or the `lot` drawn by the seed.
    """

    by: str  # item | round | spread | lot
    key: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """combine: mean, median, or trimmed (without the `drop` highest and lowest, where enough remain).

    normalise: none; shift (every expert's mean moved to the mean of all); spread (mean and deviation alike).
    apart: two readers further apart ask for a third, whose score counts by `third`: mean of all three, mean of the two
    closest (of equally close pairs the higher), or the third alone. veto: `any` expert's ends it, or more than `half`.
    """

    combine: str = "mean"
    drop: int = 1
    normalise: str = "none"
    apart: Fraction | None = None
    third: str = "mean"
    veto: str = "any"
    rounds: tuple[Round, ...] = ()
    decimals: int = 2
    pass_mark: Fraction | None = None
    ties: tuple[Tie, ...] = ()


def read_method(data: Any) -> Method:
    """A method from its JSON. Raises BadScoring."""
    if not isinstance(data, Mapping):
        raise BadScoring("计分办法应是一个对象。")
    made = tuple(
        Round(
            text(r, "key", "轮次"), text(r, "title", "轮次", ""), number(r.get("weight"), "轮次的权重", 0, 1)
        )
        for r in rows(data, "rounds", "计分办法", 20)
    )
    if made and sum((each.weight for each in made), Fraction(0)) != 1:
        raise BadScoring("各轮次的权重合计应是 1。")
    return Method(
        combine=_one_of(data, "combine", COMBINE),
        drop=_whole(data, "drop", 1, 0, 5),
        normalise=_one_of(data, "normalise", NORMALISE),
        apart=None if data.get("apart") is None else number(data["apart"], "相差多少分请第三人"),
        third=_one_of(data, "third", THIRD),
        veto=_one_of(data, "veto", VETO),
        rounds=made,
        decimals=_whole(data, "decimals", 2, 0, 6),
        pass_mark=None if data.get("pass_mark") is None else number(data["pass_mark"], "合格线"),
        ties=tuple(_tie(row, made) for row in rows(data, "ties", "计分办法", 20)),
    )


def _one_of(data: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = data.get(name, known[0])
    if value not in known:
        raise BadScoring(f"计分办法的 {name} 只能是 {'、'.join(known)}。")
    return str(value)


def _whole(data: Mapping[str, Any], name: str, missing: int, low: int, high: int) -> int:
    value = data.get(name, missing)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadScoring(f"计分办法的 {name} 应是 {low} 至 {high} 的整数。")
    return value


def _tie(row: Mapping[str, Any], made: tuple[Round, ...]) -> Tie:
    by, key = row.get("by"), text(row, "key", "同分规则", "")
    if by not in ("item", "round", "spread", "lot"):
        raise BadScoring("同分规则只能按项目、轮次、分歧大小或抽签。")
    if by == "round" and key not in {each.key for each in made}:
        raise BadScoring("同分规则提到了不认识的轮次。")
    return Tie(str(by), key)
