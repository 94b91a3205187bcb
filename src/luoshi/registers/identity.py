"""What tells one entry from another, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import crypto
from luoshi.common.dataforms.models import FormDefinition
from luoshi.core.fields import Form, Step, shown
from luoshi.core.fields.model import Field
from luoshi.core.likeness import alike

from .models import JoinedIdentity, Register

Joined = dict[
    str, list[tuple[int, str, str]]
]  # by fingerprint: key of the join, what it counts as, below which path


def identity_of(register: Register, values: Mapping[str, Any], school: Organisation) -> str:
    """The keyed fingerprint of the values that tell it from others; "" where one of them is missing.

    Two alike in one register, in whatever schools, are the same thing (`core.likeness`): full-width digits, spaces,
    small letters and signs nobody sees make no difference. What an office above `school` has joined is resolved.
    """
    keys = keys_now(register.definition, register.identity)
    said = [_said(values.get(key)) for key in keys]
    if not said or not all(said):
        return ""
    return resolved(
        register, crypto.blind_index("\x1f".join(said), context=f"register:{register.key}"), school
    )


def own_identity(register: Register, public_id: str, school: Organisation) -> str:
    """Of an entry that nothing tells from others: counted by itself."""
    own = crypto.blind_index(public_id, context=f"register-entry:{register.key}")
    return resolved(register, own, school)


def joined_of(register: Register) -> Joined:
    """Fingerprints that count as another since an office joined them; asked once for a register in memory."""
    known: Joined | None = register.__dict__.get("_joined")
    if known is None:
        known = register.__dict__["_joined"] = {}
        rows = JoinedIdentity.objects.filter(register=register.pk, parted_at__isnull=True).order_by("pk")
        for was, *said in rows.values_list("was", "pk", "to", "within__path"):
            known.setdefault(was, []).append((said[0], said[1], said[2]))
    return known


def resolved(register: Register, identity: str, school: Organisation) -> str:
    """Through the joins that hold for this school in the order in which they were made, as the acts wrote them."""
    joined, last = joined_of(register), 0
    for _ in range(sum(len(steps) for steps in joined.values())):
        steps = joined.get(identity, ())
        found = next((s for s in steps if s[0] > last and school.path.startswith(s[2])), None)
        if found is None:
            break
        last, identity, _path = found
    return identity


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("id", ""))
    if isinstance(value, list | tuple):
        return "、".join(_said(each) for each in value)
    if value is None:
        return ""
    return alike(str(value))


def keys_now(definition: FormDefinition, keys: Iterable[str]) -> list[str]:
    """Keys of fields as they are called in the version in force, through renamings; those that went are left out."""
    current = definition.current
    if current is None:
        return []
    known = {field.key for field in current.form.fields}
    keys = list(keys)
    if all(key in known for key in keys):
        return keys
    return [key for key in _renamed(definition, keys) if key in known]


def _renamed(definition: FormDefinition, keys: list[str]) -> list[str]:
    published = definition.versions.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    for version in published.order_by("number"):
        to = {
            step.path: step.to for step in version.declared if step.how in ("rename", "convert") and step.to
        }
        keys = [to.get(key, key) for key in keys]
    return keys


def keys_renamed(
    definition: FormDefinition, keys: Iterable[str], form: Form, steps: Iterable[Step]
) -> list[tuple[str, str]]:
    """(as called in the version in force, as it would be called in `form`), through renamings and these steps.

    A key that only `form` has is taken as it stands.
    """
    keys, known = list(keys), {field.key for field in form.fields}
    current = definition.current
    here = {field.key for field in current.form.fields} if current is not None else set()
    now = keys if all(key in here for key in keys) else _renamed(definition, keys)
    to = {step.path: step.to for step in steps if step.how in ("rename", "convert") and step.to}
    return [
        (key, given if given in known and key not in here else to.get(key, key))
        for given, key in zip(keys, now, strict=True)
    ]


def columns_of(register: Register) -> list[Field]:
    """The fields a list shows."""
    form = form_of(register)
    found = [form.field(key) for key in keys_now(register.definition, register.shows)]
    return [field for field in found if field is not None and not field.personal]


def form_of(register: Register) -> Form:
    current = register.definition.current
    return current.form if current is not None else Form()


def label_of(register: Register, values: Mapping[str, Any], public_id: str) -> str:
    """What an entry is called: its first column with something in it, never a personal value."""
    for field in columns_of(register):
        if text := shown(field, values.get(field.key)).strip():
            return text[:200]
    return f"{register.title}{public_id[-4:]}"
