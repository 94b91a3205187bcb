"""Reading figures: of one organisation or rolled up, now or as they were known at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from luoshi.accounts.models import Organisation, Placement
from luoshi.accounts.queries import within
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.periods import parts_of
from luoshi.core.rollup import (
    NOTHING,
    Decided,
    Held,
    Point,
    Share,
    Spread,
    decide,
    over_time,
    spread,
)

from .definitions import definition_for, definitions_of, for_period
from .expecting import expected_below, expected_by_child, path_on, valid_at
from .models import (
    NOW_VALID,
    Contribution,
    IdentityCount,
    Indicator,
    IndicatorVersion,
    Observation,
    Period,
    Rollup,
    Seat,
)
from .permissions import can_read_figures
from .places import LEAVES
from .showing import Shown, rolled_up, shown_of
from .states import APPROVED, STANDS, Nature


def figures_visible_to(actor: Actor) -> QuerySet[Observation]:
    """What is valid now, of the own organisation and those below it; of the latter not what is still being filled."""
    rows = Observation.objects.filter(NOW_VALID).select_related("indicator", "organisation", "period")
    if actor.is_system:
        return rows
    if not (actor.path and can_read_figures(actor)):
        return rows.none()
    own = Q(organisation=actor.organisation_id)
    return rows.filter(within(actor.path, "organisation__"), own | Q(status__in=STANDS))


def organisations_with_figures_for(actor: Actor) -> QuerySet[Organisation]:
    """Those whose figures, own or rolled up, the actor may open."""
    if not (actor.path and can_read_figures(actor)) and not actor.is_system:
        return Organisation.objects.none()
    return Organisation.objects.all() if actor.is_system else Organisation.objects.filter(within(actor.path))


def indicators_in_use() -> QuerySet[Indicator]:
    """Definitions are no secret; those withdrawn are left out."""
    return Indicator.objects.filter(withdrawn_at__isnull=True).select_related("owner")


def figure(
    indicator: Indicator, organisation: Organisation, period: Period, *, as_of: dt.datetime | None = None
) -> Shown:
    """A figure now or as it was known at an instant. Whether the actor may see the organisation's is asked before."""
    definition = definition_for(indicator.pk, period)
    if period.type != definition.period_type:
        return _over_time(indicator, definition, organisation, period, as_of)
    if organisation.kind in LEAVES:
        rows = Observation.objects.filter(
            valid_at(as_of), indicator=indicator, organisation=organisation, period=period, status__in=STANDS
        )
        return shown_of(indicator, definition, organisation, period, rows.order_by("-pk").first(), as_of)
    share = (
        _share_as_of(indicator, organisation, period, as_of)
        if as_of
        else _share(indicator, organisation, period)
    )
    expected = expected_below(definition, organisation, period, as_of).count()
    return rolled_up(indicator, definition, organisation, period, share, expected, as_of)


def _share(indicator: Indicator, organisation: Organisation, period: Period) -> Share:
    row = Rollup.objects.filter(indicator=indicator, organisation=organisation, period=period).first()
    return row.share if row else NOTHING


def below_then(organisation: Organisation, period: Period, as_of: dt.datetime | None) -> QuerySet[Seat]:
    """The seats at or below an organisation on the period's last day."""
    path = path_on(organisation, period, as_of)
    rows = Seat.objects.filter(valid_at(as_of), period=period)
    return rows.filter(within(path)) if path else rows.none()


def _share_as_of(
    indicator: Indicator, organisation: Organisation, period: Period, as_of: dt.datetime
) -> Share:
    """Added up anew from what was known then, for this one organisation."""
    rows = inputs_below(indicator, organisation, period, as_of)
    has_value = Q(numerator__isnull=False) | ~Q(text="")
    sums = rows.order_by().aggregate(
        n=Sum("numerator", filter=Q(made_of="")),
        d=Sum("denominator", filter=Q(made_of="")),
        reported=Count("pk", filter=has_value),
        approved=Count("pk", filter=has_value & Q(status__in=APPROVED)),
        missing=Count("pk", filter=~has_value),
    )
    share = Share(
        sums["n"] or 0,
        sums["d"] or 0,
        reported=sums["reported"],
        approved=sums["approved"],
        missing=sums["missing"],
    )
    for decided in _decided(indicator, organisation, [period], as_of):
        share = share.plus(decided.share)
    return share


