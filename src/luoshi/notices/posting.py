"""What of a notice goes out of the house: as little as says that something waits, with personal numbers masked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils import timezone

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.core.days import day_in_words, left_in_words
from luoshi.core.masking import mask_numbers

from .models import Channel, Letter, Notice, Wish

NIGHT_FROM, NIGHT_TO = 22, 7
GROUPS = (Channel.Kind.WECOM, Channel.Kind.DINGTALK)


def not_at_night(moment: dt.datetime) -> dt.datetime:
    """The moment itself, or seven in the morning after it when it lies between 22:00 and 7:00."""
    local = timezone.localtime(moment)
    if NIGHT_TO <= local.hour < NIGHT_FROM:
        return moment
    day = local.date() + dt.timedelta(days=1 if local.hour >= NIGHT_FROM else 0)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(NIGHT_TO)))


def write_letter(
    channel: Channel, key: str, content: dict[str, object], notice: Notice | None = None, urgent: bool = False
) -> None:
    """In the transaction of the act; under one key once."""
    now = clock.now()
    letter = Letter(channel=channel, key=key, notice=notice, not_before=now if urgent else not_at_night(now))
    letter.sealed = letter.sealed_content(content)
    Letter.objects.bulk_create([letter], ignore_conflicts=True)


def post_notice(notice: Notice, posts: Iterable[Membership], groups: Iterable[Channel] = ()) -> None:
    """Letters of one notice: to the chosen group robots, to webhooks, by SMS where it is urgent.

    A channel carries what goes to its organisation or one below, and nothing else."""
    enabled = channels_in_use()
    if not enabled:
        return
    posts = list(posts)
    paths = paths_of(posts)
    by_phone = nearest(enabled, Channel.Kind.SMS, paths)
    chosen = {channel.pk for channel in groups}
    for channel in enabled:
        key = f"{channel.public_id}:{notice.public_id}"
        if channel.kind in GROUPS and channel.pk in chosen:
            write_letter(channel, key, {"text": group_text(notice)}, notice, notice.urgent)
        elif channel.kind == Channel.Kind.WEBHOOK and any(map(channel.serves, paths.values())):
            write_letter(channel, key, event_of(notice), notice, notice.urgent)
        elif channel.kind == Channel.Kind.SMS and notice.urgent:
            _text_people(channel, notice, [p for p in posts if by_phone.get(p.organisation_id) == channel])


def channels_in_use() -> list[Channel]:
    return list(Channel.objects.filter(enabled=True).select_related("organisation").order_by("id"))


def paths_of(posts: Iterable[Membership]) -> dict[int, str]:
    """Organisation (key) → where it stands."""
    keys = {post.organisation_id for post in posts}
    return dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "path"))


def nearest(channels: Iterable[Channel], kind: str, paths: Mapping[int, str]) -> dict[int, Channel]:
    """Organisation (key) → the channel of this kind that serves it: its own, else the nearest above. None: no key."""
    fit = [channel for channel in channels if channel.kind == kind]
    found = {}
    for key, path in paths.items():
        serving = [channel for channel in fit if channel.serves(path)]
        if serving:
            found[key] = max(serving, key=lambda channel: len(channel.organisation.path))
    return found


def link_of(notice: Notice) -> str:
    return f"{settings.BASE_URL}/notices/{notice.public_id}/"


def group_text(notice: Notice) -> str:
    """What a chat group reads: title, date, link; no names of people, no text of the notice."""
    lines = [f"【落实】{mask_numbers(notice.title)}"]
    if notice.due is not None:
        lines.append(f"期限：{day_in_words(notice.due)}（{left_in_words(clock.today(), notice.due)}）")
    lines.append(f"{'请登录签收' if notice.receipt else '请登录查看'}：{link_of(notice)}")
    return "\n".join(lines)


def event_of(notice: Notice) -> dict[str, object]:
    """What another system of the office learns: that something was said, not what and to whom."""
    return {
        "id": notice.public_id,
        "kind": notice.kind,
        "due": notice.due.isoformat() if notice.due else None,
        "receipt": notice.receipt,
        "urgent": notice.urgent,
        "url": link_of(notice),
    }


def _text_people(channel: Channel, notice: Notice, posts: Iterable[Membership]) -> None:
    people = {post.user_id: post.user for post in posts}
    without = set(Wish.objects.filter(user__in=people, sms=False).values_list("user", flat=True))
    word = "签收" if notice.receipt else "查看"
    for key, user in people.items():
        if key in without or not user.mobile:
            continue
        content = {"to": user.mobile, "text": f"【落实】您有一条紧急消息，请尽快登录{word}。"}
        write_letter(
            channel, f"{channel.public_id}:{notice.public_id}:{user.public_id}", content, notice, True
        )
