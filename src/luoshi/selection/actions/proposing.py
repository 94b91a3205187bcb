"""What one person says of a selection that others rely on, and another confirms (controls SE-05, DN-02): that it is
given up though its review has begun, or that somebody gets more places while it is open. Nothing has changed before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import installed
from luoshi.notices.actions import tell
from luoshi.papers.actions.moving import post_of
from luoshi.selection import two_persons

from .. import permissions
from ..applying.queries import monitors_of
from ..deadline import locked
from ..models import Call, Proposal, Quota
from ..quotas import allowed_all, units
from ..states import CALL, JUDGED, CallState, ProposalKind
from ..telling import NOTICE_KIND, tell_below, tell_post
from .calls import QuotaRow, apply_quotas, refuse_unfit_quotas
from .opening import given_up

MOST_NAMED = 20  # units named in the notice of more places


@acts.act("selection.propose_withdrawal", who=permissions.can_run_call, on="call")
def propose_withdrawal(*, call: Call, reason: str, by: Actor) -> Proposal:
    """Once the review has begun. The monitor is told at once."""
    if call.state not in JUDGED:
        raise RuleBroken(f"现在的状态是“{call.get_state_display()}”，不用提请撤销。请刷新页面查看最新情况。")
    said = _said(call, ProposalKind.WITHDRAW, reason, by)
    for post in monitors_of(call):
        body = f"{by.name}提出，理由：{said.reason}。另一人确认以后撤销。"
        tell_post(
            post, call, by, f"有人提请撤销评审中的遴选：{call.title}", body, f"call-give-up:{said.public_id}"
        )
    return said


@acts.act("selection.propose_quotas", who=permissions.can_run_call, on="call")
def propose_quotas(*, call: Call, rows: Sequence[QuotaRow], reason: str, by: Actor) -> Proposal:
    """All rows as they are to stand, while it is open."""
    if call.state != CallState.OPEN:
        raise RuleBroken(f"现在的状态是“{call.get_state_display()}”，不能增加限额。")
    refuse_unfit_quotas(call, rows)
    return _said(call, ProposalKind.QUOTAS, reason, by, [_as_json(row) for row in rows])


def _said(call: Call, what: str, reason: str, by: Actor, rows: Sequence[Any] = ()) -> Proposal:
    if waiting_proposal(call) is not None:
        raise RuleBroken("已经有一项提请等待确认，先确认或撤回它。")
    if not reason.strip():
        raise RuleBroken("请写明理由，监督员和各申报单位看得到。")
    made: Proposal = acts.create(
        Proposal, call=call, what=what, rows=list(rows), reason=reason.strip()[:300], said_by=post_of(by)
    )
    return made


@acts.act("selection.confirm_withdrawal", who=permissions.can_confirm_proposal, on="proposal", proof=True)
def confirm_withdrawal(*, proposal: Proposal, by: Actor) -> Proposal:
    """The second person. Applicants, the monitor and the experts are told why; nothing brings it back."""
    call = _confirmed(proposal, ProposalKind.WITHDRAW, by)
    given_up(call, proposal.reason, by)
    CALL.make("selection.confirm_withdrawal", call, reason=proposal.reason)
    acts.change(call, reason=proposal.reason)
    _tell_judges(call, proposal, by)
    return proposal


@acts.act("selection.confirm_quotas", who=permissions.can_confirm_proposal, on="proposal", proof=True)
def confirm_quotas(*, proposal: Proposal, by: Actor) -> Proposal:
    """The second person. Every unit that may apply is told who has more places, and why."""
    call = _confirmed(proposal, ProposalKind.QUOTAS, by)
    if call.state != CallState.OPEN:
        raise RuleBroken("受理已经截止，不能再增加限额。请撤回这项提请。")
    rows = rows_of(proposal)
    refuse_unfit_quotas(call, rows)
    body = f"{more_places(proposal)}。理由：{proposal.reason}"
    apply_quotas(call, rows)
    tell_below(call, by, f"限额有增加：{call.title}", body, f"call-quotas:{proposal.public_id}")
    return proposal


@acts.act("selection.drop_proposal", who=permissions.can_drop_proposal, on="proposal")
def drop_proposal(*, proposal: Proposal, by: Actor) -> Proposal:
    _refuse_settled(proposal)
    two_persons.drop(proposal)
    return proposal


@acts.act("selection.decline_proposal", who=permissions.can_confirm_proposal, on="proposal")
def decline_proposal(*, proposal: Proposal, reason: str, by: Actor) -> Proposal:
    """The second person does not agree: everything stays; who proposed it is told why."""
    _refuse_settled(proposal)
    two_persons.decline(proposal, by, reason)
    call, what = proposal.call, proposal.get_what_display()
    two_persons.tell_declined(proposal, call, what, reverse("call", args=[call.public_id]), by)
    return proposal


def _confirmed(proposal: Proposal, what: str, by: Actor) -> Call:
    _refuse_settled(proposal)
    if proposal.what != what:
        raise RuleBroken("这项提请已经变了，请刷新页面查看最新情况。")
    call = locked(proposal.call)
    two_persons.refuse_kept_away(proposal, call)
    two_persons.confirm(proposal, by)
    return call


def _refuse_settled(proposal: Proposal) -> None:
    two_persons.refuse_settled(proposal, "这项提请已经确认，不用再办。", "这项提请已经撤回，请重新提出。")


def waiting_proposal(call: Call) -> Proposal | None:
    rows = two_persons.waiting(call.proposals.all())
    return rows.select_related("said_by__user", "call__organisation").first()


def _as_json(row: QuotaRow) -> list[Any]:
    unit = row.organisation.public_id if row.organisation is not None else ""
    return [unit, row.group, row.number, row.raised, row.reason]


def rows_of(proposal: Proposal) -> list[QuotaRow]:
    """As they were said. Raises RuleBroken where a unit is gone since."""
    keys = [row[0] for row in proposal.rows if row[0]]
    known = {each.public_id: each for each in Organisation.objects.filter(public_id__in=keys)}
    if len(known) < len(set(keys)):
        raise RuleBroken("有的单位已经调整，请撤回这项提请，重新提出。")
    return [QuotaRow(known.get(unit), *rest) for unit, *rest in proposal.rows]


def more_places(proposal: Proposal) -> str:
    """What it would change, unit by unit, beside what stands now."""
    call, listed = proposal.call, units(proposal.call)
    rows = [
        Quota(call=call, organisation=row.organisation, group=row.group, number=row.number, raised=row.raised)
        for row in rows_of(proposal)
    ]
    names, now = {each.pk: each.short for each in listed}, allowed_all(call, listed)
    moved = [
        f"{names[pk]}{f'（{group}）' if group else ''}由 {now[pk, group].number} 个改为 {each.number} 个"
        for (pk, group), each in allowed_all(call, listed, rows).items()
        if each.number != now[pk, group].number
    ]
    more = f"等 {len(moved)} 项" if len(moved) > MOST_NAMED else ""
    return "、".join(moved[:MOST_NAMED]) + more or "各单位可报的数量没有变"


def _tell_judges(call: Call, proposal: Proposal, by: Actor) -> None:
    """Who sit in it: their desk is empty of it from now on. The monitor as well."""
    judges = [post for stage in installed() if stage.judges is not None for post in stage.judges(call)]
    tell(
        to=_distinct([*judges, *monitors_of(call)], by), title=f"遴选已撤销：{call.title}",
        body=f"评审不再进行，评分不作为结果。理由：{proposal.reason}", kind=NOTICE_KIND,
        href=reverse("desk"), key=f"call-given-up:{proposal.public_id}", by=by,
    )  # fmt: skip


def _distinct(posts: Sequence[Membership], by: Actor) -> list[Membership]:
    return [post for post in {post.pk: post for post in posts}.values() if post.user_id != by.user_id]
