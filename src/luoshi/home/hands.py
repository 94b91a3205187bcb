"""Whose a line of the desk is: the reader's own, or one that his office may do, and who has it in hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem

# Whoever is alone in one of these posts has in hand all that his office does.
CLERKS = frozenset({"office", "county_officer", "city_officer"})
SHARED = {"school": "本校可办", "city": "本科室可办"}  # by the level of the acting post


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the desk and the post it belongs to; `other_post` is set when that is not the acting one. `hand`: who
    has it in hand, where that is not the reader.
    """

    item: DeskItem
    post: str
    other_post: str = ""
    post_id: int | None = None
    hand: str = ""


def each_once(lines: list[Line]) -> list[Line]:
    """What a page lets the reader sign for stands once: the line of the message that leads there is left out."""
    signed = {(line.post_id, line.item.href) for line in lines if line.item.signs}
    return [line for line in lines if not line.item.about or (line.post_id, line.item.about) not in signed]


def parted(lines: Iterable[Line], posts: list[Membership]) -> tuple[list[Line], list[Line]]:
    """The reader's own; and what others of his office may do as well, with who has it in hand."""
    lines = list(lines)
    asked = {line.item.handler for line in lines} - {None, *(line.post_id for line in lines)}
    names = dict(memberships_today().filter(pk__in=asked - {OFFICE}).values_list("pk", "user__name"))
    alone = _alone(posts) if OFFICE in asked or len(names) < len(asked - {OFFICE}) else set()
    own, shared = [], []
    for line in lines:
        handler = line.item.handler
        if handler is None or handler == line.post_id or (handler not in names and line.post_id in alone):
            own.append(line)
        else:
            shared.append(replace(line, hand=f"{names[handler]}经办" if handler in names else ""))
    return own, sorted(shared, key=lambda line: line.item.due or dt.date.max)


def _alone(posts: list[Membership]) -> set[int]:
    """Those of these posts whose office has no other clerk."""
    clerks = [post for post in posts if post.role in CLERKS]
    if not clerks:
        return set()
    rows = memberships_today().filter(
        organisation__in={post.organisation_id for post in clerks}, role__in={post.role for post in clerks}
    )
    counts = rows.order_by().values_list("organisation", "role").annotate(n=Count("user", distinct=True))
    held = {(place, role): n for place, role, n in counts}
    return {post.pk for post in clerks if held.get((post.organisation_id, post.role)) == 1}


def shared_words(actor: Actor) -> str:
    role = ROLES.get(actor.role)
    return SHARED.get(role.level if role else "", "本单位可办")
