"""What each route of definitions, filings and figures answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from luoshi.common import clock
from luoshi.indicators.models import Indicator

from .expect_papers import post_of
from .lines import EDITORS, LEADERS, SCHOOL_LEADERS, Expected, button, page, version

FIGURE_READERS = EDITORS | LEADERS | SCHOOL_LEADERS | {"finance"}
DEFINITION = {
    "title": "示例指标",
    "group": "示例",
    "definition": "示例口径",
    "kind": "typed",
    "nature": "stock",
    "period": "quarter",
    "unit": "人",
    "scale": "0",
    "scope": "all",
    "way": "typed",
}


def a_definition(row: Any, user: Any = None) -> dict[str, Any]:
    return {**DEFINITION, **version(row)}


def a_change(row: Any, user: Any = None) -> dict[str, Any]:
    return {**a_definition(row), "valid_from": clock.today().isoformat()}


def withdrawn(row: Indicator, user: Any = None) -> dict[str, Any]:
    """Taken out of use for those who run it; the others would no longer see it."""
    post = post_of(user)
    if post is not None and post.organisation_id == row.owner_id and post.role in EDITORS:
        Indicator.objects.filter(pk=row.pk).update(withdrawn_at=clock.now())
    return version(row)


EXPECTED_FIGURES: dict[str, Expected] = {
    "indicators": page(FIGURE_READERS),
    "indicator": page(FIGURE_READERS),
    "make-indicator": Expected(get=EDITORS, post=EDITORS, form=lambda row, user=None: dict(DEFINITION)),
    "change-indicator": Expected(get=EDITORS, post=EDITORS, form=a_change),
    "withdraw-indicator": button(EDITORS),
    "restore-indicator": button(EDITORS, withdrawn),
}
