"""What each route of change requests answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.models import Membership, User
from luoshi.common import clock
from luoshi.papers.models import Approval, Step
from luoshi.undertakings.models import ChangeRequest, Duty

from .expect_papers import STANDS_IN_FOR, post_of
from .lines import EDITORS, Expected, Form, button, page, version

SCHOOL = frozenset({"school_head", "deputy_head", "office"})
AUTHORS = frozenset({"office", "city_officer"})  # of the world's requests
DECIDERS = frozenset(
    {"office", "school_head", "deputy_head", "county_officer", "county_leader", "section_head"}
)
ENTERERS = frozenset({"office", "county_officer", "city_officer", "section_head"})
ASKERS = SCHOOL | EDITORS


def put(request: ChangeRequest, state: str, at: str = "", place: Any = None) -> dict[str, Any]:
    """The request and its approval in this state, lying at the step of the role `at`, of `place` where it has one."""
    approval = request.approval
    if approval is not None:
        approval.steps.update(state="waiting")
        as_approved = {"draft": "recalled"}.get(state, state)
        ended = clock.now() if as_approved in ("passed", "recalled", "withdrawn") else None
        fields: dict[str, Any] = {"state": as_approved, "ended_at": ended}
        Approval.objects.filter(pk=approval.pk).update(sent_at=clock.now(), resume_at=None, **fields)
        at_role = approval.steps.filter(role=at) if at else approval.steps.all()
        lying = at_role.filter(organisation=place).first() or at_role.first()
        if state == "running" and lying is not None:
            Step.objects.filter(pk=lying.pk).update(state="current", visit=9, arrived_at=clock.now())
    ChangeRequest.objects.filter(pk=request.pk).update(state=state)
    return version(request)


def at_own_step(request: ChangeRequest, user: Any) -> dict[str, Any]:
    post = post_of(user)
    role = getattr(post, "role", "")
    return put(request, "running", STANDS_IN_FOR.get(role, role), getattr(post, "organisation", None))


def to_pass(request: ChangeRequest, user: Any) -> dict[str, Any]:
    return {"comment": "同意", **at_own_step(request, user)}


def to_return(request: ChangeRequest, user: Any) -> dict[str, Any]:
    return {"comment": "请补充", "to": "", "resume": "here", **at_own_step(request, user)}


def to_enter(request: ChangeRequest, user: Any) -> dict[str, Any]:
    """A leader of the own organisation signed on paper."""
    post, approval = post_of(user), request.approval
    step = approval.steps.filter(organisation=post.organisation).last() if post and approval else None
    if (
        step is not None and step.role == post.role
    ):  # nobody enters for himself: for a colleague of the same post
        colleague = User.objects.create(name="示例同事")
        Membership.objects.create(user=colleague, organisation=post.organisation, role=post.role)
    form = put(request, "running", step.role if step else "", post.organisation if post else None)
    whose = Membership.objects.filter(organisation=step.organisation, role=step.role) if step else None
    leader = whose.order_by("pk").last() if whose is not None else None
    said = {"enter-leader": leader.public_id} if leader else {"enter-leader_name": "示例领导"}
    signed = SimpleUploadedFile("签批单.pdf", b"%PDF-1.4 signed")
    said |= {"enter-outcome": "passed", "enter-decided_on": str(clock.today()), "enter-files": signed}
    return {**form, **said}


def as_a_draft(request: ChangeRequest, user: Any) -> dict[str, Any]:
    """Put back for its author alone: the others, who would no longer see it, are asked as it stands."""
    is_author = user is not None and request.author.user_id == user.pk
    return put(request, "draft") if is_author else version(request)


def in_state(state: str, **fields: str) -> Form:
    return lambda row, user: {**fields, **put(row, state)}


def edited(request: ChangeRequest, user: Any) -> dict[str, Any]:
    said = {"own-reason": "改过的理由", "own-basis": "", "own-number": ""}
    return {**said, "done_so_far": "未开始", **put(request, "returned")}


def a_file(file: Any, user: Any) -> dict[str, Any]:
    return put(file.request, "returned")


def removed(file: Any, user: Any) -> dict[str, Any]:
    type(file).objects.filter(pk=file.pk).update(removed_at=clock.now())
    return put(file.request, "returned")


def nothing_under_way(row: Any, user: Any) -> dict[str, Any]:
    ChangeRequest.objects.filter(state__in=("running", "returned")).update(state="withdrawn")
    return {}


def leaving(row: Any, user: Any) -> dict[str, Any]:
    return {"kind": "withdraw", **nothing_under_way(row, user)}


def taking_on(task: Any, user: Any) -> dict[str, Any]:
    """Nobody carries the task: it is open to the person's own organisation, or to the first school for an editor."""
    nothing_under_way(task, user)
    post = post_of(user)
    if post is None or task is None:
        return {"kind": "take_on"}
    duties = Duty.objects.filter(task=task)
    duties.update(left_at=clock.now(), stage="left")
    school = duties.first().organisation.public_id
    return {"kind": "take_on", "organisation": school}


EXPECTED_REQUESTS: dict[str, Expected] = {
    "change-requests": page(),
    "change-request": page(),
    "request-questions": button(EDITORS, lambda row, user: {}),
    "change-duty": Expected(get=ASKERS, post=ASKERS, form=leaving),
    "request-task": Expected(get=ASKERS, post=ASKERS, form=taking_on),
    "edit-change-request": Expected(get=AUTHORS, post=AUTHORS, form=edited),
    "request-file": page(),
    "asked-file": page(),
    "remove-request-file": button(AUTHORS, a_file),
    "restore-request-file": button(AUTHORS, removed),
    "send-change-request": button(AUTHORS, as_a_draft),
    "pass-change-request": button(DECIDERS, to_pass),
    "return-change-request": button(DECIDERS, to_return),
    "enter-change-request": button(ENTERERS, to_enter),
    "resubmit-change-request": button(AUTHORS, in_state("returned", comment="已改")),
    "recall-change-request": button(AUTHORS, in_state("running")),
    "withdraw-change-request": button(AUTHORS, in_state("returned", reason="不办了")),
    "restore-change-request": button(AUTHORS, in_state("withdrawn")),
    "note-request-number": button(EDITORS, in_state("running", number="〔2026〕1号")),
}
