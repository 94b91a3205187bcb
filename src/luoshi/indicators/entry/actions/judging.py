"""Those above a school judge its sheet: the county looks at it, the city approves or returns it line by line."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell

from ...actions import put, record, take
from ...models import Observation
from ...states import Status
from .. import permissions
from ..carrying import sources_of
from ..lines import Row, Sheet, as_stored
from ..models import FilingSheet, SheetLine
from ..queries import fillers_of
from ..states import LINE, SHEET, LineState, SheetState

NOTICE = "filing"
MOST = 300


@acts.act("indicator_entry.look_at_sheet", who=permissions.can_look_at_sheet, on="sheet")
def look_at_sheet(*, sheet: FilingSheet, by: Actor) -> FilingSheet:
    SHEET.make("indicator_entry.look_at_sheet", sheet, looked_at=clock.now(), looked_by_id=by.membership_id)
    return sheet


@acts.act("indicator_entry.unlook_sheet", who=permissions.can_look_at_sheet, on="sheet")
def unlook_sheet(*, sheet: FilingSheet, by: Actor) -> FilingSheet:
    SHEET.make("indicator_entry.unlook_sheet", sheet, looked_at=None, looked_by_id=None)
    return sheet


@acts.act("indicator_entry.approve_lines", who=permissions.can_approve_lines, on="sheet")
def approve_lines(*, sheet: FilingSheet, lines: Collection[str], by: Actor) -> FilingSheet:
    """These lines (public ids), or with none named all that wait."""
    if sheet.looked_at is None and sheet.through_county:
        raise RuleBroken("县属学校的数据先由县局核对，再由市局审定。可以催办县局经办。")
    rows = [row for row in Sheet(sheet).rows() if row.line.state == LineState.WAITING]
    rows = [row for row in rows if row.key in lines] if lines else rows
    if not rows:
        raise RuleBroken("没有选中待审定的项。请刷新页面查看最新情况。")
    record(
        figures=[as_stored(row, row.told, Status.APPROVED) for row in rows if row.told is not None],
        by=by,
    )
    for row in rows:
        LINE.make("indicator_entry.approve_lines", row.line, judged_at=clock.now(), returned_words="")
    _settle("indicator_entry.approve_lines", sheet, by)
    if sheet.state == SheetState.APPROVED:
        _tell(sheet, f"已审定：{sheet.filing.title}", by)
    return sheet


@acts.act("indicator_entry.return_lines", who=permissions.can_return_lines, on="sheet")
def return_lines(*, sheet: FilingSheet, lines: Collection[str], reason: str, by: Actor) -> FilingSheet:
    """These lines go back to the school with the reason, also after they were approved. An approved figure stands until
    another one is approved; what nobody has approved counts no more until the school sends it again."""
    words = " ".join(reason.split())
    if not words:
        raise RuleBroken("退回要写明理由，学校才知道改什么。请填写后再提交。")
    if len(words) > MOST:
        raise RuleBroken(f"退回理由最多 {MOST} 个字，现在 {len(words)} 个。")
    rows = _named(sheet, lines, (LineState.WAITING, LineState.APPROVED))
    rows += _resting_on(sheet, rows, by)
    if any(row.state == LineState.APPROVED for row in rows) and not permissions.can_approve_lines(by, sheet):
        raise RuleBroken("市局已经审定的项，由市局退回。")
    _count_no_more(sheet, rows, by)
    for row in rows:
        LINE.make(
            "indicator_entry.return_lines",
            row,
            reason=words,
            returned_words=words,
            returned_by_id=by.membership_id,
            judged_at=clock.now(),
        )
    _settle("indicator_entry.return_lines", sheet, by)
    _tell(sheet, f"退回 {len(rows)} 项，请修改：{sheet.filing.title}", by)
    return sheet


@acts.act("indicator_entry.reopen_lines", who=permissions.can_return_lines, on="sheet")
def reopen_lines(*, sheet: FilingSheet, lines: Collection[str], by: Actor) -> FilingSheet:
    """A line approved or returned by a slip waits again; a returned one that the school has changed meanwhile not."""
    rows = _named(sheet, lines, (LineState.APPROVED, LineState.RETURNED))
    whole = {row.key: row for row in Sheet(sheet).rows()}
    if any(row.state == LineState.APPROVED for row in rows) and not permissions.can_approve_lines(by, sheet):
        raise RuleBroken("市局已经审定的项，由市局撤销。")
    if not permissions.can_approve_lines(by, sheet) and any(_of_others(row, by) for row in rows):
        raise RuleBroken("市局退回的项，由市局撤销。")
    if any(_was_changed(whole[row.public_id]) for row in rows):
        raise RuleBroken("学校已经在改这一项，不能撤销退回。请等学校重新报送。")
    again = [whole[row.public_id] for row in rows]
    figures = [
        as_stored(row, said, Status.SUBMITTED) for row in again if (said := _sent_before(row)) is not None
    ]
    for row in rows:
        LINE.make("indicator_entry.reopen_lines", row, judged_at=None, returned_words="", returned_by_id=None)
    put(figures, by, sheet.sent_by_id)
    _settle("indicator_entry.reopen_lines", sheet, by)
    return sheet


def _count_no_more(sheet: FilingSheet, lines: Collection[SheetLine], by: Actor) -> None:
    """What was sent and never approved is what the school fills in again."""
    named = {line.public_id for line in lines}
    rows = [row for row in Sheet(sheet).rows() if row.key in named and row.waits and not row.corrects]
    sent = [(row, row.standing) for row in rows if row.standing is not None]
    take([standing for _, standing in sent], by)
    put([as_stored(row, standing, Status.FILLED) for row, standing in sent], by, sheet.sent_by_id)


def _was_changed(row: Row) -> bool:
    """Whether the school has typed another figure since the line was judged."""
    judged = row.line.judged_at
    return row.draft is not None and judged is not None and row.draft.recorded_at > judged


def _sent_before(row: Row) -> Observation | None:
    """The figure that counts again as sent: what the return took out, or what an approval undone had approved."""
    if row.draft is not None:
        return None if row.corrects else row.draft
    return row.standing if row.corrects else None


def _of_others(row: SheetLine, by: Actor) -> bool:
    return row.returned_by is not None and row.returned_by.organisation_id != by.organisation_id


def _named(sheet: FilingSheet, lines: Collection[str], states: Collection[str]) -> list[SheetLine]:
    rows = list(sheet.lines.filter(public_id__in=list(lines)[:1000], state__in=states))
    if not rows:
        raise RuleBroken("请先选中要办理的项。选中的可能已经办过，请刷新页面查看最新情况。")
    return rows


def _resting_on(sheet: FilingSheet, rows: Collection[SheetLine], by: Actor) -> list[SheetLine]:
    """Ratios of this sheet of which these figures are a part: they go back with them, else they would contradict."""
    keys = {row.asked.definition.indicator.key for row in rows}
    there = {row.pk for row in rows}
    states = [LineState.WAITING, *([LineState.APPROVED] if permissions.can_approve_lines(by, sheet) else [])]
    others = sheet.lines.filter(state__in=states).exclude(pk__in=there)
    others = others.select_related("asked__definition__indicator")
    return [row for row in others if keys & set(sources_of(row.asked.definition).values())]


def _settle(action: str, sheet: FilingSheet, by: Actor) -> None:
    """Where the sheet stands by its lines now."""
    approved = {"approved_at": clock.now(), "approved_by_id": by.membership_id} if sheet.is_approved else {}
    SHEET.make(action, sheet, **approved)


def _tell(sheet: FilingSheet, title: str, by: Actor) -> None:
    tell(
        to=fillers_of(sheet.organisation),
        title=title,
        kind=NOTICE,
        href=reverse("filing-sheet", args=[sheet.public_id]),
        about=sheet,
        by=by,
    )
