"""What must always hold of a panel."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef

from luoshi.common.invariants import each
from luoshi.common.stages import Invariant
from luoshi.core.frozen import facts_digest
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import by_one, declined_by_one

from .actions.changing import alone_at_most
from .drawing import digest_of, hash_of, result_digest
from .models import Assigned, Conflict, Discipline, Draw, Proposal, Seat
from .states import DrawState

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
        if draw.facts is not None and facts_digest(draw.facts) != draw.facts_hash:
            yield str(draw), "封存时的情况与它的校验码不符"
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


def draws_were_witnessed_by_another() -> Found:
    """The person counts, not the post; and what had been worked out was voided by two (controls BL-09, SE-05)."""
    for field in ("started_by", "closed_by", "confirmed_by"):
        rows = Draw.objects.filter(witnessed_by__user=F(f"{field}__user"))
        yield from each(rows, "见证抽取的和办理抽取的是同一个人")
    agreed = Proposal.objects.filter(draw=OuterRef("pk"), confirmed_at__isnull=False)
    voided = Draw.objects.filter(state=DrawState.VOID, result__isnull=False, voided_by__isnull=False)
    yield from each(voided.exclude(Exists(agreed)), "抽出结果以后作废，没有另一个人同意")
    yield from by_one(Proposal.objects.all())
    yield from declined_by_one(Proposal.objects.all())


def hands_changed_alone_are_few() -> Found:
    """Beyond one in ten of a round each change was agreed to by a second person."""
    for call, round in (
        Assigned.objects.filter(draw__isnull=False).values_list("seat__call", "round").distinct()
    ):
        rows = Assigned.objects.filter(seat__call=call, round=round)
        alone = rows.filter(draw__isnull=True, third=False, void_at__isnull=True, proposal__isnull=True)
        if (number := alone.count()) > alone_at_most(rows.filter(draw__isnull=False).count()):
            yield f"遴选 {call}", f"{number} 件评审任务由一个人改派，超过十分之一"


INVARIANTS = (
    Invariant("panel-conflict", nobody_holds_what_is_not_for_him),
    Invariant("panel-load", nobody_holds_more_than_he_takes),
    Invariant("panel-left", who_left_holds_nothing),
    Invariant("panel-task", tasks_are_of_their_selection),
    Invariant("panel-draw", draws_are_what_was_promised),
    Invariant("panel-commitment", commitments_are_of_the_bureau),
    Invariant("panel-person", seats_are_one_persons),
    Invariant("panel-two", draws_were_witnessed_by_another),
    Invariant("panel-hands", hands_changed_alone_are_few),
)
