"""The school's own steps before figures leave it, and what its leaders read there."""

from __future__ import annotations

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.days import day_in_words
from luoshi.evidence.queries import uses_about_many
from luoshi.papers.actions import resubmit_approval, start_approval, withdraw_approval
from luoshi.papers.contents import Content, Grid
from luoshi.papers.models import Approval
from luoshi.papers.routes import has_chain
from luoshi.papers.states import ApprovalState

from ..models import Observation
from ..queries import shown_of
from .kinds import KIND
from .lines import Row, Sheet
from .models import FilingSheet
from .wording import value_words

COLUMNS = ["指标", "单位", "上期", "本期", "没有数据的原因", "说明", "佐证"]
LONGEST_PART = 60


def said_of(row: Row, observation: Observation | None) -> str:
    """With thousands and unit, a ratio worked out; empty where there is none."""
    if observation is None or not observation.has_value:
        return ""
    indicator, sheet = row.definition.indicator, row.line.sheet
    return value_words(
        shown_of(indicator, row.definition, sheet.organisation, sheet.filing.period, observation)
    )


def content_of(sheet: FilingSheet, whole: Sheet) -> Content:
    """What its leaders agree to: the lines as they would leave the school."""
    filing, rows = sheet.filing, [row for row in whole.rows() if row.is_open]
    uses = uses_about_many([row.line for row in rows])
    facts = [
        ("单位", sheet.organisation.name),
        ("统计期", filing.period.label),
        ("报给", filing.organisation.name),
        ("期限", day_in_words(filing.due)),
    ]
    return Content(
        title=f"{filing.title}（{filing.period.label}）",
        facts=facts,
        words=[("填报说明", filing.words)] if filing.words else [],
        grids=[Grid("各项指标", COLUMNS, [_cells(row, len(uses.get(row.key, []))) for row in rows])],
    )


def _cells(row: Row, uses: int) -> list[str]:
    cells = row.cells
    said = said_of(row, row.now)
    if row.is_ratio and said:
        said = f"{said}（{cells['value']} ÷ {cells['bottom']}）"
    last = said_of(row, row.last) or "—"
    proof = f"{uses} 份" if uses else "无"
    unit = row.definition.unit or "—"
    return [row.title, unit, last, said or "—", cells["missing"] or "—", cells["note"] or "—", proof]


def parts_of(whole: Sheet) -> list[tuple[str, str]]:
    """Each line can be commented on by itself."""
    return [(row.key, row.title[:LONGEST_PART]) for row in whole.rows() if row.is_open]


def legs_of(sheet: FilingSheet) -> list[Organisation]:
    if not has_chain(sheet.organisation):
        raise RuleBroken(f"{sheet.organisation.short}没有审批流程，请先在“审批流程”里设置。")
    return [sheet.organisation]


def set_off(sheet: FilingSheet, whole: Sheet, by: Actor) -> Approval:
    """Through the steps, anew or again after the school itself returned it."""
    _resent_by(sheet, by)
    content, parts, approval = content_of(sheet, whole), parts_of(whole), sheet.approval
    for line in sheet.lines.exclude(opinion=""):
        acts.change(line, opinion="")
    if approval is not None and approval.state == ApprovalState.RETURNED:
        resubmit_approval(approval=approval, by=by, content=content, parts=parts)
        return approval
    started: Approval = start_approval(
        about=sheet,
        kind=KIND.key,
        title=content.title,
        href=reverse("filing-sheet", args=[sheet.public_id]),
        legs=legs_of(sheet),
        parts=parts,
        content=content,
        until=sheet.filing.due,
        by=by,
    )
    return started


def _resent_by(sheet: FilingSheet, by: Actor) -> None:
    """What the school's own steps returned is sent again by its author; by somebody else it begins anew."""
    if sheet.approval is not None and sheet.approval.author_id != by.membership_id:
        give_up_returned(sheet, by, "改由他人重新报送")


def give_up_returned(sheet: FilingSheet, by: Actor, reason: str) -> None:
    """Steps that returned it and that nobody has to go on with."""
    if sheet.approval is not None and sheet.approval.state == ApprovalState.RETURNED:
        withdraw_approval(approval=sheet.approval, by=by, reason=reason)
        sheet.approval = None


def approval_of(sheet: FilingSheet) -> Approval:
    if sheet.approval is None:
        raise RuleBroken("还没有送校内审批，没有等待办理的环节。")
    return sheet.approval
