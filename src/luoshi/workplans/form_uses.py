"""Where the parts of workplans are asked, for the page of the form."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.stages import FormUse

from .asked import KEY


def uses(definition: FormDefinition, actor: Actor) -> Iterator[FormUse]:
    if definition.key == KEY:
        yield FormUse("实施方案：学校编制时，每项任务填一份", reverse("workplans"))
