"""Who may make and change forms: officers with the permission, for forms of their own organisation."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor

from .models import FormDefinition, FormVersion


def only_the_system(actor: Actor, target: Any) -> bool:
    return False  # acts ask nothing of the system


def can_start_form(actor: Actor, target: Any = None) -> bool:
    return actor.may("edit_forms")


def can_edit_form(actor: Actor, definition: FormDefinition) -> bool:
    return actor.may("edit_forms") and definition.owner_id == actor.organisation_id


def can_edit_version(actor: Actor, version: FormVersion) -> bool:
    return can_edit_form(actor, version.definition)


DATAFORMS_WHO = {
    "dataforms.set_up_form": only_the_system,
    "dataforms.start_form": can_start_form,
    "dataforms.change_form": can_edit_form,
    "dataforms.withdraw_form": can_edit_form,
    "dataforms.restore_form": can_edit_form,
    "dataforms.copy_form": can_start_form,
    "dataforms.draft_version": can_edit_form,
    "dataforms.change_draft": can_edit_version,
    "dataforms.discard_draft": can_edit_version,
    "dataforms.publish_version": can_edit_version,
    "dataforms.withdraw_version": can_edit_version,
}