def _decided(
    indicator: Indicator, organisation: Organisation, periods: Iterable[Period], as_of: dt.datetime | None
) -> Iterable[Decided]:
    """What each identity counts for at one organisation, once over all these periods."""
    held: dict[str, list[Held]] = {}
    for period in periods:
        rows = Contribution.objects.filter(valid_at(as_of), indicator=indicator, period=period)
        if organisation.kind in LEAVES:
            rows = rows.filter(organisation=organisation)
        else:
            rows = rows.filter(
                organisation__in=below_then(organisation, period, as_of).values("organisation")
            )
        for identity, *rest in rows.values_list(
            "identity", "numerator", "denominator", "checked_at", "entry"
        ):
            held.setdefault(identity, []).append(Held((organisation.pk,), *rest))
    return map(decide, held.values())


def inputs_below(
    indicator: Indicator, organisation: Organisation, period: Period, as_of: dt.datetime | None = None
) -> QuerySet[Observation]:
    """The figures of single organisations that count in one that is rolled up, as they stand or stood."""
    below = below_then(organisation, period, as_of)
    rows = Observation.objects.filter(
        valid_at(as_of),
        indicator=indicator,
        period=period,
        status__in=STANDS,
        organisation__in=below.values("organisation"),
    )
    return rows.select_related("organisation", "definition").order_by(
        "organisation__order", "organisation_id"
    )


def inputs_of(shown: Shown) -> QuerySet[Observation]:
    """What a shown figure is made of: the figures of the organisations below, or its own alone."""
    if shown.is_rolled_up:
        return inputs_below(shown.indicator, shown.organisation, shown.period, shown.as_of)
    own = Observation.objects.filter(pk=shown.observation.pk if shown.observation else None)
    return own.select_related("organisation", "definition")


def contributions_of(observation: Observation, as_of: dt.datetime | None = None) -> QuerySet[Contribution]:
    """The entries a figure of one organisation is made of, as they were when it stood."""
    return Contribution.objects.filter(
        valid_at(as_of or observation.recorded_at),
        organisation=observation.organisation_id,
        indicator=observation.indicator_id,
        period=observation.period_id,
    ).order_by("pk")


def duplicates_at(shown: Shown) -> QuerySet[IdentityCount]:
    """Which identities are held several times below a figure that is rolled up, as of now."""
    return IdentityCount.objects.filter(
        indicator=shown.indicator, organisation=shown.organisation, period=shown.period
    ).order_by("-references", "identity")


@dataclass(frozen=True, slots=True)
class Children:
    """The figures side by side of those right below an organisation."""

    rows: Sequence[Shown]
    spread: Spread


def children(indicator: Indicator, organisation: Organisation, period: Period) -> Children:
    """With median, smallest and largest; from the indexed rows of this one parent."""
    definition = definition_for(indicator.pk, period)
    below = [row for row in _right_below(organisation, period) if row.kind != Organisation.Kind.DEPARTMENT]
    own = Observation.objects.filter(
        NOW_VALID, indicator=indicator, period=period, organisation__in=below, status__in=STANDS
    )
    held = {row.organisation_id: row for row in own}
    sums = Rollup.objects.filter(indicator=indicator, period=period, organisation__in=below)
    shares = {row.organisation_id: row.share for row in sums}
    expected = expected_by_child(definition, organisation, period)
    rows = [
        shown_of(indicator, definition, row, period, held.get(row.pk))
        if row.kind in LEAVES
        else rolled_up(
            indicator, definition, row, period, shares.get(row.pk, NOTHING), expected.get(row.pk, 0)
        )
        for row in below
        if row.pk in expected or row.pk in held or row.pk in shares
    ]
    return Children(rows, spread(row.exact for row in rows))


