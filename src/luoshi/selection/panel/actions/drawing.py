"""The draw: a seed sealed and its digest published, the pool frozen, worked out by a job, witnessed, confirmed."""

from __future__ import annotations

import secrets
from typing import Any

from django.urls import reverse

from luoshi.common import acts, clock, crypto, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import read_rules
from luoshi.papers.actions.moving import post_of
from luoshi.selection import two_persons
from luoshi.selection.models import Call
from luoshi.selection.own_words import words_of
from luoshi.selection.states import CALL, CallState

from .. import permissions
from ..drawing import (
    accepted,
    candidates,
    digest_of,
    frozen,
    pairs_of,
    result_digest,
    still_fits,
)
from ..models import Assigned, Draw, Seat, Stood
from ..queries import sits_in, text_of, who_witnesses
from ..states import DRAW, DrawState
from ..telling import tell_monitors
from .holding import call_first, fresh_call, said
from .seating import tell_experts

DRAW_JOB = "panel.draw"
OPENED = (DrawState.CLOSED, DrawState.DRAWN)  # the seed lies open
RUNS = permissions.can_run_draw


@acts.act("panel.start_draw", who=permissions.can_run_panel, under="call", first=call_first)
def start_draw(
    *, call: Call, round: str = "", need: int, mix: list[dict[str, Any]] | None = None, by: Actor
) -> Draw:
    """The seed is made and sealed now; its digest stands on the page before anybody knows who is in the pool."""
    call = fresh_call(call)
    titles = {each.key: each.title for each in read_rules(call.rules).method.rounds} or {"": ""}
    if round not in titles:
        raise RuleBroken("这次遴选没有这一轮评审，请刷新页面重新选。")
    rows = Draw.objects.filter(call=call, round=round)
    if rows.exclude(state=DrawState.VOID).exists():
        raise RuleBroken("这一轮已经有抽取在办或已确认。要重来的，先写明理由作废；已确认的，个别改派。")
    if not 1 <= need <= 50:
        raise RuleBroken("每件评审人数应是 1 至 50。")
    seed = secrets.token_hex(32)
    draw: Draw = acts.create(
        Draw,
        call=call,
        round=round,
        round_title=titles[round],
        number=rows.count() + 1,
        need=need,
        mix=mix if mix is not None else _mix_of(call),
        commitment=digest_of(seed),
        committed_at=clock.now(),
        started_by=post_of(by),
    )
    sealed = crypto.encrypt(seed.encode(), context=draw.seed_context)
    acts.change(draw, seed_sealed=sealed)
    return draw


def _mix_of(call: Call) -> list[dict[str, Any]]:
    rules = read_rules(call.rules).panel.mix
    return [{"group": each.group, "at_least": each.at_least, "at_most": each.at_most} for each in rules]


@acts.act("panel.close_pool", who=RUNS, on="draw", first=call_first)
def close_pool(*, draw: Draw, by: Actor) -> Draw:
    """The pool is frozen with all that bars and fits today, the seed is opened, the worker begins."""
    call = fresh_call(draw)
    if not accepted(call):
        raise RuleBroken("这次遴选没有已受理的申报，没有可以分配的。")
    if not candidates(call):
        raise RuleBroken("还没有可以参加的候选专家。请先从专家库里选入。")
    if text_of(call) is None:
        raise RuleBroken("还没有纪律承诺书。请先在专家库里写好，专家签了才能评审。")
    seed = draw.kept_seed
    kept, stood = frozen(draw, seed, clock.today())
    DRAW.make("panel.close_pool", draw, seed=seed, closed_at=clock.now(), closed_by=post_of(by), **kept)
    Stood.objects.bulk_create(stood)
    acts.note_bulk("panel.stood", [[row.seat.public_id, row.ties] for row in stood])
    return _begin(draw, by)


@acts.act("panel.run_draw", who=RUNS, on="draw", first=call_first)
def run_draw(*, draw: Draw, by: Actor) -> Draw:
    """Once more, where the job failed: the same problem, the same seed."""
    if draw.state != DrawState.CLOSED or is_running(draw):
        raise RuleBroken("现在不用再算：不是已经有结果，就是正在算。请刷新页面。")
    return _begin(draw, by)


def _begin(draw: Draw, by: Actor) -> Draw:
    job = jobs.enqueue(DRAW_JOB, object_id=draw.public_id, membership_id=by.membership_id)
    acts.change(draw, job=job.public_id, reason="")
    return draw


def is_running(draw: Draw) -> bool:
    return jobs.Job.objects.filter(public_id=draw.job, state__in=("queued", "running")).exists()


@acts.act("panel.note_drawn", who=RUNS, on="draw", first=call_first)
def note_drawn(*, draw: Draw, result: dict[str, Any], by: Actor) -> Draw:
    """The result is kept as it came. Raises RuleBroken where it is of another problem than the frozen one."""
    if result["input_hash"] != draw.problem_hash:
        raise RuleBroken("算出的结果不是这份名单的，没有采用。请重新计算。")
    fields = {"result": result, "result_hash": result_digest(result), "drawn_at": clock.now()}
    DRAW.make("panel.note_drawn", draw, **fields)
    return draw


