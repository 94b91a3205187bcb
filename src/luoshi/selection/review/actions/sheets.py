"""An expert hands a sheet in, and takes it back while its round is open."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.scoring import BadScoring, count
from luoshi.core.selection import read_rules
from luoshi.papers.actions.moving import post_of
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.panel.actions.holding import call_first
from luoshi.selection.panel.checking import conflicts_now
from luoshi.selection.panel.models import Assigned
from luoshi.selection.states import CallState

from .. import permissions
from ..content import Content, sealed
from ..models import RoundClosing, Sheet
from ..reading import is_being_copied, pieces_of
from ..states import SHEET, SheetState

GONE = "这件申报已不在您手里，评分没有保存。请返回评审台查看。"
CLOSED = "本轮评审已经结束，不能再改。有疑问请联系组织单位。"


def call_of_sheet_first(sheet: Sheet) -> Call:
    return call_first(sheet.assigned)


def _refuse_closed(assigned: Assigned) -> None:
    """Under the lock of the call: closing a round and handing in come one after the other."""
    call = Call.objects.get(pk=assigned.seat.call_id)
    if (
        call.state != CallState.REVIEWING
        or RoundClosing.objects.filter(call=call, round=assigned.round).exists()
    ):
        raise RuleBroken(CLOSED)


def _refuse_taken_away(assigned: Assigned) -> None:
    """Whoever asks last is right: withdrawn, taken away or a conflict since the page was opened (controls BL-08)."""
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call")
        .get(pk=assigned.application_id)
    )
    held = Assigned.objects.filter(pk=assigned.pk, void_at__isnull=True).exists()
    if application.state != ApplicationState.ACCEPTED or not held:
        raise RuleBroken(GONE)
    if conflicts_now(assigned.seat.expert, application, clock.today()):
        raise RuleBroken(GONE)


def _refuse_unread(assigned: Assigned) -> None:
    application = assigned.application
    if is_being_copied(application) or not all(piece.ready for piece in pieces_of(application)):
        raise RuleBroken(
            "有材料还在处理，现在不能交评分表。填写的内容已经保存，请等材料可以查看后再交；等得太久请联系组织单位。"
        )


@acts.act("review.hand_in_sheet", who=permissions.can_fill_sheet, under="assigned", first=call_first)
def hand_in_sheet(*, assigned: Assigned, content: Content, by: Actor) -> Sheet:
    """Sealed from now on, for everybody but himself.

    Raises RuleBroken for a sheet that is not whole, and while a file he is to read is not there to be read.
    """
    _refuse_closed(assigned)
    _refuse_taken_away(assigned)
    _refuse_unread(assigned)
    rules = read_rules(assigned.seat.call.rules)
    if rules.rubric is None:
        raise RuleBroken("这次遴选没有评分标准，请联系组织单位。")
    try:
        count(rules.rubric, content.values)
    except BadScoring as bad:
        raise RuleBroken(str(bad)) from None
    fields = {**sealed(content, assigned.public_id), "done_at": clock.now(), "done_by": post_of(by)}
    sheet = Sheet.objects.filter(assigned=assigned).first()
    if sheet is not None and not permissions.can_take_sheet_back(by, sheet):
        raise PermissionDenied
    if sheet is None:
        made: Sheet = acts.create(Sheet, assigned=assigned, state=SheetState.DONE, **fields)
        return made
    SHEET.make("review.hand_in_sheet", sheet, **fields)
    return sheet


@acts.act(
    "review.take_sheet_back", who=permissions.can_take_sheet_back, on="sheet", first=call_of_sheet_first
)
def take_sheet_back(*, sheet: Sheet, by: Actor) -> Sheet:
    """To change it: until it is handed in again it counts as not done."""
    _refuse_closed(sheet.assigned)
    _refuse_taken_away(sheet.assigned)
    SHEET.make("review.take_sheet_back", sheet)
    return sheet
