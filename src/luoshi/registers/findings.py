"""What the checks of a register say of entries somebody sees (`core.registers`). Nothing is kept: it is said anew.

Who else holds the same thing is named only where the reader sees that entry; of others there is only their number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Min, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import in_version
from luoshi.core.conditions import Value
from luoshi.core.days import day_in_words
from luoshi.core.registers import (
    SEVERITIES,
    Around,
    CheckResult,
    CheckSpec,
    Derived,
    Fact,
    Holder,
    check,
    derived,
    missing_titles,
    specs_in,
)

from .derived_values import derived_here, with_roles
from .facts import about_state, with_values
from .identity import form_of, identity_of
from .models import Entry, ProjectStage, Register
from .queries import entries_visible_to, registers_visible_to
from .states import COUNTING, EntryState

AT_ONCE = 500
TONES = {"error": "bad", "ask": "warn", "note": "muted"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for a page: what check, how grave, in words; `entry` None where it is about the school's list."""

    entry: Entry | None
    organisation: Organisation
    check: str
    severity: str
    words: str
    source: str

    @property
    def severity_label(self) -> str:
        return SEVERITIES[self.severity]

    @property
    def tone(self) -> str:
        return TONES[self.severity]


def findings(register: Register, actor: Actor, schools: Collection[Organisation]) -> list[Finding]:
    """Of these schools' lists as the actor sees them; `schools` are ones the actor sees (`schools_within`)."""
    rows = _standing(actor, register).filter(organisation__in=schools)
    return _judged(register, actor, rows, schools)


def follows(entry: Entry) -> list[tuple[str, str]]:
    """What follows from an entry's fields today, as (label, words). Not from personal ones, which nobody sees."""
    version = entry.register.definition.current
    if version is None or entry.answer is None:
        return []
    values, _ = in_version(entry.answer, version, masked=True)
    open_keys = [field.key for field in version.form.fields if not field.personal]
    open_values = {key: values[key] for key in open_keys if key in values}
    found = derived(entry.register.key, with_roles(entry.register, open_values), day=clock.today())
    return [
        (each.label, _in_words(each, found[each.key]))
        for each in derived_here(entry.register, open_keys)
        if found.get(each.key) is not None
    ]


