"""What a panel asks of people: the officer makes it, the monitor witnesses, experts sign."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.selection.models import Call
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import waiting

from .actions.holding import AT_WORK
from .models import Assigned
from .queries import (
    NO_WITNESS,
    available,
    draws_visible_to,
    experts_visible_to,
    lifts_asked_visible_to,
    own_seats,
    panel_calls_of,
    place_of,
    proposals_visible_to,
    sits_in,
    who_agrees_to_void,
    who_witnesses,
    witnesses_of,
)
from .states import LIVE, DrawState

MOST = 20
WORDS: dict[str, str] = {
    DrawState.IMPOSSIBLE: "专家分不下去",
    DrawState.DRAWN: "确认评审分配",
    DrawState.OPEN: "封存候选名单",
}


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    if actor.may("review_selections"):
        yield from _to_sign(actor)
    if actor.may("watch_selections"):
        yield from _to_witness(actor)
        yield from _to_agree(actor)
    if actor.may("run_selections") or actor.may("host_selections"):
        yield from _to_run(actor)


def _to_sign(actor: Actor) -> Iterator[DeskItem]:
    rows = own_seats(actor).filter(discipline__isnull=True, call__state__in=AT_WORK)
    for row in rows.order_by("id")[:MOST]:
        href = reverse("own-panel", args=[row.public_id])
        yield DeskItem(f"签署纪律承诺：{row.call.title}", href, "去签署", row.call.organisation.short)


def _to_witness(actor: Actor) -> Iterator[DeskItem]:
    """Who is an expert of the selection reads who witnesses in his place."""
    rows = draws_visible_to(actor).filter(state=DrawState.DRAWN, witnessed_at__isnull=True)
    for row in rows.order_by("id")[:MOST]:
        href = reverse("panel-draw", args=[row.public_id])
        if sits_in(actor, row.call):
            words = f"您是评审专家，不能见证。{who_witnesses(row)}"
            yield DeskItem(f"见证抽取：{row.call.title}", href, "查看", words, group="mine")
            continue
        yield DeskItem(f"见证抽取：{row.call.title}", href, "去见证", row.call.organisation.short)


def _to_agree(actor: Actor) -> Iterator[DeskItem]:
    """What waits for the monitor, one line for each selection and place."""
    rows = (
        waiting(proposals_visible_to(actor))
        .filter(call__state__in=AT_WORK)
        .exclude(said_by__user=actor.user_id)
    )
    found = {place_of(row): row for row in rows.select_related("draw").order_by("-id")[:MOST]}
    for place, row in sorted(found.items(), key=lambda each: each[1].pk):
        if row.draw_id is not None and sits_in(actor, row.call):
            words = f"您是评审专家，不能答复。{who_agrees_to_void(row)}"
            yield DeskItem(f"核对评审组提请：{row.call.title}", place, "查看", words, group="mine")
            continue
        words = f"{row.said_by.user.name}提请"
        yield DeskItem(f"核对评审组提请：{row.call.title}", place, "去核对", words)


def _to_run(actor: Actor) -> Iterator[DeskItem]:
    """Of the selections this post looks after, or runs for the bureau; what experts ask, of all that it may answer."""
    every = list(panel_calls_of(actor).filter(state__in=AT_WORK).order_by("id"))
    if every:
        yield from _to_answer(actor, {call.pk: call for call in every})
    hosts = actor.may("host_selections")
    mine = [call for call in every if hosts or call.officer_id == actor.membership_id]
    if not (calls := {call.pk: call for call in mine[:MOST]}):
        return
    draws = list(draws_visible_to(actor).filter(call__in=calls, state__in=LIVE).order_by("id"))
    yield from _to_make(calls, {row.call_id for row in draws})
    for row in draws:
        href = reverse("panel-draw", args=[row.public_id])
        if row.state == DrawState.DRAWN and row.witnessed_at is None:
            if not witnesses_of(row).exists():
                yield DeskItem(f"没有人能见证抽取：{row.call.title}", href, "查看", NO_WITNESS)
            continue  # the monitor's turn
        if row.state not in WORDS:
            continue  # the worker's turn
        yield DeskItem(f"{WORDS[row.state]}：{row.call.title}", href, "去办理", "遴选")
    yield from _to_give_anew(actor, calls)


def _to_make(calls: dict[int, Call], begun: set[int]) -> Iterator[DeskItem]:
    for key, call in calls.items():
        if call.state == CallState.DRAWING and key not in begun:
            href = reverse("panel", args=[call.public_id])
            yield DeskItem(f"组建评审组：{call.title}", href, "去办理", "遴选")


def _to_answer(actor: Actor, calls: dict[int, Call]) -> Iterator[DeskItem]:
    """Experts who say that they declared something by mistake and wait for an answer, of whoever may give it; not one's
    own question.
    """
    asked = lifts_asked_visible_to(actor).filter(seat__call__in=calls, answered_at__isnull=True)
    asked = asked.exclude(seat__held_by__user=actor.user_id)
    for key in sorted(set(asked.order_by().values_list("seat__call", flat=True)))[:MOST]:
        href = reverse("panel-conflicts", args=[calls[key].public_id])
        yield DeskItem(f"答复专家请求解除的回避：{calls[key].title}", href, "去答复", "遴选")


def _to_give_anew(actor: Actor, calls: dict[int, Call]) -> Iterator[DeskItem]:
    """Experts who hold applications and can no longer be asked: their posts ended, they were paused."""
    asked = available(experts_visible_to(actor)).order_by().values("pk")
    rows = Assigned.objects.filter(void_at__isnull=True, seat__call__in=calls)
    held = rows.exclude(seat__expert__in=asked).order_by().values_list("seat__call", flat=True)
    for key in sorted(set(held.distinct())):
        href = reverse("panel-hands", args=[calls[key].public_id])
        yield DeskItem(f"有专家不能再评，请改派：{calls[key].title}", href, "去改派", "遴选")
