"""What must always hold of a panel."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef

from luoshi.common.invariants import each
from luoshi.common.stages import Invariant
from luoshi.selection.states import CallState

from .drawing import digest_of, hash_of, result_digest
from .models import Assigned, Conflict, Discipline, Draw, Seat

Found = Iterator[tuple[str, str]]
HELD = Assigned.objects.filter(void_at__isnull=True)


def nobody_holds_what_is_not_for_him() -> Found:
    """Conflicts that were written down; what registers came to say since the last sweep is asked at reading."""
    barred = Conflict.objects.filter(
        expert=OuterRef("seat__expert"), application=OuterRef("application"), lifted_at__isnull=True
    )
    return each(HELD.filter(Exists(barred)), "应当回避的申报还在专家手里")


def nobody_holds_more_than_he_takes() -> Found:
    counted = HELD.order_by().values("seat", "round").annotate(held=Count("pk"), most=F("seat__most"))
    for row in counted.filter(held__gt=F("most")):
        yield f"席位 {row['seat']}", f"手里 {row['held']} 件，上限 {row['most']} 件"


def who_left_holds_nothing() -> Found:
    return each(HELD.filter(seat__left_at__isnull=False), "退出的专家手里还有评审任务")


def tasks_are_of_their_selection() -> Found:
    yield from each(
        Assigned.objects.exclude(application__call=F("seat__call")), "评审任务指向了另一次遴选的申报"
    )
    yield from each(
        Assigned.objects.filter(draw__isnull=False).exclude(draw__call=F("seat__call")),
        "评审任务指向了另一次遴选的抽取",
    )


def draws_are_what_was_promised() -> Found:
    """The opened seed is the committed one; problem and result are those whose digests were kept."""
    for draw in Draw.objects.exclude(seed="").iterator():
        if digest_of(draw.seed) != draw.commitment:
            yield str(draw), "公开的随机数与公布的校验码不符"
        if draw.problem is not None and hash_of(draw.problem) != draw.problem_hash:
            yield str(draw), "封存的名单与它的校验码不符"
        if draw.result is not None and result_digest(draw.result) != draw.result_hash:
            yield str(draw), "抽取结果与它的校验码不符"


def commitments_are_of_the_bureau() -> Found:
    wrong = Discipline.objects.exclude(text__organisation=F("seat__call__organisation"))
    return each(wrong, "签署的不是组织单位的承诺书")


def seats_are_one_persons() -> Found:
    """Whoever was asked is who signed, and whose account is bound while it goes on (controls BL-07, BL-09)."""
    yield from each(
        Discipline.objects.exclude(signed_by__user=F("seat__held_by__user")), "签署承诺的不是受邀的专家本人"
    )
    sitting = Seat.objects.filter(left_at__isnull=True, expert__membership__isnull=False)
    others = sitting.exclude(call__state__in=(CallState.ENDED, CallState.WITHDRAWN))
    yield from each(
        others.exclude(expert__membership__user=F("held_by__user")), "专家绑定的账号不是受邀的人的"
    )


INVARIANTS = (
    Invariant("panel-conflict", nobody_holds_what_is_not_for_him),
    Invariant("panel-load", nobody_holds_more_than_he_takes),
    Invariant("panel-left", who_left_holds_nothing),
    Invariant("panel-task", tasks_are_of_their_selection),
    Invariant("panel-draw", draws_are_what_was_promised),
    Invariant("panel-commitment", commitments_are_of_the_bureau),
    Invariant("panel-person", seats_are_one_persons),
)
