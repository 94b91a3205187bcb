"""Whether a county looks at a school's figures first: asked when it matters, as schools move and posts fall vacant."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import ancestors, memberships_today

COUNTY_OFFICER = "county_officer"


def officers_above(school: str, bureau: str) -> QuerySet[Membership]:
    """Officers of counties between a school and the bureau that asked, by their paths."""
    between = [path for path in ancestors(school)[:-1] if path != bureau]
    return memberships_today().filter(role=COUNTY_OFFICER, organisation__path__in=between)


def looks_first(school: str, bureau: str) -> bool:
    return officers_above(school, bureau).exists()


def counties_with_officers() -> set[str]:
    """Paths of all of them, to judge many schools at once."""
    rows = memberships_today().filter(role=COUNTY_OFFICER).order_by()
    return set(rows.values_list("organisation__path", flat=True).distinct())
