"""Rows are ticked and written."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import asked, permissions, sent
from ..models import Application, RoundTask, Wish
from ..queries import is_invited
from ..states import CHANGEABLE
from .moving import hold_round, refuse_unless_open, round_first


def _refuse_unless_changeable(application: Application, what: str) -> None:
    refuse_unless_open(hold_round(application))
    if application.state not in CHANGEABLE:
        state = application.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能{what}。还没有人办理的可以先撤回。")


@acts.act("rounds.choose_tasks", who=permissions.can_write_application, on="application", first=round_first)
def choose_tasks(*, application: Application, chosen: Sequence[RoundTask], by: Actor) -> Application:
    """Tick and untick. What was written on a row that is unticked comes back with it.

    Raises RuleBroken after the closing time for a row that was not sent in time.
    """
    _refuse_unless_changeable(application, "改勾选")
    rows = {wish.round_task_id: wish for wish in application.wishes.all()}
    wanted = {row.pk for row in chosen}
    for row in chosen:
        if row.round_id != application.round_id:
            raise RuleBroken("有一项任务不在这一轮的清单里，请刷新页面再选。")
        wish = rows.get(row.pk)
        if wish is None or wish.dropped_at is not None:
            _refuse_new_after_closing(application, wish, row)
        if wish is None:
            acts.create(Wish, application=application, round_task=row)
        else:
            acts.change(wish, dropped_at=None)
    for wish in rows.values():
        if wish.round_task_id not in wanted and wish.dropped_at is None:
            acts.change(wish, dropped_at=clock.now())
    return application


def _refuse_new_after_closing(application: Application, wish: Wish | None, row: RoundTask) -> None:
    last = sent.last_of(application)
    if application.round.is_over and (wish is None or not sent.has_row(last, wish)):
        raise RuleBroken(f"申报已截止，退回后只能修改或取消原来报的任务，不能增加“{row.task}”。")


@acts.act("rounds.write_wish", who=permissions.can_write_wish, on="wish", first=round_first)
def write_wish(
    *,
    wish: Wish,
    reason: str,
    quantity: Decimal | None,
    led_by: Organisation | None,
    answers: dict[str, Any] | None,
    by: Actor,
) -> Wish:
    """What is written on one row. What is left out is told before sending, not here."""
    application = Application.objects.select_for_update().get(pk=wish.application_id)
    _refuse_unless_changeable(application, "修改")
    wish.application = application
    if wish.dropped_at is not None:
        raise RuleBroken("这一项已经取消勾选，请先在清单里重新勾选。")
    if quantity is not None and quantity <= 0:
        raise RuleBroken("数量要大于零，请改正后再保存。")
    if led_by is not None and not wish.round_task.joint:
        raise RuleBroken("这项任务不接受联合承接，请改为单独承接。")
    if led_by is not None and not is_invited(application.round, led_by.pk):
        raise RuleBroken(f"{led_by.short}不在这一轮的申报单位里，请另选牵头单位。")
    acts.change(wish, reason=reason.strip(), quantity=quantity, led_by=led_by)
    if answers is not None:
        asked.keep(wish, answers, by)
    return wish
