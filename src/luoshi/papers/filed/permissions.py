"""Who may what with filed papers. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.places import BUREAUS
from luoshi.common.actor import Actor

from .models import FiledPaper, ScanBatch, ScanPage
from .printing import Prepared


def can_handle(actor: Actor, anything: Any = None) -> bool:
    """Print, upload, file by hand: those who handle the papers of an organisation."""
    return actor.membership_id is not None and actor.may("handle_papers")


def can_freeze(actor: Actor, prepared: Prepared) -> bool:
    """For the own organisation. A stage that freezes inside its own act asks its own question instead."""
    return can_handle(actor) and actor.organisation_id == prepared.organisation.pk


def can_send_scans(actor: Actor, organisation: Organisation) -> bool:
    return can_handle(actor) and actor.organisation_id == organisation.pk


def can_file_page(actor: Actor, page: ScanPage) -> bool:
    """The organisation whose people sent the scan, the one whose paper it was filed to, and those above."""
    places = [page.file.batch.organisation, *([page.paper.organisation] if page.paper else [])]
    return can_handle(actor) and any(place.path.startswith(actor.path) for place in places)


def can_change_paper(actor: Actor, paper: FiledPaper) -> bool:
    """The organisation itself: to drop it or to take it up again."""
    return can_handle(actor) and paper.organisation_id == actor.organisation_id


def can_see_to_paper(actor: Actor, paper: FiledPaper) -> bool:
    """The organisation itself and those above it."""
    return can_handle(actor) and paper.organisation.path.startswith(actor.path)


def can_work_on_batch(actor: Actor, batch: ScanBatch) -> bool:
    return can_handle(actor) and batch.organisation_id == actor.organisation_id


def can_register_received(actor: Actor, paper: FiledPaper) -> bool:
    """Whoever keeps the register of paper copies where the paper goes to: nobody receives what he hands in himself."""
    if not actor.may("receive_papers") or not paper.organisation.path.startswith(actor.path):
        return False
    return paper.organisation_id != actor.organisation_id or not goes_above(paper)


def goes_above(paper: FiledPaper) -> bool:
    """Whether another organisation waits for it: its steps leave the house or, where it goes through none, a unit
    prints it for its bureau. What a bureau issues and what stays in the house goes to nobody.
    """
    if paper.sending is not None:
        steps = paper.sending.approval.steps
        return bool(steps.exclude(organisation=paper.organisation_id).exists())
    return paper.seen_above and paper.organisation.kind not in BUREAUS


def only_the_system(actor: Actor, anything: Any = None) -> bool:
    return actor.is_system


FILED_WHO = {
    "filed.freeze": can_freeze,
    "filed.outdate_papers": only_the_system,
    "filed.drop_paper": can_change_paper,
    "filed.restore_paper": can_change_paper,
    "filed.register_received": can_register_received,
    "filed.undo_received": can_register_received,
    "filed.send_scans": can_send_scans,
    "filed.read_again": can_work_on_batch,
    "filed.note_read": can_work_on_batch,
    "filed.note_unread": only_the_system,
    "filed.note_stamped": only_the_system,
    "filed.bind_again": can_see_to_paper,
    "filed.file_by_hand": can_file_page,
    "filed.take_back_page": can_file_page,
    "filed.use_instead": can_file_page,
    "filed.set_aside": can_file_page,
    "filed.bring_back": can_file_page,
}
