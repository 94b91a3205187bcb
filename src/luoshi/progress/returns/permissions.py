"""Who may what with returns and their sheets. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.papers.permissions import can_decide, can_enter

from .models import Return, ReturnSheet
from .queries import FILLING


def can_make_return(actor: Actor, target: Any = None) -> bool:
    return actor.may("edit_forms")


def can_run_return(actor: Actor, row: Return) -> bool:
    """Change, send out, extend, close, merge, send up: officers of the asking office."""
    return actor.may("edit_forms") and row.organisation_id == actor.organisation_id


def can_judge_sheet(actor: Actor, sheet: ReturnSheet) -> bool:
    return can_run_return(actor, sheet.asked_in)


def can_fill_sheet(actor: Actor, sheet: ReturnSheet) -> bool:
    return actor.role in FILLING and sheet.organisation_id == actor.organisation_id


def can_read_entry(actor: Actor, sheet: ReturnSheet) -> bool:
    """The signed sheet holds personal values: the school itself and the office that entered it."""
    return can_judge_sheet(actor, sheet) or can_fill_sheet(actor, sheet)


def can_decide_sheet(actor: Actor, sheet: ReturnSheet) -> bool:
    return sheet.approval is not None and can_decide(actor, sheet.approval)


def can_enter_sheet(actor: Actor, sheet: ReturnSheet) -> bool:
    return sheet.approval is not None and can_enter(actor, sheet.approval)


def runs_as_system(actor: Actor, row: Any) -> bool:
    return actor.is_system


RETURNS_WHO: dict[str, Any] = {
    "returns.start_return": can_make_return,
    "returns.change_return": can_run_return,
    "returns.choose_recipients": can_run_return,
    "returns.add_template": can_run_return,
    "returns.note_template": can_run_return,
    "returns.note_no_template": runs_as_system,
    "returns.take_template": can_run_return,
    "returns.drop_template": can_run_return,
    "returns.open_return": can_run_return,
    "returns.redraft_return": can_run_return,
    "returns.withdraw_return": can_run_return,
    "returns.restore_return": can_run_return,
    "returns.extend_return": can_run_return,
    "returns.urge_return": can_run_return,
    "returns.close_return": can_run_return,
    "returns.reopen_return": can_run_return,
    "returns.start_merge": can_run_return,
    "returns.note_merged": can_run_return,
    "returns.note_not_merged": runs_as_system,
    "returns.send_up": can_run_return,
    "returns.take_back_up": can_run_return,
    "returns.fetch_merged": can_run_return,
    "returns.fetch_sheet": can_fill_sheet,
    "returns.save_sheet": can_fill_sheet,
    "returns.send_sheet": can_fill_sheet,
    "returns.recall_sheet": can_fill_sheet,
    "returns.pass_sheet": can_decide_sheet,
    "returns.return_sheet": can_decide_sheet,
    "returns.enter_sheet": can_enter_sheet,
    "returns.print_sheet": can_fill_sheet,
    "returns.receive_sheet": can_judge_sheet,
    "returns.receive_sheets": can_run_return,
    "returns.unreceive_sheet": can_judge_sheet,
    "returns.doubt_sheet": can_judge_sheet,
    "returns.drop_doubts": can_judge_sheet,
    "returns.enter_for_school": can_judge_sheet,
    "returns.undo_entry": can_judge_sheet,
}
