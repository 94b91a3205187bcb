"""Where a form is filled in: what the stages say of it, and what they say of a form that nobody uses yet."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.stages import installed

from ..models import FormDefinition


def uses_of(definition: FormDefinition, actor: Actor) -> dict[str, Any]:
    """For the pages: `uses`, and `ways` to have it filled in where there is none."""
    found = [stage.uses_forms(definition, actor) for stage in installed() if stage.uses_forms is not None]
    return {"uses": [use for each in found for use in each], "ways": ways()}


def ways() -> str:
    return "；".join(stage.takes_forms for stage in installed() if stage.takes_forms)
