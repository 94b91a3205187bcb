"""延期: one open rule for all, said by one person, confirmed by another, with a reason all read (controls DN-02)."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import redate
from luoshi.papers.actions.moving import post_of
from luoshi.selection import two_persons

from .. import permissions
from ..deadline import locked
from ..models import Call, Extension
from ..states import CALL, CallState
from ..telling import last_day, moment_words, tell_below

EXTENDED = (CallState.OPEN, CallState.CHECKING)


@acts.act("selection.propose_extension", who=permissions.can_extend, on="call")
def propose_extension(
    *,
    call: Call,
    until: dt.datetime,
    reason: str,
    by: Actor,
    school_until: dt.date | None = None,
    county_until: dt.date | None = None,
) -> Extension:
    """Nothing changes before another person confirms it. The days of schools and counties move with the closing: to
    those given, or by as many days as it.
    """
    _refuse_unless_extended(call)
    if pending(call) is not None:
        raise RuleBroken("已经有一个延期等待确认，先确认或撤回它。")
    _refuse_earlier(call, until)
    if not reason.strip():
        raise RuleBroken("请写明延期的理由，所有申报单位都看得到。")
    said: Extension = acts.create(
        Extension,
        call=call,
        before=call.until,
        until=until,
        **_days_below(call, until, school_until, county_until),
        reason=reason.strip()[:300],
        said_by=post_of(by),
    )
    return said


@acts.act("selection.confirm_extension", who=permissions.can_confirm_extension, on="extension", proof=True)
def confirm_extension(*, extension: Extension, by: Actor) -> Extension:
    """From now on the new time holds for everybody; a call that was closed meanwhile takes applications again."""
    _refuse_settled(extension)
    call = locked(extension.call)
    _refuse_unless_extended(call)
    _refuse_earlier(call, extension.until)
    two_persons.refuse_kept_away(extension, call)
    two_persons.confirm(extension, by)
    moved = {"until": extension.until}
    moved |= {
        name: day
        for name in ("school_until", "county_until")
        if (day := getattr(extension, name)) is not None
    }
    if call.state == CallState.CHECKING:
        CALL.make("selection.confirm_extension", call, **moved, closed_at=None)
    else:
        acts.change(call, **moved)
    below = "".join(f"{title}日期改为 {day:%Y-%m-%d}，" for title, _, day in extension.days)
    redate(about=call, due=last_day(call))
    body = (
        f"截止时间由 {moment_words(extension.before)} 改为 {moment_words(extension.until)}，"
        f"{below}对全体申报单位适用。理由：{extension.reason}"
    )
    tell_below(call, by, f"延期：{call.title}", body, f"call-extended:{extension.public_id}")
    return extension


@acts.act("selection.drop_extension", who=permissions.can_drop_extension, on="extension")
def drop_extension(*, extension: Extension, by: Actor) -> Extension:
    _refuse_settled(extension)
    two_persons.drop(extension)
    return extension


@acts.act("selection.decline_extension", who=permissions.can_confirm_extension, on="extension")
def decline_extension(*, extension: Extension, reason: str, by: Actor) -> Extension:
    """The second person does not agree: the closing stays; who proposed it is told why."""
    _refuse_settled(extension)
    two_persons.decline(extension, by, reason)
    call = extension.call
    what = f"延期到 {moment_words(extension.until)}"
    two_persons.tell_declined(extension, call, what, reverse("call", args=[call.public_id]), by)
    return extension


def pending(call: Call) -> Extension | None:
    rows = two_persons.waiting(call.extensions.all())
    return rows.select_related("said_by__user", "call__organisation").first()


def _refuse_settled(extension: Extension) -> None:
    two_persons.refuse_settled(extension, "这个延期已经确认，不用再办。", "这个延期已经撤回，请重新提出。")


def _refuse_unless_extended(call: Call) -> None:
    if call.state not in EXTENDED or call.until is None:
        state = call.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能延期。只有受理申报和形式审查时可以延期。")


def _days_below(
    call: Call, until: dt.datetime, school: dt.date | None, county: dt.date | None
) -> dict[str, dt.date | None]:
    """Raises RuleBroken where a day is before the one that stands, the county's before the schools', or after the
    closing.
    """
    assert call.until is not None
    last = timezone.localtime(until).date()
    more = last - timezone.localtime(call.until).date()
    found: dict[str, dt.date | None] = {}
    earliest: dt.date | None = None
    for name, title, given in (("school", "学校报送", school), ("county", "县市推荐", county)):
        stands: dt.date | None = getattr(call, f"{name}_until")
        day = given or (stands + more if stands is not None else None)
        if stands is None or day is None:
            continue
        if not max(stands, earliest or stands) <= day <= last:
            raise RuleBroken(
                f"{title}日期只能往后，县市不早于学校，都不晚于延期后的截止。原来是 {stands:%Y-%m-%d}，请重新填写。"
            )
        found |= {f"{name}_before": stands, f"{name}_until": day}
        earliest = day
    return found


def _refuse_earlier(call: Call, until: dt.datetime) -> None:
    assert call.until is not None
    if until <= max(call.until, clock.now()):
        raise RuleBroken(
            f"延期后的时间要晚于现在，也晚于原来的截止时间（{moment_words(call.until)}）。请重新提出。"
        )
