"""Any figure opens: what it says, how it is made, whose it is, as of when; and what was printed of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.common.stages import installed
from luoshi.core.periods import period_of

from ...definitions import definition_for
from ...models import Indicator, Period
from ...queries import Shown, organisations_with_figures_for
from ...queries import figure as figure_of
from ...states import Nature
from .. import actions, permissions
from ..carrying import sources_of
from ..definitions import counting_of
from ..due import jobs_waiting
from ..goals import measured
from ..lineage import (
    correction_said,
    entries,
    inputs,
    once_words,
    parts_words,
    told_of,
    typed_line,
    who_words,
)
from ..models import PrintedFigure
from ..periods import day_words
from ..queries import indicators_visible_to, lines_visible_to, prints_visible_to
from ..registers import Words
from ..wording import plain_words, value_words
from .choosing import organisations_to_choose, parts_of_time, period_asked, periods_to_choose, token
from .definitions import READERS, crumbs

PARTS = {"value": "分子", "bottom": "分母"}


def _text(request: HttpRequest, name: str) -> str:
    return (request.POST.get(name) or request.GET.get(name, "")).replace("\0", "")[:40]


def _asked(request: HttpRequest, indicator: Indicator) -> Shown | None:
    """The figure asked for by organisation, period and day; None where there is no such period yet."""
    organisations = organisations_with_figures_for(request.actor)
    key = _text(request, "organisation")
    own = organisations.filter(pk=request.actor.organisation_id)
    organisation = (organisations.filter(public_id=key) if key else own).first()
    if organisation is None:
        raise Http404
    period = period_asked(_text(request, "period"), indicator)
    if period is None:
        return None
    return figure_of(indicator, organisation, period, as_of=as_of(_text(request, "as_of")))


def as_of(text: str) -> dt.datetime | None:
    """The end of the day named; None for none, for nonsense and for days to come: as it is known now."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    if day >= clock.today() or day.year < 2000:
        return None
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


@policy(f"{READERS}：一个数的来源，本单位及下属单位的")
def figure(request: HttpRequest, indicator: str) -> HttpResponse:
    found: Indicator = find(indicators_visible_to(request.actor), indicator)
    shown = _asked(request, found)
    context = {
        "indicator": found,
        "crumbs": crumbs(found, "数据"),
        "shown": shown,
        "periods": periods_to_choose(found, shown.period if shown is not None else None),
        "organisations": organisations_to_choose(request, shown.organisation if shown is not None else None),
        "as_of": _text(request, "as_of") if shown is not None and shown.as_of else "",
    }
    if shown is not None:
        context |= _lineage(request, shown)
    return render(request, "entry/figure.html", context)


