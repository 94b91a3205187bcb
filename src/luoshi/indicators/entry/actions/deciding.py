"""The school's steps decide: the shared acts of papers, and the sheet's own move after them."""

from __future__ import annotations

from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.papers.actions import enter_on_behalf, pass_step, return_to_step
from luoshi.papers.states import ApprovalState

from .. import permissions
from ..lines import Sheet
from ..models import FilingSheet
from ..states import SHEET
from ..steps import approval_of
from .sheets import arrive, refuse_closed

LONGEST = 300


@acts.act("indicator_entry.pass_sheet", who=permissions.can_decide_sheet, on="sheet")
def pass_sheet(*, sheet: FilingSheet, by: Actor, **said: Any) -> FilingSheet:
    """Agree; with the last consent the figures leave the school."""
    pass_step(approval=approval_of(sheet), by=by, **said)
    _follow("indicator_entry.pass_sheet", sheet, by)
    return sheet


@acts.act("indicator_entry.return_sheet", who=permissions.can_decide_sheet, on="sheet")
def return_sheet(*, sheet: FilingSheet, by: Actor, **said: Any) -> FilingSheet:
    """Back to an earlier step or to who filled it in, with words at the lines they are about."""
    return_to_step(approval=approval_of(sheet), by=by, **said)
    _follow("indicator_entry.return_sheet", sheet, by)
    _keep_opinions(sheet, said.get("parts"))
    return sheet


@acts.act("indicator_entry.enter_sheet", who=permissions.can_enter_sheet, on="sheet")
def enter_sheet(*, sheet: FilingSheet, by: Actor, outcome: str, **said: Any) -> FilingSheet:
    """代录: what a leader signed or a meeting decided, with the paper."""
    enter_on_behalf(approval=approval_of(sheet), by=by, outcome=outcome, **said)
    _follow("indicator_entry.enter_sheet", sheet, by)
    _keep_opinions(sheet, said.get("parts"))
    return sheet


def _follow(action: str, sheet: FilingSheet, by: Actor) -> None:
    """Its own move by what its steps became."""
    approval = approval_of(sheet)
    if approval.state != ApprovalState.PASSED:
        SHEET.make(action, sheet)
        return
    refuse_closed(sheet)
    arrive(action, sheet, Sheet(sheet), approval.author_id, by)


def _keep_opinions(sheet: FilingSheet, said: dict[str, str] | None) -> None:
    """At the lines, where whoever mends them reads them; they go when it is sent again."""
    if approval_of(sheet).state != ApprovalState.RETURNED:
        return
    words = {key: " ".join(text.split()) for key, text in (said or {}).items() if text.strip()}
    for line in sheet.lines.filter(public_id__in=words):
        acts.change(line, opinion=words[line.public_id][:LONGEST])
