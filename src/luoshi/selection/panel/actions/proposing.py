"""What nobody does alone on a panel: said by an officer with a reason, done once a second person agrees (controls
SE-05, BL-09). Till then nothing has happened.
"""

from __future__ import annotations

from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.likeness import known_as
from luoshi.papers.actions.moving import post_of
from luoshi.selection import two_persons
from luoshi.selection.applying.models import Application, Consent, Person
from luoshi.selection.models import Call

from .. import permissions
from ..models import Assigned, Conflict, Draw, Proposal, Seat
from ..queries import place_of, sits_in, who_agrees_to_void
from ..states import DRAW, ConflictKind
from ..telling import tell_monitors
from .changing import give, refuse_held, refuse_one_too_many, told
from .conflicting import lifted, refuse_not_to_lift
from .drawing import OPENED
from .holding import call_first, fresh_call, said, void


def words_of(proposal: Proposal) -> str:
    """What is to be done."""
    paper, seat, person = proposal.application, proposal.seat, proposal.person
    if proposal.draw is not None:
        return f"作废第{proposal.draw.number}次抽取"
    if proposal.conflict is not None:
        return f"解除{proposal.conflict.expert.name}申明的回避"
    code = seat.code if seat is not None else ""
    if person is not None:
        return f"认定第{person.application.sequence}号申报写的{person.name}不是{code}本人"
    return f"第{paper.sequence if paper is not None else ''}号申报改由{code}评审"


def _propose(call: Call, reason: str, by: Actor, **about: Any) -> Proposal:
    """One at a time of each thing. The monitors are told what waits for them."""
    same = {key: value for key, value in about.items() if key != "instead_of"}
    if two_persons.waiting(Proposal.objects.filter(call=call, **same)).exists():
        raise RuleBroken("已经提请过，正在等另一个人同意。要改的，请先撤回提请。")
    made: Proposal = acts.create(Proposal, call=call, reason=said(reason), said_by=post_of(by), **about)
    words = words_of(made)
    tell_monitors(call, by, f"请核对：{words}", f"{by.name}提请{words}。理由：{made.reason}", place_of(made))
    return made


@acts.act("panel.propose_void", who=permissions.can_run_draw, on="draw", first=call_first)
def propose_void(*, draw: Draw, reason: str, by: Actor) -> Proposal:
    """The seed is open, so whoever runs the draw can know its result: the monitor has to agree."""
    call = fresh_call(draw)
    if draw.state not in OPENED:
        raise RuleBroken(
            "这次抽取不用提请：随机数没有公开的、无法分配的可以直接作废，已确认的不能作废。请刷新页面。"
        )
    return _propose(call, reason, by, draw=draw)


@acts.act("panel.propose_lift", who=permissions.can_lift_conflict, on="conflict", first=call_first)
def propose_lift(*, conflict: Conflict, reason: str, by: Actor) -> Proposal:
    refuse_not_to_lift(conflict)
    if conflict.kind == ConflictKind.SET:
        raise RuleBroken("这条回避是经办人设定的，可以直接解除。请刷新页面。")
    return _propose(conflict.application.call, reason, by, conflict=conflict)


@acts.act("panel.propose_change", who=permissions.can_run_seat, under="seat", first=call_first)
def propose_change(
    *,
    seat: Seat,
    application: Application,
    round: str,
    reason: str,
    by: Actor,
    instead_of: Assigned | None = None,
) -> Proposal:
    """More by hand than one may change alone. Whether it can be done at all is asked when it is agreed to."""
    call = fresh_call(seat)
    if application.call_id != call.pk or (
        instead_of is not None and instead_of.application_id != application.pk
    ):
        raise RuleBroken("这份申报不在这次遴选里，请刷新页面重新选。")
    refuse_held(seat, application, round)
    about = {"seat": seat, "application": application, "round": round, "instead_of": instead_of}
    return _propose(call, reason, by, **about)


@acts.act("panel.propose_naming", who=permissions.can_doubt_naming, under="seat", first=call_first)
def propose_naming(*, seat: Seat, application: Application, reason: str, by: Actor) -> Proposal:
    """The application names somebody of the expert's name who is another person, or names him in bad faith to keep him
    out: said by the monitor or an officer, decided by a second person. Whoever has a post where he was named says so
    himself.
    """
    call = fresh_call(seat)
    if application.call_id != call.pk:
        raise RuleBroken("这份申报不在这次遴选里，请刷新页面重新选。")
    person = _named_like(seat, application)
    if person is None:
        raise RuleBroken("这份申报没有只按姓名写到这位专家，不用认定。请刷新页面。")
    return _propose(call, reason, by, seat=seat, person=person)


