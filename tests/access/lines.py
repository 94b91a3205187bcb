"""How a line of the expectations is written, and the groups of roles; what it means: `expectations`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

OLD_PASSWORD, PASSWORD = "Jq7#hillstone", "Mq3#riverstone"
NOBODY: frozenset[str] = frozenset()
IMPORTERS = frozenset({"city_officer", "section_head"})
EDITORS = IMPORTERS
LEADERS = frozenset({"bureau_leader", "county_officer", "county_leader"})
SCHOOL_LEADERS = frozenset(
    {"school_head", "party_secretary", "deputy_head", "council_chair", "office", "department_head"},
)
SEES_PEOPLE = IMPORTERS | LEADERS | SCHOOL_LEADERS
READERS = SEES_PEOPLE | {"task_owner", "teacher", "finance", "expert", "inspector", "monitor", "host"}
OWN_RUNNERS = frozenset(
    {"county_officer", "deputy_head", "office"}
)  # selections of a county's or a school's own
OWN_LEADERS = frozenset({"county_leader", "school_head"})  # and those who lead them there
HOST = frozenset({"host"})  # runs for the bureau what a call says
SYSTEM_ADMIN = frozenset({"system_admin"})
SECURITY_ADMIN = frozenset({"security_admin"})
LOG_ADMIN = frozenset({"log_admin"})
EVERYBODY = READERS | SYSTEM_ADMIN | SECURITY_ADMIN | LOG_ADMIN | {"enterprise"}
Form = Callable[..., dict[str, Any]]  # (row named last in the address, the person's user)


@dataclass(frozen=True)
class Expected:
    """The line of one route."""

    get: frozenset[str] = NOBODY
    post: frozenset[str] = NOBODY
    form: Form | None = None
    done: int = 302
    public: bool = False
    query: str = ""
    gate: bool = False  # the role is asked before the object: 403 whatever the address names
    missing: int = 404  # what nothing answers
    others: int = 403  # what it answers to the other roles; 404 where the form has put away what they saw


def nothing(row: Any, user: Any = None) -> dict[str, Any]:
    return {}


def version(row: Any, user: Any = None) -> dict[str, Any]:
    """The form of a button: the version it was shown with."""
    return {"_version": row.version}


def page(roles: frozenset[str] = EVERYBODY, query: str = "") -> Expected:
    return Expected(get=roles, query=query)


def admin(roles: frozenset[str], form: Form | None = None, done: int = 302) -> Expected:
    """A page or button of an administrator."""
    if form is None:
        return Expected(get=roles, gate=True)
    return Expected(post=roles, form=form, done=done, gate=True)


def edited(form: Form) -> Expected:
    return Expected(get=EDITORS, post=EDITORS, form=form)


def button(roles: frozenset[str], form: Form = version, done: int = 302) -> Expected:
    return Expected(post=roles, form=form, done=done)


def a_reason(row: Any, user: Any = None) -> dict[str, Any]:
    return {"reason": "按某通知办理", **version(row)}


def form_of(**fields: str) -> Form:
    """A form with these fields, and the version of the row for acts that change one."""
    return lambda row, user: {**fields, **version(row)}


ACT = Expected  # a page with a form: GET shows it, POST carries it out
