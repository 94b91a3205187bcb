"""Sample selections of schools' own, before the open one of their city: one in the midst of its review, one published
whose winners went up. Colleagues apply, judge and watch; all of them are invented.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.selection import actions as calls
from luoshi.selection.applying import actions as applying
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result
from luoshi.selection.panel import actions as panel
from luoshi.selection.panel.models import Expert
from luoshi.selection.recommendation import actions as recommendation

from .demo_applications import Sheaf, an_application, looked_at
from .demo_experts import account, in_pool
from .demo_outcome import published
from .demo_reviews import DISCIPLINE, decided, half_reviewed

HALF_WAY, FINISHED = "zhijiang", "sanxia"  # keys in the site pack; somebody of the cast is of each
READERS, NEED = 6, 3
FIRST_MOBILE = 4001  # of their experts and monitors: 1000000 and this number
LEVELS = [{"key": "studio", "title": "推荐", "number": 1}]


def make_own_selections(upper: Call, chance: Random, sizes: tuple[int, int], experts: int) -> int:
    """Of so many applications; how many selections were made. upper: where the winners go."""
    rows = Organisation.objects.filter(key__in=(HALF_WAY, FINISHED), path__startswith=upper.organisation.path)
    schools = {row.key: row for row in rows}
    made, number = 0, min(READERS, experts)
    for key, each in zip((HALF_WAY, FINISHED), sizes, strict=True):
        office, deputy = (_post(schools.get(key), role) for role in ("office", "deputy_head"))
        if office is not None and deputy is not None:
            _of_school(upper, chance, office, deputy, each, number)
            made += 1
    return made


def _post(school: Organisation | None, role: str) -> Membership | None:
    return memberships_today().filter(organisation=school, role=role).order_by("id").first()


def _of_school(
    upper: Call, chance: Random, office: Membership, deputy: Membership, each: int, number: int
) -> None:
    school, by, at = office.organisation, actor_for(office), FIRST_MOBILE
    at += 100 if school.key == FINISHED else 0
    monitor = _post(school, "monitor") or _account(school, at, "monitor", "纪检委员")
    pool = _pool(school, by, at + 1, number)
    sheaf = Sheaf(_call(upper, by), by, chance, "校内示例")
    teachers = memberships_today().filter(organisation=school, role="teacher").order_by("id")
    for teacher in teachers[:each]:
        an_application(sheaf, teacher, "received")
    closed(sheaf)
    for row in sheaf.made:
        looked_at(sheaf, row, "accepted")
    step(applying.end_checks, sheaf.call, sheaf.officer)
    if school.key == HALF_WAY:
        half_reviewed(sheaf, pool, monitor)
        return
    decided(sheaf, pool, monitor)
    if published(sheaf, deputy):
        rows = Result.objects.filter(call=sheaf.call, selected=True).values_list("public_id", flat=True)
        recommendation.promote(call=sheaf.call, rows=list(rows), by=by)


def _call(upper: Call, by: Actor) -> Call:
    """Open, with the rules and the form of the one above, fewer readers and one place."""
    upper.refresh_from_db()
    kind = calls.take_kind(call=upper, by=by)
    rules = {**kind.rules, "levels": LEVELS, "panel": {**kind.rules["panel"], "need": NEED}}
    calls.set_rules(kind=kind, rules=rules, by=by, version=kind.version)
    kind.refresh_from_db()
    facts = calls.CallFacts(
        title=f"{clock.today().year}年校内名班主任工作室遴选（示例）",
        level="school",
        words="这是演示用的校内遴选，内容均为虚构。",
        until=clock.now() + dt.timedelta(days=9),
    )
    call: Call = calls.start_call(kind=kind, facts=facts, parent=upper, by=by)
    step(calls.open_call, call, by)
    return call


def _pool(school: Organisation, by: Actor, first: int, number: int) -> list[Expert]:
    """Colleagues who judge, with accounts for it."""
    panel.write_text(organisation=school, words=DISCIPLINE, by=by)
    said: dict[str, Any] = {
        "title": "高级讲师",
        "sort": "school",
        "region": "here",
        "fields": ["德育"],
        "load": 20,
    }
    posts = [_account(school, first + at, "expert", "校内评审专家") for at in range(number)]
    return [in_pool(school, post, by, tenures=[], **said) for post in posts]


def _account(school: Organisation, at: int, role: str, title: str) -> Membership:
    return account(school, role, title, name=(at * 7, at), mobile=at, key=f"sample-own-{at}")


def checked(sheaf: Sheaf) -> None:
    """All came and were looked at."""
    closed(sheaf)
    step(applying.end_checks, sheaf.call, sheaf.officer)


def closed(sheaf: Sheaf) -> None:
    """The days it would have had lie behind it, for nobody closes one early."""
    now = clock.now()
    began = now - dt.timedelta(days=40)
    Call.objects.filter(pk=sheaf.call.pk).update(opened_at=began, opens_at=began, until=now)
    step(calls.close_call, sheaf.call, sheaf.officer)


def step(act: Any, call: Call, by: Actor) -> None:
    call.refresh_from_db()
    act(call=call, by=by, version=call.version)
    call.refresh_from_db()
