"""Where the questions of change requests are asked, for the page of the form."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.stages import FormUse
from luoshi.plans.queries import plans_visible_to

from .asked import KEY

MOST = 5


def uses(definition: FormDefinition, actor: Actor) -> Iterator[FormUse]:
    """The plans of its office, whose change requests ask it."""
    if definition.key != KEY:
        return
    for plan in plans_visible_to(actor).filter(issuer=definition.owner_id).order_by("-id")[:MOST]:
        words = f"变更申请（{plan.short}）：每件申请填一份补充说明"
        yield FormUse(words, reverse("change-requests", args=[plan.public_id]))
