"""Meetings on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.papers.actions import Proof
from luoshi.plans.models import Plan
from luoshi.progress.meetings import actions
from luoshi.progress.meetings.models import Case, Meeting, MeetingFile, Raised, RaisedStep, Resolution

from .breakers_papers import post


def make_meetings() -> None:
    """One closed with a resolution and its minutes, one cancelled."""
    officer, office = actor_for(post("city-officer")), post("school-office")
    plan = Plan.objects.get()
    for title in ("办结", "取消"):
        facts = {"title": title, "plan": plan, "held_on": clock.today(), "guests": [office.organisation]}
        made = actions.start_meeting(by=officer, at="下午3点", place="三楼会议室", **facts)
        actions.add_item(meeting=made, title="议题", words="", by=officer, version=made.version)
    closed, cancelled = Meeting.objects.order_by("pk")
    _act(actions.cancel_meeting, cancelled, officer, reason="不开了")
    _act(actions.call_meeting, closed, officer)
    said = {"words": "办好", "owner": office, "due": clock.today(), "item": closed.items.get(title="议题")}
    _act(actions.add_resolution, closed, officer, **said)
    _act(actions.hold_meeting, closed, officer)
    _act(actions.add_files, closed, officer, files=[Proof(files.put([b"%PDF-1.4 minutes"]), "纪要.pdf")])
    _act(actions.close_meeting, closed, officer)
    said = {"title": "逾期", "words": "整改", "reply_by": clock.today(), "school": office.organisation}
    actions.start_case(by=officer, **said)
    actions.raise_matter(title="用地", words="手续办不下来", by=actor_for(office))


def _act(act: Any, row: Meeting, by: Any, **said: Any) -> None:
    row.refresh_from_db()
    act(meeting=row, by=by, version=row.version, **said)


def _cancelled() -> Meeting:
    return Meeting.objects.get(state="cancelled")


BREAKERS: dict[str, Any] = {
    "matter-level": lambda: Raised.objects.update(level="school"),
    "matter-begun": lambda: RaisedStep.objects.all().delete(),
    "case-rungs": lambda: Case.objects.update(state="open"),
    "meeting-item": lambda: Resolution.objects.update(item=_cancelled().items.get(title="议题")),
    "meeting-closed": lambda: MeetingFile.objects.update(removed_at=clock.now()),
    "meeting-called": lambda: Meeting.objects.filter(state="closed").update(calls=0),
    "meeting-cancelled": lambda: Resolution.objects.update(meeting=_cancelled(), item=None),
}
