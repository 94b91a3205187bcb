"""Evidence behind what was said: added and taken out later, each time with what it makes of the milestone."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.evidence.actions import Added, Piece, add_and_cite, cite_many, uncite_evidence
from luoshi.evidence.models import Evidence, EvidenceUse

from .. import permissions
from ..models import ProgressUpdate
from ..noting import lock_works, note_keys
from .saying import refuse_unless_adding


def _refuse_unless_standing(update: ProgressUpdate) -> None:
    if update.takes_back_id is not None or update.taken_back_by.exists():
        raise RuleBroken("这一条进展已经撤回，不用再补材料。请在现在的进展上补。")


@acts.act("progress.add_proof", who=permissions.can_change_update, under="about")
def add_proof(
    *, about: ProgressUpdate, organisation: Organisation, pieces: list[Piece], by: Actor, **said: Any
) -> Added:
    lock_works([about.work_id])
    _refuse_unless_standing(about)
    refuse_unless_adding(by, organisation)
    added: Added = add_and_cite(organisation=organisation, pieces=pieces, about=about, by=by, **said)
    note_keys([about.milestone_key], by)
    return added


@acts.act("progress.cite_proof", who=permissions.can_change_update, under="about")
def cite_proof(
    *, about: ProgressUpdate, organisation: Organisation, pieces: list[Evidence], by: Actor, **said: Any
) -> list[EvidenceUse]:
    lock_works([about.work_id])
    _refuse_unless_standing(about)
    refuse_unless_adding(by, organisation)
    uses: list[EvidenceUse] = cite_many(organisation=organisation, pieces=pieces, about=about, by=by, **said)
    note_keys([about.milestone_key], by)
    return uses


@acts.act("progress.remove_proof", who=permissions.can_remove_proof, on="use")
def remove_proof(*, use: EvidenceUse, reason: str, by: Actor) -> EvidenceUse:
    """The piece stays in the library."""
    update = ProgressUpdate.objects.get(public_id=use.about_id)
    lock_works([update.work_id])
    uncite_evidence(use=use, reason=reason, by=by)
    note_keys([update.milestone_key], by)
    return use