def _in_words(each: Derived, value: Value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if each.kind == "date" and isinstance(value, str):
        return day_in_words(dt.date.fromisoformat(value))
    text = format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
    return f"{text}%" if each.kind == "percent" else f"{text} {each.unit}".strip()


def findings_of(entry: Entry, actor: Actor) -> list[Finding]:
    """Of one entry, without what is said of its school's list as a whole."""
    if entry.is_ended:
        return []
    rows = Entry.objects.filter(pk=entry.pk).select_related("organisation")
    return [each for each in _judged(entry.register, actor, rows, [entry.organisation]) if each.entry]


def gaps(register: Register, actor: Actor, schools: Sequence[Organisation]) -> dict[int, list[str]]:
    """Per school (key) the titles it should have in the register and has not, told as its check tells them."""
    specs, day = specs_in(register.checks), clock.today()
    params = next((spec.params for spec in specs if spec.rule == "expected"), {})
    facts = list(_facts(register, _standing(actor, register).filter(organisation__in=schools), day, {}))
    around = _around(register, actor, (), schools, facts, day)
    missed = missing_titles(facts, params, list(around.organisations), around)
    return {school.pk: missed[school.public_id] for school in schools}


def _judged(
    register: Register, actor: Actor, rows: QuerySet[Entry], schools: Collection[Organisation]
) -> list[Finding]:
    specs, day = specs_in(register.checks), clock.today()
    if not specs:
        return []
    entries: dict[str, Entry] = {}
    facts = list(_facts(register, rows, day, entries))
    around = _around(register, actor, specs, schools, facts, day)
    known = {school.public_id: school for school in schools}
    named = {spec.key: spec for spec in specs}
    results = check(register.key, specs, facts, day=day, around=around)
    return [_line(each, named[each.check], entries, known) for each in results]


def _line(
    result: CheckResult,
    spec: CheckSpec,
    entries: Mapping[str, Entry],
    schools: Mapping[str, Organisation],
) -> Finding:
    entry = entries[result.entry] if result.entry else None
    school = schools[result.organisation]
    return Finding(entry, school, spec.name, result.severity, result.words, spec.source)


def _standing(actor: Actor, register: Register) -> QuerySet[Entry]:
    rows = entries_visible_to(actor).filter(register=register).exclude(state=EntryState.ENDED)
    return rows.order_by("organisation__order", "organisation", "pk")


def _facts(
    register: Register, rows: QuerySet[Entry], day: dt.date, entries: dict[str, Entry]
) -> Iterable[Fact]:
    begun = _begun(rows) if register.has_stages else {}
    for entry, values, stage in with_values(register, rows, day):
        entries[entry.public_id] = entry
        yield Fact(
            key=entry.public_id,
            organisation=entry.organisation.public_id,
            label=entry.label,
            identity=_said(register, entry, values),
            since=entry.since.isoformat() if entry.since else "",
            values=values,
            extra={**about_state(entry, stage), **begun.get(entry.pk, {})},
        )


def _said(register: Register, entry: Entry, values: Mapping[str, Any]) -> str:
    """What tells it from others by what it says: two that became one by a change of the form count by themselves, and
    are told to be merged.
    """
    return identity_of(register, values, entry.organisation) or entry.identity


def _begun(rows: QuerySet[Entry]) -> dict[int, dict[str, str]]:
    """By entry the day of its first project stage."""
    stages = ProjectStage.objects.filter(entry__in=rows.order_by().values("pk"), taken_back_at__isnull=True)
    first = stages.order_by().values_list("entry").annotate(first=Min("on"))
    return {entry: {"stage_since": on.isoformat()} for entry, on in first}


def _around(
    register: Register,
    actor: Actor,
    specs: Collection[CheckSpec],
    schools: Collection[Organisation],
    facts: Collection[Fact],
    day: dt.date,
) -> Around:
    """Only what the checks of this register look at."""
    rules = {spec.rule for spec in specs}
    beside = {str(spec.params["register"]) for spec in specs if spec.params.get("register")}
    return Around(
        organisations=[school.public_id for school in schools],
        beside=_others(beside, actor, schools, day),
        expected=register.expected,
        elsewhere=_elsewhere(register, actor, facts) if "elsewhere" in rules else {},
        choices={
            field.key: {each.key: each.label for each in field.choices}
            for field in form_of(register).fields
            if field.choices
        },
    )


def _others(
    keys: Collection[str], actor: Actor, schools: Collection[Organisation], day: dt.date
) -> dict[str, list[Fact]]:
    found = {}
    for register in registers_visible_to(actor).filter(key__in=keys):
        rows = _standing(actor, register).filter(organisation__in=schools)
        found[register.key] = list(_facts(register, rows, day, {}))
    return found


def _elsewhere(register: Register, actor: Actor, facts: Collection[Fact]) -> dict[str, list[Holder]]:
    """By identity all schools that hold it and count it: named where the actor sees them."""
    identities = sorted({fact.identity for fact in facts if fact.identity})
    held: dict[str, dict[str, str]] = {}
    for start in range(0, len(identities), AT_ONCE):
        some = Entry.objects.filter(
            register=register, identity__in=identities[start : start + AT_ONCE], state__in=COUNTING
        )
        visible = entries_visible_to(actor).filter(pk__in=some.order_by().values("pk"))
        seen = set(visible.order_by().values_list("pk", flat=True))
        rows = some.order_by("organisation__order", "pk")
        for pk, identity, school, name in rows.values_list(
            "pk", "identity", "organisation__public_id", "organisation__name"
        ):
            known = held.setdefault(identity, {})
            known[school] = name if pk in seen else known.get(school, "")
    return {
        identity: [Holder(school, name) for school, name in schools.items()]
        for identity, schools in held.items()
    }
