"""Preparing a meeting: day, place, who comes, what is on the agenda."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.posts import held_post
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..agenda import proposed
from ..models import AgendaItem, Invited, Meeting
from ..queries import possible_guests, taking_part, without
from ..states import ARRANGED, OPEN, ItemKind, MeetingState
from .telling import tell_guests, tell_uninvited

RUNS = permissions.can_run_meeting


@acts.act("meetings.start_meeting", who=permissions.can_start_meeting)
def start_meeting(*, guests: Sequence[Organisation], by: Actor, **facts: Any) -> Meeting:
    """With the agenda as it follows from what is undone, stuck and late today."""
    runner = held_post(by.membership_id)
    made: Meeting = acts.create(Meeting, organisation=runner.organisation, runner=runner, **facts)
    _invite(made, guests, by)
    _make(made, by)
    return made


@acts.act("meetings.change_meeting", who=RUNS, on="meeting")
def change_meeting(*, meeting: Meeting, guests: Sequence[Organisation], by: Actor, **facts: Any) -> Meeting:
    """Called already: whoever is invited is told what changed."""
    if meeting.state not in ARRANGED:
        raise RuleBroken("会议已经召开或取消，不能再改安排。")
    changed = acts.change(meeting, **facts)
    before = {guest.pk for guest in taking_part(meeting)}
    new = _invite(meeting, guests, by)
    if meeting.state == MeetingState.CALLED:
        refuse_to_call_without(meeting)
        tell_uninvited(meeting, before - {guest.pk for guest in taking_part(meeting)}, by)
    if meeting.state == MeetingState.CALLED and (changed or new):
        acts.change(meeting, calls=meeting.calls + 1)
        tell_guests(meeting, by)
    return meeting


def _invite(meeting: Meeting, guests: Sequence[Organisation], by: Actor) -> bool:
    """Those that are wanted and no others; whether somebody is new."""
    there = {row.organisation_id: row for row in meeting.invited.all()}
    wanted = {guest.pk: guest for guest in guests}
    allowed = set(possible_guests(by).values_list("pk", flat=True)) | set(there)
    if not set(wanted) <= allowed:
        raise RuleBroken("有的单位不在本单位管理范围内，不能通知它参加。请刷新页面后重新选择。")
    for key, row in there.items():
        if key not in wanted:
            acts.remove(row)
    for key in [key for key in wanted if key not in there]:
        acts.create(Invited, meeting=meeting, organisation=wanted[key])
    return not set(wanted) <= set(there)


def refuse_to_call_without(meeting: Meeting) -> None:
    if lacks := without(meeting):
        raise RuleBroken(f"还没有写{lacks}，参加单位接到通知也不知道怎么参加。在“修改安排”里写上，再发通知。")


def refuse_unless_open(meeting: Meeting) -> None:
    if meeting.state not in OPEN:
        raise RuleBroken(f"会议现在是“{meeting.get_state_display()}”，不能再改。要改的，先重新打开。")


def _refuse_unless_arranged(meeting: Meeting) -> None:
    """What was on the agenda when the meeting was held stays as it was."""
    if meeting.state == MeetingState.HELD:
        raise RuleBroken(
            "会议已经召开，议程不能再改。会上新提的事，用“记议定事项”直接记下；还没有召开的，先“改回未召开”。"
        )
    refuse_unless_open(meeting)


@acts.act("meetings.make_agenda", who=RUNS, on="meeting")
def make_agenda(*, meeting: Meeting, by: Actor) -> Meeting:
    """Adds what has come since; what was taken off stays off."""
    _refuse_unless_arranged(meeting)
    _make(meeting, by)
    return meeting


def _make(meeting: Meeting, by: Actor) -> None:
    there = {row.about: row for row in meeting.items.exclude(about="")}
    order = _last(meeting)
    for each in proposed(meeting, by):
        if each.about in there:  # as it is today, taken off or not
            said = {"kind": each.kind, "organisation": each.organisation, "words": each.words}
            acts.change(there[each.about], **said)
            continue
        order += 1
        acts.create(
            AgendaItem, meeting=meeting, kind=each.kind, organisation=each.organisation, title=each.title,
            words=each.words, about=each.about, order=order,
        )  # fmt: skip


def _last(meeting: Meeting) -> int:
    last = meeting.items.order_by("-order").first()
    return last.order if last else 0


@acts.act("meetings.add_item", who=RUNS, on="meeting")
def add_item(
    *, meeting: Meeting, title: str, words: str, by: Actor, organisation: Organisation | None = None
) -> Meeting:
    _refuse_unless_arranged(meeting)
    acts.create(
        AgendaItem, meeting=meeting, kind=ItemKind.FREE, organisation=organisation, title=title, words=words,
        order=_last(meeting) + 1,
    )  # fmt: skip
    return meeting


@acts.act("meetings.move_item", who=RUNS, on="meeting")
def move_item(*, meeting: Meeting, item: AgendaItem, up: bool, by: Actor) -> Meeting:
    """One place up or down among those that stand."""
    _refuse_unless_arranged(meeting)
    rows = list(meeting.items.filter(removed_at__isnull=True))
    at = next((number for number, row in enumerate(rows) if row.pk == item.pk), None)
    if at is None:
        raise RuleBroken("这个议题已经移出议程，请刷新页面。")
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
        for number, row in enumerate(rows, 1):
            acts.change(row, order=number)
    return meeting


@acts.act("meetings.remove_items", who=RUNS, on="meeting")
def remove_items(*, meeting: Meeting, items: Sequence[AgendaItem], by: Actor) -> Meeting:
    _refuse_unless_arranged(meeting)
    for item in _ticked(items):
        acts.change(item, removed_at=item.removed_at or clock.now())
    return meeting


@acts.act("meetings.restore_items", who=RUNS, on="meeting")
def restore_items(*, meeting: Meeting, items: Sequence[AgendaItem], by: Actor) -> Meeting:
    _refuse_unless_arranged(meeting)
    for item in _ticked(items):
        acts.change(item, removed_at=None)
    return meeting


def _ticked(items: Sequence[AgendaItem]) -> Sequence[AgendaItem]:
    if not items:
        raise RuleBroken("还没有勾选议题。先勾选，再办理。")
    return items
