"""Once a minute: public notices whose last day is over."""

from __future__ import annotations

from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal

from .actions import end_notice
from .models import PublicNotice
from .states import NoticeState


def end_overdue() -> None:
    for notice in PublicNotice.objects.filter(state=NoticeState.SHOWN, until_on__lt=clock.today()).order_by(
        "pk"
    ):
        try:
            end_notice(notice=notice, by=system_actor(), version=notice.version)
        except Refusal:
            continue  # somebody stopped or replaced it at this moment; the next minute sees