@acts.act("panel.note_impossible", who=RUNS, on="draw", first=call_first)
def note_impossible(*, draw: Draw, clashes: dict[str, Any], by: Actor) -> Draw:
    DRAW.make("panel.note_impossible", draw, clashes=clashes)
    return draw


@acts.act("panel.note_not_drawn", who=permissions.only_the_system, on="draw", first=call_first)
def note_not_drawn(*, draw: Draw, message: str, by: Actor) -> Draw:
    acts.change(draw, reason=message[:300])
    return draw


@acts.act("panel.witness_draw", who=permissions.can_witness_draw, on="draw", first=call_first)
def witness_draw(*, draw: Draw, opinion: str = "", by: Actor) -> Draw:
    """The monitor has seen the digest, the opened seed, the conflicts and the result. Another person than who ran the
    draw, through whatever post (controls BL-09).
    """
    post = post_of(by)
    if by.user_id in run_by(draw):
        raise RuleBroken(f"这次抽取是您自己办理的，不能由您见证。{who_witnesses(draw)}")
    if sits_in(by, draw.call):
        raise RuleBroken(f"您是这次遴选的评审专家，不能见证抽取。{who_witnesses(draw)}")
    DRAW.make(
        "panel.witness_draw",
        draw,
        witnessed_by=post,
        witnessed_at=clock.now(),
        witness_words=opinion.strip()[:300],
    )
    return draw


@acts.act("panel.confirm_draw", who=RUNS, on="draw", first=call_first, proof=True)
def confirm_draw(*, draw: Draw, by: Actor) -> Draw:
    """Everybody has what was drawn; the review begins. Refused where somebody was bound since the pool closed."""
    call = fresh_call(draw)
    if draw.witnessed_by is not None and draw.witnessed_by.user_id == by.user_id:
        raise RuleBroken(f"这次抽取是您见证的，不能由您确认。请{words_of(by).another}确认分配。")
    if draw.state == DrawState.DRAWN:
        _refuse_unready(draw)
    if changed := still_fits(draw, clock.today()) if draw.state == DrawState.DRAWN else []:
        listed = "；".join(changed[:5])
        raise RuleBroken(
            f"名单封存以后情况有变：{listed}。请写明理由提请作废这次抽取，监督员同意后再重新抽取。"
        )
    now = clock.now()
    DRAW.make("panel.confirm_draw", draw, confirmed_at=now, confirmed_by=post_of(by))
    rows = [
        Assigned(seat=seat, application=paper, round=draw.round, draw=draw, given_at=now)
        for paper, seat in pairs_of(draw)
    ]
    Assigned.objects.bulk_create(rows)
    acts.note_bulk("panel.assigned", [[row.seat.public_id, row.application.public_id] for row in rows])
    if call.state == CallState.DRAWING:
        CALL.make("panel.confirm_draw", call)
    tell_experts(call, _seats_of(rows), by)
    return draw


def _refuse_unready(draw: Draw) -> None:
    """Raises RuleBroken where the monitor has not seen it, or was asked to void it and has not answered."""
    if two_persons.waiting(draw.proposals.all()).exists():
        raise RuleBroken(
            "这次抽取已经提请作废，正在等监督员答复。要照这个结果分配的，请先撤回提请，再确认分配。"
        )
    if draw.witnessed_at is None:
        raise RuleBroken("监督员还没有见证这次抽取。请监督员在这一页见证后再确认。")


def _seats_of(rows: list[Assigned]) -> list[Seat]:
    keys = {row.seat_id for row in rows}
    return list(Seat.objects.filter(pk__in=keys).select_related("expert__membership__user"))


@acts.act("panel.void_draw", who=RUNS, on="draw", first=call_first)
def void_draw(*, draw: Draw, reason: str, by: Actor) -> Draw:
    """Not this one; the next has a seed of its own. What was voided stays to be seen. Once the seed is open whoever
    runs it can know the result: from then on it takes the monitor as well (`proposing`).
    """
    call = fresh_call(draw)
    if draw.state in OPENED:
        raise RuleBroken("随机数已经公开，一个人不能作废。请写明理由提请作废，由监督员同意。")
    tells = draw.state != DrawState.OPEN
    DRAW.make("panel.void_draw", draw, reason=reason)
    acts.change(draw, reason=said(reason), voided_by=post_of(by))
    if tells:
        words = f"{by.name}作废了第{draw.number}次抽取（没有分配结果）。理由：{draw.reason}"
        tell_monitors(call, by, "作废了一次抽取", words, reverse("panel-draw", args=[draw.public_id]))
    return draw


def run_by(draw: Draw) -> set[int]:
    """Keys of the users who started it, closed its pool or confirmed it."""
    posts = (draw.started_by, draw.closed_by, draw.confirmed_by)
    return {post.user_id for post in posts if post is not None}
