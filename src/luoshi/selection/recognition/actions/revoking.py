"""撤销 by two persons: the award, its certificates at once, and the register entry."""

from __future__ import annotations

import datetime as dt

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.registers.states import StageKind
from luoshi.selection import two_persons

from .. import permissions
from ..models import Award, Revocation
from ..registering import note_step
from ..states import AWARD, REVOCABLE
from .holding import day_said, paper_said, reason_said


@acts.act("recognition.say_revocation", who=permissions.can_run_award, on="award")
def say_revocation(*, award: Award, on: dt.date, document_number: str, reason: str, by: Actor) -> Revocation:
    """Nothing changes until another person confirms."""
    if award.state not in REVOCABLE:
        raise RuleBroken(f"这项认定现在是“{award.get_state_display()}”，不能撤销。请刷新页面。")
    if award.revocations.filter(dropped_at__isnull=True).exists():
        raise RuleBroken("已经有人提出撤销，等另一个人确认。请刷新页面。")
    if day_said(on) < award.granted_on:
        raise RuleBroken(f"撤销日期不能早于公布日期（{award.granted_on:%Y-%m-%d}），请核对。")
    made: Revocation = acts.create(
        Revocation,
        award=award,
        on=on,
        document_number=paper_said(document_number),
        reason=reason_said(reason),
        said_by_id=by.membership_id,
    )
    return made


def _open(revocation: Revocation) -> Award:
    two_persons.refuse_settled(revocation, "这次撤销已经办过，请刷新页面。")
    award: Award = Award.objects.select_for_update().get(pk=revocation.award_id)
    return award


@acts.act(
    "recognition.confirm_revocation", who=permissions.can_confirm_revocation, on="revocation", proof=True
)
def confirm_revocation(*, revocation: Revocation, by: Actor) -> Revocation:
    """From now on the certificate is shown as revoked, to everybody who looks it up."""
    award = _open(revocation)
    two_persons.confirm(revocation, by)
    paper = revocation.document_number
    for certificate in award.certificates.filter(revoked_on__isnull=True):
        acts.change(certificate, revoked_on=revocation.on, revoked_by_paper=paper)
    note_step(award, StageKind.REVOKED, revocation.on, by, document_number=paper)
    AWARD.make("recognition.confirm_revocation", award)
    return revocation


@acts.act("recognition.drop_revocation", who=permissions.can_drop_revocation, on="revocation")
def drop_revocation(*, revocation: Revocation, by: Actor) -> Revocation:
    _open(revocation)
    two_persons.drop(revocation)
    return revocation
