"""Which rounds ask with a form, for the page of the form."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.stages import FormUse

from .queries import rounds_visible_to
from .states import RoundState

MOST = 10
TAKES_FORMS = (
    "在“承接申报”里新建一轮，或修改起草中的一轮，把它选作“每项任务填写的表”；"
    "发布申报通知以后，学校申报每项任务时填写。"
)


def uses(definition: FormDefinition, actor: Actor) -> Iterator[FormUse]:
    """The newest rounds with any version of it."""
    rows = rounds_visible_to(actor).filter(form_version__definition=definition)
    for row in rows.exclude(state=RoundState.WITHDRAWN).order_by("-id")[:MOST]:
        words = f"承接申报“{row.name}”（{row.get_state_display()}）：学校每申报一项任务填一份"
        page = "round" if row.state == RoundState.DRAFT else "round-rows"
        yield FormUse(words, reverse(page, args=[row.public_id]))
