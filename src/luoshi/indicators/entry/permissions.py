"""Who may what with definitions and filings. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.papers.permissions import can_decide, can_enter

from ..models import Indicator
from .models import Filing, FilingSheet

Kind = Organisation.Kind


def only_the_system(actor: Actor, _: Any = None) -> bool:
    return actor.is_system


def can_make_indicator(actor: Actor, _: Any = None) -> bool:
    return actor.may("edit_indicators")


def can_edit_indicator(actor: Actor, indicator: Indicator) -> bool:
    """Officers of the bureau whose it is."""
    return actor.may("edit_indicators") and actor.organisation_id == indicator.owner_id


def can_compute(actor: Actor, _: Any = None) -> bool:
    return actor.is_system or actor.may("edit_indicators")


def can_open_filing(actor: Actor, _: Any = None) -> bool:
    return actor.may("edit_indicators")


def can_run_filing(actor: Actor, filing: Filing) -> bool:
    return actor.may("edit_indicators") and actor.organisation_id == filing.organisation_id


def can_fill_sheet(actor: Actor, sheet: FilingSheet) -> bool:
    return actor.may("enter_figures") and actor.organisation_id == sheet.organisation_id


def can_look_at_sheet(actor: Actor, sheet: FilingSheet) -> bool:
    """The officers of the county the school stands under."""
    if not actor.may("enter_figures") or not actor.path or actor.organisation_id == sheet.organisation_id:
        return False
    below = sheet.organisation.path.startswith(actor.path)
    return below and actor.organisation_id != sheet.filing.organisation_id


def can_approve_lines(actor: Actor, sheet: FilingSheet) -> bool:
    return can_run_filing(actor, sheet.filing)


def can_return_lines(actor: Actor, sheet: FilingSheet) -> bool:
    return can_approve_lines(actor, sheet) or can_look_at_sheet(actor, sheet)


def can_decide_sheet(actor: Actor, sheet: FilingSheet) -> bool:
    return sheet.approval is not None and can_decide(actor, sheet.approval)


def can_enter_sheet(actor: Actor, sheet: FilingSheet) -> bool:
    return sheet.approval is not None and can_enter(actor, sheet.approval)


def can_print_figure(actor: Actor, _: Any = None) -> bool:
    return actor.may("read_figures")


ENTRY_WHO: dict[str, Any] = {
    "indicator_entry.make_indicator": can_make_indicator,
    "indicator_entry.change_definition": can_edit_indicator,
    "indicator_entry.withdraw_indicator": can_edit_indicator,
    "indicator_entry.restore_indicator": can_edit_indicator,
    "indicator_entry.link_target": can_edit_indicator,
    "indicator_entry.unlink_target": can_edit_indicator,
    "indicator_entry.compute": can_compute,
    "indicator_entry.follow_run": only_the_system,
    "indicator_entry.follow_school": only_the_system,
    "indicator_entry.look_recount": can_edit_indicator,
    "indicator_entry.note_recount": can_edit_indicator,
    "indicator_entry.note_no_recount": only_the_system,
    "indicator_entry.recount": can_edit_indicator,
    "indicator_entry.begin_period": can_compute,
    "indicator_entry.count_sample_quarters": only_the_system,
    "indicator_entry.make_sample_period": only_the_system,
    "indicator_entry.open_filing": can_open_filing,
    "indicator_entry.change_filing": can_run_filing,
    "indicator_entry.close_filing": can_run_filing,
    "indicator_entry.reopen_filing": can_run_filing,
    "indicator_entry.withdraw_filing": can_run_filing,
    "indicator_entry.restore_filing": can_run_filing,
    "indicator_entry.save_sheet": can_fill_sheet,
    "indicator_entry.send_sheet": can_fill_sheet,
    "indicator_entry.recall_sheet": can_fill_sheet,
    "indicator_entry.pass_sheet": can_decide_sheet,
    "indicator_entry.return_sheet": can_decide_sheet,
    "indicator_entry.enter_sheet": can_enter_sheet,
    "indicator_entry.look_at_sheet": can_look_at_sheet,
    "indicator_entry.unlook_sheet": can_look_at_sheet,
    "indicator_entry.approve_lines": can_approve_lines,
    "indicator_entry.return_lines": can_return_lines,
    "indicator_entry.reopen_lines": can_return_lines,
    "indicator_entry.print_figure": can_print_figure,
    "indicator_entry.print_figures": can_print_figure,
}
