"""延期 for everybody, 催报 for those who have not sent."""

from __future__ import annotations

import datetime as dt

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import redate
from luoshi.papers.actions.moving import hold_until, name_of_post, post_of

from .. import permissions
from ..models import Return, ReturnExtension
from ..states import ReturnState, SheetState
from ..telling import moment_words, tell_all, tell_school

NOT_YET = (SheetState.TODO, SheetState.FILLING, SheetState.CHECKING, SheetState.DOUBTFUL)


@acts.act("returns.extend_return", who=permissions.can_run_return, on="row")
def extend_return(*, row: Return, until: dt.datetime, reason: str, by: Actor) -> Return:
    """Later, for all, with a reason they all read."""
    if row.state != ReturnState.OPEN or row.until is None:
        state = row.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能延期。只有填报中的收表可以延期。")
    if until <= max(row.until, clock.now()):
        raise RuleBroken(f"延期后的时间要晚于现在，也晚于原来的截止时间（{moment_words(row.until)}）。")
    if not reason.strip():
        raise RuleBroken("请写明延期的理由，各单位都看得到。")
    said = {"before": row.until, "until": until, "reason": reason.strip()[:200]}
    acts.create(ReturnExtension, asked_in=row, by_name=name_of_post(post_of(by)), at=clock.now(), **said)
    acts.change(row, until=until)
    redate(about=row, due=row.last_day, parts=list(row.sheets.all()))
    assert row.last_day is not None
    for sheet in row.sheets.filter(state=SheetState.CHECKING).select_related("approval"):
        if sheet.approval is not None:
            hold_until(sheet.approval, row.last_day)
    body = f"截止时间改为 {moment_words(until)}，对全体单位适用，此前迟交的也按新的时间算。理由：{reason.strip()}"
    tell_all(row, by, f"延期：{row.title}", body)
    return row


def urged_in(row: Return) -> tuple[SheetState, ...]:
    """The states in which a sheet is urged: after the closing only what is doubtful, once it is merged nothing."""
    if row.state == ReturnState.OPEN:
        return NOT_YET
    return (SheetState.DOUBTFUL,) if row.state == ReturnState.CLOSED else ()


@acts.act("returns.urge_return", who=permissions.can_run_return, on="row")
def urge_return(*, row: Return, by: Actor) -> Return:
    """A message to every organisation that has not sent; one a day at most."""
    if row.state not in (ReturnState.OPEN, ReturnState.CLOSED):
        raise RuleBroken(f"现在的状态是“{row.get_state_display()}”，不用催报。")
    rows = row.sheets.filter(state__in=urged_in(row))
    sheets = list(rows.select_related("organisation", "asked_in"))
    if not sheets:
        raise RuleBroken("各单位都已送出，不用催报。")
    for sheet in sheets:
        what = "请核实后重新送出" if sheet.state == SheetState.DOUBTFUL else "请尽快填报送出"
        tell_school(
            sheet,
            by,
            f"催报：{row.title}",
            f"{what}。截止时间：{moment_words(row.until)}。",
            f"return-urged:{sheet.public_id}:{clock.today():%Y%m%d}",
        )
    return row
