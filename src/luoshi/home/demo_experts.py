"""People of a demo site who judge, with accounts to judge through: of the city's pool and of a school's own."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.actions import add_person
from luoshi.accounts.demo_schools import GIVEN, SURNAMES
from luoshi.accounts.models import Membership, Organisation
from luoshi.common.actor import Actor, system_actor
from luoshi.selection.panel import actions as panel
from luoshi.selection.panel.models import Expert


def account(
    organisation: Organisation, role: str, title: str, *, name: tuple[int, int], mobile: int, key: str
) -> Membership:
    """Somebody invented. name: which family name, which given one; mobile: 1000000 and this number."""
    family, given = name
    return add_person(
        name=f"示例·{SURNAMES[family % len(SURNAMES)]}{GIVEN[given % len(GIVEN)]}",
        mobile=f"1000000{mobile:04d}", organisation=organisation, role=role, title=title, cast_key=key,
        by=system_actor(),
    )  # fmt: skip


def in_pool(organisation: Organisation, post: Membership, by: Actor, **facts: Any) -> Expert:
    """Entered and bound to his account."""
    expert: Expert = panel.add_expert(organisation=organisation, name=post.user.name, by=by, **facts)
    panel.bind_expert(expert=expert, post=post, by=by, version=expert.version)
    expert.refresh_from_db()
    return expert
