"""Which kinds ask with a form, for the page of the form."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.stages import FormUse

from .queries import kinds_visible_to

TAKES_FORMS = (
    "在“遴选”里照着示例或已有的类别建一个类别，申报书随它建立；"
    "在类别页修改申报书，发起遴选以后学校申报时填写。"
)


def uses(definition: FormDefinition, actor: Actor) -> Iterator[FormUse]:
    for kind in kinds_visible_to(actor).filter(definition=definition, withdrawn_at__isnull=True):
        yield FormUse(
            f"遴选类别“{kind.title}”的申报书：每份申报填一份",
            reverse("selection-kind", args=[kind.public_id]),
        )
