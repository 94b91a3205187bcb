"""完整收到 at or before the deadline: one function for every path on which an application comes (controls DN-02)."""

from __future__ import annotations

import datetime as dt

from luoshi.common import clock
from luoshi.common.errors import RuleBroken

from .models import Call
from .states import CallState
from .telling import moment_words


def locked(call: Call) -> Call:
    """The call as it is now, held until the act ends: whoever closes, extends or withdraws it waits."""
    return Call.objects.select_for_update().get(pk=call.pk)


def check_in_time(call: Call, *, arrived: dt.datetime | None = None) -> Call:
    """Raises RuleBroken unless the call takes applications at this moment. Answers the call, locked.

    Called within an act, by everything that hands in. `arrived`: when the whole of it had come, taken once the body of
    the request was read; without it the moment of asking. An act that had to wait for the lock is not late by that.
    """
    moment = arrived or clock.now()
    call = locked(call)
    if call.state != CallState.OPEN:
        raise RuleBroken(
            f"这次遴选现在是“{call.get_state_display()}”，不接收申报。如有疑问请与组织单位联系。"
        )
    if call.opens_at is not None and moment < call.opens_at:
        raise RuleBroken(f"还没有开始受理。{moment_words(call.opens_at)} 起可以报送，现在可以先填写。")
    if call.until is not None and moment > call.until:
        raise RuleBroken(
            f"受理已于 {moment_words(call.until)} 截止，材料在这以前没有完整收到，不能报送。"
            "确因网络中断等原因没有送成的，请带纸质材料与组织单位联系。"
        )
    return call