def _lineage(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    definition, counting = shown.definition, counting_of(shown.definition)
    longer = shown.period.type != definition.period_type
    line = typed_line(shown, lines_visible_to(request.actor)) if not longer else None
    return {
        "value": value_words(shown),
        "parts": parts_words(shown),
        "once": once_words(shown),
        "told": told_of(shown, request.actor) if not longer else [],
        "taken": [] if longer else _taken(shown),
        "formula": Words().of(counting, definition.kind) if counting else "",
        "day": _day(shown),
        "measured": measured(shown, request.actor),
        "period": token(shown.period),
        "longer": longer,
        "who": who_words(shown.observation, line),
        "line_url": reverse("filing-line", args=[line.public_id]) if line is not None else "",
        "correction": correction_said(line),
        "may_print": permissions.can_print_figure(request.actor),
        "beside": _beside(request, shown),
        **({"of_time": parts_of_time(shown)} if longer else _of_one(request, shown)),
    }


def _taken(shown: Shown) -> list[tuple[str, str, str]]:
    """Of a ratio whose parts are figures of their own: which part, whose figure, and where that opens."""
    sources = sources_of(shown.definition)
    rows = Indicator.objects.filter(key__in=sources.values(), owner=shown.indicator.owner_id)
    there = {row.key: row for row in rows}
    where = f"?organisation={shown.organisation.public_id}&period={shown.period.public_id}"
    return [
        (PARTS[column], there[key].title, reverse("figure", args=[there[key].public_id]) + where)
        for column, key in sources.items()
        if key in there
    ]


def _beside(request: HttpRequest, shown: Shown) -> list[Any]:
    """What others state of the same figure, as later stages know (their panel `figure`)."""
    panels = [stage.panels["figure"] for stage in installed() if "figure" in stage.panels]
    return [line for panel in panels for line in panel(shown, request.actor)]


def _of_one(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """What a figure of one period of its own kind is made of, and those of the periods before."""
    if shown.is_rolled_up:
        below = inputs(request, shown)
        return {"below": below, "inputs": below.rows, "page_obj": below.page, "trend": _trend(shown)}
    page, counted = entries(request, shown)
    waits = bool(shown.definition.computed) and shown.as_of is None and jobs_waiting(shown.organisation)
    return {"page_obj": page, "entries": counted, "trend": _trend(shown), "waits": waits}


def _day(shown: Shown) -> str:
    """Of a stock over a longer time, the day of the part that stands for it."""
    definition = shown.definition
    if shown.period.type == definition.period_type or not shown.rests_on or definition.nature == Nature.FLOW:
        return day_words(definition, shown.period)
    span = period_of(definition.period_type, shown.rests_on[-1])
    part = Period(type=span.kind, starts=span.starts, ends=span.ends, label=span.label)
    return f"按{span.label}的数，{day_words(definition, part)}"


def _trend(shown: Shown) -> list[dict[str, Any]]:
    """The same figure of the periods before, as they are known now."""
    rows = Period.objects.filter(type=shown.period.type, ends__lte=shown.period.ends).order_by("-ends")[:5]
    found = [figure_of(shown.indicator, shown.organisation, period) for period in rows]
    return [{"period": each.period, "value": value_words(each)} for each in reversed(found)]


@policy(f"{READERS}：打印一个数，留下当时的口径和数", methods=("POST",))
def print_figure(request: HttpRequest, indicator: str) -> HttpResponse:
    found: Indicator = find(indicators_visible_to(request.actor), indicator)
    require(permissions.can_print_figure(request.actor))
    shown = _asked(request, found)
    if shown is None:
        raise Http404
    made = actions.print_figure(shown=shown, by=request.actor, once=Once.of(request))
    messages.success(request, "已留存这个数，可以打印。")
    return redirect("printed-figure", made.public_id)


@policy(f"{READERS}：打印过的一个数，当时的和现在的")
def printed_figure(request: HttpRequest, printed_figure: str) -> HttpResponse:
    row: PrintedFigure = find(prints_visible_to(request.actor), printed_figure)
    then = figure_of(row.definition.indicator, row.organisation, row.period, as_of=row.as_of)
    now = figure_of(row.definition.indicator, row.organisation, row.period)
    kept = Shown(
        row.definition.indicator, row.definition, row.organisation, row.period, row.numerator, row.denominator or 0,
        reported=row.reported, expected=row.expected, as_of=row.as_of, observation=then.observation,
    )  # fmt: skip
    context = {
        "row": row,
        "title": row.title or row.definition.indicator.title,
        "name": row.name or row.organisation.name,
        "value": row.text or value_words(kept),
        "parts": parts_words(kept),
        "now": value_words(now),
        "changed": (now.numerator, now.denominator) != (row.numerator, row.denominator or 0)
        or (now.observation.text if now.observation else "") != row.text,
        "version_changed": definition_for(row.definition.indicator_id, row.period).pk != row.definition_id,
        "day": day_words(row.definition, row.period, timezone.localdate(row.as_of)),
        "number": plain_words(row.numerator, row.definition),
        "figure_url": _figure_url(request, row),
        "crumbs": [
            ("指标", reverse("indicators")),
            (row.title or row.definition.indicator.title, _figure_url(request, row)),
            ("打印过的数", ""),
        ],
    }
    return render(request, "entry/printed.html", context)


def _figure_url(request: HttpRequest, row: PrintedFigure) -> str:
    """Where the figure of now opens; empty where the indicator is out of use and not the reader's."""
    key = row.definition.indicator.public_id
    if not indicators_visible_to(request.actor).filter(public_id=key).exists():
        return ""
    return f"{reverse('figure', args=[key])}?organisation={row.organisation.public_id}&period={row.period.public_id}"
