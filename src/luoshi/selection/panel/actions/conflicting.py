"""Conflicts declared by experts, set by officers, found in registers. Each takes the application away at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.papers.actions.moving import post_of
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import runners_of
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.own_words import words_of

from .. import permissions
from ..checking import grounds, in_words
from ..models import Assigned, Conflict, Expert, LiftAsked, Seat
from ..queries import with_facts
from ..states import ConflictKind
from ..telling import tell_monitors
from .holding import call_first, fresh_call, said, void


def _bar(
    expert: Expert, application: Application, kind: str, reason: str, by: Actor, ties: object = ()
) -> Conflict:
    """One row of the kind, and nothing of the application left in his hands."""
    rows = Conflict.objects.filter(expert=expert, application=application, kind=kind, lifted_at__isnull=True)
    conflict = rows.first()
    if conflict is None:
        post = Membership.objects.filter(pk=by.membership_id).first() if by.membership_id else None
        conflict = acts.create(
            Conflict,
            expert=expert,
            application=application,
            kind=kind,
            reason=reason[:300],
            said_by=post,
            ties=list(ties),  # type: ignore[call-overload]
        )
    held = Assigned.objects.filter(seat__expert=expert, application=application, void_at__isnull=True)
    void(held, f"{ConflictKind(kind).label}，应当回避")
    return conflict


@acts.act("panel.set_conflict", who=permissions.can_run_seat, under="seat", first=call_first)
def set_conflict(*, seat: Seat, application: Application, reason: str, by: Actor) -> Conflict:
    """An officer knows of a tie that no register shows."""
    _same_call(seat, application)
    call, kept = fresh_call(seat), said(reason)
    conflict = _bar(seat.expert, application, ConflictKind.SET, kept, by)
    words = f"{by.name}设定{seat.code}回避第{application.sequence}号申报，在他手里的已经收回。理由：{kept}"
    page = reverse("panel-conflicts", args=[call.public_id])
    tell_monitors(call, by, "设定了评审专家的回避", words, page)
    return conflict


@acts.act("panel.declare_conflict", who=permissions.can_declare, under="assigned", first=call_first)
def declare_conflict(*, assigned: Assigned, reason: str, by: Actor) -> Conflict:
    """In the midst of reading: it is gone with the answer."""
    fresh_call(assigned)
    return _bar(assigned.seat.expert, assigned.application, ConflictKind.DECLARED, said(reason), by)


@acts.act("panel.declare_unit", who=permissions.can_sign, under="seat", first=call_first)
def declare_unit(*, seat: Seat, organisation: Organisation, reason: str, by: Actor) -> Seat:
    """Before he sees what is applied for: whatever this organisation applies with here is not for him. That it applies
    at all is not told.
    """
    fresh_call(seat)
    kept = said(reason)
    mine = Application.objects.filter(call=seat.call_id, state=ApplicationState.ACCEPTED)
    theirs = mine.filter(organisation=organisation) | mine.filter(partners=organisation)
    for application in theirs.distinct().order_by("pk"):
        _bar(seat.expert, application, ConflictKind.DECLARED, kept, by)
    return seat


@acts.act("panel.ask_lift", who=permissions.can_sign, under="seat", first=call_first)
def ask_lift(*, seat: Seat, reason: str, by: Actor) -> Seat:
    """He declared by mistake: officers and monitors hear which and why. It stays in force until two persons lift it,
    and what was taken away stays away (controls BL-08). Whether what he declared applies here at all he does not learn
    by asking (controls BL-01): what bars him from nothing is asked and answered like the rest.
    """
    call, kept = fresh_call(seat), said(reason)
    if seat.lifts_asked.filter(answered_at__isnull=True).exists():
        raise RuleBroken("您已经请求过，正在等组织单位核实答复，不用再请求。")
    acts.create(LiftAsked, seat=seat, reason=kept, asked_by=post_of(by))
    page = reverse("panel-conflicts", args=[call.public_id])
    words = f"{seat.code}（{seat.expert.name}）说申明的回避有误，请求解除：{kept}"
    tell_monitors(call, by, "专家请求解除误报的回避", words, page)
    title = f"专家请求解除误报的回避：{call.title}"[:80]
    body = f"{words}。核实以后在“回避”页提请解除，由另一个人同意；不解除的，在那里答复。"[:500]
    told = runners_of(call).exclude(user=by.user_id)
    tell(to=told, title=title, body=body, kind="selection", href=page, about=call, by=by)
    return seat


@acts.act("panel.answer_lift", who=permissions.can_answer_lift, on="seat", first=call_first)
def answer_lift(*, seat: Seat, reason: str, by: Actor) -> Seat:
    """It stays in force; the expert reads why. One person is enough: nothing is given to anybody."""
    fresh_call(seat)
    asked = seat.lifts_asked.filter(answered_at__isnull=True).first()
    if asked is None:
        raise RuleBroken("这位专家没有等答复的请求。请刷新页面查看最新情况。")
    _answered(asked, said(reason), by)
    return seat


def _answered(asked: LiftAsked, words: str, by: Actor, *, lifted: bool = False) -> None:
    """The expert is told; of which application it is he reads nothing here."""
    acts.change(asked, answered_at=clock.now(), answered_by=post_of(by), answer=words, lifted=lifted)
    seat, title = asked.seat, "已解除您误报的回避" if lifted else "您请求解除的回避没有解除"
    what = f"您请求解除误报的回避（{asked.reason}）"
    body = f"{what}，两个人核实后已经解除。" if lifted else f"{what}，组织单位答复不解除：{words}"
    tell(
        to=[asked.asked_by],
        title=f"{title}：{seat.call.title}"[:80],
        body=body[:500],
        kind="selection",
        href=reverse("own-panel", args=[seat.public_id]),
        by=by,
    )


@acts.act("panel.lift_conflict", who=permissions.can_lift_conflict, on="conflict", first=call_first)
def lift_conflict(*, conflict: Conflict, reason: str, by: Actor) -> Conflict:
    """Set by mistake. What was taken away stays away; it is given anew by hand. What registers say cannot be lifted
    here; once they were put right, and what the expert declared himself, takes a second person (`proposing`).
    """
    refuse_not_to_lift(conflict)
    if conflict.kind != ConflictKind.SET:
        raise RuleBroken(
            "专家自己申明的、台账比对出来的回避，一个人不能解除。"
            f"请写明理由提请解除，由{words_of(by).monitor}同意。"
        )
    lifted(conflict, reason, by)
    return conflict


def refuse_not_to_lift(conflict: Conflict) -> None:
    """Raises RuleBroken where it was lifted, is what registers say, or stood when the draw was frozen."""
    fresh_call(conflict)
    if conflict.lifted_at is not None:
        raise RuleBroken("这条回避已经解除，不用再办。")
    if conflict.kind == ConflictKind.COMPUTED and _stands(conflict):
        raise RuleBroken("这条回避是台账里的事实，不能解除。台账有误的，请有关单位更正台账。")


def _stands(conflict: Conflict) -> bool:
    """Whether registers show it today, or did when the draw was frozen."""
    experts = list(with_facts(Expert.objects.filter(pk=conflict.expert_id)))
    found = grounds(experts, [conflict.application], clock.today())
    why = found.get((conflict.expert_id, conflict.application_id), ())
    return any(each.tie and each.row is None for each in why)


def lifted(conflict: Conflict, reason: str, by: Actor) -> None:
    """In force no more; the monitors are told, whoever did it. What the expert asked for is answered by it."""
    acts.change(conflict, lifted_at=clock.now(), lifted_by=post_of(by), lift_reason=said(reason))
    paper = conflict.application
    if conflict.kind == ConflictKind.DECLARED:
        open_ones = LiftAsked.objects.filter(answered_at__isnull=True, seat__expert=conflict.expert_id)
        for asked in open_ones.filter(seat__call=paper.call_id).select_related("seat__call", "asked_by"):
            _answered(asked, conflict.lift_reason, by, lifted=True)
    tell_monitors(
        paper.call,
        by,
        "解除了评审专家的回避",
        f"{by.name}解除了{conflict.expert.name}对“{paper.title}”的回避（{conflict.get_kind_display()}："
        f"{conflict.reason}）。理由：{conflict.lift_reason}",
        reverse("panel-conflicts", args=[paper.call.public_id]),
    )


def _same_call(seat: Seat, application: Application) -> None:
    if application.call_id != seat.call_id:
        raise RuleBroken("这份申报不在这次遴选里，请刷新页面重新选。")


@acts.act("panel.void_conflicted", who=permissions.only_the_system, on="call", first=call_first)
def void_conflicted(*, call: Call, by: Actor) -> Call:
    """What registers say by now: who came to be bound since the draw loses the application."""
    for row, reason, ties in newly_bound(call):
        _bar(row.seat.expert, row.application, ConflictKind.COMPUTED, reason, by, ties)
    return call


def newly_bound(call: Call) -> Iterable[tuple[Assigned, str, list[list[object]]]]:
    """What is in hands that must not be, by registers today."""
    rows = list(
        Assigned.objects.filter(seat__call=call, void_at__isnull=True)
        .select_related("seat__expert", "application__organisation", "application__call")
        .order_by("pk")
    )
    experts = list(with_facts(Expert.objects.filter(pk__in={row.seat.expert_id for row in rows})))
    papers = list({row.application_id: row.application for row in rows}.values())
    found = grounds(experts, papers, clock.today())
    for row in rows:
        why = found.get((row.seat.expert_id, row.application_id), [])
        if why:
            yield row, in_words(why), [[each.tie, *each.by] for each in why if each.tie]
