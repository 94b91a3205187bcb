"""From sheets to one score per application, each step kept: count, normalise, combine, weigh the rounds.

Everything is exact (fractions); only `spread` takes a square root, to thirty digits. A score is rounded once, at last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from .method import Method
from .rubric import BadScoring, Rubric
from .sheet import Counted, count

SQUARE_ROOT = Context(prec=30)
WAITS_FOR_THIRD = "两位评审人分歧过大，等第三位评审"


@dataclass(frozen=True, slots=True)
class Review:
    """One expert's sheet of one application in one round; third: he was asked because two were too far apart."""

    application: str
    reviewer: str
    values: Mapping[str, Any]
    round: str = ""
    third: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """One review as it counts: as the sheet makes, as it is after normalising, and whether it is in the mean."""

    review: Review
    counted: Counted
    score: Fraction
    used: bool = True


@dataclass(frozen=True, slots=True)
class RoundScore:
    """One application in one round; score is None while something is missing, with `why` in words."""

    reads: tuple[Read, ...]
    score: Fraction | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One application: its rounds by key, its score before rounding and after, and who vetoed what."""

    application: str
    rounds: Mapping[str, RoundScore]
    exact: Fraction | None
    score: Fraction | None
    vetoed: tuple[str, ...] = ()
    why: tuple[str, ...] = field(default=())


def results(
    rubric: Rubric, method: Method, applications: Sequence[str], reviews: Iterable[Review]
) -> list[Result]:
    """One result per application, in their order. Raises BadScoring for a sheet that is not whole or twice there."""
    counted = _counted(rubric, method, set(applications), reviews)
    of_rounds = [(each.key, each.weight) for each in method.rounds] or [("", Fraction(1))]
    normal = {
        key: _normalised(method, [read for read in counted if read.review.round == key])
        for key, _ in of_rounds
    }
    found = []
    for application in applications:
        rounds = {
            key: _round_score(
                method, [read for read in normal[key] if read.review.application == application]
            )
            for key, _ in of_rounds
        }
        found.append(_result(method, application, rounds, of_rounds))
    return found


def _counted(rubric: Rubric, method: Method, known: set[str], reviews: Iterable[Review]) -> list[Read]:
    seen, found = set(), []
    names = {each.key for each in method.rounds} or {""}
    for review in reviews:
        who = (review.application, review.reviewer, review.round)
        if review.application not in known or review.round not in names:
            raise BadScoring("评分表属于不认识的申报件或轮次。")
        if who in seen:
            raise BadScoring("同一位评审人对同一件在同一轮有两张评分表。")
        seen.add(who)
        made = count(rubric, review.values)
        found.append(Read(review, made, made.total))
    return sorted(found, key=lambda read: (read.review.round, read.review.application, read.review.reviewer))


def _normalised(method: Method, reads: list[Read]) -> list[Read]:
    """Every expert's scores moved (and stretched) to the mean (and deviation) of all: a mild one gains nobody anything.

    Vetoed sheets take no part. An expert with one score, or always the same, is moved only.
    """
    counting = [read for read in reads if not read.counted.vetoed]
    if method.normalise == "none" or not counting:
        return reads
    mean, deviation = _moments([read.score for read in counting])
    own: dict[str, list[Fraction]] = defaultdict(list)
    for read in counting:
        own[read.review.reviewer].append(read.score)
    made = []
    for read in reads:
        if read.counted.vetoed:
            made.append(read)
            continue
        his_mean, his_deviation = _moments(own[read.review.reviewer])
        stretch = deviation / his_deviation if method.normalise == "spread" and his_deviation else Fraction(1)
        made.append(Read(read.review, read.counted, mean + (read.score - his_mean) * stretch))
    return made


def _moments(scores: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Mean and standard deviation (of all, not of a sample)."""
    mean = sum(scores, Fraction(0)) / len(scores)
    variance = sum(((score - mean) ** 2 for score in scores), Fraction(0)) / len(scores)
    root = SQUARE_ROOT.sqrt(SQUARE_ROOT.divide(Decimal(variance.numerator), Decimal(variance.denominator)))
    return mean, Fraction(root)


def _round_score(method: Method, reads: list[Read]) -> RoundScore:
    scored = [read for read in reads if not read.counted.vetoed]
    if not scored:
        return RoundScore(tuple(reads), None, "没有评分" if not reads else "全部评审人否决")
    first = [read for read in scored if not read.review.third]
    third = [read for read in scored if read.review.third]
    if _too_far(method, first):
        if not third:
            return RoundScore(tuple(reads), None, WAITS_FOR_THIRD)
        used = _with_third(method, first, third[0])
    else:
        used = first or third
        if method.combine == "trimmed" and len(used) > 2 * method.drop:
            ordered = sorted(used, key=lambda read: (read.score, read.review.reviewer))
            used = ordered[method.drop : len(ordered) - method.drop]
    score = _middle([read.score for read in used]) if method.combine == "median" else _mean(used)
    kept = {id(read) for read in used}
    shown = tuple(Read(read.review, read.counted, read.score, id(read) in kept) for read in reads)
    return RoundScore(shown, score)


def _too_far(method: Method, reads: list[Read]) -> bool:
    if method.apart is None or len(reads) < 2:
        return False
    scores = [read.score for read in reads]
    return max(scores) - min(scores) > method.apart


def _with_third(method: Method, first: list[Read], third: Read) -> list[Read]:
    if method.third == "third":
        return [third]
    if method.third == "mean":
        return [*first, third]
    pairs = [
        (abs(a.score - b.score), -(a.score + b.score), [a, b])
        for at, a in enumerate(first)
        for b in [*first[at + 1 :], third]
    ]
    return min(pairs, key=lambda pair: pair[:2])[2]


def _mean(reads: Sequence[Read]) -> Fraction:
    return sum((read.score for read in reads), Fraction(0)) / len(reads)


def _middle(scores: Sequence[Fraction]) -> Fraction:
    ordered = sorted(scores)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _result(
    method: Method,
    application: str,
    rounds: Mapping[str, RoundScore],
    of_rounds: Sequence[tuple[str, Fraction]],
) -> Result:
    vetoed = _vetoed(method, rounds)
    why = tuple(each.why for each in rounds.values() if each.why)
    if vetoed or why:
        return Result(application, rounds, None, None, vetoed, () if vetoed else why)
    exact = sum((weight * (rounds[key].score or Fraction(0)) for key, weight in of_rounds), Fraction(0))
    return Result(application, rounds, exact, rounded(exact, method.decimals))


def _vetoed(method: Method, rounds: Mapping[str, RoundScore]) -> tuple[str, ...]:
    """What ends the matter: said by one expert, or by more than half of those who read it in a round."""
    found: list[str] = []
    for each in rounds.values():
        said = [read for read in each.reads if read.counted.vetoed]
        if said and (method.veto == "any" or 2 * len(said) > len(each.reads)):
            found += [title for read in said for title in read.counted.vetoed]
    return tuple(dict.fromkeys(found))


def rounded(value: Fraction, decimals: int) -> Fraction:
    """To so many decimals, half away from zero, as offices round."""
    scaled = abs(value) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**decimals)
