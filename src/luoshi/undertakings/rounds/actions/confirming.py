"""What was accepted becomes duties, in one act; the act has a reverse as long as nothing hangs on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import redate, tell
from luoshi.papers.filed.actions import freeze, outdate_papers
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.printing import Prepared
from luoshi.plans.models import Basis
from luoshi.undertakings.actions.duties import note_quantity, restore_duty, take_on_duty, withdraw_duty
from luoshi.undertakings.models import ChangeRequest, Duty
from luoshi.undertakings.states import DutyStage, RequestState

from .. import permissions
from ..before_confirming import left_to_confirm
from ..models import Round, Wish
from ..standing import Line, standing_of
from ..states import ROUND, RoundState
from ..telling import KIND, result_words, told_of
from .moving import round_first


@acts.act("rounds.confirm_round", who=permissions.can_run_round, on="round_")
def confirm_round(*, round_: Round, by: Actor) -> Round:
    """Every accepted row becomes a duty with its quantity and its leading organisation.

    Raises RuleBroken with the first thing that is left (`before_confirming.left_to_confirm`).
    """
    standing = standing_of(round_)
    left = left_to_confirm(standing)
    if left:
        raise RuleBroken(f"还不能确认：{left[0]}")
    for line in standing.lines:
        if line.is_accepted:
            _take_on(line, f"{round_.name}确认", by)
    ROUND.make("rounds.confirm_round", round_, confirmed_at=clock.now(), edition=round_.edition + 1)
    redate(about=round_, due=None)
    _tell(round_, by, f"承接申报已确认：{round_.name}", bodies=result_words(standing))
    return round_


def _take_on(line: Line, reason: str, by: Actor) -> None:
    wish, task = line.wish, line.wish.round_task.task
    duty = Duty.objects.filter(task=task, organisation=line.organisation, basis=Basis.UNDERTAKEN).first()
    became = _before(duty)
    if duty is None:
        duty = take_on_duty(
            task=task, organisation=line.organisation, basis=Basis.UNDERTAKEN, quantity=line.amount, by=by
        )
    else:
        if duty.left_at is not None:
            restore_duty(duty=duty, reason=reason, by=by)
        if line.amount is not None:
            note_quantity(duty=duty, quantity=line.amount, by=by)
    acts.change(duty, led_by=wish.led_by)
    acts.change(wish, duty=duty, became=became)


def _before(duty: Duty | None) -> dict[str, Any]:
    """What reopening goes back to."""
    if duty is None:
        return {"how": "new"}
    quantity = None if duty.quantity is None else str(duty.quantity)
    led_by = duty.led_by.public_id if duty.led_by else ""
    return {"how": "back" if duty.left_at else "kept", "quantity": quantity, "led_by": led_by}


@acts.act("rounds.print_round_list", who=permissions.can_print_list, under="round_", first=round_first)
def print_round_list(*, round_: Round, prepared: Prepared, by: Actor) -> FiledPaper:
    """Keep the print of the 一览表 for the seal. Printing takes a while: refused where the round was reopened, or
    confirmed anew, since it was typeset.
    """
    round_.refresh_from_db()
    if round_.state != RoundState.CONFIRMED:
        raise RuleBroken("这一轮现在没有确认，没有可以打印盖章的一览表。请先确认，再打印。")
    if prepared.about_version != round_.edition:
        raise RuleBroken("打印的时候这一轮又确认过一次，这一份是旧的。请刷新页面，打印现在的一览表。")
    paper: FiledPaper = freeze(prepared=prepared, by=by)
    return paper


# ---- the reverse


@acts.act("rounds.reopen_round", who=permissions.can_run_round, on="round_")
def reopen_round(*, round_: Round, reason: str, by: Actor) -> Round:
    """Take the confirmation back: duties it made are left, those it changed are as before; verdicts stay.

    Raises RuleBroken where work has begun on one of them or a change is under way; those go through change requests.
    """
    if round_.state != RoundState.CONFIRMED:
        raise RuleBroken(f"现在的状态是“{round_.get_state_display()}”，没有可以撤销的确认。")
    wishes = list(
        Wish.objects.filter(application__round=round_, duty__isnull=False).select_related(
            "duty__organisation", "duty__task__plan__issuer", "led_by"
        )
    )
    _refuse_where_work_began([wish.duty for wish in wishes if wish.duty])
    _refuse_where_more_stands_on_it(round_, [wish.duty_id for wish in wishes])
    for wish in wishes:  # before any of them leaves: who leads may not go while others take part
        _part_again(wish)
    for wish in wishes:
        _put_back(wish, reason, by)
    outdate_papers(about=round_, by=by)
    ROUND.make("rounds.reopen_round", round_, reason=reason, confirmed_at=None)
    _tell(round_, by, f"承接确认已撤销：{round_.name}", f"理由：{reason.strip()}")
    return round_


def _refuse_where_work_began(duties: list[Duty]) -> None:
    open_now = ChangeRequest.objects.filter(
        task__in=[duty.task_id for duty in duties], state__in=(RequestState.RUNNING, RequestState.RETURNED)
    )
    under_way = set(open_now.values_list("task", "organisation"))
    under_way |= set(open_now.values_list("task", "parts__organisation"))
    for duty in duties:
        if (duty.task_id, duty.organisation_id) in under_way:
            raise RuleBroken(f"“{duty}”有在办的变更申请，请先办完，再撤销确认。")
        if duty.stage not in (DutyStage.UNDERTAKEN, DutyStage.LEFT):
            raise RuleBroken(
                f"“{duty}”已进入“{duty.get_stage_display()}”，不能撤销确认。个别调整请走变更申请。"
            )


def _refuse_where_more_stands_on_it(round_: Round, duties: list[int | None]) -> None:
    """A later round that accepted the same, or a change that came into force since: what came last goes first."""
    later = {"application__round__confirmed_at__gte": round_.confirmed_at}
    others = Wish.objects.filter(duty__in=duties, application__round__state=RoundState.CONFIRMED, **later)
    other = others.exclude(application__round=round_).select_related("application__round", "duty").first()
    if other is not None:
        raise RuleBroken(
            f"“{other.duty}”后来又由“{other.application.round}”确认过。请先撤销那一轮的确认；个别调整请走变更申请。"
        )
    since = ChangeRequest.objects.filter(
        Q(duty__in=duties) | Q(parts__duty__in=duties),
        state=RequestState.APPLIED,
        applied_at__gte=round_.confirmed_at,
    )
    changed = since.select_related("duty").first()
    if changed is not None:
        raise RuleBroken(f"“{changed.duty}”确认以后又经变更申请改过，不能撤销确认。请再申请变更。")


def _part_again(wish: Wish) -> None:
    duty, became = wish.duty, wish.became or {}
    assert duty is not None
    acts.change(duty, led_by=_leading(became.get("led_by", "")))


def _put_back(wish: Wish, reason: str, by: Actor) -> None:
    duty, became = wish.duty, wish.became or {"how": "kept"}
    assert duty is not None
    if duty.left_at is None:
        if became["how"] != "new":
            before = became.get("quantity")
            note_quantity(duty=duty, quantity=Decimal(before) if before else None, by=by)
        if became["how"] != "kept":
            withdraw_duty(duty=duty, reason=reason, by=by)
    acts.change(wish, duty=None, became=None)


def _leading(public_id: str) -> Any:
    return Organisation.objects.filter(public_id=public_id).first() if public_id else None


def _tell(
    round_: Round, by: Actor, title: str, body: str = "", bodies: Mapping[int, str] | None = None
) -> None:
    """`bodies`: by key of the organisation what it alone is told; the others are told `body`."""
    of_each: dict[int, list[Membership]] = defaultdict(list)
    for post in told_of(round_):
        if post.user_id != by.user_id:
            of_each[post.organisation_id if bodies else 0].append(post)
    for place, posts in of_each.items():
        tell(
            to=posts,
            title=title,
            body=(bodies or {}).get(place, body),
            kind=KIND,
            href=f"/rounds/{round_.public_id}/",
            about=round_,
            key=f"round:{round_.public_id}:{round_.version}:{round_.state}:{place}",
            by=by,
        )
