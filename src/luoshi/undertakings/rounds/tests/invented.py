"""An invented city with two counties and eleven schools, everybody its papers pass, a plan of 2026 marked as sample."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

from luoshi.accounts.actions import add_person, set_up_organisation
from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common.actor import system_actor
from luoshi.common.models import SiteState
from luoshi.papers import actions as papers
from luoshi.papers.chains import StepPlan
from luoshi.plans import actions as plans
from luoshi.plans.models import Plan

SCHOOLS = {
    "city": ("一职", "二职", "工业技校"),
    "east": ("东湖职教", "东湖工程", "东湖农校", "东湖旅校"),
    "west": ("西山职教", "西山工程", "西山卫校", "西山旅校"),
}
BUREAUS = {"city": "示例市教育局", "east": "东湖县教育局", "west": "西山县教育局"}
TASKS = (
    "建设高水平专业群",
    "建设校企共建实训基地",
    "培育双师型教学团队",
    "建设在线精品课程",
    "组建区域产教联合体",
    "开展社区职业技能培训",
)
SHORT = "示例计划2026"
SYSTEM = system_actor()


def make_city() -> Any:
    """`.places` by short name, `.plan`, `.tasks`; `.post("office", "一职")` and `.act(…)`, the actor of that post."""
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
    places = _places()
    posts = _people(places)
    place = SimpleNamespace(
        places=places,
        city=places["示例市教育局"],
        posts=posts,
        post=lambda role, where="示例市教育局": posts[role, where],
        act=lambda role, where="示例市教育局": actor_for(posts[role, where]),
    )
    place.plan = _plan(place)
    place.tasks = list(place.plan.tasks.order_by("order"))
    return place


def _places() -> dict[str, Organisation]:
    def made(parent: Organisation | None, name: str, short: str, kind: str) -> Organisation:
        return set_up_organisation(parent=parent, names=[], name=name, short=short, kind=kind, by=SYSTEM)

    city = made(None, BUREAUS["city"], "示例市教育局", "city_bureau")
    found = {city.short: city}
    for key, shorts in SCHOOLS.items():
        above = city
        if key != "city":
            above = made(city, BUREAUS[key], BUREAUS[key], "county_bureau")
            found[above.short] = above
        for short in shorts:
            found[short] = made(above, f"{short}职业学校（示例）", short, "school")
    return found


def _people(places: dict[str, Organisation]) -> dict[tuple[str, str], Membership]:
    numbers = itertools.count(1)
    roles = {
        "school": ("office", "school_head"),
        "county_bureau": ("county_officer", "county_leader"),
        "city_bureau": ("city_officer", "section_head"),
    }
    wanted = [(role, short) for short, each in places.items() for role in roles[each.kind]]
    wanted += [("deputy_head", "东湖职教"), ("party_secretary", "东湖职教"), ("log_admin", "示例市教育局")]
    return {
        (role, short): add_person(
            name=f"{short}示例{next(numbers)}",
            mobile=f"1000001{next(numbers):04d}",
            organisation=places[short],
            role=role,
            by=SYSTEM,
        )
        for role, short in wanted
    }


def _plan(place: Any) -> Plan:
    officer = place.act("city_officer")
    title = "示例市职业教育提质培优行动计划（2026年，虚构示例）"
    plan = plans.start_plan(
        issuer=place.city, title=title, short=SHORT, number="", start="2026", end="2028", by=officer
    )
    area = plans.add_area(plan=plan, name="示例领域", clause=None, by=officer)
    for number, words in enumerate(TASKS, 1):
        said = {"area": area, "code": str(number), "title": words, "source": "own", "basis": "undertaken"}
        plans.add_task(plan=plan, clauses=[], declared=None, led_by=None, number=None, by=officer, **said)
    return plans.publish_plan(plan=plan, by=officer, version=plan.version)


def deputy_in_the_chain(place: Any, school: str) -> None:
    """The deputy head stands before the head in this school's chain."""
    office = place.act("office", school)
    steps = [
        StepPlan("项目办", "office"),
        StepPlan("副校长", "deputy_head"),
        StepPlan("校长", "school_head"),
    ]
    papers.set_route(organisation=place.places[school], kind="", steps=steps, by=office)
