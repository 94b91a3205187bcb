"""Registers that come with the product, or are made by a command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.packs import PackLoad
from luoshi.core.packs.registers import whole

from ..models import Register
from ..pack import put_register
from ..permissions import only_within_an_act


@acts.act("registers.set_up_register", who=only_within_an_act)
def set_up_register(*, row: Mapping[str, Any], by: Actor) -> Register:
    """A register as a site pack writes it; a second time changes nothing."""
    found = Register.objects.filter(key=row["key"]).first()
    if found is None:
        last = Register.objects.order_by("-order").values_list("order", flat=True).first() or 0
        values = {name: value for name, value in whole(row).items() if name != "key"}
        found = put_register(None, row["key"], values, PackLoad("", by), last + 10)
    return found
