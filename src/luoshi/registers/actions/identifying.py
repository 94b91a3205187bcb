"""A register's form or settings changed: its entries are called and told from others by what stands now."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from luoshi.accounts.queries import memberships_today
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.notices.actions import tell

from ..effects import Effect, Named, effect_of, is_as_read, named_anew, write_names
from ..models import Register
from ..permissions import only_within_an_act
from .counted import note_counted

OFFICERS = ("city_officer", "section_head")


@acts.act("registers.identify", who=only_within_an_act, on="register")
def identify(*, register: Register, by: Actor, rows: Sequence[Named] = ()) -> Register:
    """Labels and identities of all entries anew. Two of a school that would be the same thing now stay two, each
    counted by itself, until somebody merges them. rows: worked out before the act, where nothing moved since.
    """
    if register.definition.current is not None:
        if not rows or not is_as_read(register, rows):
            rows = named_anew(register)
        rename(register, rows, by)
        _tell(register, effect_of(rows), by)
    return register


def _tell(register: Register, effect: Effect, by: Actor) -> None:
    """A form or a pack made one of several, or several of one: the officers of its bureau hear of it."""
    parts = (
        (effect.joined, "组变成同一条"),
        (effect.parted, "组分开算"),
        (effect.doubles, "组在同一学校里重复"),
    )
    said = [f"{len(groups)} {words}" for groups, words in parts if groups]
    if not said:
        return
    posts = memberships_today().filter(organisation=register.owner_id, role__in=OFFICERS)
    tell(
        to=posts.order_by("pk"),
        title=f"“{register.title}”台账的内容改了，{'，'.join(said)}",
        kind="register",
        href=reverse("register-settings", args=[register.public_id]),
        body=f"现在算 {effect.after} 个，以前 {effect.before} 个。不该这样的，请在台账设置里改“怎样算同一条”。",
        about=register,
        by=by,
    )


def rename(register: Register, rows: Sequence[Named], by: Actor) -> None:
    """Inside an act: what was worked out of the entries stands from now on."""
    assert register.definition.current is not None
    moved = write_names(rows)
    acts.note_bulk("entries", [[row.public_id, row.identity] for row in moved])
    acts.change(register, read_as=register.definition.current.public_id)
    note_counted(register=register, organisations=frozenset(row.organisation for row in moved), by=by)
