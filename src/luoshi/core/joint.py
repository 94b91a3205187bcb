"""Joint tasks (联合承接): who leads, who takes part, what an arrangement makes of it. A joint task is counted once.

A standing says of one task who carries it: organisation → who leads it, None for who carries it alone, itself for who
leads. Who is not in it does not carry the task.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Standing = Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is wanted: `leader` with `partners`, or (leader None) nobody jointly any more.

    rest_stays  whoever was in the group of who asks and is in it no longer goes on alone, or else leaves the task
    """

    leader: int | None
    partners: Collection[int] = ()
    rest_stays: bool = True

    @property
    def members(self) -> set[int]:
        return {self.leader, *self.partners} if self.leader is not None else set()


def group_of(standing: Standing, organisation: int) -> set[int]:
    """All that carry the task jointly with this one, itself among them; empty where it carries it alone or not."""
    leader = standing.get(organisation)
    return {each for each, led_by in standing.items() if led_by == leader} if leader is not None else set()


def concerned(standing: Standing, asks: int, wanted: Arrangement) -> set[int]:
    """Whose standing the arrangement says something of."""
    return group_of(standing, asks) | wanted.members


def arranged(standing: Standing, asks: int, wanted: Arrangement) -> dict[int, int | None]:
    """The standing afterwards. Who led the group and is in none any more goes on alone when it ends."""
    after = dict(standing)
    for each in group_of(standing, asks) - wanted.members:
        ends_as_leader = wanted.leader is None and standing[each] == each
        if wanted.rest_stays or ends_as_leader:
            after[each] = None
        else:
            del after[each]
    for each in wanted.members:
        after[each] = wanted.leader
    return after


def changed(before: Standing, after: Standing, among: Iterable[int]) -> set[int]:
    """Those of them that carry it otherwise than before, or not any more, or newly."""
    return {each for each in among if _of(before, each) != _of(after, each)}


def _of(standing: Standing, organisation: int) -> tuple[bool, int | None]:
    return organisation in standing, standing.get(organisation)


def counted(standing: Standing) -> int:
    """How many the task counts: who takes part is counted where it is led."""
    return sum(led_by in (None, each) for each, led_by in standing.items())


def left_alone(standing: Standing) -> set[int]:
    """Those that take part under one that does not lead the task: they would be counted nowhere."""
    return {
        each
        for each, led_by in standing.items()
        if led_by not in (None, each) and standing.get(led_by) != led_by
    }
