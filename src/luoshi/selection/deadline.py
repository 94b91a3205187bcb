"""完整收到 at or before the deadline: one rule for every path on which an application comes (controls DN-02)."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from luoshi.common import clock
from luoshi.common.errors import RuleBroken

from .models import Call
from .states import CallState
from .telling import moment_words


def locked(call: Call) -> Call:
    """The call as it is now, held until the act ends: whoever closes, extends or withdraws it waits."""
    return Call.objects.select_for_update().get(pk=call.pk)


def why_not_now(call: Call, moment: dt.datetime) -> str:
    """Why nothing that had wholly come by this moment can be taken; empty when it can."""
    if call.state != CallState.OPEN or call.until is None:
        state = call.get_state_display()
        return f"这次遴选现在是“{state}”，不接收申报。如有疑问请与{call.organisation.short}联系。"
    if call.opens_at is not None and moment < call.opens_at:
        return f"还没有开始受理。{moment_words(call.opens_at)} 起可以报送，现在可以先填写。"
    if moment > call.until:
        return (
            f"受理已于 {moment_words(call.until)} 截止，在这以前没有完整收到，不能报送。"
            f"截止当日因网络或系统故障没有报上的，请把纸质材料在截止前送到{call.organisation.short}登记。"
        )
    return ""


def arrival_of(request: HttpRequest) -> dt.datetime:
    """When the last byte of this request had come: the moment that counts for a sending, a correction, a file, a form.

    The first thing a view asks: what it does from then on (looking for the row, keeping files, waiting for the lock)
    makes nothing late. Asked again it says the same.
    """
    arrived: dt.datetime | None = getattr(request, "_arrived", None)
    if arrived is None:
        _ = request.POST  # read to its end, if nobody did before
        arrived = clock.now()
        setattr(request, "_arrived", arrived)  # noqa: B010 (no attribute of Django's request)
    return arrived


def check_in_time(call: Call, *, arrived: dt.datetime | None = None) -> dt.datetime:
    """The moment that counts. Raises RuleBroken unless the call takes applications then. It is held from here on.

    `arrived`: when the whole of it had come (`arrival_of`); without it the moment of asking. An act that had to wait
    for the lock is not late by that.
    """
    moment, call = arrived or clock.now(), locked(call)
    if refusal := why_not_now(call, moment):
        raise RuleBroken(refusal)
    return moment
