"""What quotas may be reckoned by: numbers that are held of schools, and attributes that are their type, each with where
it comes from. What is reckoned is kept with the call as it was then.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import Answer, FormDefinition
from luoshi.common.dataforms.queries import form_for, line_of
from luoshi.core.fields import Form
from luoshi.core.quota_rule import By, Part, Places, QuotaBasis, from_json, places
from luoshi.core.selection import QuotaBy, read_rules
from luoshi.indicators.definitions import definitions_of
from luoshi.indicators.entry.form_sources import by_organisation
from luoshi.indicators.models import Indicator
from luoshi.indicators.permissions import can_read_figures
from luoshi.indicators.states import Kind as FigureKind
from luoshi.registers.facts import counting_on
from luoshi.registers.models import Entry, Register

from .models import Call
from .queries import below
from .quotas import units, wins

INDICATOR, REGISTER, PROFILED, OWNER = "indicator", "register", "profile", "owner"
WHOLE = (FigureKind.COUNTED, FigureKind.SUMMED, FigureKind.DISTINCT, FigureKind.TYPED)


@dataclass(frozen=True, slots=True)
class Source:
    """key: which (`indicator-<public id>`, `register-<key>`, `profile-<field>`, `owner`); values: of a type, each with
    its words.
    """

    key: str
    label: str
    unit: str = ""
    group: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is held of one school. value: the number; type: key of the type; of, ref: where it stands, href: page."""

    school: Organisation
    value: Fraction | None = None
    type: str = ""
    of: str = ""
    ref: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One unit with what is held of its schools, and what follows."""

    unit: Organisation
    known: tuple[Known, ...]
    wins: int
    places: Places


# ---- what there is to choose from


def number_sources(actor: Actor, call: Call) -> list[Source]:
    """Indicators of the bureaus above, numbers of 单位概况, how many entries a register holds."""
    line = line_of(call.organisation.path)
    found = []
    if can_read_figures(actor):
        rows = list(
            Indicator.objects.filter(withdrawn_at__isnull=True, owner__in=line).order_by("order", "pk")
        )
        versions = definitions_of([row.pk for row in rows])
        for row in rows:
            latest = versions[row.pk][-1] if versions[row.pk] else None
            if latest is not None and latest.kind in WHOLE:
                found.append(
                    Source(f"{INDICATOR}-{row.public_id}", row.title, latest.unit, "指标最近一期的数")
                )
    found += [
        Source(f"{PROFILED}-{field.key}", field.label, field.unit, "单位概况")
        for field in _profile_form(call).fields
        if field.kind == "integer" and not field.personal
    ]
    registers = Register.objects.filter(owner__in=line, withdrawn_at__isnull=True).order_by("order", "id")
    return found + [
        Source(f"{REGISTER}-{row.key}", f"{row.title}台账的条目", "条", "台账") for row in registers
    ]


def type_sources(call: Call) -> list[Source]:
    """Who founded it, as the list of organisations has it, and what 单位概况 asks to choose."""
    owner = Source(
        OWNER, "举办方", values=tuple((key, label) for key, label in Organisation.Owner.choices if key)
    )
    return [
        owner,
        *(
            Source(
                f"{PROFILED}-{field.key}",
                field.label,
                values=tuple((each.key, each.label) for each in field.choices),
            )
            for field in _profile_form(call).fields
            if field.kind == "choice" and not field.personal
        ),
    ]  # fmt: skip


def _profile(call: Call) -> FormDefinition | None:
    return form_for(PROFILE.key, call.organisation.path)


def _profile_form(call: Call) -> Form:
    definition = _profile(call)
    current = definition.current if definition is not None else None
    return current.form if current is not None else Form()


# ---- what is held


def lines_of(actor: Actor, call: Call, basis: QuotaBasis) -> list[Line]:
    """Every unit that has a quota, with what is held now."""
    listed = units(call)
    schools = _schools_of(call, listed)
    held = held_of(actor, call, basis, [each for rows in schools.values() for each in rows])
    won = wins(call, listed) if basis.each_win else {}
    found = []
    for unit in listed:
        known = tuple(held.get(each.pk, Known(each)) for each in schools[unit.pk])
        parts = [Part(each.value, each.type) for each in known]
        found.append(Line(unit, known, won.get(unit.pk, 0), places(basis, parts, won.get(unit.pk, 0))))
    return found


def _schools_of(call: Call, listed: Sequence[Organisation]) -> dict[int, list[Organisation]]:
    """A school itself; of a county the schools below it."""
    if read_rules(call.rules).quota.by != QuotaBy.COUNTY:
        return {unit.pk: [unit] for unit in listed}
    schools = list(below(call, Organisation.Kind.SCHOOL))
    return {
        unit.pk: [unit] if unit.kind == Organisation.Kind.SCHOOL
        else [each for each in schools if each.path.startswith(unit.path)]
        for unit in listed
    }  # fmt: skip


def held_of(actor: Actor, call: Call, basis: QuotaBasis, schools: Sequence[Organisation]) -> dict[int, Known]:
    """By school; who has nothing is left out."""
    kind, _, name = basis.source.partition("-")
    if kind == OWNER:
        of = "单位名录"
        return {each.pk: Known(each, type=each.owner, of=of) for each in schools if each.owner}
    if kind == INDICATOR:
        return _figures(actor, name, schools)
    if kind == REGISTER:
        return _entries(call, name, schools)
    return _profiled(call, name, basis.by, schools)


def _figures(actor: Actor, public_id: str, schools: Sequence[Organisation]) -> dict[int, Known]:
    indicator = Indicator.objects.filter(public_id=public_id).first()
    if indicator is None:
        return {}
    rows, found = by_organisation(actor, indicator), {}
    for school in schools:
        row = rows.get(school.pk)
        if row is not None and row.numerator is not None:
            exact = Fraction(row.numerator, 10**row.definition.scale)
            of = f"指标“{indicator.title}”（{row.period.label}，{row.get_status_display()}）"
            page = reverse("figure", args=[indicator.public_id])
            where = f"{page}?organisation={school.public_id}&period={row.period.public_id}"
            found[school.pk] = Known(school, exact, of=of, ref=row.public_id, href=where)
    return found


def _entries(call: Call, key: str, schools: Sequence[Organisation]) -> dict[int, Known]:
    """A school that keeps the register and holds nothing in it is not known: it may just not have begun."""
    day = clock.today()
    line = line_of(call.organisation.path)
    register = Register.objects.filter(key=key, owner__in=line, withdrawn_at__isnull=True).first()
    rows = Entry.objects.filter(counting_on(day), register__key=key, organisation__in=schools)
    numbers = Counter(rows.order_by().values_list("organisation", flat=True))
    of = f"台账“{register.title if register else key}”（{day:%Y-%m-%d} 已确认的条目）"
    href = reverse("register", args=[register.public_id]) if register is not None else ""
    return {
        each.pk: Known(each, Fraction(numbers[each.pk]), of=of, ref=f"{key} {day}", href=href)
        for each in schools
        if numbers[each.pk]
    }


def _profiled(call: Call, name: str, by: str, schools: Sequence[Organisation]) -> dict[int, Known]:
    by_key, found = {each.pk: each for each in schools}, {}
    rows = Answer.objects.filter(definition=_profile(call), about_type="", organisation_id__in=by_key)
    for row in rows:
        value, school = values_of(row, masked=True).get(name), by_key[row.organisation_id]
        of = f"单位概况（{timezone.localtime(row.saved_at):%Y-%m-%d} 保存）"
        ref = f"{row.public_id} {row.version}"
        if by == By.TYPE and isinstance(value, str):
            found[school.pk] = Known(school, type=value, of=of, ref=ref)
        elif by == By.NUMBER and isinstance(value, int):
            found[school.pk] = Known(school, Fraction(value), of=of, ref=ref)
    return found


# ---- what is kept


def as_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The numbers as they were, so that anybody reckons it again."""
    return [
        {
            "unit": line.unit.public_id,
            "name": line.unit.short,
            "held": [
                [each.school.short, said(each.value), each.type, each.of, each.ref, each.href]
                for each in line.known
            ],
            "wins": line.wins,
            "number": line.places.number,
            "raised": line.places.raised,
        }
        for line in lines
    ]


