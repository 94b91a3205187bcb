"""The test world: two cities that must not see each other, with a unique canary in every text field.

Whoever finds a canary at a principal who is not listed under `visible_to` has found a leak. Only for test sites.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from luoshi.accounts.actions import add_person, disable_user, set_up_organisation
from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.permissions import only_the_system
from luoshi.accounts.queries import actor_for
from luoshi.accounts.roles import ROLES, SEPARATED
from luoshi.common import acts, drafts
from luoshi.common.actor import Actor, system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base, SiteState
from luoshi.common.routes import routes
from luoshi.plans.actions import change_area
from luoshi.plans.models import Area

from .world_alerts import make_alerts
from .world_binders import make_binders
from .world_evidence import make_evidence
from .world_figures import make_figures
from .world_filed import make_filed
from .world_forms import make_forms
from .world_imports import make_list_imports
from .world_meetings import make_meetings
from .world_money import make_money
from .world_notices import make_notices
from .world_outcome import OUTCOME_PAGES, make_outcomes
from .world_panel import make_panel
from .world_papers import make_papers, make_prints
from .world_people import make_people_s_world
from .world_plan import make_plan
from .world_plan_readings import make_plan_readings
from .world_progress import make_progress, make_reports
from .world_recognition import RECOGNITION_PAGES, make_recognition
from .world_registers import make_registers
from .world_reports import make_reports_made
from .world_requests import make_requests
from .world_returns import make_returns
from .world_review import make_reviews
from .world_rounds import make_rounds
from .world_selection import make_selections
from .world_stated import make_stated
from .world_workplans import NAMED, make_workplans, readers_of_filed

CITY_ROLES = ("city_officer", "section_head", "bureau_leader", "expert", "inspector", "monitor", *SEPARATED)
SCHOOL_ROLES = (
    "school_head",
    "party_secretary",
    "deputy_head",
    "office",
    "department_head",
    "task_owner",
    "teacher",
    "finance",
)
PAGES = {
    "plan": "/plans/<",
    "document": "/documents/<",
    "clause": "/clauses/<",
    "task": "/tasks/<",
    "organisation": "/organisations/<",
    "duty": "/duties/<",
    "handover": "/handovers/<",
    "list": "/lists/<",
    "reading": "/imports/<",
    "notice": "/notices/<",
    "approval": "/approvals/<",
    "brief": "/briefs/<",
    "sent": "/notices/sent/<",
    "filed_paper": "/filed/<",
    "evidence": "/evidence/<",
    "binder": "/binders/<",
    "binder_folder": "/binder-folders/<",
    "binder_file": "/binder-files/<",
    "binder_checklist": "/binder-checklists/<",
    "scan_batch": "/scans/<",
    "scan_page": "/scans/pages/<",
    "change_request": "/change-requests/<",
    "round": "/rounds/<",
    "application": "/applications/<",
    "selection_application": "/selection-applications/<",
    "workplan": "/workplans/<",
    "plan_reading": "/plan-readings/<",
    "update": "/progress/updates/<",
    "money_report": "/money/<",
    "indicator": "/indicators/<",
    "filing": "/filings/<",
    "filing_sheet": "/filing-sheets/<",
    "filing_line": "/filing-lines/<",
    "printed_figure": "/printed-figures/<",
    "stated_source": "/stated/<",
    "ad_hoc_return": "/returns/<",
    "return_sheet": "/return-sheets/<",
    "meeting": "/meetings/<",
    "resolution": "/resolutions/<",
    "report": "/progress/reports/<",
    "raised": "/matters/<",
    "case": "/supervision/<",
    "supervision_letter": "/supervision/letters/<",
    "register": "/registers/<",
    "list_import": "/list-imports/<",
    "register_entry": "/registers/entries/<",
    "alert": "/alerts/<",
    "week_page": "/weeks/<",
    "upward_package": "/upward/<",
    "selection": "/selections/<",
    "selection_kind": "/selection-kinds/<",
    "made_report": "/made-reports/<",
    "template_version": "/report-templates/versions/<",
    "expert": "/experts/<",
    "panel_call": "/panels/<",
    "panel_draw": "/panel-draws/<",
    "own_seat": "/own-panels/<",
    "review_call": "/reviews/<",
    "review_task": "/review-desk/<",
    "blind_copy": "/review-copies/<",
    **OUTCOME_PAGES,
    **RECOGNITION_PAGES,
}


@dataclass(slots=True)
class World:
    """What was made, and for whom each thing is."""

    rng: random.Random
    people: dict[str, Membership] = field(default_factory=dict)
    objects: list[dict[str, Any]] = field(default_factory=list)
    mobiles: int = 0

    def canary(self) -> str:
        """A text nobody else writes, short enough for every field."""
        return f"CNRY{self.rng.getrandbits(40):010x}"

    def mobile(self) -> str:
        self.mobiles += 1
        return f"1000009{self.mobiles:04d}"

    def add(
        self, kind: str, row: Base, canaries: Iterable[str], seers: Iterable[str], state: str = ""
    ) -> None:
        self.objects.append(
            {
                "type": kind,
                "id": row.public_id,
                "state": state,
                "urls": [url.replace("<>", row.public_id) for url in _pages_of(kind)],
                "canaries": list(canaries),
                "visible_to": sorted(set(seers)),
            }
        )

    def readers(self, issuer: Organisation) -> list[str]:
        """Those under `issuer` whose role reads plans."""
        return [k for k, a in self.actors().items() if a.may("read_plans") and a.path.startswith(issuer.path)]

    def superiors(self, organisation: Organisation, permission: str) -> list[str]:
        """Those with `permission` in the organisation itself or above it."""
        return [
            k for k, a in self.actors().items() if a.may(permission) and organisation.path.startswith(a.path)
        ]

    def at_or_below(self, organisation: Organisation, permission: str) -> list[str]:
        """Those with `permission` in the organisation or below it."""
        return [
            k for k, a in self.actors().items() if a.may(permission) and a.path.startswith(organisation.path)
        ]

    def actors(self) -> dict[str, Actor]:
        return {key: actor_for(post) for key, post in self.people.items()}


_all_routes = cache(routes)


def _pages_of(kind: str) -> list[str]:
    """Pages of one object of this kind, `<>` in place of its id."""
    found = []
    for route in _all_routes():
        of_kind = kind in PAGES and route["path"].startswith(PAGES[kind])
        if of_kind and len(route["params"]) == 1 and "GET" in route["methods"]:
            found.append(route["path"].replace(f"<{route['params'][0]['name']}>", "<>"))
    return found


def make_world(seed: int) -> Path:
    """Make the world and write LUOSHI_HOME/world.json; returns its path. A second run changes nothing.

    Raises RuleBroken where organisations stand that are not this world's.
    """
    path = Path(settings.LUOSHI_HOME) / "world.json"
    if Organisation.objects.exists():
        if path.exists() and json.loads(path.read_text())["seed"] == seed:
            return path
        raise RuleBroken("这个站点已有数据，不能再建测试世界。请用 LUOSHI_HOME 指定一个空目录。")
    world = World(random.Random(seed))
    build_world(world=world, by=system_actor())
    _save_drafts(world)
    _leave_traces(world)
    _write(path, {"seed": seed, "principals": _principals(world), "objects": world.objects})
    return path


@acts.act("home.build_world", who=only_the_system)
def build_world(*, world: World, by: Actor) -> None:
    """Two cities, three counties, twelve schools, one person of each role, two plans, four imports."""
    SiteState.objects.filter(pk=1).update(key="world", name="测试世界")
    east, west = (
        _bureau(world, None, "city_bureau", "东市", by),
        _bureau(world, None, "city_bureau", "西市", by),
    )
    counties = [_bureau(world, east, "county_bureau", name, by) for name in ("甲县", "乙县")]
    counties.append(_bureau(world, west, "county_bureau", "丙县", by))
    places = [east, east, *[counties[0]] * 3, *[counties[1]] * 3, west, *[counties[2]] * 3]
    schools = [_bureau(world, place, "school", f"第{n}学校", by) for n, place in enumerate(places, 1)]
    acts.change(schools[4], owner=Organisation.Owner.PRIVATE)
    enterprise = _bureau(world, east, "enterprise", "企业", by)
    _people(world, east, counties, schools, enterprise, by)
    _strangers(world, west, counties, schools, by)
    for place in (east, west, *counties, *schools, enterprise):
        place.refresh_from_db()
    _describe_organisations(world, [east, west, *counties, *schools, enterprise])
    _describe_people(world)
    make_people_s_world(world, schools[2], by)
    make_plan(
        world, east, [school for school in schools if school.path.startswith(east.path)], "city-officer"
    )
    make_plan(
        world, west, [school for school in schools if school.path.startswith(west.path)], "city-officer-west"
    )
    make_notices(world, by)
    make_requests(world)
    make_rounds(world)
    make_workplans(world)
    make_plan_readings(world)
    make_binders(world)
    make_money(world)
    make_reports(world)
    make_papers(world)
    make_forms(world, schools, by)
    make_filed(world, by)
    make_prints(world)
    make_evidence(world)
    _make_what_came_of_it(world)


def _make_what_came_of_it(world: World) -> None:
    make_progress(world)
    make_returns(world)
    make_meetings(world)
    make_registers(world)
    make_list_imports(world)
    make_alerts(world)
    make_figures(world)
    make_stated(world)
    make_selections(world)
    make_reports_made(world)
    make_panel(world)
    make_reviews(world)
    make_outcomes(world)
    make_recognition(world)


def _bureau(world: World, parent: Organisation | None, kind: str, name: str, by: Actor) -> Organisation:
    made: Organisation = set_up_organisation(
        parent=parent,
        names=[(world.canary(), "alias")],
        name=f"{name}{world.canary()}",
        short=f"{name}{world.canary()}",
        territory=world.canary(),
        kind=kind,
        by=by,
    )
    return made


def _people(world, east, counties, schools, enterprise, by) -> None:
    for role in CITY_ROLES:
        _person(world, role, east, role.replace("_", "-"), by)
    for role in ("county_officer", "county_leader"):
        _person(world, role, counties[0], role.replace("_", "-"), by)
    for role in SCHOOL_ROLES:
        key = "school-office" if role == "office" else role.replace("_", "-")
        _person(world, role, schools[2], key, by)
    _person(world, "enterprise", enterprise, "enterprise", by)
    _person(world, "council_chair", schools[4], "council-chair", by)


def _strangers(world, west, counties, schools, by) -> None:
    """The same roles elsewhere: a sibling school, a neighbour county, another city; and one who was shut out."""
    _person(world, "school_head", schools[3], "other-school-head", by)
    _person(world, "school_head", schools[5], "school-head-neighbour", by)
    _person(world, "school_head", schools[0], "school-head-city", by)
    _person(world, "host", schools[1], "host", by)
    _person(world, "county_officer", counties[1], "county-officer-neighbour", by)
    _person(world, "city_officer", west, "city-officer-west", by)
    _person(world, "log_admin", west, "log-admin-west", by)
    _person(world, "county_officer", counties[2], "county-officer-west", by)
    _person(world, "school_head", schools[9], "school-head-west", by)
    post = _person(world, "teacher", schools[2], "disabled", by)
    disable_user(user=post.user, reason=world.canary(), by=by)
    del world.people["disabled"]


def _person(world: World, role: str, place: Organisation, key: str, by: Actor) -> Membership:
    name, title = f"示例·{world.canary()}", world.canary()
    post: Membership = add_person(
        name=name, mobile=world.mobile(), organisation=place, role=role, title=title, cast_key=key, by=by
    )
    world.people[key] = post
    return post


def _describe_organisations(world: World, places: list[Organisation]) -> None:
    for place in places:
        texts = [place.name[-14:], place.short[-14:], place.territory, *(a.name for a in place.aliases.all())]
        world.add("organisation", place, texts, world.people)


def _describe_people(world: World) -> None:
    """Names: for those who look after the people of that organisation, and the log; of those who decide, for all who
    read their plan. Numbers: for nobody else.
    """
    for key, post in world.people.items():
        seers = {key, "log-admin", "log-admin-west"}
        if post.role == "city_officer":
            seers.update(world.readers(post.organisation))
        if key in NAMED:
            seers.update(readers_of_filed(world))
        for permission in ("see_people", "manage_accounts", "grant_roles"):
            seers.update(world.superiors(post.organisation, permission))
        world.add("person", post, [post.user.name.removeprefix("示例·"), post.title], seers)
        world.add("mobile", post.user, [post.user.mobile], [key])


def _save_drafts(world: World) -> None:
    for key, actor in world.actors().items():
        canary = world.canary()
        draft = drafts.save(actor, "world", "", {"text": canary})
        world.objects.append(
            {
                "type": "draft",
                "id": str(draft.pk),
                "state": "",
                "urls": [],
                "canaries": [canary],
                "visible_to": [key],
            }
        )


def _leave_traces(world: World) -> None:
    """Each city's officer changes a thing of the plan: the log tells its reader that, and no word of the thing."""
    for key in ("city-officer", "city-officer-west"):
        actor = actor_for(world.people[key])
        area = Area.objects.filter(plan__issuer_id=actor.organisation_id).order_by("pk").first()
        change_area(area=area, name=area.name, clause=area.clause, by=actor, version=area.version)
        area.refresh_from_db()
        change_area(area=area, name=f"{area.name}。", clause=area.clause, by=actor, version=area.version)


def _principals(world: World) -> list[dict[str, Any]]:
    nobody = {"key": "anonymous", "role": "anonymous", "organisation": "", "sign_in": None}
    shut_out = {"key": "disabled", "role": "teacher", "organisation": "", "sign_in": None}
    return [
        nobody,
        shut_out,
        *(
            {
                "key": key,
                "role": ROLES[post.role].key,
                "organisation": post.organisation.public_id,
                "sign_in": f"/sign-in/as/{key}/",
            }
            for key, post in world.people.items()
        ),
    ]


def _write(path: Path, content: dict[str, Any]) -> None:
    temporary = path.with_name(".world.json")
    temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1))
    os.replace(temporary, path)
