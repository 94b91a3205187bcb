"""What the conditions of a selection may look at, as one form per kind of fact: names, labels, values of one case.

organisation   单位概况 (profile_…), how many entries count in each register (register_<key>), tasks undertaken and done
entry          the fields of the register applied with, and what follows from them
person         of each person: the fields of the register of teachers, what follows from them, and what earlier and
               parallel entries of a competition say of him
team           of all people together: how many, shares, the youngest, who of them won before and with what
earlier        what this school won before in this register: how many stand, how long ago, at which level
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.common.dataforms.answers import find_answer, values_of
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.queries import form_for
from luoshi.core.conditions import Value
from luoshi.core.entrants import LONG_AGO
from luoshi.core.fields import Field, Form, read
from luoshi.core.fields.model import FILES, Choice
from luoshi.core.registers import derived_of
from luoshi.core.registers.deriving import SENIOR_TITLES, share
from luoshi.core.registers.spans import months_before
from luoshi.core.selection import About
from luoshi.plans.models import Basis
from luoshi.registers.facts import counting_on, named_values
from luoshi.registers.identity import form_of
from luoshi.registers.models import Entry, ProjectStage, Register
from luoshi.registers.states import RANK, EntryState, Level, StageKind
from luoshi.undertakings.models import Duty
from luoshi.undertakings.states import DutyStage

TEACHERS = "teachers"
PROFILE_, REGISTER_ = "profile_", "register_"
EARLIER = Form(
    (
        Field("held", "integer", "现有的有效认定", unit="项"),
        Field("months", "integer", "距上一次认定", unit="个月"),
        Field("revoked_months", "integer", "距上一次被撤销", unit="个月"),
        Field("level_rank", "integer", "已有认定的最高级别（校级 0 至国家级 4）"),
    )
)
TEAM = Form(
    (
        Field("people", "integer", "团队人数", unit="人"),
        Field("dual_share", "percent", "双师型教师占比", unit="%"),
        Field("senior_share", "percent", "高级职称占比", unit="%"),
        Field("seniors", "integer", "高级职称教师", unit="人"),
        Field("youngest", "integer", "最年轻成员的年龄", unit="岁"),
        Field("oldest", "integer", "最年长成员的年龄", unit="岁"),
        Field("least_years", "integer", "成员中最短的工作年限", unit="年"),
        Field("enterprise", "integer", "企业教师", unit="人"),
        Field("earlier_winners", "integer", "近两年获二等奖以上的同一团队的原成员", unit="人"),
        Field("newcomers", "integer", "不在原获奖团队里的成员", unit="人"),
        Field("topic_again", "yes_no", "与本校近两年国赛一等奖作品同一课程或专业"),
        Field("work_again", "yes_no", "材料与获过奖的作品完全相同"),
    )
)
OF_HISTORY = (  # of each person, from earlier results and from what is entered now
    Field("nation_first_months", "integer", "距上一次国赛一等奖", unit="个月"),
    Field("works", "integer", "在这次比赛（含下级）里的作品，连同本件", unit="件"),
)
HISTORY = frozenset(
    {*(field.key for field in OF_HISTORY), "earlier_winners", "newcomers", "topic_again", "work_again"}
)
_STATE = (
    Field("state", "choice", "状态", choices=tuple(Choice(*each) for each in EntryState.choices)),
    Field("stage", "choice", "建设阶段", choices=tuple(Choice(*each) for each in StageKind.choices)),
    Field("level", "choice", "级别", choices=tuple(Choice(*each) for each in Level.choices)),
    Field("level_rank", "integer", "级别的次序（校级 0 至国家级 4）"),
)


def asked_form(about: About, organisation: Organisation, register: Register | None) -> Form:
    """What a condition about this may ask, with labels; `organisation`: the bureau whose registers and forms count."""
    if about == About.TEAM:
        return TEAM
    if about == About.EARLIER:
        return EARLIER
    if about == About.ORGANISATION:
        return _organisation_form(organisation)
    if about == About.PERSON:
        register = _registers(organisation).filter(key=TEACHERS).first()
        return Form((*(_entry_form(register).fields if register is not None else ()), *OF_HISTORY))
    return _entry_form(register) if register is not None else Form()


def _registers(organisation: Organisation) -> Any:
    rows = Register.objects.filter(owner__path__in=ancestors(organisation.path), withdrawn_at__isnull=True)
    return rows.select_related("definition__current")


def _organisation_form(organisation: Organisation) -> Form:
    definition = form_for(PROFILE.key, organisation.path)
    current = definition.current if definition is not None else None
    profile = current.form if current is not None else read(PROFILE.content)[0]
    fields = [
        replace(field, key=f"{PROFILE_}{field.key}", shown_if=None, required_if=None)
        for field in profile.fields
        if not field.personal and field.kind != "table" and field.kind not in FILES
    ]
    fields += [
        Field(f"{REGISTER_}{row.key}", "integer", f"“{row.title}”台账的条目", unit="条")
        for row in _registers(organisation).order_by("order", "id")
    ]
    fields += [
        Field("undertaken", "integer", "承接的任务", unit="项"),
        Field("done", "integer", "已完成的任务", unit="项"),
    ]
    return Form(tuple(fields))


def _entry_form(register: Register) -> Form:
    form = form_of(register)
    known = {field.key for field in form.fields}
    plain = [field for field in form.fields if not field.personal and field.kind not in FILES]
    more = [
        Field(each.key, each.kind, each.label, unit=each.unit)
        for each in derived_of(register.key, [path for path, _ in form.walk()])
    ]
    return Form((*plain, *(field for field in (*more, *_STATE) if field.key not in known)))


def of_organisation(organisation: Organisation, wanted: Iterable[str], day: dt.date) -> dict[str, Value]:
    """The facts of one school, as far as they are wanted. What is not known is missing."""
    wanted, found = set(wanted), dict[str, Value]()
    if any(name.startswith(PROFILE_) for name in wanted):
        found |= {f"{PROFILE_}{key}": value for key, value in _profile(organisation).items()}
    for name in sorted(wanted):
        if name.startswith(REGISTER_):
            key = name.removeprefix(REGISTER_)
            rows = Entry.objects.filter(counting_on(day), organisation=organisation, register__key=key)
            found[name] = rows.count()
    if wanted & {"undertaken", "done"}:
        duties = Duty.objects.filter(organisation=organisation, basis=Basis.UNDERTAKEN, left_at__isnull=True)
        found["undertaken"] = duties.count()
        found["done"] = duties.filter(stage=DutyStage.DONE).count()
    return found


def _profile(organisation: Organisation) -> dict[str, Value]:
    definition = form_for(PROFILE.key, organisation.path)
    answer = find_answer(definition, None, organisation.pk) if definition is not None else None
    return named_values(answer.form_version.form, values_of(answer)) if answer is not None else {}


def of_earlier(organisation: Organisation, register: Register | None, day: dt.date) -> dict[str, Value]:
    """What the school won before in this register."""
    if register is None:
        return {}
    rows = ProjectStage.objects.filter(
        entry__register=register, entry__organisation=organisation, taken_back_at__isnull=True, on__lte=day
    ).order_by("on", "pk")
    standing: dict[int, ProjectStage] = {}
    last: dict[str, dt.date] = {}
    for row in rows.select_related("entry"):
        if row.kind == StageKind.REVOKED:
            standing.pop(row.entry_id, None)
        elif row.kind == StageKind.RECOGNISED:
            standing[row.entry_id] = row
        elif row.kind == StageKind.REVIEWED and row.valid_until is not None and row.entry_id in standing:
            standing[row.entry_id] = row  # renewed: valid for longer
        last[row.kind] = row.on
    held = [each for each in standing.values() if each.valid_until is None or each.valid_until >= day]
    ranks = [RANK[each.level] for each in held if each.level in RANK]
    return {
        "held": len(held),
        "months": months_since(last.get(StageKind.RECOGNISED), day),
        "revoked_months": months_since(last.get(StageKind.REVOKED), day),
        **({"level_rank": max(ranks)} if ranks else {}),
    }


def months_since(then: dt.date | None, day: dt.date) -> int:
    """Whole months; where it never was, very many."""
    if then is None:
        return LONG_AGO
    months = (day.year - then.year) * 12 + day.month - then.month
    return months if months_before(day, months) >= then else months - 1


def of_team(people: list[Mapping[str, Value]]) -> dict[str, Value]:
    """Of all people of an application together; `people` as the register of teachers has them (`title_level` too).

    Of somebody who is not in the register nothing is known: then only their number is.
    """
    if not all(people):
        return {"people": len(people)}
    ages = [int(each["age"]) for each in people if isinstance(each.get("age"), int | Decimal)]  # type: ignore[arg-type]
    years = [int(each["work_years"]) for each in people if isinstance(each.get("work_years"), int | Decimal)]  # type: ignore[arg-type]
    seniors = sum(_is_senior(each) for each in people)
    found: dict[str, Value] = {
        "people": len(people),
        "dual_share": share(sum(each.get("is_dual") is True for each in people), len(people)),
        "senior_share": share(seniors, len(people)),
        "seniors": seniors,
        "enterprise": sum(each.get("source") == "enterprise" for each in people),
    }
    if len(ages) == len(people) and ages:
        found |= {"youngest": min(ages), "oldest": max(ages)}
    if len(years) == len(people) and years:
        found["least_years"] = min(years)
    return found


def _is_senior(person: Mapping[str, Value]) -> bool:
    return person.get("title") in SENIOR_TITLES or person.get("title_level") in SENIOR_TITLES
