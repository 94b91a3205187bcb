"""What people are told of meetings and resolutions."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.actor import Actor
from luoshi.core.days import day_in_words
from luoshi.notices.actions import ask_again, call_back, let_off, tell
from luoshi.notices.models import Delivery, Notice

from ..agenda import task_of
from ..models import AgendaItem, Meeting, Resolution
from ..queries import summoned, taking_part
from ..states import ItemKind

TOPICS = 12  # named in a call before it only counts
MOST_CALLS = 80  # different ones; beyond, all read the topics on the page of the meeting
BRINGS = {
    ItemKind.UNDONE: "上次议定事项的落实情况和证明材料",
    ItemKind.LATE: "逾期的原因、下一步措施和完成日期",
    ItemKind.BLOCKED: "受阻在哪里、已经做过什么、需要谁协调",
    ItemKind.RAISED: "需协调事项的具体请求和有关材料",
}


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
    posts = [post for post in summoned(guests) if post.user_id != by.user_id]
    for own, those in [("", posts)] if title else _by_topics(meeting, posts):
        tell(
            to=those,
            title=title or f"会议通知{again}：{meeting.title}（{day}）",
            kind="meetings",
            href=reverse("meeting", args=[meeting.public_id]),
            body="\n".join(line for line in (*lines, own) if line),
            about=meeting,
            due=meeting.held_on,
            receipt=not title,
            key=f"meeting:{meeting.public_id}:{meeting.calls}:{meeting.state}",
            by=by,
        )


def _by_topics(meeting: Meeting, posts: list[Membership]) -> Iterator[tuple[str, list[Membership]]]:
    """Each organisation with what it reads of the agenda; those that read the same in one call."""
    items = list(meeting.items.filter(removed_at__isnull=True).select_related("organisation"))
    words: dict[int, str] = {}
    groups: dict[str, list[Membership]] = {}
    for post in posts:
        place = post.organisation
        if place.pk not in words:
            words[place.pk] = topics_of([item for item in items if reads(place, item)], place)
        groups.setdefault(words[place.pk], []).append(post)
    if len(groups) > MOST_CALLS:
        groups = {"议题见会议页面，请按页面上与贵单位有关的议题准备。": posts}
    yield from groups.items()


def reads(place: Organisation, item: AgendaItem) -> bool:
    return item.organisation is None or item.organisation.path.startswith(place.path)


def topics_of(items: list[AgendaItem], place: Organisation) -> str:
    """What the meeting is about for this organisation, and what it brings along."""
    if not items:
        return "议程里没有专门涉及贵单位的议题，请按会议要求参加。"
    lines = [f"与贵单位有关的议题 {len(items)} 个："]
    for number, item in enumerate(items[:TOPICS], 1):
        whose = f"{item.organisation.short}：" if item.organisation_id not in (None, place.pk) else ""
        why = [task_of(item), item.get_kind_display() if item.kind != ItemKind.FREE else ""]
        said = "，".join(words for words in why if words)
        lines.append(f"{number}. {whose}{item.title}{f'（{said}）' if said else ''}")
    if len(items) > TOPICS:
        lines.append(f"还有 {len(items) - TOPICS} 个，见会议页面。")
    kinds = {item.kind for item in items}
    brings = [words for kind, words in BRINGS.items() if kind in kinds]
    return "\n".join(
        [*lines, *([f"请准备：{'；'.join(brings)}。"] if brings else []), "议题有变化的，以会议页面为准。"]
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
