"""What counting an indicator anew would change, before it is done: of few schools at once, of many by the worker.

Of many, what was found is kept with the indicator until it is counted or asked anew: {period, state, count, rows}.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor

from ..definitions import definition_for
from ..figures import Figure, row_of
from ..models import NOW_VALID, Indicator, Observation, Period
from ..queries import shown_of
from .computing import figures
from .wording import value_words

FEW = 200  # schools that are looked at while the page is made
SHOWN = 200  # differences that are kept of many schools
AT_ONCE = 200
LOOKING, READY, COUNTING, FAILED = "looking", "ready", "counting", "failed"
ASKED = "recount"


@dataclass(frozen=True, slots=True)
class Change:
    """One school's figure: as it stands, as it would be."""

    school: str
    before: str
    after: str


def schools_below(actor: Actor) -> list[Organisation]:
    rows = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True)
    return list((rows if actor.is_system else rows.filter(within(actor.path))).order_by("order", "id"))


def changes(
    indicator: Indicator,
    period: Period,
    schools: Sequence[Organisation],
    told: Callable[[int, int], None] = lambda done, total: None,
) -> list[Change]:
    """Nothing is written."""
    found: list[Change] = []
    definition = definition_for(indicator.pk, period)
    for start in range(0, len(schools), AT_ONCE):
        told(start, len(schools))
        part = schools[start : start + AT_ONCE]
        standing = {
            row.organisation_id: row
            for row in Observation.objects.filter(
                NOW_VALID, indicator=indicator, period=period, organisation__in=part
            ).select_related("definition")
        }
        for figure in figures([indicator], part, [period]):
            before, after = standing.get(figure.organisation.pk), row_of(figure, definition)
            if before is None or _said(before) != _said(after):
                found.append(_change(indicator, figure, before, after))
    return found


def _said(row: Observation) -> tuple[Any, ...]:
    return row.numerator, row.denominator, row.missing, row.note, row.made_of


def _change(indicator: Indicator, figure: Figure, before: Observation | None, after: Observation) -> Change:
    words = [_words(indicator, figure, row) for row in (before, after)]
    if words[0] == words[1]:
        words[1] += "（条目、说明有变化）"
    return Change(figure.organisation.short, *words)


def _words(indicator: Indicator, figure: Figure, row: Observation | None) -> str:
    if row is None:
        return "还没有算过"
    if row.missing:
        return f"没有：{row.missing}"
    return value_words(shown_of(indicator, row.definition, figure.organisation, figure.period, row))


def asked(indicator: Indicator) -> dict[str, Any]:
    """What was asked of many schools, as far as it has come; empty where nothing was."""
    found = indicator.extra.get(ASKED)
    return dict(found) if isinstance(found, dict) else {}
