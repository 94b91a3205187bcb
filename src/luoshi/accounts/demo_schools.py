"""Sample people of a demo site: every school with departments and posts, every county with officers and leaders.

All invented and to be known as such: 示例·姓名, mobile numbers that begin with 1000000.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import SiteState

from . import permissions
from .actions import add_person, set_up_organisation
from .demo import CAST
from .models import Membership, Organisation, User

DEPARTMENTS = ("办公室", "教务处", "学生处", "实训处", "财务处")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("志远", "敏", "文博", "丽华", "建国", "雪", "一鸣", "海燕", "晓东", "静怡", "国强", "思源", "玉兰")
# word of the key, role, title, section, how many
SCHOOL_POSTS = (
    ("head", "school_head", "校长", "", 1),
    ("office", "office", "项目办主任", "办公室", 1),
    ("secretary", "party_secretary", "党委书记", "", 1),
    ("deputy", "deputy_head", "副校长", "", 2),
    ("teaching", "department_head", "主任", "教务处", 1),
    ("students", "department_head", "主任", "学生处", 1),
    ("training", "department_head", "主任", "实训处", 1),
    ("finance", "finance", "会计", "财务处", 1),
    ("owner", "task_owner", "专业带头人", "实训处", 3),
    ("subject", "task_owner", "教研组长", "教务处", 2),
    ("teacher", "teacher", "专业课教师", "", 8),
)
COUNTY_POSTS = (
    ("officer", "county_officer", "职成股股员", "", 2),
    ("leader", "county_leader", "副局长", "", 1),
)
ONE_OF_EACH = ("school_head", "office", "finance")
FIRST = 1001  # of the running numbers; those before belong to the cast


@dataclass(frozen=True, slots=True)
class Sample:
    key: str
    organisation: Organisation
    section: str
    role: str
    title: str
    number: int


@acts.act("accounts.make_sample_people", who=permissions.only_the_system)
def make_sample_people(*, by: Actor) -> int:
    """Make those that are missing; returns how many people. Raises RuleBroken on a production site."""
    if SiteState.objects.get(pk=1).mode == SiteState.Mode.PRODUCTION:
        raise RuleBroken("正式站点不能装入演示人员，请换一个空的 LUOSHI_HOME 另建演示站点。")
    there = set(User.objects.filter(cast_key__isnull=False).values_list("cast_key", flat=True))
    sections = _departments(by)
    made = 0
    for sample in _samples():
        if sample.key in there or _played_by_the_cast(sample):
            continue
        add_person(
            name=_name(sample.number),
            mobile=f"1000000{sample.number:04d}",
            organisation=sample.organisation,
            section=sections.get((sample.organisation.pk, sample.section)),
            role=sample.role,
            title=sample.title,
            cast_key=sample.key,
            by=by,
        )
        made += 1
    return made


def _played_by_the_cast(sample: Sample) -> bool:
    """One of the cast is head or office there already; a school has one of each."""
    return (
        sample.role in ONE_OF_EACH
        and Membership.objects.filter(
            organisation=sample.organisation, role=sample.role, user__cast_key__in=[each.key for each in CAST]
        ).exists()
    )


def _of_kind(kind: str) -> list[Organisation]:
    """Those of the site pack, in their order there."""
    rows = Organisation.objects.filter(kind=kind, withdrawn_at__isnull=True).exclude(key__startswith="unit-")
    return list(rows.order_by("pk"))


def _departments(by: Actor) -> dict[tuple[int, str], Organisation]:
    """The departments of every school by (school, name), made where they are missing."""
    found = {}
    for school in _of_kind(Organisation.Kind.SCHOOL):
        for order, name in enumerate(DEPARTMENTS):
            key = f"{school.key}-demo-{order}"
            row = Organisation.objects.filter(key=key).first() or set_up_organisation(
                parent=school,
                names=[],
                key=key,
                name=f"{school.name}{name}",
                short=name,
                kind=Organisation.Kind.DEPARTMENT,
                extra={"by_hand": True},
                order=school.order,
                by=by,
            )
            found[school.pk, name] = row
    return found


def _samples() -> Iterator[Sample]:
    """Everybody in a fixed order, each with the same number whatever is there already."""
    number = FIRST
    for kind, posts in (
        (Organisation.Kind.SCHOOL, SCHOOL_POSTS),
        (Organisation.Kind.COUNTY_BUREAU, COUNTY_POSTS),
    ):
        for organisation in _of_kind(kind):
            for word, role, title, section, count in posts:
                for each in range(count):
                    key = f"{organisation.key}-{word}{each + 1 if each else ''}"
                    yield Sample(key, organisation, section, role, title, number)
                    number += 1


def _name(number: int) -> str:
    return f"示例·{SURNAMES[number % len(SURNAMES)]}{GIVEN[number // 3 % len(GIVEN)]}"
