"""Candidates of a selection: asked, limited, gone; and the commitment each signs before anything is shown."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import read_rules
from luoshi.notices.actions import tell
from luoshi.papers.actions.moving import post_of
from luoshi.selection.models import Call

from .. import permissions
from ..models import Assigned, Discipline, DisciplineText, Draw, Expert, Seat
from ..queries import available, text_of
from ..states import DrawState
from ..telling import tell_monitors, tell_of_seat
from .holding import call_first, fresh_call, said, void

FROZEN = (DrawState.CLOSED, DrawState.DRAWN)


def refuse_frozen(call: Call) -> None:
    """Raises RuleBroken while a draw stands on the pool as it was frozen."""
    if Draw.objects.filter(call=call, state__in=FROZEN).exists():
        raise RuleBroken("候选名单已经封存，不能再动。要改的，请先写明理由作废这次抽取，再重新开始。")


@acts.act("panel.add_seats", who=permissions.can_run_panel, under="call", first=call_first)
def add_seats(*, call: Call, experts: Collection[Expert], by: Actor) -> Call:
    """More candidates. Who was one before and left comes back by `return_seat`."""
    call = fresh_call(call)
    refuse_frozen(call)
    keys = [each.pk for each in experts]
    pool = list(available(Expert.objects.filter(organisation=call.organisation_id, pk__in=keys)))
    if len(pool) != len(set(keys)):
        raise RuleBroken("所选专家里有人已经暂停、离任或这段时间不能参加，请刷新名单后重新选。")
    there = set(call.seats.values_list("expert", flat=True))
    most, number = read_rules(call.rules).panel.most, call.seats.count()
    for expert in sorted(pool, key=lambda each: (each.name, each.pk)):
        if expert.pk in there:
            continue
        number += 1
        load = min(expert.load, most) if most else expert.load
        held_by = expert.membership
        acts.create(Seat, call=call, expert=expert, held_by=held_by, code=f"专家{number:02d}", most=load)
    return call


@acts.act("panel.set_most", who=permissions.can_run_seat, on="seat", first=call_first)
def set_most(*, seat: Seat, most: int, by: Actor) -> Seat:
    """How many he reads here, up to what he takes on."""
    refuse_frozen(fresh_call(seat))
    if not 1 <= most <= seat.expert.load:
        raise RuleBroken(
            f"这位专家一次最多评审 {seat.expert.load} 件，这里应填 1 至 {seat.expert.load}。要多评的，先在专家库里改。"
        )
    before = seat.most
    acts.change(seat, most=most)
    if before != most:
        tell_of_seat(seat, by, f"把评审件数上限由 {before} 件改为 {most} 件")
    return seat


@acts.act("panel.leave_seat", who=permissions.can_run_seat, on="seat", first=call_first)
def leave_seat(*, seat: Seat, reason: str, by: Actor) -> Seat:
    """He does not take part (any more): what he holds is taken away at once."""
    refuse_frozen(fresh_call(seat))
    kept = said(reason)
    acts.change(seat, left_at=clock.now(), reason=kept)
    number = void(Assigned.objects.filter(seat=seat, void_at__isnull=True), f"专家退出：{kept}")
    if number:
        words = f"{by.name}办理了{seat.code}退出，收回他手里的 {number} 件申报。理由：{kept}"
        tell_monitors(
            seat.call, by, "评审专家退出", words, reverse("panel-hands", args=[seat.call.public_id])
        )
    else:
        tell_of_seat(seat, by, f"办理了退出，理由：{kept}")
    return seat


@acts.act("panel.return_seat", who=permissions.can_run_seat, on="seat", first=call_first)
def return_seat(*, seat: Seat, by: Actor) -> Seat:
    """A candidate again; what was taken away stays so."""
    refuse_frozen(fresh_call(seat))
    if not available(Expert.objects.filter(pk=seat.expert_id)).exists():
        raise RuleBroken("这位专家已经暂停、离任或这段时间不能参加，请先在专家库里核对。")
    post, asked = seat.expert.membership, seat.held_by
    if asked is None or post is None or post.user_id != asked.user_id:
        _refuse_begun(seat)
        acts.change(seat, held_by=post)
    acts.change(seat, left_at=None, reason="")
    tell_of_seat(seat, by, "恢复了候选")
    return seat


def _refuse_begun(seat: Seat) -> None:
    """Raises RuleBroken where another person signed here, or was given something: that stays his."""
    if Discipline.objects.filter(seat=seat).exists() or Assigned.objects.filter(seat=seat).exists():
        raise RuleBroken(
            "这个席位是另一个人用过的（签过承诺或分到过申报），不能换人接着用。"
            "请把现在这位另行登记为专家、绑定账号，再选入、抽取或改派。"
        )


@acts.act("panel.sign", who=permissions.can_sign, on="seat", first=call_first)
def sign(*, seat: Seat, text: DisciplineText, by: Actor) -> Seat:
    """The text in force, as it was on the page."""
    call = fresh_call(seat)
    if Discipline.objects.filter(seat=seat).exists():
        raise RuleBroken("您已经签过这次遴选的纪律承诺，不用再签。")
    now = text_of(call)
    if now is None or now.pk != text.pk:
        raise RuleBroken("纪律承诺书刚刚换了新版，请刷新页面，读完新的再签。")
    acts.create(Discipline, seat=seat, text=text, signed_by=post_of(by), signed_at=clock.now())
    return seat


def tell_experts(call: Call, seats: Collection[Seat], by: Actor) -> None:
    """They have something to read; what it is they see behind their signature."""
    posts = [seat.expert.membership for seat in seats if seat.expert.membership]
    if posts:
        tell(
            to=posts,
            title="您有新的评审任务",
            kind="task",
            by=by,
            href=reverse("own-panels"),
            body="请先签署纪律承诺，再开始评审。发现应当回避的，随时可以申明。",
            key=f"panel-{call.public_id}-{clock.now():%Y%m%d%H%M%S}",
        )
