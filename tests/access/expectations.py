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

import datetime as dt
from typing import Any

from luoshi.accounts.models import Organisation, Ticket
from luoshi.common import clock
from luoshi.core.packs.settling import fingerprint
from luoshi.home.wizard.loading import planned_load
from luoshi.plans.models import Plan, Task
from luoshi.policies.models import Finding
from luoshi.policies.settling import settled_reading
from luoshi.undertakings.models import Duty, Work
from luoshi.undertakings.queries import can_be_taken_on_by
from luoshi.workplans.models import Workplan
from tests.access import expect_people

from .expect_alerts import EXPECTED_ALERTS
from .expect_applying import EXPECTED_APPLYING
from .expect_archive import EXPECTED_ARCHIVE
from .expect_binders import EXPECTED_BINDERS
from .expect_evidence import EXPECTED_EVIDENCE
from .expect_figures import EXPECTED_FIGURES
from .expect_filed import EXPECTED_FILED
from .expect_forms import EXPECTED_FORMS
from .expect_imports import EXPECTED_IMPORTS
from .expect_meetings import EXPECTED_MEETINGS
from .expect_money import EXPECTED_MONEY
from .expect_notices import EXPECTED_NOTICES
from .expect_panel import EXPECTED_PANEL
from .expect_papers import EXPECTED_PAPERS
from .expect_plan_readings import EXPECTED_PLAN_READINGS
from .expect_progress import EXPECTED_PROGRESS
from .expect_recognition import EXPECTED_RECOGNITION
from .expect_recommendation import EXPECTED_RECOMMENDATION
from .expect_registers import EXPECTED_REGISTERS
from .expect_reports import EXPECTED_REPORTS
from .expect_requests import EXPECTED_REQUESTS
from .expect_returns import EXPECTED_RETURNS
from .expect_rounds import EXPECTED_ROUNDS
from .expect_rounds_rows import EXPECTED_ROUNDS_ROWS
from .expect_selection import EXPECTED_SELECTION
from .expect_stated import EXPECTED_STATED
from .expect_workplans import EXPECTED_WORKPLANS
from .lines import (
    ACT,
    EDITORS,
    EVERYBODY,
    IMPORTERS,
    LOG_ADMIN,
    OLD_PASSWORD,
    PASSWORD,
    READERS,
    SECURITY_ADMIN,
    SEES_PEOPLE,
    SYSTEM_ADMIN,
    Expected,
    Form,
    a_reason,
    admin,
    button,
    edited,
    form_of,
    nothing,
    page,
    version,
)

JOINERS = EDITORS | {"school_head", "deputy_head", "office"}


def a_waiting_link(row: Any, user: Any = None) -> dict[str, Any]:
    """A person to whom a link was issued that waits for a second administrator."""
    ticket, _ = Ticket.objects.update_or_create(
        user=row,
        defaults={
            "purpose": "reset",
            "token_hash": "0" * 64,
            "expires_at": clock.now() + dt.timedelta(minutes=20),
            "used_at": None,
            "awaits_confirmation": True,
        },
    )
    return {"ticket": ticket.public_id}


def put_in(state: str) -> Form:
    """A button for an import in this state: the import is put there first."""

    def form(row: Any, user: Any) -> dict[str, Any]:
        type(row).objects.filter(pk=row.pk).update(state=state)
        return version(row)

    return form


def a_file(row: Any, user: Any = None) -> dict[str, Any]:
    return {"plan": "new", "title": "示例计划", "pasted": "关于示例工作的通知\n一、工作任务"}


def left(row: Any, user: Any = None) -> dict[str, Any]:
    """Taking back that an organisation left a task: it has left first."""
    type(row).objects.filter(pk=row.pk).update(left_at=clock.now(), stage="left")
    return a_reason(row)


