"""A county puts the applications of its schools in order, within its quota."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken, Stale
from luoshi.selection.models import Call

from .. import permissions, quotas
from ..models import Application
from ..queries import applications_visible_to
from ..states import ApplicationState
from .moving import call_first, refuse_unless_under_way


def seen_of(rows: Sequence[Application]) -> int:
    """Goes up whenever one of them is written: what the order was made from."""
    return sum(row.version for row in rows)


def to_rank(actor: Actor, call: Call, group: str = "") -> list[Application]:
    """What lies with the actor's county in this call (and group), in the order it has now."""
    rows = applications_visible_to(actor).filter(call=call, state=ApplicationState.SENT)
    rows = rows.filter(approval__steps__state="current", approval__steps__organisation=actor.organisation_id)
    if quotas.by_group(call):
        rows = rows.filter(group=group)
    return sorted(rows.distinct(), key=lambda row: (row.rank is None, row.rank or 0, row.sequence or 0))


@acts.act("applying.rank_applications", who=permissions.can_rank, under="call", first=call_first)
def rank_applications(
    *, call: Call, order: Sequence[Application], by: Actor, seen: int, group: str = ""
) -> Call:
    """The best first. What is not among them is not recommended; what was passed on already keeps its rank."""
    call = call_first(call)
    refuse_unless_under_way(call)
    rows = to_rank(by, call, group)
    if seen_of(rows) != seen or {row.pk for row in order} - {row.pk for row in rows}:
        raise Stale(None, seen)
    county = Organisation.objects.get(pk=by.organisation_id)
    there = list(quotas.recommended_by(call, county, group).values_list("rank", flat=True))
    kept, limit = set(there) - {None}, quotas.places(call, county, group)
    if limit is not None and len(there) + len(order) > limit:
        raise RuleBroken(
            f"{county.short}的名额是 {limit} 个，已推荐 {len(there)} 个{quotas.of_them_on_paper(there)}，"
            f"这次最多再排 {max(limit - len(there), 0)} 个。"
        )
    free = (number for number in range(1, len(kept) + len(order) + 1) if number not in kept)
    ranks = {row.pk: rank for row, rank in zip(order, free, strict=False)}
    for row in rows:
        acts.change(row, rank=ranks.get(row.pk))
    return call
