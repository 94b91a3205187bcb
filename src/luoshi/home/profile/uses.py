"""Where the profile is filled in, for the page of the form."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.stages import FormUse


def uses(definition: FormDefinition, actor: Actor) -> Iterator[FormUse]:
    if definition.key == PROFILE.key:
        yield FormUse("单位概况：下面每所学校填一份，别的表从这里带出", reverse("profiles"))