def digest_of(basis: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """Of what somebody looked at before he set it."""
    text = json.dumps([basis, rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def reckoned_again(basis: QuotaBasis, row: Mapping[str, Any]) -> Places:
    """From what was kept alone."""
    parts = [Part(Fraction(value) if value else None, kind) for _, value, kind, *_ in row["held"]]
    return places(basis, parts, row["wins"])


def said(value: Fraction | None) -> str:
    """Without loss; empty for what is not known."""
    return "" if value is None else str(value)


def value_words(basis: QuotaBasis, row: Mapping[str, Any], unit: str, labels: Mapping[str, str]) -> str:
    """What is held of a unit: 86 人; 公办; of a county 3 所学校共 210 人，1 所没有数."""
    held = row["held"]
    known = [each for each in held if each[1] or each[2] in labels]
    if not known:
        return "没有登记数" if basis.by == By.NUMBER else "没有登记类型"
    if basis.by == By.TYPE:
        kinds = Counter(labels[each[2]] for each in known)
        words = "、".join(
            f"{label}{f' {number} 所' if len(held) > 1 else ''}" for label, number in kinds.items()
        )
    else:
        total = sum((Fraction(each[1]) for each in known), Fraction())
        number = str(total) if total.denominator == 1 else f"{float(total):g}"
        words = f"{number} {unit}".rstrip()
    if len(held) > 1:
        words = f"{len(known)} 所学校共 {words}" if basis.by == By.NUMBER else words
        words += f"，另有 {len(held) - len(known)} 所没有登记" if len(known) < len(held) else ""
    return words


def shown_rows(
    basis: QuotaBasis, rows: Sequence[Mapping[str, Any]], unit: str, labels: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What was reckoned, or kept, as a table shows it."""
    return [
        {
            **row,
            "words": value_words(basis, row, unit, labels),
            "total": None if row["number"] is None else row["number"] + row["raised"],
            "sources": _sources(row["held"]),
        }
        for row in rows
    ]


def _sources(held: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Where it stands, each once; the page of a figure only where it is one school's."""
    alone = len(held) == 1
    return list(dict.fromkeys((each[3], each[5] if alone else "") for each in held if each[3]))


def same_source(rows: Sequence[Mapping[str, Any]]) -> str:
    """Where all numbers come from the same place, its words: said once, not in every line."""
    said = {tuple(words for words, _ in row["sources"]) for row in rows if row["sources"]}
    only = said.pop() if len(said) == 1 else ()
    return only[0] if len(only) == 1 else ""


def kept_rows(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a call was reckoned from; empty: it was not."""
    if not kept:
        return []
    rows = shown_rows(from_json(kept["rule"]), kept["rows"], kept["unit"], kept["labels"])
    for row in rows:
        row["set"] = row.get("by_hand", row["total"])
    return rows
