"""That files with what schools answered were taken out of the house stands in the log (controls EX-02, SE-05)."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.downloads import note_taken
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..models import Return, ReturnSheet
from ..states import COUNTED

SHORTEST = 4  # characters of a reason


@acts.act("returns.fetch_merged", who=permissions.can_run_return, under="row", proof=True)
def fetch_merged(*, row: Return, content: bytes, by: Actor, reason: str = "") -> Return:
    """The merged file is about to be handed out: by whom, of how many schools, its hash. Where it holds personal
    values, also why. The password is asked again.
    """
    said = reason.strip()[:300]
    if row.holds_personal and len(said) < SHORTEST:
        raise RuleBroken(
            f"合并好的原表里有个人信息。请写明下载后用在哪里，至少 {SHORTEST} 个字。下载会记入操作日志。"
        )
    note_taken(content, row.sheets.filter(state__in=COUNTED).count())
    acts.note_reason(said)
    return row


@acts.act("returns.fetch_sheet", who=permissions.can_fill_sheet, under="sheet", proof=True)
def fetch_sheet(*, sheet: ReturnSheet, content: bytes, by: Actor) -> ReturnSheet:
    """The own sheet with personal values in it is about to be handed out as a file. The password is asked again."""
    note_taken(content, 1)
    return sheet
