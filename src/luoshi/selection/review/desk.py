"""What the review asks of an officer and of a school whose copy came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.selection.applying.queries import keeps_away
from luoshi.selection.models import Call
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import waiting

from . import permissions
from .materials import title_of
from .models import RoundClosing, RoundDue
from .queries import calls_to_manage, closings_visible_to, copies_visible_to, open_closing
from .reading import tasks_of
from .scoring import in_force, rounds_of, short_of_readers, unfinished
from .states import OPEN_COPY, CopyState, SheetState

WANTS_COPIES = (
    CallState.OPEN,
    CallState.CHECKING,
    CallState.DRAWING,
    CallState.REVIEWING,
)  # afterwards nobody reads


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.may("run_selections") or actor.may("host_selections"):
        yield from _to_judge(actor)
    if actor.may("run_selections") or actor.may("watch_selections"):
        calls = [row for row in _under_review(actor) if not keeps_away(actor, row)]
        yield from _to_close(actor, calls)
        yield from _to_confirm(actor, calls)
    if actor.may("apply_selections"):
        yield from _to_replace(actor)
    if actor.may("review_selections"):
        yield from _to_review(actor)


def _to_judge(actor: Actor) -> Iterator[DeskItem]:
    under_way = Q(material__application__call__state__in=WANTS_COPIES)
    open_copies = copies_visible_to(actor).filter(under_way, state__in=OPEN_COPY)
    counts = open_copies.order_by().values_list("material__application__call").annotate(Count("pk"))
    numbers = dict(counts)
    for call in calls_to_manage(actor).filter(pk__in=numbers).order_by("pk"):
        href = reverse("review-copies", args=[call.public_id])
        yield DeskItem(
            f"处理盲评材料：{call.title}", href, "去处理", f"{numbers[call.pk]} 份含有名称或不能清理",
            handler=None if actor.may("host_selections") else call.officer_id,
        )  # fmt: skip


def _to_replace(actor: Actor) -> Iterator[DeskItem]:
    rows = copies_visible_to(actor).filter(
        state=CopyState.BACK,
        material__application__organisation=actor.organisation_id,
        material__application__call__state__in=WANTS_COPIES,
    )
    for copy in rows.order_by("pk"):
        call: Call = copy.material.application.call
        href = reverse("review-copy", args=[copy.public_id])
        yield DeskItem(f"更换评审用材料：{title_of(call, copy.material)}", href, "去更换", call.title)


def _to_review(actor: Actor) -> Iterator[DeskItem]:
    """One line for each selection with something left to read."""
    closed = RoundClosing.objects.filter(call=OuterRef("application__call"), round=OuterRef("round"))
    left = tasks_of(actor).exclude(Exists(closed)).exclude(sheet__state=SheetState.DONE)
    numbers: dict[Call, int] = {}
    rounds: set[tuple[int, str]] = set()
    for task in left:
        numbers[task.application.call] = numbers.get(task.application.call, 0) + 1
        rounds.add((task.application.call_id, task.round))
    dues = RoundDue.objects.filter(call__in=[call.pk for call in numbers])
    until = {row.call_id: row.until for row in dues.order_by("-until") if (row.call_id, row.round) in rounds}
    for call, number in numbers.items():
        source = f"{call.organisation.short}，还有 {number} 件"
        here = f"{reverse('review-desk')}?show=left"
        yield DeskItem(f"评审：{call.title}", here, "去评审", source, until.get(call.pk))


def _under_review(actor: Actor) -> Iterable[Call]:
    return calls_to_manage(actor).filter(state=CallState.REVIEWING).order_by("pk")


def _to_close(actor: Actor, calls: list[Call]) -> Iterator[DeskItem]:
    """Reviews whose sheets are all in, and those that are open to be ended: for who runs them."""
    for call in calls if actor.may("run_selections") else ():
        closed = set(RoundClosing.objects.filter(call=call).values_list("round", flat=True))
        open_rounds = [key for key, _ in rounds_of(call) if key not in closed]
        if not open_rounds:
            href = reverse("review-results", args=[call.public_id])
            yield DeskItem(f"结束评审：{call.title}", href, "看名单", "各轮都已结束", handler=call.officer_id)
        elif any(_is_whole(call, key) and open_closing(call, key) is None for key in open_rounds):
            href = reverse("review-rounds", args=[call.public_id])
            short = any(short_of_readers(call, key) for key in open_rounds)
            words = "评分表已交，评审人不够" if short else "评分表已收齐"
            yield DeskItem(f"{words}：{call.title}", href, "去提请", "结束本轮", handler=call.officer_id)
        elif lack := sum(
            short_of_readers(call, key) for key in open_rounds if open_closing(call, key) is None
        ):
            href = reverse("review-rounds", args=[call.public_id])
            words, handler = f"任务收回以后缺 {lack} 人次", call.officer_id
            yield DeskItem(f"补派评审人：{call.title}", href, "去补派", words, handler=handler)


def _to_confirm(actor: Actor, calls: list[Call]) -> Iterator[DeskItem]:
    """The second person's turn; whoever said it sees that it waits."""
    if not calls:
        return
    rows = waiting(closings_visible_to(actor))
    for row in rows.filter(call__in=calls).order_by("pk"):
        href = reverse("review-rounds", args=[row.call.public_id])
        if permissions.can_confirm_closing(actor, row):
            yield DeskItem(f"确认打开评分：{row.call.title}", href, "去确认", f"{row.said_by.user.name}提请")
        else:
            yield DeskItem(f"等另一人确认打开评分：{row.call.title}", href, "查看", group="mine")


def _is_whole(call: Call, round: str) -> bool:
    return in_force(call).filter(round=round).exists() and not unfinished(call, round).exists()
