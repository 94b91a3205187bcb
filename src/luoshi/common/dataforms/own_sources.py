"""What was said once in the organisation profile need not be typed into another form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.stages import Asked, Prefill
from luoshi.core.fields import read, typed
from luoshi.core.fields.model import CHOSEN, TEXTS, Field

from .answers import in_version
from .builtin import PROFILE
from .models import Answer


def _values(asked: Asked) -> dict[str, Any]:
    """The organisation's profile in terms of its current version; read once for all sources of one form."""
    if "profile" not in asked.memo:
        answer = (
            Answer.objects.filter(
                definition__key=PROFILE.key,
                organisation_id=asked.organisation_id,
                about_id="",
                definition__current__isnull=False,
            )
            .select_related("definition__current__definition", "form_version")
            .order_by("-saved_at")
            .first()
        )
        current = answer.definition.current if answer else None
        asked.memo["profile"] = in_version(answer, current)[0] if answer and current else {}
    found: dict[str, Any] = asked.memo["profile"]
    return found


def _source(field: Field) -> Callable[[Actor, Asked], Any]:
    def value(actor: Actor, asked: Asked) -> Any:
        given = _values(asked).get(field.key)
        return typed(field, given) if given is not None and field.kind in CHOSEN else given

    return value


def profile_sources() -> dict[str, Prefill]:
    """One source per field of the profile that is neither personal nor a table; a choice is given as its words."""
    form, _ = read(PROFILE.content)
    return {
        f"profile.{field.key}": Prefill(
            f"{PROFILE.title}：{field.label}",
            TEXTS
            if field.kind in CHOSEN
            else frozenset({field.kind}) | (TEXTS if field.kind in TEXTS else set()),
            _source(field),
        )
        for field in form.fields
        if not field.personal and field.kind != "table"
    }


PREFILL = profile_sources()
