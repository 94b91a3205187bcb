"""What each route of workplans answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import clock
from luoshi.common.dataforms.models import Answer
from luoshi.papers.models import Approval, Step
from luoshi.workplans.models import FilingTerms, Goal, Workplan, WorkplanFile, WorkplanPart

from .expect_papers import STANDS_IN_FOR, post_of
from .expect_requests import to_enter as entered
from .expect_rounds import AUTHOR, DECIDERS, ENTERERS, SCHOOL
from .lines import EDITORS, READERS, Expected, Form, button, form_of, page, version

WRITERS = SCHOOL
PRINTS = frozenset(
    {"school_head", "party_secretary", "deputy_head", "council_chair", "office", "department_head"}
)
AS_APPROVED = {"draft": "recalled", "filed": "passed", "superseded": "passed"}


def put(workplan: Workplan, state: str, at: str = "") -> dict[str, Any]:
    """The workplan and its approval in this state, lying at the step of the role `at`; the other versions away."""
    approval = workplan.approval
    if approval is None and state not in ("draft", "withdrawn"):
        return version(workplan)  # never sent
    if approval is not None:
        as_approved = AS_APPROVED.get(state, state)
        approval.steps.update(state="waiting")
        ended = clock.now() if as_approved in ("passed", "recalled", "withdrawn") else None
        fields: dict[str, Any] = {"state": as_approved, "ended_at": ended}
        Approval.objects.filter(pk=approval.pk).update(sent_at=clock.now(), resume_at=None, **fields)
        lying = approval.steps.filter(role=at).first() if at else approval.steps.first()
        if as_approved == "running" and lying is not None:
            Step.objects.filter(pk=lying.pk).update(state="current", visit=9, arrived_at=clock.now())
    filed = clock.now() if state in ("filed", "superseded") else None
    Workplan.objects.filter(pk=workplan.pk).update(state=state, filed_at=filed)
    return version(workplan)


INSIDE = WRITERS | {"party_secretary", "department_head"}
ABOVE = frozenset({"county_officer", "county_leader", "city_officer", "section_head", "bureau_leader"})


def reads_it_sent(user: Any) -> bool:
    """Whoever would still see it under way; the others are asked as it stands."""
    return getattr(post_of(user), "role", "") in INSIDE | ABOVE


def at_own_step(workplan: Workplan, user: Any) -> dict[str, Any]:
    if not reads_it_sent(user):
        return version(workplan)
    role = getattr(post_of(user), "role", "")
    return put(workplan, "running", STANDS_IN_FOR.get(role, role))


def to_pass(workplan: Workplan, user: Any) -> dict[str, Any]:
    return {"comment": "同意", **at_own_step(workplan, user)}


def to_return(workplan: Workplan, user: Any) -> dict[str, Any]:
    return {"comment": "请补充", "to": "", "resume": "here", **at_own_step(workplan, user)}


def to_enter(workplan: Workplan, user: Any) -> dict[str, Any]:
    """As for a change request: a leader of the own organisation signed on paper."""

    class AsRequest:
        """What `expect_requests.to_enter` reads of its row."""

        approval, pk, version = workplan.approval, 0, workplan.version

    if workplan.approval is None or not reads_it_sent(user):
        return version(workplan)
    said = entered(AsRequest(), user)  # type: ignore[arg-type]
    Workplan.objects.filter(pk=workplan.pk).update(state="running", filed_at=None)
    return said


def own(workplan: Workplan, user: Any) -> bool:
    post = post_of(user)
    return post is not None and post.organisation_id == workplan.organisation_id and post.role in WRITERS


def in_state(state: str, **fields: str) -> Form:
    return lambda row, user: {**fields, **(put(row, state) if reads_it_sent(user) else version(row))}


def as_own(state: str, **fields: str) -> Form:
    """In this state for those who write it; the others, who might no longer see it, are asked as it stands."""
    return lambda row, user: {**fields, **(put(row, state) if own(row, user) else version(row))}


def a_task_by_itself(workplan: Workplan, user: Any) -> dict[str, Any]:
    """The bureau asks a paper of its own for a task that was sent."""
    in_state("running")(workplan, user)
    terms, _ = FilingTerms.objects.get_or_create(plan=workplan.plan)
    task = workplan.plan.tasks.filter(duties__organisation=workplan.organisation).first()
    terms.separate.set([task])
    return {"task": task.public_id}


def a_part(part: WorkplanPart, user: Any) -> dict[str, Any]:
    as_own("draft")(part.workplan, user)
    return {"baseline": "有基础", **version(part)}


def to_copy(workplan: Workplan, user: Any) -> dict[str, Any]:
    """An empty draft, and a filed one to copy from."""
    if not own(workplan, user):
        return version(workplan)
    other = Workplan.objects.exclude(pk=workplan.pk).exclude(approval=None).get()
    put(other, "filed")
    Answer.objects.filter(about_id__in=workplan.parts.values("public_id")).delete()
    workplan.milestones.all().delete()
    return {"source": other.public_id, **put(workplan, "draft")}


def uploaded(workplan: Workplan, user: Any) -> dict[str, Any]:
    return {"files": SimpleUploadedFile("a.pdf", b"%PDF-1.4 sample"), **as_own("draft")(workplan, user)}


def a_file(file: WorkplanFile, user: Any) -> dict[str, Any]:
    return as_own("draft")(file.workplan, user)


def none_yet(plan: Any, user: Any) -> dict[str, Any]:
    return {"round": "2033"}


def other_goals(workplan: Workplan, user: Any) -> dict[str, Any]:
    """Filed, with one number that is asked to be another."""
    said = in_state("filed", reason="有变化")(workplan, user)
    goals = Goal.objects.filter(part__workplan=workplan)
    return said | {goal.public_id: "7" for goal in goals}


EXPECTED_WORKPLANS: dict[str, Expected] = {
    "workplans": page(),
    "start-workplan": button(WRITERS, none_yet),
    "workplan": page(),
    "edit-workplan-part": Expected(get=WRITERS, post=WRITERS, form=a_part),
    "workplan-timetable": Expected(get=WRITERS, post=WRITERS, form=as_own("draft")),
    "workplan-timetable-xlsx": page(WRITERS),
    "assign-workplan": Expected(get=WRITERS, post=WRITERS, form=as_own("draft")),
    "copy-workplan": Expected(get=WRITERS, post=WRITERS, form=to_copy),
    "revise-workplan": Expected(get=WRITERS, post=WRITERS, form=in_state("filed", reason="有变化")),
    "workplan-roadmap": page(),
    "plan-roadmap": page(),
    "roadmap": page(READERS),
    "compare-workplan": page(),
    "choose-model-workplan": button(EDITORS, in_state("filed", is_model="yes")),
    "money-sources": Expected(
        get=EDITORS, post=EDITORS, form=lambda row, user: {"names": "中央财政", **version(row)}
    ),
    "city-numbers": Expected(get=EDITORS, post=EDITORS, form=version),
    "city-numbers-xlsx": page(EDITORS),
    "task-template": Expected(get=EDITORS, post=EDITORS, form=form_of(**{"title-1": "制定办法"})),
    "filing-terms": Expected(get=EDITORS, post=EDITORS, form=form_of(asks_stamp="on")),
    "change-goals-workplan": Expected(get=WRITERS, post=WRITERS, form=other_goals),
    "add-workplan-files": button(WRITERS, uploaded),
    "workplan-file": page(),
    "remove-workplan-file": button(WRITERS, a_file),
    "restore-workplan-file": button(WRITERS, a_file),
    "refresh-workplan": button(WRITERS, as_own("draft")),
    "send-workplan": button(WRITERS, as_own("draft")),
    "print-task-workplan": button(PRINTS, a_task_by_itself),
    "pass-workplan": button(DECIDERS, to_pass),
    "return-workplan": button(DECIDERS, to_return),
    "enter-workplan": button(ENTERERS, to_enter),
    "resubmit-workplan": button(AUTHOR, in_state("returned", comment="已改")),
    "recall-workplan": button(AUTHOR, in_state("running")),
    "withdraw-workplan": button(WRITERS, as_own("draft", reason="不办了")),
    "restore-workplan": button(WRITERS, as_own("withdrawn")),
}
