"""Of whom a figure is expected: counted from the tree when it is asked, so that a new school is missed at once; as of
an instant from what was known of the tree then.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from luoshi.accounts.models import Organisation, OrganisationChange, Placement
from luoshi.accounts.queries import STEP, step_of, within
from luoshi.common import clock

from .models import IndicatorVersion, Period, Seat
from .places import chain_of, path_of, tree_above

Change = OrganisationChange.Kind
KINDS = [Organisation.Kind.SCHOOL.value]


def path_on(organisation: Organisation, period: Period, as_of: dt.datetime | None = None) -> str:
    """Where it stood on the period's last day; as it was known at an instant."""
    if as_of is not None:
        seats = Seat.objects.filter(valid_at(as_of), organisation=organisation, period=period)
        if (path := seats.values_list("path", flat=True).first()) is not None:
            return path
        if (
            path := _path_of_then(organisation.pk, Seat.objects.filter(valid_at(as_of), period=period))
        ) is not None:
            return path
    return _path_on(organisation, period, _moved_since(period.ends))


def _path_of_then(key: int, seats: QuerySet[Seat]) -> str | None:
    """Who reports has a seat; of a bureau above, the seats of those below tell where it stood."""
    for path in (
        seats.filter(path__contains=step_of(key)).order_by().values_list("path", flat=True).iterator()
    ):
        chain = chain_of(path)
        if key in chain:
            return path_of(chain[: chain.index(key) + 1])
    return None


def _path_on(organisation: Organisation, period: Period, moved: Sequence[str]) -> str:
    if not any(organisation.path.startswith(path) for path in moved):
        return organisation.path
    return path_of(tree_above({organisation.pk}).chain(organisation.pk, period.ends))


def valid_at(as_of: dt.datetime | None) -> Q:
    """Rows in versions that were valid at an instant; by default now."""
    if as_of is None:
        return Q(superseded_at__isnull=True)
    return Q(recorded_at__lte=as_of) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=as_of))


def asked_in(
    definition: IndicatorVersion, day: dt.date, as_of: dt.datetime | None = None
) -> QuerySet[Organisation]:
    """All who are to report: of the kinds and among those the definition names, there on that day, as is known now or
    was at an instant.
    """
    rows = Organisation.objects.filter(_there(day, as_of), kind__in=definition.extra.get("kinds", KINDS))
    if only := definition.extra.get("only"):
        rows = rows.filter(key__in=only)
    undone = Q(undone_at__isnull=False) if as_of is None else Q(undone_at__lte=as_of)
    not_there = OrganisationChange.objects.filter(Q(on__gt=day) | undone)
    founded = not_there.filter(Q(kind=Change.FOUNDED) | Q(kind=Change.MERGED, facts__made=True))
    rows = rows.exclude(pk__in=founded.order_by().values("organisation"))
    splits = not_there.filter(kind=Change.SPLIT).values_list("facts", flat=True)
    parts = [part for facts in splits for part in facts.get("parts", ())]
    return rows.exclude(public_id__in=parts) if parts else rows


def _there(day: dt.date, as_of: dt.datetime | None) -> Q:
    """Organisations not closed by that day; at an instant: founded before it, and not known to be closed then."""
    if as_of is None:
        return Q(withdrawn_at__isnull=True) | Q(closed_on__gt=day)
    open_then = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=as_of) | Q(closed_on__gt=day)
    over = OrganisationChange.objects.filter(created_at__lte=as_of, undone_at__gt=as_of, on__lte=day)
    merged = over.filter(kind=Change.MERGED).values_list("facts", flat=True)
    closed = Q(pk__in=over.filter(kind=Change.CLOSED).order_by().values("organisation"))
    gone = closed | Q(public_id__in=[old for facts in merged for old in facts.get("olds", ())])
    return Q(created_at__lte=as_of) & open_then & ~gone


def expected_below(
    definition: IndicatorVersion, organisation: Organisation, period: Period, as_of: dt.datetime | None = None
) -> QuerySet[Organisation]:
    """Those of whom this figure is expected, at or below an organisation on the period's last day."""
    rows = asked_in(definition, period.ends, as_of)
    moved = _moved_since(period.ends) if as_of is None else _otherwise_then(period.ends, as_of)
    if not moved:
        return rows.filter(within(organisation.path))
    chains = _chains_of_moved(rows, moved, period, as_of)
    others = [pk for pk, chain in chains.items() if organisation.pk in chain]
    stayed = within(_path_on(organisation, period, moved)) & ~_below(moved)
    return rows.filter(stayed | Q(pk__in=others))


def expected_by_child(
    definition: IndicatorVersion, organisation: Organisation, period: Period
) -> dict[int, int]:
    """How many are expected at or below each organisation that stands right under this one."""
    moved = _moved_since(period.ends)
    path = _path_on(organisation, period, moved)
    rows = asked_in(definition, period.ends)
    stayed = rows.filter(within(path), path__gt=path)
    if moved:
        stayed = stayed.exclude(_below(moved))
    steps = stayed.annotate(step=Substr("path", len(path) + 1, STEP)).order_by()
    counts = Counter(
        {int(step, 16): number for step, number in steps.values_list("step").annotate(Count("pk"))}
    )
    for chain in _chains_of_moved(rows, moved, period).values() if moved else ():
        if organisation.pk in chain[:-1]:
            counts[chain[chain.index(organisation.pk) + 1]] += 1
    return dict(counts)


def _moved_since(day: dt.date) -> list[str]:
    """The paths today of what got another parent after that day."""
    if day >= clock.today():
        return []
    later = Placement.objects.filter(start__gt=day, organisation__placements__start__lte=day)
    return list(later.order_by().values_list("organisation__path", flat=True).distinct())


def _otherwise_then(day: dt.date, as_of: dt.datetime) -> list[str]:
    """The paths today of what, as was known at an instant, may have stood elsewhere on that day."""
    later = Placement.objects.filter(Q(start__gt=day) | Q(created_at__gt=as_of))
    undone = OrganisationChange.objects.filter(
        kind=Change.PLACED, created_at__lte=as_of, undone_at__gt=as_of, on__lte=day
    )
    keys = Q(pk__in=later.order_by().values("organisation"))
    keys |= Q(pk__in=undone.order_by().values("organisation"))
    rows = Organisation.objects.filter(keys, created_at__lte=as_of)
    return list(rows.order_by().values_list("path", flat=True).distinct())


def _below(paths: Sequence[str]) -> Q:
    found = Q(pk__in=())
    for path in paths:
        found |= within(path)
    return found


def _chains_of_moved(
    rows: QuerySet[Organisation], moved: Sequence[str], period: Period, as_of: dt.datetime | None = None
) -> dict[int, tuple[int, ...]]:
    """Where those below what moved stood on the period's last day; at an instant the seats of who reported count."""
    paths = dict(rows.filter(_below(moved)).values_list("pk", "path"))
    tree = tree_above({key for path in paths.values() for key in chain_of(path)}, as_of)
    found = {pk: tree.chain(pk, period.ends) for pk in paths}
    if as_of is not None:
        seats = Seat.objects.filter(valid_at(as_of), period=period, organisation__in=list(paths))
        found |= {key: chain_of(path) for key, path in seats.values_list("organisation_id", "path")}
    return found