def one_more(task: Any, user: Any) -> dict[str, Any]:
    taken = Duty.objects.filter(task=task).values("organisation")
    return {
        "organisation": can_be_taken_on_by(task).exclude(pk__in=taken)[0].public_id,
        "basis": "undertaken",
    }


def another_duty(duty: Any, user: Any) -> dict[str, Any]:
    """Another duty of the same organisation: it is made first, with no workplan under way that keeps them apart."""
    Workplan.objects.filter(state="running").update(state="draft")
    task = Task.objects.filter(plan=duty.task.plan).exclude(pk=duty.task_id).order_by("id")[0]
    work = Work.objects.create(organisation=duty.organisation)
    other, _ = Duty.objects.get_or_create(
        task=task, organisation=duty.organisation, basis=task.basis, defaults={"work": work}
    )
    return {"with": other.public_id, **a_reason(duty)}


def joined(duty: Any, user: Any) -> dict[str, Any]:
    """A duty that is one work with another."""
    other = Duty.objects.get(public_id=another_duty(duty, user)["with"])
    type(duty).objects.filter(pk=other.pk).update(work=duty.work)
    return a_reason(duty)


def a_promise(duty: Any, user: Any) -> dict[str, Any]:
    type(duty).objects.filter(pk=duty.pk).update(basis="own")
    return {"words": "每学期指导一次", **version(duty)}


def settled(row: Any, user: Any = None) -> dict[str, Any]:
    """Loading an import: everything found in it has been settled, and the difference was seen."""
    row.findings.all().delete()
    type(row).objects.filter(pk=row.pk).update(state="deciding")
    row.refresh_from_db()
    return {"stamp": planned_load(row).stamp, **version(row)}


def settled_before(row: Any, user: Any = None) -> dict[str, Any]:
    """Settling as before: the same import was loaded into the plan once, and the finding set aside there."""
    reading, person = type(row), row.started_by
    result, finding = row.result, row.findings.filter(state="open").first()
    plan = Plan.objects.filter(issuer=row.owner, withdrawn_at__isnull=True).first()
    if (
        finding is None or plan is None
    ):  # another form of the same round of questions has settled or withdrawn it
        return {}
    document = plan.document
    earlier = reading(owner=row.owner, title=row.title, state="loaded", started_by=person, document=document)
    earlier.sealed = earlier.sealed_result(result)
    earlier.save()
    then = Finding(reading=earlier, order=0, code=finding.code, severity=finding.severity, state="set_aside")
    then.decided_by, then.decided_at = person, clock.now()
    then.sealed = then.sealed_content(finding.content)
    then.value_sealed = then.sealed_value({"value": {"changes": []}, "reason": "示例理由"})
    then.save()
    reading.objects.filter(pk=row.pk).update(state="deciding", plan_id_wanted=plan.public_id)
    return {"finding": finding.public_id, **version(row)}


def a_task(row: Any, user: Any = None) -> dict[str, Any]:
    """Correcting what was read of a task: `seen` is what stood on the page."""
    return {"task": "1", "declared": "2", "seen": fingerprint(settled_reading(row), {"task": "1"})}


def a_figure(row: Any, user: Any = None) -> dict[str, Any]:
    return {"comparator": "at_least", "quantity": "70", "unit": "%", **version(row)}


def own_post(row: Any, user: Any) -> dict[str, Any]:
    return {"post": user.memberships.get().public_id if user else "none"}


def new_password(row: Any, user: Any = None) -> dict[str, Any]:
    return {"password": PASSWORD, "again": PASSWORD}


def other_password(row: Any, user: Any) -> dict[str, Any]:
    return {"present": OLD_PASSWORD, **new_password(row), **version(user)} if user else {}


def shut_out(row: Any, user: Any) -> dict[str, Any]:
    if user is None or row.pk != user.pk:
        type(row).objects.filter(pk=row.pk).update(is_active=False)
    return version(row)


def a_post(row: Any, user: Any) -> dict[str, Any]:
    return {"organisation": a_school().public_id, "role": "finance"}


