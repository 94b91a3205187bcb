"""Papers on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.papers import actions
from luoshi.papers.actions import Proof
from luoshi.papers.chains import StepPlan
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.models import (
    Approval,
    Brief,
    Delegation,
    Entry,
    EntryFile,
    Objection,
    Route,
    Sending,
    Step,
    Urge,
)

DAY = dt.timedelta(days=1)


def post(cast: str) -> Membership:
    return Membership.objects.get(user__cast_key=cast)


def make_papers() -> None:
    """One paper done (in person, by a delegate, entered with an objection, by a meeting), one under way, one back."""
    school = Organisation.objects.get(key="zhijiang")
    office, head = actor_for(post("school-office")), actor_for(post("school-head"))
    author, deputy = actor_for(post("department-head")), actor_for(post("task-owner"))
    paper = Proof(files.put([b"signed"]), "签批单.jpg")
    chain = [
        StepPlan("项目办", "office"),
        StepPlan("校长", "school_head"),
        StepPlan("办公会", "office", "meeting"),
    ]
    actions.set_route(
        organisation=school, kind="", steps=[*chain, StepPlan("校长签发", "school_head")], by=office
    )
    _stand_in(school, head)
    done, back, _ = (_sent(school, author, title) for title in ("办完的", "退回的", "在办的"))
    _act(actions.pass_brief, done, office)
    _act(actions.pass_brief, done, deputy)
    entered = {"outcome": "passed", "decided_on": clock.today(), "proofs": [paper]}
    _act(actions.enter_brief, done, office, number="〔2026〕1号", **entered)
    _act(actions.enter_brief, done, office, leader=post("school-head"), **entered)
    actions.object_to_entry(entry=Entry.objects.filter(way="entered").last(), text="未签", by=head)
    _act(actions.return_brief, back, office, comment="请改")
    actions.urge_step(approval=Approval.objects.get(state="running"), by=author)


def _stand_in(school: Organisation, head: Any) -> None:
    actions.delegate(
        organisation=school,
        principal=post("school-head"),
        to=post("task-owner"),
        start=clock.today(),
        end=clock.today() + DAY,
        by=head,
    )


def _sent(school: Organisation, author: Any, title: str) -> Brief:
    brief = actions.start_brief(organisation=school, up_to=school, title=title, text="正文", by=author)
    return actions.send_brief(brief=brief, by=author, version=brief.version)


def _act(act: Any, brief: Brief, by: Any, **said: Any) -> None:
    brief.refresh_from_db()
    act(brief=brief, by=by, version=brief.version, **said)


def _set(rows: Any, **fields: Any) -> None:
    assert type(rows[0])._base_manager.filter(pk=rows[0].pk).update(**fields)


def _another_paper_s_step() -> None:
    own = Entry.objects.filter(outcome="returned").get()
    _set([own], step=Step.objects.exclude(approval=own.approval).filter(entries=None)[0])


def _second_delegation() -> None:
    given = Delegation.objects.get()
    Delegation.objects.create(
        principal=given.principal,
        delegate=post("school-office"),
        made_by=given.principal,
        start=given.start,
        end=given.end,
    )


def _pass_his_own() -> None:
    """The author of the paper that was passed had sent it by the post that agreed at the last step."""
    last = Entry.objects.filter(approval__in=DONE, outcome="passed").order_by("step__order", "pk").last()
    assert last is not None
    sent = Entry.objects.filter(approval=last.approval, outcome="sent")
    _set(sent, by=last.leader or last.by)


LYING = Step.objects.filter(state="current")
DONE = Approval.objects.filter(state="passed")
OWN = Entry.objects.filter(way="own", outcome="passed")
MEETING = Entry.objects.filter(step__form="meeting")
GIVEN = Delegation.objects.all()
LONG_AGO = {"start": clock.today() - 9 * DAY, "end": clock.today() - DAY}


def _printed_of_another() -> None:
    """A filed paper is turned into the print of somebody else's sending."""
    sending = Sending.objects.filter(approval__about_type="papers.brief", approval__state="running").get()
    _set(FiledPaper.objects.all(), sending=sending)


BREAKERS = {
    "print-sending": _printed_of_another,
    "author-last-word": _pass_his_own,
    "delegation-registrar": lambda: _set(
        GIVEN, made_by=GIVEN.get().delegate, proof=EntryFile.objects.all()[0].stored
    ),
    "approval-current": lambda: _set(LYING, state="waiting"),
    "approval-over": lambda: _set(Step.objects.filter(approval__in=DONE), state="current"),
    "approval-passed": lambda: _set(
        Step.objects.filter(approval__in=DONE).order_by("-order"), state="waiting"
    ),
    "entered-paper": lambda: EntryFile.objects.all()[0].delete(),
    "meeting-minutes": lambda: _set(MEETING, number=""),
    "decider-post": lambda: _set(Membership.objects.filter(pk=OWN[0].by_id), **LONG_AGO),
    "decider-organisation": lambda: _set(OWN, by=post("city-officer")),
    "decider-step": lambda: _set(OWN, by=post("teacher")),
    "delegate-right": lambda: _set(GIVEN, **LONG_AGO),
    "entry-approval": _another_paper_s_step,
    "entry-visit": lambda: _set(OWN, visit=9),
    "delegation-inside": lambda: _set(GIVEN, delegate=post("city-officer")),
    "delegation-admin": lambda: _set(Membership.objects.filter(pk=GIVEN.get().delegate_id), role="log_admin"),
    "delegation-overlap": _second_delegation,
    "route-chain": lambda: _set(Route.objects.all(), steps=[]),
    "objection-leader": lambda: _set(Objection.objects.all(), by=post("school-office")),
    "urge-visit": lambda: _set(Urge.objects.all(), visit=9),
    "brief-approval": lambda: _set(Brief.objects.filter(state="running"), state="approved"),
    "brief-sent": lambda: _set(Brief.objects.filter(state="running"), text="没有报送的正文"),
}
