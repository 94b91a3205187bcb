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

from luoshi.common import clock
from luoshi.core.packs.settling import fingerprint
from luoshi.home.wizard.loading import planned_load
from luoshi.policies.settling import settled_reading
from luoshi.undertakings.models import Duty
from luoshi.undertakings.queries import can_be_taken_on_by

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


def put_in(state: str) -> Form:
    """A button for an import in this state: the import is put there first."""

    def form(row: Any) -> dict[str, Any]:
        type(row).objects.filter(pk=row.pk).update(state=state)
        return version(row)

    return form


def a_file(row: Any) -> dict[str, Any]:
    return {"plan": "new", "title": "示例计划", "pasted": "关于示例工作的通知\n一、工作任务"}


def a_reason(row: Any) -> dict[str, Any]:
    return {"reason": "按某通知办理", **version(row)}


def left(row: Any) -> dict[str, Any]:
    """Taking back that an organisation left a task: it has left first."""
    type(row).objects.filter(pk=row.pk).update(left_at=clock.now(), stage="left")
    return a_reason(row)


def one_more(task: Any) -> dict[str, Any]:
    taken = Duty.objects.filter(task=task).values("organisation")
    return {
        "organisation": can_be_taken_on_by(task).exclude(pk__in=taken)[0].public_id,
        "basis": "undertaken",
    }


def settled(row: Any) -> dict[str, Any]:
    """Loading an import: everything found in it has been settled, and the difference was seen."""
    row.findings.all().delete()
    type(row).objects.filter(pk=row.pk).update(state="deciding")
    row.refresh_from_db()
    return {"stamp": planned_load(row).stamp, **version(row)}


def a_task(row: Any) -> dict[str, Any]:
    """Correcting what was read of a task: `seen` is what stood on the page."""
    return {"task": "1", "declared": "2", "seen": fingerprint(settled_reading(row), {"task": "1"})}


def a_figure(row: Any) -> dict[str, Any]:
    return {"comparator": "at_least", "quantity": "70", "unit": "%", **version(row)}


ACT = Expected  # a page with a form: GET shows it, POST carries it out
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
    "matrix-xlsx": page(),
    "matrix-docx": page(),
    "matrix-csv": page(),
    "duty": page(),
    "duty-source": page(),
    "plans": page(),
    "plan": page(),
    "plan-tasks": page(),
    "plan-gaps": page(),
    "task": page(),
    "organisations": page(),
    "organisation": page(),
    "documents": page(),
    "document": page(),
    "document-file": page(),
    "clause": page(),
    "lineage-plan-declared": page(),
    "lineage-plan-current": page(),
    "lineage-task-declared": page(),
    "lineage-task-current": page(),
    "lineage-target": page(),
    "lineage-organisation": page(),
    # who takes what on
    "withdraw-duty": ACT(get=EDITORS, post=EDITORS, form=a_reason),
    "restore-duty": ACT(get=EDITORS, post=EDITORS, form=left),
    "duty-quantity": ACT(get=EDITORS, post=EDITORS, form=lambda row: {"quantity": "3", **version(row)}),
    "take-on-duty": ACT(get=EDITORS, post=EDITORS, form=one_more),
    # the import wizard
    "imports": page(IMPORTERS),
    "import-new": ACT(get=IMPORTERS, post=IMPORTERS, form=a_file),
    "import": page(IMPORTERS),
    "import-progress": page(IMPORTERS),
    "import-file": page(IMPORTERS),
    "import-retry": button(IMPORTERS, put_in("failed")),
    "import-discard": button(IMPORTERS, put_in("deciding")),
    "import-resume": button(IMPORTERS, put_in("discarded")),
    "import-difference": page(IMPORTERS),
    "import-load": button(IMPORTERS, settled),
    "import-correct": button(IMPORTERS, a_task),
    "finding-accept": button(IMPORTERS),
    "finding-correct": button(IMPORTERS, a_figure),
    "finding-set-aside": button(IMPORTERS, a_reason),
    "finding-reopen": button(IMPORTERS, put_in("set_aside")),
    "finding-draft": button(IMPORTERS, lambda row: {"reason": "待核"}, done=204),
}