def _named_like(seat: Seat, application: Application) -> Person | None:
    """Whom it names like the expert, by the name alone: no account and no line of a register says that it is he."""
    rows = Person.objects.filter(application=application, removed_at__isnull=True, known_as=_known(seat))
    rows = rows.exclude(membership__user=seat.held_by.user_id if seat.held_by else None)
    return rows.exclude(consents__given=False, consents__user=_user(seat)).order_by("pk").first()


def _known(seat: Seat) -> str:
    return known_as(seat.expert.name)


def _user(seat: Seat) -> int:
    return seat.held_by.user_id if seat.held_by is not None else 0


def _set_aside(proposal: Proposal, by: Actor) -> None:
    """As if he had said himself that it is not he; it stays in the application."""
    seat, person = proposal.seat, proposal.person
    if seat is None or person is None:
        return
    same = person.application.people.filter(known_as=person.known_as, removed_at__isnull=True)
    for each in same.exclude(consents__user=_user(seat)):
        acts.create(
            Consent, application=person.application, person=each, user_id=_user(seat), given=False,
            said_by=f"{by.organisation_name} {by.name}（核实认定）"[:120], said_at=clock.now(),
        )  # fmt: skip


@acts.act(
    "panel.confirm_proposal",
    who=permissions.can_confirm_proposal,
    on="proposal",
    first=call_first,
    proof=True,
)
def confirm_proposal(*, proposal: Proposal, by: Actor) -> Proposal:
    """The second person: now it is done. Raises RuleBroken where it cannot be done any more."""
    fresh_call(proposal)
    two_persons.refuse_settled(proposal, "已经同意过，不用再办。", "这次提请已经撤回，请重新提请。")
    two_persons.refuse_kept_away(proposal, proposal.call)
    _refuse_its_expert(proposal, by)
    if proposal.draw is not None:
        draw = Draw.objects.get(pk=proposal.draw_id)
        DRAW.make("panel.confirm_proposal", draw)
        acts.change(draw, reason=proposal.reason, voided_by=proposal.said_by)
    elif proposal.conflict is not None:
        refuse_not_to_lift(proposal.conflict)
        lifted(proposal.conflict, proposal.reason, by)
    _set_aside(proposal, by)
    two_persons.confirm(proposal, by, given=_given(proposal, by))
    return proposal


def _refuse_its_expert(proposal: Proposal, by: Actor) -> None:
    """Raises RuleBroken where a draw is to be voided and the second person is an expert of the selection: whom it gives
    applications to has no say in whether it holds (controls BL-09).
    """
    if proposal.draw is not None and sits_in(by, proposal.call):
        raise RuleBroken(f"您是这次遴选的评审专家，不能答复作废抽取的提请。{who_agrees_to_void(proposal)}")


def _given(proposal: Proposal, by: Actor) -> Assigned | None:
    """What the change by hand brings about; None where it is none."""
    seat, paper, instead_of = proposal.seat, proposal.application, proposal.instead_of
    if seat is None or paper is None:
        return None
    if instead_of is None:
        refuse_one_too_many(seat.call, paper, proposal.round)
    elif instead_of.void_at is not None:
        raise RuleBroken("原来的评审任务已经收回。请撤回这次提请，直接另派给一位专家。")
    else:
        void([instead_of], f"改派：{proposal.reason}")
    given = give(seat, paper, proposal.round, proposal.reason)
    told(given, by, instead_of)
    return given


@acts.act("panel.decline_proposal", who=permissions.can_confirm_proposal, on="proposal", first=call_first)
def decline_proposal(*, proposal: Proposal, reason: str, by: Actor) -> Proposal:
    """The second person does not agree: nothing has changed, and it stands on the page. Who proposed it is told why,
    the monitors are told where another officer declined it.
    """
    two_persons.refuse_settled(proposal, "已经同意，不能再答复不同意。", "已经撤回，不用再答复。")
    _refuse_its_expert(proposal, by)
    two_persons.decline(proposal, by, reason)
    call, what, page = proposal.call, words_of(proposal), place_of(proposal)
    two_persons.tell_declined(proposal, call, what, page, by)
    body = f"{proposal.said_by.user.name}提请{what}，{by.name}不同意。理由：{proposal.declined_words}"
    tell_monitors(call, by, f"不同意提请：{what}", body, page)
    return proposal


@acts.act("panel.drop_proposal", who=permissions.can_drop_proposal, on="proposal", first=call_first)
def drop_proposal(*, proposal: Proposal, by: Actor) -> Proposal:
    two_persons.refuse_settled(proposal, "已经同意，不能撤回。", "已经撤回，不用再办。")
    two_persons.drop(proposal)
    return proposal
