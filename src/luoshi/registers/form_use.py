"""A register's form in the eyes of the form editor: where it is used, and what must not be taken out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.stages import FormUse
from luoshi.core.fields import Form, Step
from luoshi.core.packs.registers import unfit

from .identity import keys_renamed
from .models import Register
from .queries import registers_to_set
from .settings_shown import settings_url


def uses_forms(definition: Any, actor: Actor) -> Iterator[FormUse]:
    for row in registers_to_set(actor).filter(definition=definition):
        yield FormUse(f"“{row.title}”台账的每一条", settings_url(row))


def refuses_form(definition: Any, form: Form, steps: Sequence[Step]) -> Iterator[str]:
    """What tells entries apart must stay: without it several would silently become one."""
    register = Register.objects.filter(definition=definition).select_related("definition__current").first()
    if register is None or definition.current is None:
        return
    before: Form = definition.current.form
    for key, now in keys_renamed(definition, register.identity, form, steps):
        if unfit(form, now, personal_too=True):
            label = before.label(key)
            yield (
                f"“{label}”是“{register.title}”台账里“怎样算同一条”的依据，不能删去或改成表格、附件，否则不同的会算成同一条。"
                "请先在台账设置里改“怎样算同一条”，或把它对应到新的项目。"
            )
    columns = [now for _, now in keys_renamed(definition, register.shows, form, steps)]
    if columns and all(unfit(form, now, personal_too=False) for now in columns):
        yield f"“{register.title}”台账的清单一列也不剩了。请先在台账设置里改清单的列，或保留其中一项。"
