"""Organisations a notice was meant for and in which nobody receives it: which they are, and what to say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.roles import ROLES

NAMED = 20  # in one sentence


@dataclass(frozen=True, slots=True)
class Gap:
    """An organisation that is not reached, and which posts somebody holds there today."""

    organisation: Organisation
    held: tuple[str, ...]

    @property
    def why(self) -> str:
        return f"现有岗位：{'、'.join(self.held)}" if self.held else "还没有登记人员"


def gaps_of(
    places: Iterable[Organisation], reached: Iterable[Membership], people: QuerySet[Membership]
) -> list[Gap]:
    """Of these organisations those in which none of the posts that are reached is; `people`: whom the actor sees."""
    at = {post.organisation_id for post in reached}
    left = [place for place in places if place.pk not in at]
    held: dict[int, set[str]] = {}
    found = people.filter(organisation__in=[place.pk for place in left]).order_by()
    for place, role in found.values_list("organisation", "role").distinct():
        held.setdefault(place, set()).add(role)
    return [
        Gap(place, tuple(role.name for role in ROLES.values() if role.key in held.get(place.pk, ())))
        for place in left
    ]


def in_words(gaps: Sequence[Gap]) -> str:
    """Which organisations, in one sentence; empty when everybody is reached."""
    if not gaps:
        return ""
    names = "、".join(gap.organisation.short for gap in gaps[:NAMED])
    more = "等" if len(gaps) > NAMED else ""
    return f"有 {len(gaps)} 个单位没有人能收到：{names}{more}。"


def sign_of(gaps: Sequence[Gap]) -> str:
    """What the sender says he knows: exactly these organisations, no others."""
    ids = ",".join(sorted(gap.organisation.public_id for gap in gaps))
    return hashlib.sha256(ids.encode()).hexdigest()[:20]
