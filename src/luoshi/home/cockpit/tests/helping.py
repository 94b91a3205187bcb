"""Whose picture a test looks at."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.home.cockpit.scope import Scope


def scope(there: Any, name: str = "officer", place: Organisation | None = None) -> Scope:
    actor = there.actor(name)
    return Scope(actor, there.plan, place or Organisation.objects.get(pk=actor.organisation_id))