def a_person(row: Any, user: Any) -> dict[str, Any]:
    return {"name": "示例新人", "mobile": "10000099999", **a_post(row, user)}


def a_school() -> Any:
    return Organisation.objects.filter(kind="school").order_by("id")[2]


def a_plan(row: Any, user: Any = None) -> dict[str, Any]:
    return {"title": "新的计划", "short": "新计划", "start": "2026", "end": "2028"}


def changed_plan(row: Any, user: Any) -> dict[str, Any]:
    return {**a_plan(row), **version(row)}


def withdrawn(row: Any, user: Any) -> dict[str, Any]:
    """Bringing back what was withdrawn: it is withdrawn first."""
    type(row).objects.filter(pk=row.pk).update(withdrawn_at=clock.now())
    return version(row)


def not_published(row: Any, user: Any) -> dict[str, Any]:
    """For those who may publish it; for all others it stays as it is, there to be refused."""
    if may_edit(user):
        type(row).objects.filter(pk=row.pk).update(published_at=None)
    return version(row)


def stood_on_by_nobody(row: Any, user: Any) -> dict[str, Any]:
    """Nobody undertakes anything of the plan, no round of it was opened."""
    if may_edit(user):
        Duty.objects.filter(task__plan=row).update(left_at=clock.now(), stage="left")
        row.rounds.update(opened_at=None, opens_at=None, state="draft", confirmed_at=None)
    return version(row)


def may_edit(user: Any) -> bool:
    return user is not None and user.memberships.filter(role__in=EDITORS).exists()


def one_cell(plan: Any, user: Any) -> dict[str, Any]:
    task = Task.objects.filter(plan=plan).order_by("id")[0]
    school = can_be_taken_on_by(task).exclude(pk__in=Duty.objects.filter(task=task).values("organisation"))[0]
    return {"on": f"{task.public_id}.{school.public_id}", "reason": "按某通知办理"}


