"""The page that is stamped, of a sheet that went without steps; with steps the panel of the approval prints it."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.filed.actions import freeze
from luoshi.papers.filed.printing import Prepared

from .. import permissions
from ..models import ReturnSheet
from ..states import ARRIVED


def refuse_unless_printable(sheet: ReturnSheet) -> None:
    if sheet.asked_in.asks_steps:
        raise RuleBroken("这份表走校内审批，请在审批里打印盖章。")
    if sheet.state not in ARRIVED:
        raise RuleBroken("还没有送出，送出以后再打印盖章页。")


@acts.act("returns.print_sheet", who=permissions.can_fill_sheet, on="sheet")
def print_sheet(*, sheet: ReturnSheet, prepared: Prepared, by: Actor) -> ReturnSheet:
    refuse_unless_printable(sheet)
    if prepared.about_version != sheet.number:
        raise RuleBroken("这份表刚刚又送出了一次，请再打印一次。")
    freeze(prepared=prepared, by=by)
    return sheet
