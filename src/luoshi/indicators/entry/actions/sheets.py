"""A school fills its sheet in, sends it, takes it back as long as nobody above has judged it."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.papers.actions import recall_approval

from ...actions import put, record, take_back
from ...states import Status
from .. import permissions
from ..counties import officers_above
from ..lines import Cells, Sheet, as_stored, figure_of, read, with_carried
from ..models import Filing, FilingSheet
from ..states import LINE, SHEET, FilingState, LineState, SheetState
from ..steps import approval_of, set_off

NOTICE = "filing"


def refuse_closed(sheet: FilingSheet) -> None:
    """Holds the filing's row: a closing at the same instant comes wholly before or wholly after. What was returned may
    be corrected all the same."""
    state = (
        Filing.objects.select_for_update(no_key=True)
        .filter(pk=sheet.filing_id)
        .values_list("state", flat=True)
        .get()
    )
    if state == FilingState.WITHDRAWN:
        raise RuleBroken("这次填报已经撤回，不用再填。")
    if state == FilingState.CLOSED and not sheet.has_returned:
        raise RuleBroken("这次填报已经截止。要补报的，请联系发起单位重新开放。")


@acts.act("indicator_entry.save_sheet", who=permissions.can_fill_sheet, on="sheet")
def save_sheet(*, sheet: FilingSheet, typed: Mapping[str, Cells], by: Actor) -> FilingSheet:
    """What the grid or a workbook says; lines that are not given stay. Hard rules refuse; soft rules ask before it is
    sent. A line that was emptied loses what was filled in."""
    refuse_closed(sheet)
    whole = Sheet(sheet)
    said, problems = read(whole, typed)
    typed, _ = with_carried(whole, typed)
    if problems:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        raise RuleBroken(f"{problems[0]}{more}")
    SHEET.make("indicator_entry.save_sheet", sheet)
    rows = {row.key: row for row in whole.rows()}
    for key, found in said.items():
        row = rows[key]
        if found.is_blank and (row.line.state == LineState.RETURNED or (row.standing and row.draft is None)):
            raise RuleBroken(f"“{row.title}”已经报过，不能只删去。请填新的数，或者写没有数据的原因。")
    emptied = [
        row.draft for key, row in rows.items() if key in said and said[key].is_blank and row.draft is not None
    ]
    figures = [
        figure_of(rows[key], found, Status.FILLED)
        for key, found in said.items()
        if not found.is_blank and _differs(rows[key].cells, typed[key])
    ]
    if emptied:
        take_back(observations=emptied, by=by)
    if figures:
        record(figures=figures, by=by)
    return sheet


def _differs(now: Cells, typed: Cells) -> bool:
    return any(now.get(name, "") != " ".join(text.split()) for name, text in typed.items())


@acts.act("indicator_entry.send_sheet", who=permissions.can_fill_sheet, on="sheet")
def send_sheet(*, sheet: FilingSheet, by: Actor) -> FilingSheet:
    """All open lines at once: through the school's own steps where the filing asks for them, else in force for those
    above from now on."""
    refuse_closed(sheet)
    whole = Sheet(sheet)
    left = whole.missing()
    if left:
        more = f"（共 {len(left)} 处，页面上都列出来了）" if len(left) > 1 else ""
        raise RuleBroken(f"还不能报送：{left[0]}{more}")
    if sheet.filing.asks_steps:
        SHEET.make("indicator_entry.send_sheet", sheet, approval=set_off(sheet, whole, by))
    else:
        arrive("indicator_entry.send_sheet", sheet, whole, by.membership_id, by)
    return sheet


def arrive(action: str, sheet: FilingSheet, whole: Sheet, sender: int | None, by: Actor) -> None:
    """It leaves the school: its open lines count above from now on, as whoever filled them in said. Where an approved
    figure stands the new one waits beside it."""
    rows = [row for row in whole.rows() if row.is_open]
    sent = [row for row in rows if not row.corrects]
    figures = [as_stored(row, row.now, Status.SUBMITTED) for row in sent if row.now is not None]
    for row in rows:
        LINE.make(action, row.line)
    put(figures, by, sender)
    SHEET.make(
        action,
        sheet,
        number=sheet.number + 1,
        sent_at=clock.now(),
        sent_by_id=sender,
        looked_at=None,
        looked_by_id=None,
        approved_at=None,
        approved_by_id=None,
    )
    _tell_above(sheet, by)


@acts.act("indicator_entry.recall_sheet", who=permissions.can_fill_sheet, on="sheet")
def recall_sheet(*, sheet: FilingSheet, by: Actor) -> FilingSheet:
    """Out of the school's steps while nobody has decided; or back to the school: the figures no longer count above,
    what was filled in stays to be changed."""
    if sheet.state == SheetState.CHECKING:
        approval = approval_of(sheet)
        if approval.author_id != by.membership_id:
            raise RuleBroken("校内审批中的填报单由送出的人撤回，请与他联系，或请当前环节退回。")
        recall_approval(approval=approval, by=by)
        SHEET.make("indicator_entry.recall_sheet", sheet, approval=None)
        return sheet
    refuse_closed(sheet)
    rows = [row for row in Sheet(sheet).rows() if row.waits]
    SHEET.make("indicator_entry.recall_sheet", sheet, approval=None)
    for row in rows:
        LINE.make("indicator_entry.recall_sheet", row.line)
    sent = [(row, row.standing) for row in rows if row.standing is not None and not row.corrects]
    take_back(observations=[standing for _, standing in sent], by=by)
    record(figures=[as_stored(row, standing, Status.FILLED) for row, standing in sent], by=by)
    return sheet


def _tell_above(sheet: FilingSheet, by: Actor) -> None:
    """Its county's officers; for a school of the city, whoever opened the filing."""
    to: list[Membership] = list(officers_above(sheet.organisation.path, sheet.filing.organisation.path))
    if not to:
        opened = sheet.filing.opened_by_id
        to = list(memberships_today().filter(pk=opened)) if opened else []
    tell(
        to=[post for post in to if post.user_id != by.user_id],
        title=f"{sheet.organisation.short}报送：{sheet.filing.title}",
        kind=NOTICE,
        href=reverse("filing-sheet", args=[sheet.public_id]),
        about=sheet,
        by=by,
    )
