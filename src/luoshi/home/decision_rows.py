"""Who settled what when a document was read; it stays for ever, here in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from luoshi.common.actor import Actor
from luoshi.core.reading.structure import Place
from luoshi.policies.models import Decision

PARTS = frozenset(field.name for field in fields(Place))


def decision_rows(actor: Actor, decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """What a line about a decision shows. Names of people are for their own organisation and its superiors."""
    return [
        {"decision": decision, "place": place_words(decision.place), "who": _who(actor, decision)}
        for decision in decisions
    ]


def _who(actor: Actor, decision: Decision) -> str:
    owner = decision.document.owner
    own = actor.is_system or (actor.may("see_people") and owner.path.startswith(actor.path))
    return decision.decided_by.name if own else owner.short


def place_words(place: dict[str, Any]) -> str:
    """表1第3行第2列; empty where no place is known."""
    known = {name: value for name, value in place.items() if name in PARTS}
    return Place(**({"file": ""} | known)).in_words()
