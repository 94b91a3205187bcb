"""What registers there are to count from, in the words of their forms."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.core.conditions.tree import Literal
from luoshi.core.counting import Counting, counting_in_words
from luoshi.core.fields import Form
from luoshi.core.fields.lookup import literal_words
from luoshi.core.packs.indicators import names_of
from luoshi.registers.derived_values import derived_here, form_with_derived
from luoshi.registers.identity import form_of
from luoshi.registers.models import Register
from luoshi.registers.queries import registers_visible_to

from ..models import IndicatorVersion
from .definitions import counting_of
from .queries import indicators_visible_to

OF_ENTRIES = {
    "state": "状态",
    "since": "登记起",
    "stage": "建设阶段",
    "level": "级别",
    "level_rank": "级别",
    "valid_until": "有效期至",
}
SAID = {"school": "校级", "county": "县级", "city": "市级", "province": "省级", "nation": "国家级"}


def asked_forms(actor: Actor) -> dict[str, tuple[str, Form]]:
    """By key title and form of the registers he reads, as conditions on screen may ask: fields that are not personal,
    and what follows from them.
    """
    return {row.key: (row.title, form_with_derived(row)) for row in _registers(actor)}


def _registers(actor: Actor | None = None) -> list[Register]:
    every = Register.objects.filter(withdrawn_at__isnull=True)
    rows = registers_visible_to(actor) if actor is not None else every
    return list(rows.filter(definition__current__isnull=False).select_related("definition__current"))


def _follows(register: Register) -> dict[str, str]:
    """What follows from its fields, by name, in words."""
    keys = [field.key for field in form_of(register).fields]
    return {each.key: each.label for each in derived_here(register, keys)}


def computed_from(register: Register, actor: Actor) -> list[tuple[str, str]]:
    """The indicators counted from a register that the actor sees, with their pages: for its settings."""
    rows = IndicatorVersion.objects.filter(
        superseded_at__isnull=True,
        indicator__in=indicators_visible_to(actor).order_by().values("pk"),
        indicator__withdrawn_at__isnull=True,
    ).select_related("indicator")
    found = [(row, counting_of(row)) for row in rows.order_by("indicator__order", "indicator_id")]
    return [
        (row.indicator.title, reverse("indicator", args=[row.indicator.public_id]))
        for row, counting in found
        if counting is not None and register.key in counting.registers
    ]


def known_registers() -> Mapping[str, frozenset[str]]:
    """By key, the names that conditions may use."""
    return {row.key: names_of(row.key, form_of(row)) | _follows(row).keys() for row in _registers()}


class Words:
    """Declarations in words, read once for a page."""

    def __init__(self) -> None:
        rows = _registers()
        self.forms = {row.key: (row.title, form_of(row)) for row in rows}
        self.derived = {row.key: _follows(row) for row in rows}

    def of(self, counting: Counting, kind: str) -> str:
        titles = {key: title for key, (title, _) in self.forms.items()}
        return counting_in_words(counting, kind, titles, self._label, self._value)

    def _label(self, register: str, name: str) -> str:
        found = self.forms.get(register)
        if found is not None and found[1].at(name.removesuffix(".count")) is not None:
            return found[1].label(name)
        return self.derived.get(register, {}).get(name) or OF_ENTRIES.get(name, name)

    def _value(self, register: str, name: str, value: Literal) -> str:
        found = self.forms.get(register)
        if name == "level":
            return f"“{SAID.get(str(value), value)}”"
        return literal_words(found[1].at(name) if found else None, value)