TASK_FORM = form_of(title="新任务", source="annex", basis="undertaken", declared="3")
TARGET_FORM = form_of(comparator="at_least", quantity="3", unit="个", measure="level", words="至少 3 个")
EXPECTED: dict[str, Expected] = {
    "healthz": Expected(get=EVERYBODY, public=True),
    # signing in
    "sign-in": Expected(
        get=EVERYBODY,
        post=EVERYBODY,
        form=lambda row, user: {"account": "示例", "password": "不是密码"},
        done=422,
        public=True,
    ),
    "sign-in-as": Expected(post=EVERYBODY, form=nothing, public=True),
    "sign-out": button(EVERYBODY, nothing),
    "switch-post": button(EVERYBODY, own_post),
    # home
    "front": Expected(get=EVERYBODY, public=True),
    "desk": page(),
    "rules": page(),
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
    "duty-quantity": ACT(get=EDITORS, post=EDITORS, form=lambda row, user: {"quantity": "3", **version(row)}),
    "same-work": ACT(get=JOINERS, post=JOINERS, form=another_duty),
    "separate-duty": button(JOINERS, joined),
    "commitment": ACT(get=EDITORS, post=EDITORS, form=a_promise, done=302),
    "plan-commitments": page(),
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
    "finding-draft": button(IMPORTERS, lambda row, user: {"reason": "待核"}, done=204),
    "import-keep-task": button(IMPORTERS, lambda row, user: {"keep": "1"}),
    "import-accept-alike": button(IMPORTERS, lambda row, user: {"code": "target-subject-unspoken"}),
    "import-as-before": button(IMPORTERS, settled_before),
    # a plan by hand
    "start-plan": edited(a_plan),
    "withdrawn-plans": page(EDITORS),
    "edit-plan": edited(changed_plan),
    "publish-plan": button(EDITORS, not_published),
    "unpublish-plan": button(EDITORS, stood_on_by_nobody),
    "withdraw-plan": button(EDITORS, a_reason),
    "restore-plan": Expected(post=EDITORS, form=withdrawn, others=404),
    "edit-areas": page(EDITORS),
    "add-area": edited(form_of(name="新领域")),
    "edit-area": edited(form_of(name="另一领域")),
    "edit-tasks": page(EDITORS),
    "add-task": edited(TASK_FORM),
    "edit-task": edited(TASK_FORM),
    "edit-targets": page(EDITORS),
    "preview-target": button(EDITORS, TARGET_FORM, done=200),
    "add-target": edited(TARGET_FORM),
    "edit-target": edited(TARGET_FORM),
    "edit-dates": page(EDITORS),
    "add-date": edited(form_of(title="总结", date="2027-12-31")),
    "edit-date": edited(form_of(title="总结", date="2027-12-31")),
    "edit-withdrawn": page(EDITORS),
    "withdraw-part": button(EDITORS, a_reason),
    "restore-part": Expected(post=EDITORS, form=withdrawn, others=404),
    "move-part": button(EDITORS, form_of(to="down")),
    "edit-undertakings": edited(lambda row, user: {"_discard": "1"}),
    "set-undertakings": button(EDITORS, one_cell),
    "plan-versions": page(EDITORS),
    "current-pack": page(EDITORS),
    "loaded-pack": page(EDITORS),
    # people and accounts
    "ticket": Expected(get=EVERYBODY, post=EVERYBODY, form=new_password, public=True, missing=410),
    "me": page(),
    "change-password": button(EVERYBODY, other_password),
    "end-other-sessions": button(EVERYBODY, nothing),
    "end-session": button(EVERYBODY, nothing),
    "accounts": page(SYSTEM_ADMIN),
    "account": admin(SYSTEM_ADMIN),
    "issue-ticket": admin(SYSTEM_ADMIN, nothing, done=200),
    "disable-account": admin(SYSTEM_ADMIN, a_reason),
    "enable-account": admin(SYSTEM_ADMIN, shut_out),
    "end-person-sessions": admin(SYSTEM_ADMIN, nothing),
    "people": page(SEES_PEOPLE | SECURITY_ADMIN),
    "new-person": Expected(get=SECURITY_ADMIN, post=SECURITY_ADMIN, form=a_person),
    "person": admin(SECURITY_ADMIN),
    "add-post": admin(SECURITY_ADMIN, a_post),
    "confirm-ticket": admin(SECURITY_ADMIN, a_waiting_link),
    "void-ticket": admin(SECURITY_ADMIN, a_waiting_link),
    "roles": page(),
    # search and log
    "search": page(query="?q=CNRY"),
    "own-organisation": page(),
    "log": page(LOG_ADMIN),
    "export-log": button(LOG_ADMIN, nothing, done=200),
}
EXPECTED |= EXPECTED_FORMS | EXPECTED_NOTICES | expect_people.EXPECTED | EXPECTED_PANEL | EXPECTED_PAPERS
EXPECTED |= EXPECTED_FIGURES | EXPECTED_FILED | EXPECTED_EVIDENCE | EXPECTED_BINDERS
EXPECTED |= EXPECTED_REQUESTS | EXPECTED_ROUNDS | EXPECTED_ROUNDS_ROWS | EXPECTED_APPLYING
EXPECTED |= EXPECTED_WORKPLANS | EXPECTED_PLAN_READINGS | EXPECTED_PROGRESS | EXPECTED_MONEY
EXPECTED |= EXPECTED_ALERTS
EXPECTED |= EXPECTED_RETURNS
EXPECTED |= EXPECTED_MEETINGS
EXPECTED |= EXPECTED_REGISTERS
EXPECTED |= EXPECTED_IMPORTS
EXPECTED |= EXPECTED_SELECTION | EXPECTED_RECOGNITION | EXPECTED_ARCHIVE | EXPECTED_RECOMMENDATION
EXPECTED |= EXPECTED_REPORTS | EXPECTED_STATED
