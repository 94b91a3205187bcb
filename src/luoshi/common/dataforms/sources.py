"""What stages bring to data forms: lists to choose from, and values that need not be typed again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.stages import Asked, Pick, Prefill, Told, installed
from luoshi.core.fields import Form, Picked, is_blank
from luoshi.core.fields.model import FILES, PICKED, Field

MOST_PICKED = 5000


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A value that a source knew, and what the source is called."""

    value: Any
    source: str


def all_picks() -> dict[str, Pick]:
    """Every list, by name, in the order of the process."""
    return {name: pick for stage in installed() for name, pick in stage.pick.items()}


def shelf_for(field: Field, actor: Actor) -> tuple[Picked, ...]:
    """Files that are kept already, from which a field of files can take some."""
    pick = all_picks().get(field.pick_name)
    if pick is None or pick.file is None or field.kind not in FILES:
        return ()
    return tuple(pick.rows(actor))


def file_on_shelf(field: Field, actor: Actor, key: str) -> tuple[Any, str] | None:
    """(stored file, its name) of one of them; None for any other."""
    pick = all_picks().get(field.pick_name)
    return pick.file(actor, key) if pick is not None and pick.file is not None else None


def all_prefills(actor: Actor | None = None) -> dict[str, Prefill]:
    """Every source; with an actor also those that are data of the site, as far as he may name them."""
    found = {name: source for stage in installed() for name, source in stage.prefill.items()}
    if actor is not None:
        for stage in installed():
            found |= stage.sources(actor) if stage.sources is not None else {}
    return found


def picks_for(fields: Iterable[Field], actor: Actor) -> dict[str, tuple[Picked, ...]]:
    """The lists that these fields choose from, each asked once, with what this actor may choose."""
    wanted = {field.pick_name for field in fields if field.kind in PICKED}
    known = all_picks()
    return {
        name: tuple(known[name].rows(actor))[:MOST_PICKED] if name in known else () for name in sorted(wanted)
    }


def prefill_for(
    form: Form,
    actor: Actor,
    *,
    organisation_id: int | None,
    about: Any = None,
    shared: dict[str, Any] | None = None,
) -> dict[str, Prefilled]:
    """By field key what the sources know for this organisation. A source that does not fit the field gives nothing.

    shared: one and the same for all organisations, where many are asked one after another
    """
    shared = {} if shared is None else shared
    known, asked = _named_in(form, actor, shared), Asked(organisation_id, about, shared=shared)
    found = {}
    for field in form.fields:
        source = known.get(field.prefill)
        if source is None or field.kind not in source.kinds:
            continue
        value = source.value(actor, replace(asked, wanted=field))
        label = source.label
        if isinstance(value, Told):
            value, label = value.value, value.label
        if not is_blank(value):
            found[field.key] = Prefilled(value, label)
    return found


def _named_in(form: Form, actor: Actor, shared: dict[str, Any]) -> dict[str, Prefill]:
    """The sources; those of the site are looked up only where a field names one of them."""
    if "sources" not in shared:
        shared["sources"] = known = all_prefills()
        if any(field.prefill and field.prefill not in known for field in form.fields):
            shared["sources"] = all_prefills(actor)
    found: dict[str, Prefill] = shared["sources"]
    return found


def known_values(
    form: Form, actor: Actor, *, organisation_id: int | None, about: Any = None
) -> dict[str, Any]:
    """`prefill_for`, the bare values."""
    found = prefill_for(form, actor, organisation_id=organisation_id, about=about)
    return {key: each.value for key, each in found.items()}
