"""What each route answers to whom: one line per route, written by hand from the rules, not taken from the code.

Whoever adds a page adds its line here; without it the suite fails. How a line is read:

    get   the roles a GET lets in (200, or 302 where the page only leads on)
    post  the roles a POST lets in; `form` makes from the named row a form that succeeds (`done` is its status)
    query what a GET needs behind the `?`

Everybody else who is signed in gets 403; who is not is led to the sign-in page. An address that names an object is let
in only where this object is visible (world.json says for whom); otherwise it answers 404, as if there were no such
object, whatever the role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NOBODY: frozenset[str] = frozenset()
IMPORTERS = frozenset({"city_officer", "section_head"})
EDITORS = IMPORTERS
LEADERS = frozenset({"bureau_leader", "county_officer", "county_leader"})
SCHOOL_LEADERS = frozenset(
    {"school_head", "party_secretary", "deputy_head", "office", "department_head"},
)
SEES_PEOPLE = IMPORTERS | LEADERS | SCHOOL_LEADERS
READERS = SEES_PEOPLE | {"task_owner", "teacher", "finance", "expert", "inspector", "monitor"}
SYSTEM_ADMIN = frozenset({"system_admin"})
SECURITY_ADMIN = frozenset({"security_admin"})
LOG_ADMIN = frozenset({"log_admin"})
EVERYBODY = READERS | SYSTEM_ADMIN | SECURITY_ADMIN | LOG_ADMIN | {"enterprise"}
Form = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Expected:
    """The line of one route."""

    get: frozenset[str] = NOBODY
    post: frozenset[str] = NOBODY
    form: Form | None = None
    done: int = 302
    public: bool = False
    query: str = ""


def nothing(row: Any) -> dict[str, Any]:
    return {}


def version(row: Any) -> dict[str, Any]:
    """The form of a button: the version it was shown with."""
    return {"_version": row.version}


def page(roles: frozenset[str] = EVERYBODY, query: str = "") -> Expected:
    return Expected(get=roles, query=query)


def button(roles: frozenset[str], form: Form = version, done: int = 302) -> Expected:
    return Expected(post=roles, form=form, done=done)


EXPECTED: dict[str, Expected] = {
    "healthz": Expected(get=EVERYBODY, public=True),
    # signing in
    "sign-in": Expected(
        get=EVERYBODY,
        post=EVERYBODY,
        form=lambda _: {"account": "示例", "password": "不是密码"},
        done=422,
        public=True,
    ),
    "sign-in-as": Expected(post=EVERYBODY, form=nothing, public=True),
    "sign-out": button(EVERYBODY, nothing),
    "switch-post": button(EVERYBODY, lambda _: {"post": "own post"}),
    # home
    "front": Expected(get=EVERYBODY, public=True),
    "desk": page(),
    "matrix-now": page(READERS),
    "matrix": page(),
    "duty": page(),
}
