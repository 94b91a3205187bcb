"""What people are told of meetings and resolutions."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.core.days import day_in_words
from luoshi.notices.actions import ask_again, call_back, let_off, tell
from luoshi.notices.models import Delivery, Notice

from ..models import Meeting, Resolution
from ..queries import summoned, taking_part


def tell_guests(meeting: Meeting, by: Actor, title: str = "") -> None:
    """The call, to be signed for; the agenda is read on its page, by each what is his. A call before it does not hold
    any more: of two, nobody signs both, and none of a meeting that is off.
    """
    call_back(_calls(meeting))
    again = "（有变化）" if meeting.calls > 1 else ""
    day = day_in_words(meeting.held_on)
    lines = [
        f"时间：{day} {meeting.at}".strip(),
        f"地点：{meeting.place}" if meeting.place else "",
        meeting.words,
    ]
    guests = taking_part(meeting).exclude(pk=meeting.organisation_id)
    tell(
        to=[post for post in summoned(guests) if post.user_id != by.user_id],
        title=title or f"会议通知{again}：{meeting.title}（{day}）",
        kind="meetings",
        href=reverse("meeting", args=[meeting.public_id]),
        body="\n".join(line for line in lines if line),
        about=meeting,
        due=meeting.held_on,
        receipt=not title,
        key=f"meeting:{meeting.public_id}:{meeting.calls}:{meeting.state}",
        by=by,
    )


def _calls(meeting: Meeting) -> QuerySet[Notice]:
    return Notice.objects.filter(kind="meetings", about_id=meeting.public_id, receipt=True)


def _called(meeting: Meeting) -> QuerySet[Delivery]:
    return Delivery.objects.filter(notice__in=_calls(meeting).order_by().values("pk"))


def end_calls(meeting: Meeting) -> None:
    """It is over: who has not signed for the call need not any more."""
    let_off(_called(meeting))


def renew_calls(meeting: Meeting) -> None:
    """It has not taken place after all: who is to come and has not signed for the last call is asked again."""
    key = f"meeting:{meeting.public_id}:{meeting.calls}:"
    here = taking_part(meeting).order_by().values("pk")
    ask_again(_called(meeting).filter(key__startswith=key, membership__organisation__in=here))


def tell_uninvited(meeting: Meeting, places: set[int], by: Actor) -> None:
    """Those who were called and need not come any more; the meeting's page is theirs no longer."""
    let_off(_called(meeting).filter(membership__organisation__in=places))
    tell(
        to=[
            post
            for post in summoned(Organisation.objects.filter(pk__in=places))
            if post.user_id != by.user_id
        ],
        title=f"不用参加了：{meeting.title}（{day_in_words(meeting.held_on)}）",
        kind="meetings",
        href=reverse("meetings"),
        by=by,
    )


def key_of(resolution: Resolution) -> str:
    return f"resolution:{resolution.public_id}"


def tell_runner(resolution: Resolution, title: str, by: Actor) -> None:
    runner = resolution.meeting.runner
    if runner.user_id in (by.user_id, resolution.owner.user_id):
        return
    tell(
        to=[runner],
        title=f"{title}：{resolution.words}",
        kind="meetings",
        href=reverse("resolution", args=[resolution.public_id]),
        about=resolution,
        by=by,
    )


def tell_owner(resolution: Resolution, title: str, by: Actor) -> None:
    if resolution.owner.user_id == by.user_id:
        return
    tell(
        to=[resolution.owner],
        title=f"{title}：{resolution.words}",
        kind="meetings",
        href=reverse("resolution", args=[resolution.public_id]),
        about=resolution,
        due=resolution.due,
        by=by,
    )
