"""Of whom and of which time a figure is opened: periods of its own kind, and longer ones put together from them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from luoshi.accounts.models import Organisation, Placement
from luoshi.accounts.queries import ancestors
from luoshi.common import clock
from luoshi.core import periods as core

from ...models import Indicator, Period
from ...periods import find as find_period
from ...queries import Shown, organisations_with_figures_for
from ...queries import figure as figure_of
from ..wording import value_words

PERIODS, MOST = 12, 500
LONGER: dict[str, tuple[str, ...]] = {
    core.MONTH: (core.QUARTER, core.HALF, core.YEAR),
    core.QUARTER: (core.HALF, core.YEAR),
    core.HALF: (core.YEAR,),
    core.TERM: (core.SCHOOL_YEAR,),
}
NO_BOX = (Organisation.Kind.DEPARTMENT, Organisation.Kind.ENTERPRISE)


def type_of(indicator: Indicator) -> str:
    last = indicator.versions.order_by("-number").first()
    return last.period_type if last is not None else ""


def token(period: Period) -> str:
    """How an address names it: a longer time has no row."""
    return period.public_id if period.pk else f"{period.type}-{period.starts}"


def period_asked(key: str, indicator: Indicator) -> Period | None:
    """Without a name the one under way; None where there is none yet. Raises Http404 for what is no period."""
    kind = type_of(indicator)
    if key:
        found = Period.objects.filter(public_id=key).first() or _longer(key, kind)
        if found is None:
            raise Http404
        return found
    if not kind:
        return None
    now = find_period(core.period_of(kind, clock.today()))
    return now or Period.objects.filter(type=kind).order_by("-ends").first()


def _longer(key: str, own: str) -> Period | None:
    kind, _, day = key.partition("-")
    try:
        starts = dt.date.fromisoformat(day)
    except ValueError:
        return None
    if kind not in LONGER.get(own, ()) or not 2000 <= starts.year <= clock.today().year:
        return None
    return _unsaved(core.period_of(kind, starts))


def _unsaved(span: core.Period) -> Period:
    return Period(type=span.kind, starts=span.starts, ends=span.ends, label=span.label)


def periods_to_choose(indicator: Indicator, chosen: Period | None) -> list[dict[str, Any]]:
    """The latest ones, and the longer ones they lie in."""
    kind = type_of(indicator)
    own = list(Period.objects.filter(type=kind).order_by("-ends")[:PERIODS])
    longer = [
        _unsaved(span)
        for each in LONGER.get(kind, ())
        for span in sorted({core.period_of(each, row.ends) for row in own}, reverse=True)
    ]
    now = token(chosen) if chosen is not None else ""
    rows = [{"value": token(row), "label": row.label, "on": token(row) == now} for row in [*own, *longer]]
    if chosen is not None and not any(row["on"] for row in rows):
        rows.append({"value": now, "label": chosen.label, "on": True})
    return rows


def organisations_to_choose(request: HttpRequest, chosen: Organisation | None) -> QuerySet[Organisation]:
    """All within sight; of very many those above the chosen one and right below it."""
    rows = organisations_with_figures_for(request.actor).exclude(kind__in=NO_BOX)
    rows = rows.filter(withdrawn_at__isnull=True).order_by("path")
    if chosen is None or rows[MOST:].count() == 0:
        return rows[:MOST]
    below = Placement.objects.filter(parent=chosen, end__isnull=True).values("organisation")
    return rows.filter(Q(path__in=ancestors(chosen.path)) | Q(pk__in=below))[:MOST]


def parts_of_time(shown: Shown) -> list[dict[str, str]]:
    """Of a longer time the figures it is put together from, each to be opened."""
    kind = shown.definition.period_type
    spans = {core.period_of(kind, day) for day in shown.rests_on}
    found = []
    for row in Period.objects.filter(type=kind, ends__in=shown.rests_on).order_by("ends"):
        if row.span in spans:
            part = figure_of(shown.indicator, shown.organisation, row, as_of=shown.as_of)
            href = f"{reverse('figure', args=[shown.indicator.public_id])}?organisation={shown.organisation.public_id}"
            found.append(
                {"label": row.label, "value": value_words(part), "href": f"{href}&period={row.public_id}"}
            )
    return found
