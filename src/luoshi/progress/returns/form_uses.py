"""The form of a return says whose it is: the way back from the form maker."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.stages import FormUse

from .keys import FORM_KEY
from .queries import returns_visible_to

WAYS = "发起一次“收表”，在页面上做表或放入上级的原表"


def uses(definition: FormDefinition, actor: Actor) -> Iterable[FormUse]:
    if not definition.key.startswith(FORM_KEY):
        return
    for row in returns_visible_to(actor).filter(definition=definition):
        yield FormUse(f"收表：{row.title}", reverse("return", args=[row.public_id]))
