"""The cast of a demo site: invented people, one per role, whom the sign-in page shows as cards."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import SiteState

from .actions import add_person
from .models import Membership, Organisation, User


@dataclass(frozen=True, slots=True)
class CastMember:
    """key: in `/sign-in/as/<key>/`; place: the organisation's key in the site pack; words: what the card says."""

    key: str
    role: str
    place: str
    name: str
    title: str
    words: str
    section: str = ""


_CITY, _SECTION, _COUNTY, _SCHOOL, _OTHER = (
    "yichang",
    "yichang-zhichengke",
    "zhijiang-bureau",
    "zhijiang",
    "sanxia",
)
CAST = (
    CastMember(
        "city-officer",
        "city_officer",
        _CITY,
        "示例·周敏",
        "职成科科员",
        "导入政策文件、处理疑点、装载计划，查看全市承接情况",
        _SECTION,
    ),
    CastMember(
        "section-head", "section_head", _CITY, "示例·陈立", "职成科科长", "审核本科室办理的事项", _SECTION
    ),
    CastMember("bureau-leader", "bureau_leader", _CITY, "示例·方正", "副局长", "分管职业教育，查看全市进度"),
    CastMember(
        "county-officer", "county_officer", _COUNTY, "示例·钱程", "职成股股员", "审核本县市学校报送的材料"
    ),
    CastMember("county-leader", "county_leader", _COUNTY, "示例·孙洁", "副局长", "分管本县市职业教育"),
    CastMember("school-head", "school_head", _SCHOOL, "示例·林涛", "校长", "查看本校承接的任务和进展"),
    CastMember("school-office", "office", _SCHOOL, "示例·何静", "项目办主任", "汇总本校实施方案和进展"),
    CastMember(
        "department-head", "department_head", _SCHOOL, "示例·郑凯", "教务处主任", "负责本处室牵头的任务"
    ),
    CastMember("task-owner", "task_owner", _SCHOOL, "示例·吴倩", "专业带头人", "具体落实某项任务"),
    CastMember("teacher", "teacher", _SCHOOL, "示例·王磊", "专业课教师", "参与任务、提供材料"),
    CastMember("finance", "finance", _SCHOOL, "示例·冯玲", "会计", "查看本校承接任务"),
    CastMember("expert", "expert", "yichang-zhijiaoshi", "示例·褚远", "教研员", "受邀参加评审"),
    CastMember("inspector", "inspector", "yichang-dudaoshi", "示例·卫东", "督学", "参加入校督导"),
    CastMember("monitor", "monitor", _CITY, "示例·蒋严", "派驻纪检干部", "监督评审和公示"),
    CastMember(
        "system-admin", "system_admin", _CITY, "示例·沈浩", "信息中心", "管理账号和备份，不接触业务内容"
    ),
    CastMember(
        "security-admin", "security_admin", _CITY, "示例·韩冰", "办公室", "管理岗位与权限，不接触业务内容"
    ),
    CastMember("log-admin", "log_admin", _CITY, "示例·杨帆", "办公室", "只查看操作日志"),
    CastMember(
        "other-school-head", "school_head", _OTHER, "示例·朱明", "校长", "另一所学校的校长，用来对照各校所见"
    ),
    CastMember(
        "host",
        "host",
        "yichang-zhijiaoshi",
        "示例·沈秋",
        "教研员",
        "承办市教育局交办的遴选：形式审查、组建评审组",
    ),
    CastMember(
        "deputy-head", "deputy_head", _SCHOOL, "示例·罗岚", "副校长", "和项目办一起办理本校的遴选，确认承接"
    ),
    CastMember(
        "school-monitor", "monitor", _SCHOOL, "示例·秦直", "纪委书记", "监督本校的遴选：抽取、评审、公示"
    ),
)


def make_cast() -> int:
    """Make those of the cast that are missing; returns how many.

    Raises RuleBroken on a site that is neither demo nor test, and where the site pack is not loaded.
    """
    return _make(CAST, first_number=1)


def _make(people: tuple[CastMember, ...] | list[CastMember], first_number: int) -> int:
    if SiteState.objects.get(pk=1).mode == SiteState.Mode.PRODUCTION:
        raise RuleBroken("正式站点不能装入演示人员，请换一个空的 LUOSHI_HOME 另建演示站点。")
    there = set(User.objects.filter(cast_key__isnull=False).values_list("cast_key", flat=True))
    made = 0
    for number, member in enumerate(people, first_number):
        if member.key not in there:
            _make_one(member, f"1000000{number:04d}")
            made += 1
    return made


def _make_one(member: CastMember, mobile: str) -> Membership:
    return add_person(
        name=member.name,
        mobile=mobile,
        organisation=_place(member.place),
        role=member.role,
        section=_place(member.section) if member.section else None,
        title=member.title,
        cast_key=member.key,
        by=system_actor(),
    )


def _place(key: str) -> Organisation:
    found = Organisation.objects.filter(key=key).first()
    if found is None:
        raise RuleBroken(f"还没有单位“{key}”，请先用 luoshi load 装载站点包。")
    return found


@dataclass(frozen=True, slots=True)
class Card:
    """What the sign-in page of a demo site shows for one of the cast."""

    key: str
    name: str
    role: str
    organisation: str
    words: str


def cards() -> list[Card]:
    """The cast that can sign in, in the order of CAST; empty where there is none."""
    posts = Membership.objects.filter(user__cast_key__isnull=False, user__is_active=True, end__isnull=True)
    found = {
        post.user.cast_key: post for post in posts.select_related("user", "organisation").order_by("-pk")
    }
    return [
        Card(
            member.key,
            found[member.key].user.name,
            found[member.key].get_role_display(),
            found[member.key].organisation.short,
            member.words,
        )
        for member in CAST
        if member.key in found
    ]
