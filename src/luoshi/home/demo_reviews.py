"""The sample reviews of a demo site: experts drawn and signed, sheets handed in, a conflict, a third reader."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import Actor, system_actor
from luoshi.common.models import Job
from luoshi.core.scoring import Item
from luoshi.core.selection import read_rules
from luoshi.selection.models import Call
from luoshi.selection.panel import actions as panel
from luoshi.selection.panel import jobs as drawing
from luoshi.selection.panel.actions.changing import may_alone
from luoshi.selection.panel.actions.holding import in_hands
from luoshi.selection.panel.models import Assigned, Draw, Expert, Seat
from luoshi.selection.panel.queries import text_of
from luoshi.selection.review import actions
from luoshi.selection.review import jobs as copying
from luoshi.selection.review.content import Content
from luoshi.selection.review.models import BareCopy, ThirdReading
from luoshi.selection.review.reading import pieces_of
from luoshi.selection.review.scoring import computed, rounds_of
from luoshi.selection.review.states import USABLE

from .demo_applications import Sheaf

OPINIONS = (
    "思路清楚，做法可学，成效有数据支撑（示例）。",
    "做法扎实，反思部分可再具体（示例）。",
    "有特色，推广条件写得不够（示例）。",
)
DISCIPLINE = """我承诺：
一、遵守评审纪律，独立、客观、公正评分；
二、不与申报单位和人员私下接触，不收受任何财物；
三、不泄露评审内容、评审人员和评审结果；
四、与申报单位、申报人有利害关系的，主动申明回避。"""
EVEN = 1.25  # how many more than his even share an expert may have
SOME = 3  # applications that the first expert, the one of the cast, reads at least
LOW, HIGH = 70, 96  # percent of the points of an item


def half_reviewed(sheaf: Sheaf, pool: list[Expert], monitor: Membership) -> None:
    """About half of the sheets are in; one expert found that he must not read what he was given."""
    seats = _drawn(sheaf, pool, monitor)
    _some_for(next(seat for seat in seats if seat.expert_id == pool[0].pk), sheaf)
    tasks = _tasks(sheaf.call)
    readable = [task for task in tasks if all(piece.ready for piece in pieces_of(task.application))]
    for task in readable[::2]:
        _hand_in(task, sheaf.chance, 0)
    last = next((task for task in reversed(tasks) if task.seat.pk == seats[-1].pk), tasks[-1])
    reason = "申报人是我指导过的青年教师（示例）。"
    panel.declare_conflict(assigned=last, reason=reason, by=_expert(last.seat))


def _some_for(seat: Seat, sheaf: Sheaf) -> None:
    """Something to do for whoever looks at the site as its expert: the draw may have left him out."""
    held = Assigned.objects.filter(seat=seat, void_at__isnull=True)
    barred = {pair.application_id for pair in seat.expert.conflicts.filter(lifted_at__isnull=True)}
    free = [row for row in sheaf.made if row.pk not in barred]
    for row in free[: max(min(SOME, seat.most) - held.count(), 0)]:
        if not held.filter(application=row).exists() and may_alone(sheaf.call, rounds_of(sheaf.call)[0][0]):
            seat.refresh_from_db()
            panel.give_by_hand(
                seat=seat,
                application=row,
                round=rounds_of(sheaf.call)[0][0],
                reason="补足评审任务（示例）",
                by=sheaf.officer,
            )


def decided(sheaf: Sheaf, pool: list[Expert], monitor: Membership) -> None:
    """Every sheet in, two readers too far apart and a third one asked, all computed."""
    _drawn(sheaf, pool, monitor)
    _let_pass(sheaf)
    tasks = _tasks(sheaf.call)
    apart = tasks[0].application_id
    low = next(task for task in tasks if task.application_id == apart)
    for task in tasks:
        _hand_in(task, sheaf.chance, -35 if task.pk == low.pk else 0)
    (round_, _title), *_ = rounds_of(sheaf.call)
    _on_call(actions.ask_third, sheaf.call, sheaf.officer, round=round_)
    for reading in ThirdReading.objects.filter(application__call=sheaf.call).select_related("application"):
        _third(sheaf, reading)
    _on_call(actions.propose_closing, sheaf.call, sheaf.officer, round=round_)
    for said in sheaf.call.closing_proposals.filter(round=round_, confirmed_at__isnull=True):
        actions.close_round(proposal=said, by=actor_for(monitor), version=said.version)
    sheaf.call.refresh_from_db()
    shown = computed(sheaf.call).digest
    _on_call(actions.close_review, sheaf.call, sheaf.officer, shown=shown)


def _third(sheaf: Sheaf, reading: ThirdReading) -> None:
    """The first of the panel who may."""
    there = Assigned.objects.filter(application=reading.application).values("seat")
    barred = reading.application.expert_conflicts.filter(lifted_at__isnull=True).values("expert")
    rows = Seat.objects.filter(call=sheaf.call, left_at__isnull=True).exclude(pk__in=there)
    seats = rows.exclude(expert__in=barred).order_by("code")
    seat = next(each for each in seats if in_hands(each, reading.round) < each.most)
    given = actions.give_third(
        reading=reading,
        seat=seat,
        reason="两位评审人分歧超过规定（示例）",
        by=sheaf.officer,
        version=reading.version,
    )
    assert given.assigned is not None
    _hand_in(given.assigned, sheaf.chance, 0)


def _drawn(sheaf: Sheaf, pool: list[Expert], monitor: Membership) -> list[Seat]:
    """Copies made, the pool drawn from, witnessed and confirmed, commitments signed."""
    _copies(sheaf.call)
    need = read_rules(sheaf.call.rules).panel.need
    _on_call(panel.add_seats, sheaf.call, sheaf.officer, experts=pool)
    sheaf.call.refresh_from_db()
    seats = list(
        Seat.objects.filter(call=sheaf.call).select_related("call", "expert__membership").order_by("code")
    )
    most = math.ceil(len(sheaf.made) * need / len(seats) * EVEN)
    for seat in seats:
        panel.set_most(seat=seat, most=most, by=sheaf.officer, version=seat.version)
    draw = panel.start_draw(call=sheaf.call, round=rounds_of(sheaf.call)[0][0], need=need, by=sheaf.officer)
    _on_draw(panel.close_pool, draw, sheaf.officer)
    draw.refresh_from_db()
    _work(drawing, Job.objects.get(public_id=draw.job))
    _on_draw(panel.witness_draw, draw, actor_for(monitor), opinion="抽取过程符合规定（示例）")
    _on_draw(panel.confirm_draw, draw, sheaf.officer)
    sheaf.call.refresh_from_db()
    text = text_of(sheaf.call)
    assert text is not None
    for seat in seats:
        seat.refresh_from_db(fields=["version"])
        panel.sign(seat=seat, text=text, by=_expert(seat), version=seat.version)
    return seats


def _copies(call: Call) -> None:
    """What the worker would do with each file."""
    call.refresh_from_db()
    actions.begin_copies(call=call, by=system_actor())
    for copy in BareCopy.objects.filter(material__application__call=call, job__isnull=False).order_by("pk"):
        job = copy.job
        assert job is not None
        _work(copying, job)


def _let_pass(sheaf: Sheaf) -> None:
    """Files that name somebody who applies wait for the officer; here he has looked at all of them."""
    waiting = BareCopy.objects.filter(material__application__call=sheaf.call).exclude(state__in=USABLE)
    for copy in waiting.order_by("pk"):
        actions.pass_copy(
            copy=copy, reason="核对过，不影响公正（示例）", by=sheaf.officer, version=copy.version
        )


def _work(kind: Any, job: Job) -> None:
    """What the worker would do, done here: it finds nothing left."""
    apply = getattr(kind, "apply", None) or kind.keep
    apply(job, kind.prepare(job, lambda *said: None))
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=clock.now())


def _tasks(call: Call) -> list[Assigned]:
    rows = Assigned.objects.filter(seat__call=call, void_at__isnull=True)
    return list(
        rows.select_related("seat__call", "seat__expert__membership", "application__call").order_by("pk")
    )


def _expert(seat: Seat) -> Actor:
    assert seat.expert.membership is not None
    return actor_for(seat.expert.membership)


def _hand_in(task: Assigned, chance: Random, lower: int) -> None:
    rubric = read_rules(task.seat.call.rules).rubric
    assert rubric is not None
    values = {item.key: _value(item, chance, lower) for item in rubric.items}
    comments = {item.key: "见材料第 1 页（示例）。" for item in rubric.items if item.comment}
    content = Content(values, comments, chance.choice(OPINIONS))
    actions.hand_in_sheet(assigned=task, content=content, by=_expert(task.seat))


def _value(item: Item, chance: Random, lower: int) -> Any:
    if item.kind == "veto":
        return False
    if item.kind == "grade":
        return item.grades[chance.randrange(min(2, len(item.grades)))][0]
    if item.kind == "bonus":
        return str(chance.randrange(2))
    if item.kind == "steps":
        return str(int(item.steps[0][0]))
    return str(int(item.most) * (chance.randint(LOW, HIGH) + lower) // 100)


def _on_call(act: Any, call: Call, by: Actor, **said: Any) -> None:
    call.refresh_from_db()
    act(call=call, by=by, version=call.version, **said)


def _on_draw(act: Any, draw: Draw, by: Actor, **said: Any) -> None:
    draw.refresh_from_db()
    act(draw=draw, by=by, version=draw.version, **said)
