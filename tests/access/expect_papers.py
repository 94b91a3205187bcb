"""What each route of papers answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.models import Membership, User
from luoshi.common import clock
from luoshi.papers.models import Approval, Brief, Route, Step

from .lines import Expected, button, page, version

AUTHORS = frozenset({"department_head", "city_officer"})  # of the world's briefs
DECIDERS = frozenset({"office", "school_head", "deputy_head", "county_officer", "county_leader"})
PRINTERS = frozenset(
    {"department_head", "office", "school_head", "party_secretary", "deputy_head", "city_officer"}
)
ENTERERS = frozenset({"office", "county_officer", "city_officer"})
SIDES = frozenset({"school_head", "deputy_head", "office"})
EDITORS = frozenset({"section_head", "county_officer", "school_head", "office"})
BUREAU_WRITERS = frozenset(
    {"city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"}
)
SCHOOL_WRITERS = frozenset({"school_head", "party_secretary", "deputy_head", "office", "department_head"})
WRITERS = BUREAU_WRITERS | SCHOOL_WRITERS
STANDS_IN_FOR = {"deputy_head": "school_head"}


def post_of(user: Any) -> Membership | None:
    return user.memberships.first() if user else None


def put(brief: Brief, state: str, approval_state: str = "", at: str = "") -> dict[str, Any]:
    """The brief and its approval in these states, lying at the step of the role `at`."""
    approval = brief.approval
    if approval is not None:
        approval.steps.update(state="waiting")
        fields: dict[str, Any] = {"state": approval_state or state, "ended_at": None}
        if fields["state"] in ("passed", "recalled", "withdrawn"):
            fields["ended_at"] = clock.now()
        Approval.objects.filter(pk=approval.pk).update(sent_at=clock.now(), resume_at=None, **fields)
        lying = approval.steps.filter(role=at).first() if at else approval.steps.first()
        if fields["state"] == "running" and lying is not None:
            Step.objects.filter(pk=lying.pk).update(state="current", visit=9, arrived_at=clock.now())
    if approval is not None or state in ("draft", "withdrawn"):
        Brief.objects.filter(pk=brief.pk).update(state=state)
    return version(brief)


def at_own_step(brief: Brief, user: Any) -> dict[str, Any]:
    role = getattr(post_of(user), "role", "")
    return put(brief, "running", at=STANDS_IN_FOR.get(role, role))


def to_pass(brief: Brief, user: Any) -> dict[str, Any]:
    return {"comment": "同意", **at_own_step(brief, user)}


def to_return(brief: Brief, user: Any) -> dict[str, Any]:
    return {"comment": "请补充", "to": "", "resume": "here", **at_own_step(brief, user)}


def to_enter(brief: Brief, user: Any) -> dict[str, Any]:
    """A leader of the own organisation signed on paper."""
    post = post_of(user)
    step = (
        brief.approval.steps.filter(organisation=post.organisation).last()
        if post and brief.approval
        else None
    )
    form = put(brief, "running", at=step.role if step else "")
    leader = (
        Membership.objects.filter(organisation=step.organisation, role=step.role).first() if step else None
    )
    whose = {"enter-leader": leader.public_id} if leader else {"enter-leader_name": "示例领导"}
    signed = SimpleUploadedFile("签批单.pdf", b"%PDF-1.4 signed")
    said = {"enter-outcome": "passed", "enter-decided_on": str(clock.today()), "enter-files": signed}
    if leader is None:  # an author cannot agree there for a leader nobody knows
        said |= {
            "enter-outcome": "returned",
            "enter-comment": "请补充",
            "enter-to": "",
            "enter-resume": "here",
        }
    return {**form, **whose, **said}


def in_state(state: str, approval_state: str = "", **fields: str) -> Any:
    return lambda row, user: {**fields, **put(row, state, approval_state)}


def edited(brief: Brief, user: Any) -> dict[str, Any]:
    form = {"kind": "report", "title": "改过的标题", "text": "改过的正文", "up_to": brief.up_to.public_id}
    return {**form, **put(brief, "returned")}


def of_a_returned_one(file: Any, user: Any) -> dict[str, Any]:
    return put(file.brief, "returned")


def removed(file: Any, user: Any) -> dict[str, Any]:
    type(file).objects.filter(pk=file.pk).update(removed_at=clock.now())
    return put(file.brief, "returned")


def a_brief(row: Any, user: Any) -> dict[str, Any]:
    post = post_of(user)
    top = post.organisation.public_id if post else ""
    return {"kind": "request", "title": "新的请示", "text": "正文", "up_to": top}


def a_chain(row: Any, user: Any) -> dict[str, Any]:
    role = getattr(post_of(user), "role", "")
    return {"what": f"person:{role}", "name": "审定", "person": "", "days": "3", "seen": "0"}


def a_chain_to_drop(row: Any, user: Any) -> dict[str, Any]:
    post = post_of(user)
    if post is not None:
        steps = [{"name": "x", "role": post.role, "form": "person", "days": 3, "person": ""}]
        fields = {"organisation": post.organisation, "kind": "brief", "number": 1, "steps": steps}
        Route.objects.create(made_by=post, **fields)
    return {"seen": "1"}


def an_old_version(row: Any, user: Any) -> dict[str, Any]:
    type(row).objects.filter(pk=row.pk).update(superseded_at=clock.now())
    return version(row)


def a_delegate(row: Any, user: Any) -> dict[str, Any]:
    post = post_of(user)
    if post is None:
        return {}
    stand_in = User.objects.create(name="示例代办")
    other = Membership.objects.create(user=stand_in, organisation=post.organisation, role="expert")
    start, end = (str(clock.today() + dt.timedelta(days=days)) for days in (99, 100))
    return {"principal": post.public_id, "to": other.public_id, "start": start, "end": end}


def urged(approval: Any, user: Any) -> dict[str, Any]:
    put(Brief.objects.get(approval=approval), "running")
    return {"words": "请尽快"}


def to_print(approval: Any, user: Any) -> dict[str, Any]:
    put(Brief.objects.get(approval=approval), "running")
    return {}


EXPECTED_PAPERS: dict[str, Expected] = {
    "approvals": page(),
    "approval": page(),
    "urge": button(frozenset({"department_head", "office", "city_officer"}), urged),
    "object-to-entry": button(frozenset({"school_head"}), lambda row, user: {"reason": "我没有签"}),
    "entry-file": page(),
    "sending-file": page(),
    "print-approval": button(PRINTERS, to_print),
    "stamped-approval": page(),
    "briefs": page(WRITERS),
    "new-brief": Expected(get=WRITERS, post=WRITERS, form=a_brief),
    "brief": page(),
    "edit-brief": Expected(get=AUTHORS, post=AUTHORS, form=edited),
    "print-brief": page(),
    "brief-file": page(),
    "remove-brief-file": button(AUTHORS, of_a_returned_one),
    "restore-brief-file": button(AUTHORS, removed),
    "send-brief": Expected(post=AUTHORS, form=in_state("draft", "recalled"), others=404),
    "pass-brief": button(DECIDERS, to_pass),
    "return-brief": button(DECIDERS, to_return),
    "enter-brief": button(ENTERERS, to_enter),
    "resubmit-brief": button(AUTHORS, in_state("returned", comment="已改")),
    "recall-brief": button(AUTHORS, in_state("running")),
    "withdraw-brief": button(AUTHORS, in_state("returned", reason="不办了")),
    "restore-brief": button(AUTHORS, in_state("withdrawn")),
    "routes": page(WRITERS),
    "route": Expected(get=EDITORS, post=EDITORS, form=a_chain),
    "restore-default-route": button(EDITORS, a_chain_to_drop),
    "restore-route": button(frozenset({"office", "school_head"}), an_old_version),
    "delegations": page(),
    "new-delegation": Expected(get=WRITERS, post=WRITERS, form=a_delegate),
    "revoke-delegation": button(SIDES, version),
    "delegation-proof": page(),
}
