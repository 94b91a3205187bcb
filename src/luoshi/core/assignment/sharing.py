"""How much one reviewer may be given when work is to be shared: between what an even share needs and one more.

Without such a limit an assignment whose fits are alike gives all papers to the first few reviewers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .problem import Paper

SPARE = 1  # above an even share, so that who fits better can still be preferred


def even_limits(papers: Sequence[Paper], limits: Mapping[str, int]) -> dict[str, int]:
    """Reviewer → at most how many papers. papers: `need` and `conflicts`; limits: what each reviewer may take at all.

    The papers with the fewest possible readers first, each is given to those who have least: the largest load of that
    way of sharing, and one more, is the limit of all. So the limits can always be kept. Where even that way finds no
    readers the limits come back as they are: the assignment itself then says what clashes.
    """
    free = dict(limits)
    loads = dict.fromkeys(limits, 0)
    for paper in sorted(papers, key=lambda each: (len(limits) - len(each.conflicts), each.id)):
        asked = sorted(
            (name for name in free if free[name] and name not in paper.conflicts),
            key=lambda name: (loads[name], name),
        )[: paper.need]
        if len(asked) < paper.need:
            return dict(limits)
        for name in asked:
            loads[name] += 1
            free[name] -= 1
    most = max(loads.values(), default=0) + SPARE
    return {name: min(limit, most) for name, limit in limits.items()}
