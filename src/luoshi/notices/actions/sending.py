"""An officer sends a notice, follows it up, takes it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from luoshi.accounts.calendars import working_day
from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import organisations_under, people_visible_to
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile

from .. import permissions
from ..models import Channel, Delivery, Notice, NoticeFile, PhoneCall, Unreached
from ..queries import outstanding
from ..recipients import reachable
from ..unreached import gaps_of
from .telling import deliver, one_line, sender_fields, tell

WRITTEN = "message"


@acts.act("notices.send_notice", who=permissions.can_send_notice, under="organisation")
def send_notice(
    *,
    organisation: Organisation,
    to: Iterable[Membership],
    title: str,
    body: str,
    by: Actor,
    due: dt.date | None = None,
    receipt: bool = False,
    urgent: bool = False,
    files: Iterable[tuple[StoredFile, str]] = (),
    follows: Notice | None = None,
    channels: Iterable[Channel] = (),
    meant: Iterable[Organisation] = (),
    again: Notice | None = None,
) -> Notice:
    """A notice written by an officer, to posts of the own organisation and those below it.

    Of the organisations it was `meant` for, those in which nobody got it are kept with it. `again`: what reaches such
    organisations of an earlier notice of the own organisation now is struck off there.
    """
    posts = _posts_for(to, by)
    notice: Notice = acts.create(
        Notice,
        kind=WRITTEN,
        title=one_line(title),
        body=body,
        due=due,
        receipt=receipt,
        urgent=urgent,
        written=True,
        follows=follows,
        **sender_fields(by),
    )
    for stored, name in files:
        acts.create(NoticeFile, notice=notice, stored=stored, name=name)
    deliver(notice, posts, channels)
    _keep_unreached(notice, meant, posts, by)
    _strike_off(again, posts, by)
    return notice


def _posts_for(to: Iterable[Membership], by: Actor) -> list[Membership]:
    wanted = {post.pk for post in to}
    within = set(people_visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted != within:
        raise RuleBroken("收件人中有人不在本单位及下属单位，或已不在岗位。请刷新页面重新选择。")
    posts = reachable(people_visible_to(by).filter(pk__in=wanted), about=None, key="")
    if not posts:
        raise RuleBroken("还没有选出收件人，请先选择单位和岗位，或直接选人。")
    return posts


def _strike_off(notice: Notice | None, posts: list[Membership], by: Actor) -> None:
    """These organisations have it now."""
    if notice is None or not permissions.can_manage_sent(by, notice):
        return
    for row in notice.unreached.filter(organisation__in={post.organisation_id for post in posts}):
        acts.remove(row)


def _keep_unreached(
    notice: Notice, meant: Iterable[Organisation], posts: list[Membership], by: Actor
) -> None:
    """Of those it was meant for, where nobody gets it."""
    own = organisations_under(by).filter(pk__in=[place.pk for place in meant])
    for gap in gaps_of(own, posts, people_visible_to(by)):
        acts.create(Unreached, notice=notice, organisation=gap.organisation)


@acts.act("notices.correct_notice", who=permissions.can_manage_sent, under="notice")
def correct_notice(
    *,
    notice: Notice,
    title: str,
    body: str,
    by: Actor,
    due: dt.date | None = None,
    receipt: bool = False,
    urgent: bool = False,
    files: Iterable[tuple[StoredFile, str]] = (),
) -> Notice:
    """What was sent is never changed; a follow-up goes to the same posts and both lead to each other."""
    reached = Membership.objects.filter(pk__in=notice.deliveries.values("membership"))
    held = list(people_visible_to(by).filter(pk__in=reached.values("pk")))
    return send_notice(
        organisation=notice.organisation,
        to=held,
        title=title,
        body=body,
        due=due,
        receipt=receipt,
        urgent=urgent,
        files=files,
        follows=notice,
        meant=[row.organisation for row in notice.unreached.select_related("organisation")],
        by=by,
    )


@acts.act("notices.remind_notice", who=permissions.can_manage_sent, under="notice")
def remind_notice(*, notice: Notice, by: Actor) -> Notice:
    """Remind whoever has not read or signed, once per working day. Raises RuleBroken when there is nobody to remind."""
    _require_standing(notice)
    waiting = list(outstanding(notice).select_related("membership"))
    if not waiting:
        raise RuleBroken("大家都已看过或签收，不用再提醒。")
    word = "签收" if notice.receipt else "查看"
    reminder = tell(
        to=[delivery.membership for delivery in waiting],
        title=f"提醒{word}：{notice.title}",
        kind="reminder",
        href=f"/notices/{notice.public_id}/",
        due=notice.due,
        urgent=notice.urgent,
        key=f"remind:{notice.public_id}:{working_day(by.path)}",
        by=by,
    )
    if reminder is None:
        raise RuleBroken(
            "这个工作日已经提醒过他们，下一个工作日可以再提醒；急事请打电话，打过之后点“记录电话提醒”。"
        )
    return notice


def _require_standing(notice: Notice) -> None:
    if notice.withdrawn_at is not None:
        raise RuleBroken("这条消息已撤回。要继续催办，请先恢复发送。")


@acts.act("notices.note_phone_call", who=permissions.can_follow_up, under="delivery")
def note_phone_call(*, delivery: Delivery, by: Actor) -> PhoneCall:
    """记录电话提醒: who called and when, in one tap."""
    _require_standing(delivery.notice)
    call: PhoneCall = acts.create(PhoneCall, delivery=delivery, caller_id=by.membership_id)
    return call


@acts.act("notices.take_back_call", who=permissions.can_take_back_call, under="call")
def take_back_call(*, call: PhoneCall, by: Actor) -> None:
    """Tapped by mistake; the log keeps both."""
    acts.remove(call)


@acts.act("notices.withdraw_notice", who=permissions.can_manage_sent, on="notice")
def withdraw_notice(*, notice: Notice, reason: str, by: Actor) -> Notice:
    """It stays where it arrived, shown as withdrawn, and waits for nobody any more."""
    _require_standing(notice)
    if not reason.strip():
        raise RuleBroken("撤回要写明理由，请填写后再提交。")
    acts.note_reason(reason)
    acts.change(notice, withdrawn_at=clock.now())
    return notice


@acts.act("notices.restore_notice", who=permissions.can_manage_sent, on="notice")
def restore_notice(*, notice: Notice, by: Actor) -> Notice:
    """Withdrawn by mistake: it waits again where it is not read or signed."""
    if notice.withdrawn_at is None:
        raise RuleBroken("这条消息没有撤回，不用恢复。")
    acts.change(notice, withdrawn_at=None)
    return notice
