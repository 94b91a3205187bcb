"""The bureau's verdict on each row, and the confirmation that makes duties of what it agreed to."""

from __future__ import annotations

from decimal import Decimal

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.plans.models import Basis
from luoshi.undertakings.actions import note_quantity, restore_duty, take_on_duty
from luoshi.undertakings.models import Duty

from .. import permissions
from ..models import Application, Round, Wish
from ..overview import AT_THE_CITY, accepted_in, amount_of, left_to_confirm
from ..states import ROUND, Verdict
from .moving import hold_round, refuse_unless_open
from .opening import tell_all


@acts.act("rounds.judge_wish", who=permissions.can_judge_wish, on="wish")
def judge_wish(*, wish: Wish, verdict: str, words: str, agreed: Decimal | None, by: Actor) -> Wish:
    """Agree to a row, to less of it, or not; open again until the round is confirmed."""
    application = Application.objects.select_for_update().get(pk=wish.application_id)
    refuse_unless_open(hold_round(application))
    if application.state not in AT_THE_CITY or wish.dropped_at is not None:
        raise RuleBroken("这份申报还没有送到市局，或这一项已经取消，现在不能定意见。")
    if verdict == Verdict.DECLINED and not words.strip():
        raise RuleBroken("不同意的要写明原因，确认后学校看得到。")
    if agreed is not None and agreed <= 0:
        raise RuleBroken("核定数量要大于零；不要这一项的，请选“不同意”。")
    agreed = agreed if verdict == Verdict.ACCEPTED else None
    acts.change(wish, verdict=verdict, verdict_words=words.strip(), agreed=agreed)
    return wish


@acts.act("rounds.confirm_round", who=permissions.can_run_round, on="round_")
def confirm_round(*, round_: Round, by: Actor) -> Round:
    """What was agreed to becomes duties, all at once or nothing. Raises RuleBroken where something is left."""
    left = left_to_confirm(round_)
    if left:
        more = f"（共 {len(left)} 处，总览里都列出来了）" if len(left) > 1 else ""
        raise RuleBroken(f"还不能确认：{left[0]}{more}")
    for wish in accepted_in(round_):
        acts.change(wish, duty=_duty_of(wish, round_, by))
    ROUND.make("rounds.confirm_round", round_, confirmed_at=clock.now())
    tell_all(
        round_, by, f"承接申报已确认：{round_.name}", "同意的任务已成为责任项，请到申报页和承接矩阵查看。"
    )
    return round_


def _duty_of(wish: Wish, round_: Round, by: Actor) -> Duty:
    task, organisation, amount = wish.round_task.task, wish.application.organisation, amount_of(wish)
    duty = Duty.objects.filter(task=task, organisation=organisation, basis=Basis.UNDERTAKEN).first()
    if duty is None:
        return take_on_duty(
            task=task, organisation=organisation, basis=Basis.UNDERTAKEN, quantity=amount, by=by
        )
    if duty.left_at is not None:
        restore_duty(duty=duty, reason=f"承接申报确认：{round_.name}", by=by)
    if amount is not None:
        note_quantity(duty=duty, quantity=amount, by=by)
    return duty
