"""Sample bases, groups, courses and the rest of a demo site's registers. All invented, marked （示例）."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import demo_teaching as teaching
from .demo_people import Place, Row, activities, mentors, person, rows, teachers, teams, trainings

LEADS, GROUPS = (0, 6), ("示例智能制造职教集团", "示例旅游服务职教联盟")
SILENT = 6  # the group this school leads has done nothing for a year
REGULATIONS = (
    ("charter", "章程", "staff"),
    ("part_time", "兼职教师聘任管理办法", "head"),
    ("dual", "双师型教师认定实施细则", "head"),
    ("practice", "教师企业实践管理办法", "head"),
    ("programme", "人才培养方案制订与发布办法", "party"),
    ("textbook", "教材选用与审核办法", "party"),
    ("diagnosis", "教学诊断与改进实施方案", "head"),
    ("contest", "教学能力比赛管理办法", "head"),
    ("enterprise", "校企合作管理办法", "head"),
    ("pay", "绩效工资分配方案", "staff"),
    ("assessment", "教职工绩效考核办法", "staff"),
    ("mentor", "产业导师聘用管理办法", "head"),
)


def practice_bases(place: Place) -> list[Row]:
    return [
        {
            "host": place.enterprise(step),
            "industry": "装备制造",
            "specialties": "、".join(place.specialties[step : step + 2]),
            "places": 10 + 5 * step,
            "set_up": place.month_ago(800),
            "agreement_until": place.ago(20) if step == 1 and place.number % 4 == 1 else place.ahead(500),
            "activities": rows({"day": place.ago(130), "people": 6, "weeks": 4}),
        }
        for step in range(2)
    ]


def dual_bases(place: Place) -> list[Row]:
    return [
        {
            "name": f"{place.specialties[0]}双师培训基地（示例）",
            "host": place.enterprise(),
            "specialties": place.specialties[0],
            "set_up": place.month_ago(700),
            "places": 30,
            "agreement_until": place.ahead(300),
            "activities": activities(place, "双师能力提升培训（示例）", "新技术培训（示例）"),
        }
    ]


def stations(place: Place) -> list[Row]:
    """Covers the first key specialty; the second only in every other school."""
    covered = place.main if place.number % 2 == 0 else place.main[:1]
    people = [
        {
            "name": person(place.number * 60 + step),
            "direction": way,
            "starts": place.ago(200),
            "ends": place.ago(140),
        }
        for step, way in enumerate(("out", "out", "in"))
    ]
    return [
        {
            "name": f"{place.enterprise()[:6]}流动站（示例）",
            "host": place.enterprise(),
            "host_kind": "state" if place.number % 3 else "private",
            "specialties": "、".join(covered),
            "posts": "工艺员、设备维护",
            "set_up": place.month_ago(760),
            "assessor": "企业人力资源部",
            "agreement_until": place.ahead(420),
            "people": rows(*people) if place.number != 3 else [],
        }
    ]


def groups(place: Place) -> list[Row]:
    """Two groups; one led by each of two schools, the others are members of one."""
    leads = place.number in LEADS
    which = LEADS.index(place.number) if leads else place.number % 2
    row: Row = {
        "name": GROUPS[which],
        "role": "lead" if leads else "member",
        "leader": f"示例牵头单位{which + 1}",
        "set_up": place.month_ago(1500),
        "scope": ("industry", "region")[which],
        "enterprise_count": 18 + which * 5,
        "is_entity": which == 0,
        "activities": activities(
            place, "理事会会议（示例）", "技术攻关（示例）", silent=place.number == SILENT, people=35
        ),
    }
    return [row | ({"entity_kind": ["articles", "office"]} if which == 0 else {})]


def training_bases(place: Place) -> list[Row]:
    return [
        {
            "name": f"{place.specialties[n]}实训基地（示例）",
            "specialties": place.specialties[n],
            "partner": place.enterprise(n) if n == 0 or place.number % 2 else None,
            "set_up": place.month_ago(1200),
            "area": 1800 + 150 * place.number,
            "stations": 80 + 10 * n,
            "equipment": (260 + 20 * place.number) * 1_000_000,
            "functions": ["teaching", "training"],
            "activities": activities(place, "学期实训（示例）", "社会培训（示例）", people=420),
        }
        for n in range(2)
    ]


def enterprises(place: Place) -> list[Row]:
    return [
        {
            "name": place.enterprise(n),
            "credit_code": f"99000000MA{(place.number + n) % 7:08d}" if n != 3 else None,
            "industry": "装备制造",
            "size": "large" if n == 0 else "medium",
            "forms": ["order", "internship"],
            "contact": person(3700 + place.number * 5 + n),
            "mobile": f"1000000{6000 + place.number * 5 + n}",
            "since": place.month_ago(1100),
            "agreement_until": place.ago(60) if n == 2 and place.number % 3 == 0 else place.ahead(400),
            "interns": 30 + n * 6,
        }
        for n in range(4)
    ]


def training_sites(place: Place) -> list[Row]:
    kinds = ("staff", "continuing", "community", "senior")
    titles = ("职工培训基地", "继续教育基地", "社区教育基地", "老年大学示范校")
    chosen = {place.number % 4, (place.number + 2) % 4}
    return [
        {
            "name": f"{titles[n]}（示例）",
            "kind": kinds[n],
            "partner": "示例社区",
            "set_up": place.month_ago(840),
            "activities": activities(place, "技能培训（示例）", "健康讲座（示例）", people=180),
        }
        for n in sorted(chosen)
    ]


def digital_schools(place: Place) -> list[Row]:
    row: Row = {
        "name": "信息化标杆学校（示例）",
        "set_up": place.month_ago(480),
        "bandwidth": 1000,
        "computers": 420,
    }
    return (
        [row | {"scenes": ["teaching", "students", "office"], "reports": True}]
        if place.number % 2 == 0
        else []
    )


def virtual_bases(place: Place) -> list[Row]:
    row: Row = {
        "name": f"{place.specialties[0]}虚拟仿真实训基地（示例）",
        "specialties": place.specialties[0],
        "set_up": place.month_ago(430),
        "stations": 48,
        "equipment": 180_000_000,
        "activities": activities(place, "仿真实训（示例）", people=260),
    }
    return [row] if place.number in (0, 1, 2, 7) else []


def pilots(place: Place) -> list[Row]:
    kinds = ("apprentice", "diagnosis", "certificate", "governance")
    row = {
        "name": f"{('现代学徒制', '教学诊改', '1+X证书', '内部治理')[place.number % 4]}试点（示例）",
        "kind": kinds[place.number % 4],
        "leader": person(3800 + place.number),
        "starts": place.ago(700),
        "ends": place.ago(15) if place.number == 4 else place.ahead(380),
    }
    return [row]


def regulations(place: Place) -> list[Row]:
    """Each school lacks some."""
    kept = [each for step, each in enumerate(REGULATIONS) if (step + place.number) % 5 or step == 0]
    return [
        {
            "name": f"{place.name[:24]}{title}",
            "kind": kind,
            "body": body,
            "adopted_on": place.ago(900 + 30 * step),
            "version": "第二版" if step % 3 == 0 else "第一版",
            "review_on": place.ago(10) if step == 2 else place.ahead(200 + 20 * step),
            "is_public": step % 2 == 0,
        }
        for step, (kind, title, body) in enumerate(kept)
    ]


def international(place: Place) -> list[Row]:
    row = {
        "name": "“中文+职业技能”培训（示例）" if place.number != 6 else "鲁班工坊（示例）",
        "kind": "chinese" if place.number != 6 else "luban",
        "country": "示例国",
        "partner": "示例合作学校",
        "starts": place.ago(600),
        "ends": place.ahead(260),
        "activities": activities(place, "线上培训（示例）", people=45),
    }
    return [row] if place.number in (0, 3, 5, 6, 9) else []


SAMPLES: dict[str, Callable[[Place], Sequence[Row]]] = {
    made.__name__: made
    for made in (
        *(teachers, mentors, teams, trainings, practice_bases, dual_bases, stations, groups, training_bases),
        *(enterprises, training_sites, digital_schools, virtual_bases, pilots, regulations, international),
        *(teaching.specialties, teaching.ideology_teams, teaching.ideology_bases, teaching.moral_cases),
        *(teaching.class_studios, teaching.sanquan_schools, teaching.courses, teaching.textbooks),
        teaching.certificates,
    )
}  # each is named like the key of its register
