"""A figure that is printed is kept as it stood: as known at an instant, by its definition, with its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor

from ...models import IndicatorVersion
from ...periods import row_of
from ...queries import Shown
from .. import permissions
from ..models import PrintedFigure

AT_ONCE = 100


def digest_of(
    *,
    definition: IndicatorVersion,
    organisation: str,
    period: str,
    as_of: dt.datetime,
    numbers: list[int | str | None],
) -> str:
    """The same for the same figure: what a printed paper is checked by."""
    facts = [
        definition.public_id,
        definition.number,
        organisation,
        period,
        as_of.astimezone(dt.UTC).isoformat(),
        numbers,
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


@acts.act("indicator_entry.print_figure", who=permissions.can_print_figure)
def print_figure(*, shown: Shown, by: Actor) -> PrintedFigure:
    """`shown` is what the page shows, as of now or of an earlier instant."""
    made: PrintedFigure = acts.create(PrintedFigure, **_kept(shown), printed_by_id=by.membership_id)
    return made


@acts.act("indicator_entry.print_figures", who=permissions.can_print_figure)
def print_figures(*, figures: Sequence[Shown], by: Actor) -> list[PrintedFigure]:
    """The figures of one paper, in their order; in the log as their number and digest."""
    rows = [PrintedFigure(**_kept(shown), printed_by_id=by.membership_id) for shown in figures]
    PrintedFigure.objects.bulk_create(rows, batch_size=AT_ONCE)
    acts.note_bulk("indicator_entry.printedfigure", [[row.public_id, row.digest] for row in rows])
    return rows


def _kept(shown: Shown) -> dict[str, Any]:
    as_of = shown.as_of or clock.now()
    there = shown.period.pk is not None  # of a longer time there was no row
    period = shown.period if there else row_of(shown.period.span)
    text = shown.observation.text if shown.observation is not None else ""
    numbers = [shown.numerator, shown.denominator, text, shown.reported, shown.expected]
    return {
        "definition": shown.definition,
        "organisation": shown.organisation,
        "period": period,
        "title": shown.indicator.title,
        "name": shown.organisation.name,
        "as_of": as_of,
        "numerator": shown.numerator,
        "denominator": shown.denominator,
        "text": text,
        "reported": shown.reported,
        "expected": shown.expected,
        "digest": digest_of(
            definition=shown.definition,
            organisation=shown.organisation.public_id,
            period=period.public_id,
            as_of=as_of,
            numbers=numbers,
        ),
    }
