"""What each route of workplans answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from luoshi.common import clock
from luoshi.papers.models import Approval, Step
from luoshi.workplans.models import Workplan

from .expect_papers import STANDS_IN_FOR, post_of
from .expect_requests import to_enter as entered
from .expect_rounds import AUTHOR, DECIDERS, ENTERERS, SCHOOL
from .lines import Expected, Form, button, page, version

WRITERS = SCHOOL
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


def at_own_step(workplan: Workplan, user: Any) -> dict[str, Any]:
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

    if workplan.approval is None:
        return version(workplan)  # never sent
    said = entered(AsRequest(), user)  # type: ignore[arg-type]
    Workplan.objects.filter(pk=workplan.pk).update(state="running", filed_at=None)
    return said


def own(workplan: Workplan, user: Any) -> bool:
    post = post_of(user)
    return post is not None and post.organisation_id == workplan.organisation_id and post.role in WRITERS


def in_state(state: str, **fields: str) -> Form:
    return lambda row, user: {**fields, **put(row, state)}


def as_own(state: str, **fields: str) -> Form:
    """In this state for those who write it; the others, who might no longer see it, are asked as it stands."""
    return lambda row, user: {**fields, **(put(row, state) if own(row, user) else version(row))}


def none_yet(plan: Any, user: Any) -> dict[str, Any]:
    return {"round": "2033"}


EXPECTED_WORKPLANS: dict[str, Expected] = {
    "workplans": page(),
    "start-workplan": button(WRITERS, none_yet),
    "workplan": page(),
    "refresh-workplan": button(WRITERS, as_own("draft")),
    "send-workplan": button(WRITERS, as_own("draft")),
    "pass-workplan": button(DECIDERS, to_pass),
    "return-workplan": button(DECIDERS, to_return),
    "enter-workplan": button(ENTERERS, to_enter),
    "resubmit-workplan": button(AUTHOR, in_state("returned", comment="已改")),
    "recall-workplan": button(AUTHOR, in_state("running")),
    "withdraw-workplan": button(WRITERS, as_own("draft", reason="不办了")),
    "restore-workplan": button(WRITERS, as_own("withdrawn")),
}
