"""Who may what with binders."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor

from ..permissions import can_read_library, only_the_system
from .models import Binder, ChecklistReading, Folder, Making

WHO = "教育局经办、科长，学校校长、分管校长、项目办"


def can_make_binders(actor: Actor, organisation: Organisation | None = None) -> bool:
    """For the own organisation; what may lie in one are the pieces the person sees."""
    own = organisation is None or organisation.pk == actor.organisation_id
    return own and can_read_library(actor) and actor.may("make_binders")


def can_work_on_binder(actor: Actor, binder: Binder) -> bool:
    return can_make_binders(actor) and binder.organisation_id == actor.organisation_id


def can_work_on_folder(actor: Actor, folder: Folder) -> bool:
    return can_work_on_binder(actor, folder.binder)


def can_fill_folder(actor: Actor, folder: Folder) -> bool:
    """Put pieces in: whoever puts the binder together, and whoever was asked to fill this gap."""
    asked = actor.membership_id is not None and folder.owner_id == actor.membership_id
    return can_work_on_folder(actor, folder) or (asked and can_read_library(actor))


def can_work_on_making(actor: Actor, making: Making) -> bool:
    return actor.is_system or can_work_on_binder(actor, making.binder)


def can_work_on_checklist(actor: Actor, reading: ChecklistReading) -> bool:
    return actor.is_system or can_make_binders(actor, reading.organisation)


BINDERS_WHO: dict[str, Any] = {
    "binders.begin_binder": can_make_binders,
    "binders.rename_binder": can_work_on_binder,
    "binders.renew_binder": can_work_on_binder,
    "binders.close_binder": can_work_on_binder,
    "binders.reopen_binder": can_work_on_binder,
    "binders.choose_contents": can_work_on_folder,
    "binders.add_contents": can_fill_folder,
    "binders.upload_contents": can_fill_folder,
    "binders.edit_folder": can_work_on_folder,
    "binders.accept_proposals": can_work_on_binder,
    "binders.start_checklist": can_make_binders,
    "binders.note_checklist": only_the_system,
    "binders.note_no_checklist": only_the_system,
    "binders.apply_checklist": can_work_on_checklist,
    "binders.discard_checklist": can_work_on_checklist,
    "binders.resume_checklist": can_work_on_checklist,
    "binders.set_aside": can_work_on_folder,
    "binders.take_back": can_work_on_folder,
    "binders.ask_for": can_work_on_folder,
    "binders.make_binder": can_work_on_binder,
    "binders.stop_making": can_work_on_making,
    "binders.fetch_making": can_work_on_making,
    "binders.clear_making": can_work_on_making,
    "binders.note_made": only_the_system,
    "binders.note_unmade": only_the_system,
}
