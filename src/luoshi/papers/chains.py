"""Steps as data: what each kind of organisation can put into a chain, the short one it starts with, the full one.

Pure: no rows, no clock. A chain is a list of `StepPlan`; a route keeps it as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

PERSON, MEETING = "person", "meeting"
MOST_STEPS, MOST_DAYS, NAME_LENGTH = 12, 60, 40


@dataclass(frozen=True, slots=True)
class StepPlan:
    """name: shown; role: whose step it is (for a meeting: who enters its minutes); person: public id of one post,
    or any post of the role; days: working days it may take."""

    name: str
    role: str
    form: str = PERSON
    days: int = 3
    person: str = ""

    @property
    def is_meeting(self) -> bool:
        return self.form == MEETING

    @property
    def choice(self) -> str:
        """How a form names what kind of step it is."""
        return f"{self.form}:{self.name}" if self.is_meeting else f"{self.form}:{self.role}"


def _person(role: str, name: str) -> StepPlan:
    return StepPlan(name, role)


def _meeting(name: str, role: str) -> StepPlan:
    return StepPlan(name, role, MEETING, 10)


_OFFICE, _HEAD = _person("office", "项目办"), _person("school_head", "校长")
_HEADS_MEETING = _meeting("校长办公会", "office")
_CITY_CLERK, _COUNTY_CLERK = _person("city_officer", "经办"), _person("county_officer", "经办")
_SECTION_HEAD = _person("section_head", "科长")
_SCHOOL = (
    _person("task_owner", "责任人"),
    _person("department_head", "处室负责人"),
    _OFFICE,
    _person("deputy_head", "副校长"),
    _HEAD,
)
OFFERED = {
    "school": (
        *_SCHOOL,
        _person("party_secretary", "党组织书记"),
        _HEADS_MEETING,
        _meeting("党委会", "office"),
    ),
    "private_school": (*_SCHOOL, _HEADS_MEETING, _meeting("理事会（董事会）", "office")),
    "county_bureau": (
        _COUNTY_CLERK,
        _person("county_officer", "股室负责人"),
        _person("county_leader", "分管局长"),
        _meeting("局长办公会", "county_officer"),
    ),
    "city_bureau": (
        _CITY_CLERK,
        _SECTION_HEAD,
        _person("bureau_leader", "分管副局长"),
        _meeting("局长办公会", "city_officer"),
        _meeting("局党组会", "city_officer"),
    ),
}
SHORT = {
    "school": (_OFFICE, _HEAD),
    "private_school": (_OFFICE, _HEAD),
    "county_bureau": (_COUNTY_CLERK, _person("county_leader", "领导")),
    "city_bureau": (_SECTION_HEAD,),
}
FULL = {
    "school": (*_SCHOOL[:4], _HEADS_MEETING, _meeting("党委会", "office")),
    "private_school": (*_SCHOOL[:4], _HEADS_MEETING, _meeting("理事会（董事会）", "office")),
    "county_bureau": OFFERED["county_bureau"][:3],
    "city_bureau": (*OFFERED["city_bureau"][:4],),
}
OVERSEERS = {
    "school": ("office", "school_head", "party_secretary"),
    "county_bureau": ("county_officer", "county_leader"),
    "city_bureau": ("city_officer", "section_head", "bureau_leader"),
}  # who sees every paper of the organisation, whosever step it is
OVERSEEING = frozenset(role for roles in OVERSEERS.values() for role in roles)


def chain_key(kind: str, owner: str) -> str:
    """The key in the tables above; an organisation of another kind has no chain."""
    return "private_school" if (kind, owner) == ("school", "private") else kind


def stored(steps: Iterable[StepPlan]) -> list[dict[str, Any]]:
    return [asdict(step) for step in steps]


def read(content: Iterable[dict[str, Any]]) -> list[StepPlan]:
    return [StepPlan(**step) for step in content]


def problems(steps: list[StepPlan], key: str) -> Iterator[str]:
    """What is wrong with a chain for this kind of organisation, a sentence each."""
    if not steps:
        yield "至少要有一个环节，请先添加。"
    if len(steps) > MOST_STEPS:
        yield f"最多 {MOST_STEPS} 个环节，请删去几个。"
    allowed = {(step.form, step.role) for step in OFFERED.get(key, ())}
    for number, step in enumerate(steps, 1):
        if (step.form, step.role) not in allowed:
            yield f"第 {number} 个环节的办理岗位不是这类单位的岗位，请重新选择。"
        if not step.name.strip() or len(step.name) > NAME_LENGTH:
            yield f"第 {number} 个环节要有名称，不超过 {NAME_LENGTH} 个字。"
        if not 1 <= step.days <= MOST_DAYS:
            yield f"第 {number} 个环节的办理时限要在 1 到 {MOST_DAYS} 个工作日之间。"
    for number, (one, other) in enumerate(pairwise(steps), 1):
        if (one.form, one.role, one.person, one.name) == (other.form, other.role, other.person, other.name):
            yield f"第 {number} 个和第 {number + 1} 个环节相同，请删去一个。"
