"""What registers know, for forms that ask for it: how many entries count today."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import Asked, Prefill, Told

from .facts import counting_on
from .models import Register
from .queries import entries_visible_to, registers_visible_to


def sources(actor: Actor) -> dict[str, Prefill]:
    """One for each register the actor reads, by its key; of two with the same key that of the nearest bureau."""
    rows = sorted(registers_visible_to(actor), key=lambda row: (len(row.owner.path), row.order, row.pk))
    whole = frozenset({"integer"})
    return {
        f"registers.{row.key}": Prefill(f"台账：{row.title}数", whole, _count_of(row))
        for row in rows
        if row.key
    }


def _count_of(register: Register) -> Callable[[Actor, Asked], Told | None]:
    def value(actor: Actor, asked: Asked) -> Told | None:
        name, today = f"registers.{register.pk}", clock.today()
        if name not in asked.shared:
            rows = entries_visible_to(actor).filter(counting_on(today), register=register).order_by()
            counted = rows.values("organisation").annotate(n=Count("pk"))
            asked.shared[name] = {each["organisation"]: each["n"] for each in counted}
        count = asked.shared[name].get(asked.organisation_id)  # none is kept: nothing is known
        return Told(count, f"台账“{register.title}”今天在册的条数") if count else None

    return value
