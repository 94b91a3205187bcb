"""Why there is no assignment, from the prices of the fewest missing reads, and what would help."""

from __future__ import annotations

import numpy as np

from .arrays import Arrays
from .program import Solved
from .result import Clash, Impossible

NAMED = 5  # so many names stand in a sentence


def explain(arrays: Arrays, fewest: Solved) -> Impossible:
    """The clashes behind `fewest`, an optimum of Aim(missing=True), and three ways out.

    A paper with a price lacks readers; the reviewers with a price, who may read it, are full: together they are a set
    of papers that needs more than those who may read them can give (Hall's condition).
    """
    clashes = [*_papers_that_clash(arrays, fewest), *_loads_that_clash(arrays), *_rules_that_clash(arrays)]
    if not clashes:
        clashes = [Clash((), (), 0, 0, "各项搭配要求合在一起无法同时满足")]
    return Impossible(tuple(clashes), _remedies(clashes))


def _papers_that_clash(arrays: Arrays, fewest: Solved) -> list[Clash]:
    found = [_clash(arrays, np.array([row])) for row in range(len(arrays.papers))]
    alone = [clash for clash in found if clash is not None]
    if alone or fewest.prices is None:
        return alone
    together = _clash(arrays, np.nonzero(np.abs(fewest.prices.paper) > 0.5)[0])
    return [together] if together is not None else []


def _clash(arrays: Arrays, papers: np.ndarray) -> Clash | None:
    """These papers need more reads than those who may read them have room for; None where there is room.

    A reviewer reads a paper once, so his room is at most the number of these papers he may read.
    """
    may = arrays.allowed[papers].sum(axis=0)
    room, needed = int(np.minimum(may, arrays.most).sum()), int(arrays.need[papers].sum())
    if room >= needed:
        return None
    names = tuple(sorted(arrays.papers[row] for row in papers))
    who = tuple(sorted(arrays.reviewers[column] for column in np.nonzero(may)[0]))
    words = f"{_said(names)}共需评审 {needed} 份次，可以评审的 {len(who)} 人最多承担 {room} 份次，缺 {needed - room}"
    return Clash(names, who, needed, room, words)


def _loads_that_clash(arrays: Arrays) -> list[Clash]:
    found = []
    needed = int(arrays.need.sum())
    if (least := int(arrays.least.sum())) > needed:
        words = f"全部申报件共需 {needed} 份次，而各评审人最少份数合计 {least}，多出 {least - needed}"
        found.append(Clash((), tuple(sorted(arrays.reviewers)), needed, least, words))
    for column in np.nonzero(arrays.allowed.sum(axis=0) < arrays.least)[0]:
        name, may = arrays.reviewers[column], int(arrays.allowed[:, column].sum())
        words = f"“{name}”最少要评 {arrays.least[column]} 份，但不需回避的只有 {may} 份"
        found.append(Clash((), (name,), int(arrays.least[column]), may, words))
    return found


def _rules_that_clash(arrays: Arrays) -> list[Clash]:
    found = []
    for rule, members in arrays.mix:
        may = (arrays.allowed & members).sum(axis=1)
        short = np.nonzero((may < rule.at_least) & (arrays.need > 0))[0]
        if len(short):
            names = tuple(sorted(arrays.papers[row] for row in short))
            who = tuple(sorted(np.array(arrays.reviewers)[members].tolist()))
            words = f"{_said(names)}要求“{rule.group}”至少 {rule.at_least} 人，可以评审的不够"
            found.append(Clash(names, who, rule.at_least, int(may[short].min()), words))
    return found


def _said(names: tuple[str, ...]) -> str:
    listed = "、".join(f"“{name}”" for name in names[:NAMED])
    return f"{listed}等 {len(names)} 件" if len(names) > NAMED else listed


def _remedies(clashes: list[Clash]) -> tuple[str, ...]:
    """More room, more people, or less to read: three ways out with their numbers."""
    lacking = sum(
        clash.needed - clash.room for clash in clashes if clash.papers and clash.needed > clash.room
    )
    if not lacking:
        return ("减少评审人的最少份数", "增加每件的评审人数", "放宽搭配要求")
    return (
        f"增加可以评审这些申报件的评审人，至少还要承担 {lacking} 份次",
        f"提高现有评审人的最多份数，合计至少 {lacking} 份次",
        f"减少这些申报件的评审人数，合计至少 {lacking} 份次",
    )
