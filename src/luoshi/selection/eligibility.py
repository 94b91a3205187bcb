"""Conditions of a call, asked before anybody writes: met, not met because …, or not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from luoshi.accounts.models import Organisation
from luoshi.core.conditions import Value, evaluate, fields_of
from luoshi.core.fields import Form
from luoshi.core.fields.lookup import words_of
from luoshi.core.selection import About, Requirement, Rules
from luoshi.registers.facts import EntryFacts, facts_of
from luoshi.registers.models import Register

from . import facts
from .models import Call, Kind
from .queries import register_of

BEFORE = (About.ORGANISATION, About.EARLIER)  # what a school can be told at once
OF_PEOPLE = (About.PERSON, About.TEAM)  # asked once the people are named


@dataclass(frozen=True, slots=True)
class Verdict:
    """met: None where something is not known. why: a sentence for whoever is not let in. asked, stands: what the test
    wants, and what the registers say.
    """

    requirement: Requirement
    met: bool | None
    why: str = ""
    asked: str = ""
    stands: str = ""

    @property
    def bars(self) -> bool:
        """Whether one cannot apply because of it; what is unknown is for the formal check."""
        return self.met is False and self.requirement.veto


def judge(requirement: Requirement, form: Form, values: Mapping[str, Value], whose: str = "") -> Verdict:
    """One condition on these values; `form` tells what they are called."""
    met = evaluate(requirement.test, values.get)
    names = sorted(fields_of(requirement.test), key=lambda name: [each.key for each in form.fields].index(name)
                   if form.field(name) else 999)  # fmt: skip
    stands = whose + "，".join(_stands(form, name, values.get(name)) for name in names)
    wanted = words_of(form, requirement.test)
    why = ""
    if met is None:
        why = f"现在看不出是否满足：{stands}。要求{wanted}。"
    elif not met:
        why = f"不满足，因为{stands}；要求{wanted}。"
    return Verdict(requirement, met, why, wanted, stands)


def _stands(form: Form, name: str, value: Value) -> str:
    found = form.field(name)
    label = found.label if found is not None else "一项已不存在的内容"
    if value is None:
        return f"“{label}”没有{'记录' if name in facts.HISTORY else '填'}"
    if isinstance(value, bool):
        return f"“{label}”是“{'是' if value else '否'}”"
    if isinstance(value, tuple):
        return f"“{label}”是{'、'.join(found.choice_label(each) if found else each for each in value)}"
    if found is not None and found.kind == "choice":
        return f"“{label}”是“{found.choice_label(str(value))}”"
    unit = found.unit if found is not None else ""
    if name in ("months", "revoked_months", "nation_first_months") and value == facts.LONG_AGO:
        return f"“{label}”没有过"
    return f"“{label}”是 {value}{f' {unit}' if unit and unit != '%' else unit}"


def of_organisation(
    rules: Rules, organisation: Organisation, bureau: Organisation, register: Register | None, day: dt.date
) -> list[Verdict]:
    """What a school can be told before anything is chosen."""
    asked = [each for each in rules.conditions if each.about in BEFORE]
    wanted = {name for each in asked if each.about == About.ORGANISATION for name in fields_of(each.test)}
    known = {
        About.ORGANISATION: facts.of_organisation(organisation, wanted, day),
        About.EARLIER: facts.of_earlier(organisation, register, day)
        if any(each.about == About.EARLIER for each in asked)
        else {},
    }
    forms = {about: facts.asked_form(about, bureau, register) for about in {each.about for each in asked}}
    return [judge(each, forms[each.about], known[each.about]) for each in asked]


def of_entries(
    rules: Rules, organisation: Organisation, bureau: Organisation, register: Register, day: dt.date
) -> list[tuple[EntryFacts, list[Verdict]]]:
    """The entries a school may apply with, each with what the conditions on entries say of it."""
    asked = [each for each in rules.conditions if each.about == About.ENTRY]
    form = facts.asked_form(About.ENTRY, bureau, register)
    return [
        (entry, [judge(each, form, entry.values) for each in asked])
        for entry in facts_of(register, [organisation.pk], day=day)
    ]


def lost_conditions(rules: Rules, row: Kind | Call) -> list[str]:
    """Conditions that ask for what no register or form holds any more, in sentences."""
    register, found = register_of(row), []
    abouts = {each.about for each in rules.conditions}
    forms = {about: facts.asked_form(about, row.organisation, register) for about in abouts}
    for each in rules.conditions:
        if any(forms[each.about].field(name) is None for name in fields_of(each.test)):
            found.append(f"条件“{each.words}”看的内容已经不在台账或表里，请修改或删去。")
    return found


@dataclass(frozen=True, slots=True)
class History:
    """What earlier and parallel entries say: of each person, in the order they are given, and of the team."""

    people: Sequence[Mapping[str, Value]] = ()
    team: Mapping[str, Value] = field(default_factory=dict)


def of_people(
    rules: Rules,
    group: str,
    people: Iterable[tuple[str, Mapping[str, Value]]],
    bureau: Organisation,
    history: History = History(),
) -> list[Verdict]:
    """Conditions on the people of an application (name, values of the register of teachers), then on all together."""
    named = list(people)
    before = history.people or [{} for _ in named]
    found = []
    for each in rules.requirements(group):
        if each.about == About.PERSON:
            form = facts.asked_form(About.PERSON, bureau, None)
            told = [
                judge(each, form, {**values, **more}, f"{name}的")
                for (name, values), more in zip(named, before, strict=True)
            ]
            found.append(_worst(each, told))
        elif each.about == About.TEAM:
            together = facts.of_team([values for _, values in named]) | dict(history.team)
            found.append(judge(each, facts.TEAM, together))
    return found


def _worst(requirement: Requirement, told: list[Verdict]) -> Verdict:
    if not told:
        return Verdict(requirement, None, "还没有填人员。")
    for met in (False, None):
        if failing := [each for each in told if each.met is met]:
            return _joined(requirement, met, failing[:5])
    return _joined(requirement, True, told[:5])


def _joined(requirement: Requirement, met: bool | None, told: list[Verdict]) -> Verdict:
    why, stands = "".join(each.why for each in told), "；".join(each.stands for each in told)
    return Verdict(requirement, met, why, told[0].asked, stands)
