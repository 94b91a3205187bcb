"""A call goes out, is closed by hand or by the clock, is withdrawn and restored."""

from __future__ import annotations

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import redate

from .. import permissions
from ..asking import missing_to_open
from ..models import Call
from ..states import CALL, JUDGED, CallState
from ..telling import last_day, moment_words, tell_below
from .hosting import tell_host


@acts.act("selection.open_call", who=permissions.can_run_call, on="call", proof=True)
def open_call(*, call: Call, by: Actor) -> Call:
    """Out it goes: rules and form stay as they are from now on, schools and counties are told."""
    if missing := missing_to_open(call):
        raise RuleBroken(f"还不能发出：{missing[0]}")
    version = call.kind.definition.current
    CALL.make("selection.open_call", call, opened_at=clock.now(), form_version=version)
    number = f"（{call.document_number}）" if call.document_number else ""
    since = f"{moment_words(call.opens_at)} 起受理，" if call.opens_at and call.opens_at > clock.now() else ""
    body = f"{since}{moment_words(call.until)} 前完整报送。{call.organisation.short}组织{number}。"
    tell_below(call, by, f"请申报：{call.title}", body, f"call:{call.public_id}")
    tell_host(call, by)
    return call


@acts.act("selection.close_call", who=permissions.can_run_call, on="call")
def close_call(*, call: Call, by: Actor) -> Call:
    """Nothing is taken any more. Never before its time: whoever relies on a published day would be cut off."""
    if call.state == CallState.OPEN and not call.is_over:
        raise RuleBroken(
            f"截止时间 {moment_words(call.until)} 还没有到，不能提前截止：公布过的时间对所有申报单位都算数。"
        )
    CALL.make("selection.close_call", call, closed_at=clock.now())
    return call


@acts.act("selection.withdraw_call", who=permissions.can_run_call, on="call", proof=True)
def withdraw_call(*, call: Call, reason: str, by: Actor) -> Call:
    """The selection is not held; what was handed in stays with it. Everybody who was told of it is told why.

    From the beginning of the review on it takes two (`proposing`).
    """
    if call.state in JUDGED:
        raise RuleBroken("评审已经开始，一个人不能撤销：请写明理由提请撤销，由本单位另一人确认。")
    if call.opened_at is not None:
        given_up(call, reason, by)
    CALL.make("selection.withdraw_call", call, reason=reason)
    acts.change(call, reason=reason.strip()[:1000])
    return call


def given_up(call: Call, reason: str, by: Actor) -> None:
    """Inside the act: nothing is due any more, and everybody who was told of the call is told why."""
    redate(about=call, due=None)
    tell_below(
        call,
        by,
        f"已撤销，不再申报：{call.title}",
        f"理由：{reason.strip()}",
        f"call-withdrawn:{call.public_id}:{call.version}",
    )


@acts.act("selection.restore_call", who=permissions.can_run_call, on="call")
def restore_call(*, call: Call, reason: str, by: Actor) -> Call:
    if call.state == CallState.WITHDRAWN and call.closed_at is not None:
        raise RuleBroken("这次遴选撤销时已经截止受理，不能恢复。请照着它的类别重新发起一次。")
    CALL.make("selection.restore_call", call, reason=reason)
    acts.change(call, reason="")
    if call.state == CallState.OPEN:
        redate(about=call, due=last_day(call))
        tell_below(
            call,
            by,
            f"已恢复，请申报：{call.title}",
            f"{moment_words(call.until)} 前完整报送。理由：{reason.strip()}",
            f"call-restored:{call.public_id}:{call.version}",
        )
    return call
