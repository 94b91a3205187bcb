"""Where figures count: the chain of organisations above each on a period's last day, kept as seats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping

from luoshi.accounts.models import Organisation, OrganisationChange, Placement, Succession
from luoshi.accounts.queries import STEP, step_of
from luoshi.core.rollup import Chain, Tree

from .models import NOW_VALID, Period, Seat

Kind = Organisation.Kind
LEAVES = (Kind.SCHOOL, Kind.TEACHING_RESEARCH, Kind.ENTERPRISE, Kind.DEPARTMENT)  # own figure, no roll-up row


def path_of(chain: Chain) -> str:
    return "".join(map(step_of, chain))


def chain_of(path: str) -> Chain:
    return tuple(int(path[at : at + STEP], 16) for at in range(0, len(path), STEP))


def counts_at(path: str, *, leaf: bool) -> Chain:
    """The organisations at which a figure counts: all above it, and itself where it stands above others."""
    chain = chain_of(path)
    return chain[:-1] if leaf else chain


def tree_above(keys: Iterable[int], as_of: dt.datetime | None = None) -> Tree:
    """The placements of these organisations and of all that ever stood above them; at an instant those known then, of
    organisations that were there.
    """
    placements: dict[int, list[tuple[dt.date, int | None]]] = {}
    wanted = set(keys)
    asked = frozenset(wanted)
    while wanted:
        rows = Placement.objects.filter(organisation__in=wanted).order_by("start", "id")
        if as_of is not None:
            rows = rows.filter(created_at__lte=as_of)
        for key, start, parent in rows.values_list("organisation_id", "start", "parent_id"):
            placements.setdefault(key, []).append((start, parent))
        for key, start, parent in _taken_back_since(wanted, as_of) if as_of is not None else ():
            placements.setdefault(key, []).append((start, parent))
            placements[key].sort(key=lambda each: each[0])
        above = {parent for key in wanted for _, parent in placements.get(key, ()) if parent is not None}
        wanted = above - placements.keys()
    return Tree(placements, gone_of(asked) if as_of is None else {})


def _taken_back_since(keys: Iterable[int], as_of: dt.datetime) -> list[tuple[int, dt.date, int]]:
    """Placements that held at that instant and were taken back later: organisation, day, parent."""
    rows = OrganisationChange.objects.filter(
        kind=OrganisationChange.Kind.PLACED, organisation__in=keys, created_at__lte=as_of, undone_at__gt=as_of
    )
    changes = list(rows.order_by("on", "pk").values_list("organisation_id", "on", "facts"))
    named = {facts.get("parent", "") for *_, facts in changes}
    parents = dict(Organisation.objects.filter(public_id__in=named).values_list("public_id", "pk"))
    return [
        (key, on, parents[facts["parent"]]) for key, on, facts in changes if facts.get("parent") in parents
    ]


def gone_of(keys: Collection[int]) -> dict[int, dt.date]:
    """Since when organisations are part of another one."""
    rows = Succession.objects.filter(change__kind=OrganisationChange.Kind.MERGED, change__undone_at=None)
    if len(keys) < 500:
        rows = rows.filter(old__in=keys)
    return dict(rows.values_list("old", "change__on"))


def paths_in(tree: Tree) -> Callable[[int, dt.date], str]:
    """`path_of(tree.chain(key, day))` for very many: what stands above is looked up once a day."""
    above: dict[tuple[int | None, dt.date], tuple[Chain, str]] = {}

    def path_on(key: int, day: dt.date) -> str:
        if key in tree.gone and tree.gone[key] <= day:
            return ""
        parent = tree.parent(key, day)
        if (parent, day) not in above:
            chain = () if parent is None else tree.chain_to(parent, day)
            above[parent, day] = chain, path_of(chain)
        chain, path = above[parent, day]
        return path_of(tree.chain(key, day)) if key in chain else path + step_of(key)

    return path_on


def seats_of(
    organisations: Collection[int], periods: Mapping[int, Period], now: dt.datetime
) -> dict[tuple[int, int], str]:
    """The path of each organisation in each period; seats not there yet are made, from the instant of their figures
    on. Inside an act, with the rows of these organisations locked, so that nobody moves them meanwhile.
    """
    rows = Seat.objects.filter(NOW_VALID, organisation__in=organisations, period__in=periods)
    found = {(one, other): path for one, other, path in rows.values_list("organisation", "period", "path")}
    lacking = [(one, other) for one in organisations for other in periods if (one, other) not in found]
    if lacking:
        tree = tree_above({one for one, _ in lacking})
        made = {(one, other): path_of(tree.chain(one, periods[other].ends)) for one, other in sorted(lacking)}
        Seat.objects.bulk_create(
            [
                Seat(organisation_id=one, period_id=other, path=path, recorded_at=now)
                for (one, other), path in made.items()
            ]
        )
        found |= made
    return found