def _right_below(organisation: Organisation, period: Period) -> list[Organisation]:
    """Who stood right under it on the period's last day."""
    day = period.ends
    ever = Placement.objects.filter(parent=organisation).values("organisation")
    latest: dict[int, int | None] = {}
    placed = Placement.objects.filter(organisation__in=ever).order_by("organisation", "start", "id")
    for key, start, parent in placed.values_list("organisation_id", "start", "parent_id"):
        if start <= day or key not in latest:
            latest[key] = parent
    keys = [key for key, parent in latest.items() if parent == organisation.pk]
    there = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    return list(Organisation.objects.filter(there, pk__in=keys).order_by("order", "id"))


def series(indicator: Indicator, organisation: Organisation, periods: Sequence[Period]) -> list[Shown]:
    """The same figure over several periods of its own type, in their order; how many are expected is not asked."""
    versions = definitions_of([indicator.pk])[indicator.pk]
    there = {"indicator": indicator, "organisation": organisation, "period__in": periods}
    if organisation.kind in LEAVES:
        rows = Observation.objects.filter(NOW_VALID, status__in=STANDS, **there)
        own = {row.period_id: row for row in rows}
        return [
            shown_of(indicator, for_period(versions, each), organisation, each, own.get(each.pk))
            for each in periods
        ]
    shares = {row.period_id: row.share for row in Rollup.objects.filter(**there)}
    return [
        rolled_up(indicator, for_period(versions, each), organisation, each, shares.get(each.pk, NOTHING), 0)
        for each in periods
    ]


def _over_time(
    indicator: Indicator,
    definition: IndicatorVersion,
    organisation: Organisation,
    period: Period,
    as_of: dt.datetime | None,
) -> Shown:
    """Of a longer period: a flow is added up, of a stock the latest stands; whoever comes again counts once."""
    inside = _inside(definition, period)
    parts = [figure(indicator, organisation, part, as_of=as_of) for part in inside]
    points = [Point(part.period.ends, part.numerator, part.denominator) for part in parts]
    numerator, denominator, rests_on = over_time(definition.nature, points)
    used = [part for part in parts if part.period.ends in rests_on]
    removed, removed_denominator = (
        sum(part.removed for part in used),
        sum(part.removed_denominator for part in used),
    )
    if definition.once and len(used) > 1:  # whoever counted in several of the parts is taken out
        again = NOTHING
        for decided in _decided(indicator, organisation, [part.period for part in used], as_of):
            again = again.plus(decided.share)
        numerator = (numerator or 0) + removed - again.removed
        denominator += removed_denominator - again.removed_denominator
        removed, removed_denominator = again.removed, again.removed_denominator
    return Shown(
        indicator,
        definition,
        organisation,
        period,
        numerator,
        denominator,
        reported=min((part.reported for part in used), default=0),
        approved=min((part.approved for part in used), default=0),
        expected=max((part.expected for part in parts), default=0),
        removed=removed,
        removed_denominator=removed_denominator,
        as_of=as_of,
        rests_on=tuple(rests_on),
        lacking=_lacking(definition, period, rests_on),
    )


def _inside(definition: IndicatorVersion, period: Period) -> list[Period]:
    """The periods of the definition's own type within a longer one."""
    rows = Period.objects.filter(type=definition.period_type, starts__gte=period.starts)
    return list(rows.filter(ends__lte=period.ends).order_by("ends"))


def _lacking(definition: IndicatorVersion, period: Period, rests_on: Collection[dt.date]) -> tuple[str, ...]:
    """Of a flow, the parts that are over and that nobody reported: a sum without them is not the whole."""
    if definition.nature != Nature.FLOW:
        return ()
    spans = parts_of(period.span, definition.period_type)
    return tuple(each.label for each in spans if each.ends < clock.today() and each.ends not in rests_on)
