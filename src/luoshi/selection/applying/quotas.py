"""How many applications of one school or county may go up in a call, and how many have gone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.core.selection import QuotaBy, read_rules
from luoshi.selection.models import Call
from luoshi.selection.quotas import allowed

from .models import Application
from .queries import county_of
from .states import ARRIVED, TAKES_A_PLACE, ApplicationState


def places(call: Call, organisation: Organisation, group: str = "") -> int | None:
    """The places of a school or county, in this group where there are groups; None where nothing limits it."""
    return allowed(call, organisation, group).number


def taken_by_school(call: Call, organisation: Organisation, group: str = "") -> QuerySet[Application]:
    """What of a school takes one of its places. A quota without groups counts all of them."""
    rows = Application.objects.filter(call=call, organisation=organisation, state__in=TAKES_A_PLACE)
    return rows.filter(group=group) if by_group(call) else rows


def recommended_by(call: Call, county: Organisation, group: str = "") -> QuerySet[Application]:
    """What a county has passed on, and what came on paper from its schools: that takes a place as well."""
    return _of_county(call, county, group).filter(_RECOMMENDED)


def taken_by_county(call: Call, county: Organisation, group: str = "") -> QuerySet[Application]:
    """The same with what the county has ranked and not passed on yet: its place is given."""
    ranked = Q(state=ApplicationState.SENT, rank__isnull=False)
    return _of_county(call, county, group).filter(_RECOMMENDED | ranked)


_RECOMMENDED = Q(state__in=ARRIVED) & (Q(rank__isnull=False) | Q(paper_at__isnull=False))


def of_them_on_paper(ranks: Sequence[int | None]) -> str:
    """Of ranks of `recommended_by`: what came on paper has none."""
    number = sum(rank is None for rank in ranks)
    return f"（其中纸质登记 {number} 个）" if number else ""


def _of_county(call: Call, county: Organisation, group: str) -> QuerySet[Application]:
    rows = Application.objects.filter(within(county.path, "organisation__"), call=call)
    return rows.filter(group=group) if by_group(call) else rows


def by_group(call: Call) -> bool:
    """Whether places are given group by group."""
    return bool(read_rules(call.rules).group_titles) and call.quotas.exclude(group="").exists()


def school_limit(application: Application) -> int | None:
    """Places of the school itself: by school, or by county where no county stands above it."""
    rule = read_rules(application.call.rules).quota
    if rule.by is QuotaBy.COUNTY and county_of(application.organisation, application.call) is not None:
        return None
    return places(application.call, application.organisation, application.group)


def is_ranked_by_county(application: Application) -> bool:
    """Whether a county must rank it before it goes on."""
    by_county = read_rules(application.call.rules).quota.by is QuotaBy.COUNTY
    return by_county and county_of(application.organisation, application.call) is not None


def in_words(application: Application) -> str:
    """How many places the school has and how many are taken; empty where nothing limits it."""
    limit = school_limit(application)
    if limit is None:
        return ""
    taken = taken_by_school(application.call, application.organisation, application.group).count()
    return f"名额 {limit} 个，已报送 {taken} 个，还可以报 {max(limit - taken, 0)} 个"
