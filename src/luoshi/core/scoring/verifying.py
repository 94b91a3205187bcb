"""A scoring as one JSON, computed anew: what `luoshi score verify` and an archive compare with what was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .combining import Result, Review, results
from .method import read_method
from .ranking import Placed, ranking
from .rubric import BadScoring, problems, read_rubric, rows, text

MOST_REVIEWS, MOST_APPLICATIONS = 200_000, 20_000


def compute(data: Any) -> dict[str, Any]:
    """{rubric, method, seed, applications: [id], reviews: [{application, reviewer, round, third, values}]} →
    {results: [{application, place, score, exact, passed, vetoed, why, decided, rounds}], problems}. Raises BadScoring.
    """
    if not isinstance(data, Mapping):
        raise BadScoring("文件内容不是一个对象。")
    rubric, method = read_rubric(data.get("rubric")), read_method(data.get("method", {}))
    applications = data.get("applications")
    if not isinstance(applications, list) or not all(isinstance(each, str) and each for each in applications):
        raise BadScoring("applications 应是申报件编号的列表。")
    if len(set(applications)) < len(applications) or len(applications) > MOST_APPLICATIONS:
        raise BadScoring(f"申报件编号不能重复，至多 {MOST_APPLICATIONS} 件。")
    reviews = [_review(row) for row in rows(data, "reviews", "文件", MOST_REVIEWS)]
    seed = text(data, "seed", "文件", "")
    placed = ranking(method, results(rubric, method, applications, reviews), seed)
    return {"results": [_shown(each) for each in placed], "problems": problems(rubric)}


def differences(data: Mapping[str, Any]) -> list[str]:
    """What the published `results` of the same JSON say otherwise, in sentences. Raises BadScoring.

    A result that stands twice, or that says neither score nor place, is a difference: nothing can be compared with it.
    """
    listed = _published(data)
    published = {row["application"]: row for row in listed}
    computed = {row["application"]: row for row in compute(data)["results"]}
    twice = Counter(row["application"] for row in listed)
    found = [f"“{name}”公布了 {number} 次结果。" for name, number in twice.items() if number > 1]
    found += [
        f"“{name}”没有公布得分和名次，没有可以核对的。"
        for name, row in published.items()
        if name in computed and not row.keys() & {"score", "place"}
    ]
    found += [f"“{name}”没有公布结果。" for name in computed if name not in published]
    if not published and not computed:
        found.append("没有申报件，也没有公布结果，没有可以核对的。")
    found += [f"公布的“{name}”不在申报件里。" for name in published if name not in computed]
    for name, row in computed.items():
        found += _otherwise(name, row, published.get(name, {}))
    return found


def compared(data: Mapping[str, Any]) -> str:
    """Of how many what was compared, in words: only what was published."""
    listed, said = _published(data), []
    for name, words in (("score", "得分"), ("place", "名次")):
        if number := sum(name in row for row in listed):
            said.append((number, words))
    if len({number for number, _ in said}) == 1:
        return f"{said[0][0]} 件的{'和'.join(words for _, words in said)}"
    return "、".join(f"{number} 件的{words}" for number, words in said)


def _published(data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    listed: Sequence[Mapping[str, Any]] = rows(data, "results", "文件", MOST_APPLICATIONS)
    for row in listed:
        text(row, "application", "公布的结果")
    return listed


def _otherwise(name: str, computed: Mapping[str, Any], published: Mapping[str, Any]) -> list[str]:
    found = []
    for what, words in (("score", "得分"), ("place", "名次"), ("passed", "是否合格")):
        if what in published and not _same(published[what], computed[what]):
            found.append(
                f"“{name}”的{words}公布为 {str(published[what])[:40]}，重新计算为 {computed[what]}。"
            )
    return found


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None or isinstance(one, bool) or isinstance(other, bool):
        return one is other
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except ArithmeticError:
        return False


def _review(row: Mapping[str, Any]) -> Review:
    values = row.get("values")
    if not isinstance(values, dict) or not isinstance(row.get("third", False), bool):
        raise BadScoring("评分表的 values 应是一个对象，third 应是是或否。")
    return Review(
        text(row, "application", "评分表"),
        text(row, "reviewer", "评分表"),
        values,
        text(row, "round", "评分表", ""),
        row.get("third", False),
    )


def _shown(placed: Placed) -> dict[str, Any]:
    result = placed.result
    return {
        "application": result.application,
        "place": placed.place,
        "score": _decimal(result.score),
        "exact": None if result.exact is None else str(result.exact),
        "passed": placed.passed,
        "vetoed": list(result.vetoed),
        "why": list(result.why),
        "decided": placed.decided,
        "rounds": [_round(key, result) for key in result.rounds],
    }


def _round(key: str, result: Result) -> dict[str, Any]:
    each = result.rounds[key]
    return {
        "round": key,
        "score": None if each.score is None else str(each.score),
        "reads": [
            {
                "reviewer": read.review.reviewer,
                "counted": str(read.counted.total),
                "normalised": str(read.score),
                "used": read.used,
                "third": read.review.third,
            }
            for read in each.reads
        ],
    }


def _decimal(value: Fraction | None) -> str | None:
    return None if value is None else f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
