"""What meetings ask of people: resolutions of who answers for them, records of who runs the meeting; and reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem, Reminder

from .actions.supervising import letter_key
from .actions.telling import key_of
from .models import Letter, Meeting, Resolution
from .queries import raised_visible_to, runners_of
from .states import CaseState, LetterState, Level, MatterState, MeetingState, ResolutionState


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    rows = Resolution.objects.filter(owner=actor.membership_id, state=ResolutionState.OPEN)
    for row in (
        rows.exclude(meeting__state=MeetingState.CANCELLED)
        .select_related("meeting")
        .order_by("due", "id")[:50]
    ):
        href = reverse("resolution", args=[row.public_id])
        yield DeskItem(f"落实：{row.words}", href, "去办理", row.meeting.title, row.due)
    if actor.may("call_meetings"):
        yield from _to_record(actor)
        yield from _to_handle(actor)
        yield from _letters(actor)


def _to_record(actor: Actor) -> Iterator[DeskItem]:
    rows = Meeting.objects.filter(runner=actor.membership_id, held_on__lte=clock.today())
    for row in rows.filter(state__in=(MeetingState.CALLED, MeetingState.HELD)).order_by("held_on", "id")[:20]:
        held = row.state == MeetingState.HELD
        title = f"{'整理纪要、办结' if held else '记录会议'}：{row.title}"
        yield DeskItem(title, reverse("meeting", args=[row.public_id]), "去办理", "调度会", row.held_on)


def _to_handle(actor: Actor) -> Iterator[DeskItem]:
    """Matters whose turn is the own organisation's."""
    rows = raised_visible_to(actor).filter(holder=actor.organisation_id, state=MatterState.OPEN)
    for row in rows.order_by("id")[:50]:
        waits = row.level == Level.OUTSIDE
        title = f"{f'等{row.addressee}回复' if waits else '处理需协调事项'}：{row.title}"
        href = reverse("matter", args=[row.public_id])
        yield DeskItem(title, href, "登记回复" if waits else "去处理", row.organisation.short, handler=OFFICE)


def _letters(actor: Actor) -> Iterator[DeskItem]:
    """Letters the own school has to reply to, replies the own bureau has to look at."""
    rows = Letter.objects.filter(case__state=CaseState.OPEN).select_related(
        "case__school", "case__organisation"
    )
    owed = rows.filter(
        case__school=actor.organisation_id, state__in=(LetterState.ISSUED, LetterState.RETURNED)
    )
    for row in owed.order_by("reply_by", "id")[:20]:
        href = reverse("case", args=[row.case.public_id])
        yield DeskItem(
            f"回复督办函 {row.mark}：{row.case.title}",
            href,
            "去回复",
            row.case.organisation.short,
            row.reply_by,
            pressing="尽快",
            first=True,
            signs=True,
        )
    for row in rows.filter(issuer=actor.organisation_id, state=LetterState.REPLIED).order_by("id")[:20]:
        href = reverse("case", args=[row.case.public_id])
        yield DeskItem(
            f"审阅督办函回复：{row.case.title}",
            href,
            "去审阅",
            row.case.school.short,
            handler=row.case.runner_id,
        )


def _letters_due() -> Iterator[Reminder]:
    rows = Letter.objects.filter(
        case__state=CaseState.OPEN, state__in=(LetterState.ISSUED, LetterState.RETURNED)
    ).select_related("case__plan")
    for row in rows.order_by("id"):
        yield Reminder(
            key=letter_key(row),
            title=f"回复督办函 {row.mark}：{row.case.title}",
            due=row.reply_by,
            to=tuple(runners_of(row.case.school_id)),
            href=reverse("case", args=[row.case.public_id]),
            about=row.case,
            plan=row.case.plan.public_id if row.case.plan else "",
        )


def reminders(today: dt.date) -> Iterator[Reminder]:
    yield from _letters_due()
    rows = Resolution.objects.filter(state=ResolutionState.OPEN).exclude(
        meeting__state=MeetingState.CANCELLED
    )
    for row in rows.select_related("owner__user", "owner__organisation", "meeting__plan").order_by("id"):
        yield Reminder(
            key=key_of(row),
            title=f"落实议定事项：{row.words}",
            due=row.due,
            to=(row.owner,),
            href=reverse("resolution", args=[row.public_id]),
            about=row,
            plan=row.meeting.plan.public_id if row.meeting.plan else "",
        )
