"""Who may: whoever keeps the register in the school. For which state the moves say."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.registers.models import Register
from luoshi.registers.permissions import can_keep

from .models import ListImport


def can_import(actor: Actor, register: Register) -> bool:
    return can_keep(actor, register)


def can_work_on_import(actor: Actor, row: ListImport) -> bool:
    return actor.is_system or (row.organisation_id == actor.organisation_id and can_keep(actor, row.register))


def sees_personal(actor: Actor, row: ListImport) -> bool:
    """What stands in the cells of personal fields: only who uploaded the file. Others type the value anew."""
    return row.started_by_id == actor.user_id


def only_the_system(actor: Actor, row: ListImport) -> bool:
    return actor.is_system


REGISTER_IMPORTS_WHO: dict[str, Any] = {
    "register_imports.start_import": can_import,
    "register_imports.note_read": can_work_on_import,
    "register_imports.note_unread": can_work_on_import,
    "register_imports.choose_columns": can_work_on_import,
    "register_imports.decide": can_work_on_import,
    "register_imports.compare_import": can_work_on_import,
    "register_imports.note_compared": can_work_on_import,
    "register_imports.send_import": can_work_on_import,
    "register_imports.send_back": can_work_on_import,
    "register_imports.note_unwritten": only_the_system,
    "register_imports.apply_import": can_work_on_import,
    "register_imports.take_back_import": can_work_on_import,
    "register_imports.discard_import": can_work_on_import,
    "register_imports.resume_import": can_work_on_import,
    "register_imports.forget_import": only_the_system,
}
