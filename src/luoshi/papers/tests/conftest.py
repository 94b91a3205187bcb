"""A county school, its bureaus, and papers on their way among them."""

from __future__ import annotations

import datetime as dt
import itertools
from types import SimpleNamespace
from typing import Any

import pytest

from luoshi.accounts.actions import add_person, set_up_organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.common.actor import system_actor
from luoshi.common.tests.conftest import PATIENCE, chromium
from luoshi.papers import actions
from luoshi.papers.actions import Proof
from luoshi.papers.models import Approval, Brief
from luoshi.papers.queries import approvals_of

__all__ = ["chromium"]
PLACES = (
    ("city", None, "city_bureau"),
    ("county", "city", "county_bureau"),
    ("school", "county", "school"),
    ("sister", "county", "school"),
    ("academy", "city", "school"),
)
SYSTEM = system_actor()


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Any) -> Any:
    """`.city`, `.county`, `.school` (of the county), `.sister`, `.academy` (of the city); `.post(role, place)` makes
    a person, `.actor(role, place)` gives the one of that role, made when first asked for."""
    settings.LUOSHI_HOME = tmp_path
    made: dict[str, Any] = {}
    for key, parent, kind in PLACES:
        made[key] = set_up_organisation(
            parent=made.get(parent or ""), names=[], name=f"{key}全称", short=key, kind=kind, by=SYSTEM
        )
    numbers = itertools.count(1)
    known: dict[tuple[str, str], Any] = {}

    def post(role: str, place: str = "school", name: str = "") -> Any:
        number = next(numbers)
        return add_person(
            name=name or f"示例{role}{number}",
            mobile=f"1000000{number:04d}",
            organisation=made[place],
            role=role,
            by=SYSTEM,
        )

    def the(role: str, place: str = "school") -> Any:
        if (role, place) not in known:
            known[role, place] = post(role, place)
        return known[role, place]

    return SimpleNamespace(
        **made, post=post, the=the, actor=lambda role, place="school": actor_for(the(role, place))
    )


@pytest.fixture
def paper(town: Any) -> Any:
    """`paper(author=("department_head", "school"), up_to="school")`: a brief on its way."""
    for role, place in (
        ("office", "school"),
        ("school_head", "school"),
        ("county_officer", "county"),
        ("county_leader", "county"),
        ("section_head", "city"),
        ("city_officer", "city"),
    ):
        town.the(role, place)

    def send(
        author: tuple[str, str] = ("department_head", "school"), up_to: str = "school", **given: Any
    ) -> Brief:
        by = town.actor(*author)
        brief = actions.start_brief(
            organisation=getattr(town, author[1]),
            up_to=getattr(town, up_to),
            title=given.get("title", "关于添置实训设备的请示"),
            text=given.get("text", "正文"),
            by=by,
        )
        return actions.send_brief(brief=brief, by=by, version=brief.version)

    return send


@pytest.fixture
def window(chromium: Any, live_server: Any, signed_in: Any, settings: Any) -> Any:
    """`window(post, path, width=1440)`, with what else Playwright takes for a context: a page of that person; what the
    browser complains about fails the test.
    """
    settings.ALLOWED_HOSTS = ["*"]
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(post: Any, path: str, width: int = 1440, **more: Any) -> Any:
        session = signed_in(post).cookies[settings.SESSION_COOKIE_NAME]
        context = chromium.new_context(viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        page.complaints = complaints
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def decide(brief: Brief, by: Any, **said: Any) -> Approval:
    """Pass the current step."""
    brief.refresh_from_db()
    actions.pass_brief(brief=brief, by=by, version=brief.version, **said)
    return fresh(brief)


def send_back(brief: Brief, by: Any, comment: str = "请补充预算", **said: Any) -> Approval:
    brief.refresh_from_db()
    actions.return_brief(brief=brief, by=by, version=brief.version, comment=comment, **said)
    return fresh(brief)


def enter(brief: Brief, by: Any, **said: Any) -> Approval:
    brief.refresh_from_db()
    given = {"outcome": "passed", "decided_on": clock.today(), "proofs": [a_paper()], **said}
    actions.enter_brief(brief=brief, by=by, version=brief.version, **given)
    return fresh(brief)


def fresh(brief: Brief) -> Approval:
    brief.refresh_from_db()
    return approvals_of(brief)[0]


def a_paper(name: str = "签批单.jpg") -> Proof:
    return Proof(files.put([f"signed {name}".encode()]), name)


def states(approval: Approval) -> list[tuple[str, str]]:
    return [(step.name, step.state) for step in approval.steps.order_by("order")]


def lies_at(approval: Approval) -> str:
    return approval.current.name if approval.current else ""


def days(number: int) -> dt.date:
    return clock.today() + dt.timedelta(days=number)
