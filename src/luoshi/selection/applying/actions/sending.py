"""An application is handed in, taken back, mended, given up, taken up again: the school's acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import recall_approval, resubmit_approval, start_approval, withdraw_approval
from luoshi.papers.actions.moving import post_of
from luoshi.papers.models import Approval
from luoshi.papers.states import ApprovalState
from luoshi.selection.deadline import check_in_time, why_not_now
from luoshi.selection.states import CallState

from .. import permissions, receiving, sent
from ..kinds import KIND
from ..missing import missing
from ..models import Application
from ..queries import is_from_within, legs_of, page_of, twins_of
from ..states import APPLICATION, ApplicationState
from .moving import (
    approval_of,
    call_first,
    give_receipt,
    hold_call,
    hold_competition,
    refuse_unless_under_way,
    refuse_whoever_hosted,
    refuse_whoever_read,
    refuse_without_a_place,
)

FROM_THE_START = "晋级的申报被退回，改好后从本校重新审核"
WITHDRAWABLE = (CallState.OPEN, CallState.CHECKING, CallState.DRAWING, CallState.REVIEWING)


def check_complete(application: Application) -> None:
    hold_competition(application)
    left = missing(application)
    if left:
        more = f"（共 {len(left)} 处，页面上都列出来了）" if len(left) > 1 else ""
        raise RuleBroken(f"还不能报送：{left[0]}{more}")


@acts.act(
    "applying.send_application", who=permissions.can_write_application, on="application", first=call_first
)
def send_application(
    *, application: Application, by: Actor, arrived: dt.datetime | None = None
) -> Application:
    """Handed in: complete, in time, with a place. It gets its number and its receipt and goes through the steps; in a
    school's own selection it has arrived. `arrived`: as in `check_in_time`."""
    call = hold_call(application)
    now = check_in_time(call, arrived=arrived)
    if application.state == ApplicationState.DRAFT:
        check_complete(application)
        refuse_without_a_place(application)
        refuse_whoever_hosted(application)
        refuse_whoever_read(application)
    if is_from_within(application):
        APPLICATION.make("applying.send_application", application, **give_receipt(application, now, by))
        return application
    approval = _through_all_steps(application, by)
    given = give_receipt(application, now, by)
    APPLICATION.make("applying.send_application", application, approval=approval, **given)
    return application


def _through_all_steps(application: Application, by: Actor) -> Approval:
    approval: Approval = start_approval(
        about=application,
        kind=KIND.key,
        title=f"{application.call.title}：{application.title}",
        href=page_of(application),
        legs=legs_of(application),
        content=sent.content_of(application),
        files=sent.files_of(application),
        by=by,
    )
    return approval


@acts.act(
    "applying.resubmit_application",
    who=permissions.is_author_of_application,
    on="application",
    first=call_first,
)
def resubmit_application(
    *, application: Application, by: Actor, comment: str = "", arrived: dt.datetime | None = None
) -> Application:
    """Mended and sent again, in time (`arrived`: as in `check_in_time`). What was not changed was received in time
    once, and may come back later. What was promoted went up without the steps of its own school, and goes through all
    of them now.
    """
    call = hold_call(application)
    refuse_unless_under_way(call)
    approval = approval_of(application)
    now = arrived or clock.now()
    changed = not receiving.is_as_received(application)
    late = why_not_now(call, now)
    if changed and late:
        raise RuleBroken(f"{late}这份申报在截止前改动过、没有重新报送，不能再往上送。")
    if application.state == ApplicationState.RETURNED:
        check_complete(application)
    anew: dict[str, Any] = {}
    if application.lower_id is None:
        content, files = sent.content_of(application), sent.files_of(application)
        resubmit_approval(approval=approval, by=by, comment=comment, content=content, files=files)
    elif application.state == ApplicationState.RETURNED:
        withdraw_approval(approval=approval, by=by, reason=comment.strip() or FROM_THE_START)
        anew = {"approval": _through_all_steps(application, by)}
    given = give_receipt(application, now, by) if changed else {}
    APPLICATION.make("applying.resubmit_application", application, **anew, **given)
    return application


@acts.act(
    "applying.recall_application",
    who=permissions.is_author_of_application,
    on="application",
    first=call_first,
)
def recall_application(*, application: Application, by: Actor) -> Application:
    """Back to the draft while nobody has done anything with it: its place is free, its number is not given again."""
    call = hold_call(application)
    if why_not_now(call, clock.now()):
        raise RuleBroken("申报已截止，收回以后就不能再报送了，所以不能收回。要放弃申报，请用“撤回申报”。")
    if application.lower is not None:
        office = application.lower.call.organisation.short
        raise RuleBroken(f"这份申报是晋级上来的，不能收回修改。要退出，请{office}在下级遴选里撤回晋级。")
    recall_approval(approval=approval_of(application), by=by)
    APPLICATION.make("applying.recall_application", application, **NOT_HANDED_IN)
    return application


NOT_HANDED_IN = {
    "approval": None,
    "sequence": None,
    "sent_at": None,
    "receipt": None,
    "receipts_before": [],
    "rank": None,
}


@acts.act(
    "applying.withdraw_application",
    who=permissions.can_withdraw_application,
    on="application",
    first=call_first,
)
def withdraw_application(*, application: Application, by: Actor, reason: str) -> Application:
    """Given up: the place is free. Possible until the result is decided; its number and receipt stay."""
    call = hold_call(application)
    if call.state not in WITHDRAWABLE:
        raise RuleBroken(f"“{call.title}”现在是“{call.get_state_display()}”，不能再撤回申报。")
    approval = application.approval
    if approval is not None and approval.state == ApprovalState.RETURNED:
        withdraw_approval(approval=approval, by=by, reason=reason)
    APPLICATION.make("applying.withdraw_application", application, reason=reason, rank=None)
    acts.change(application, reason=reason.strip())
    return application


@acts.act(
    "applying.restore_application", who=permissions.can_write_application, on="application", first=call_first
)
def restore_application(*, application: Application, by: Actor) -> Application:
    """A draft again, of whoever takes it up; it must be handed in anew, in time, with a place."""
    check_in_time(hold_call(application))
    twins = twins_of(application.call, post_of(by), application.title)
    if twins.exclude(pk=application.pk).exists():
        raise RuleBroken("本单位另有一份同名的申报，请打开那一份接着办。")
    anew = {"owner": post_of(by), "reason": "", "correct_until": None, "correction": ""}
    APPLICATION.make("applying.restore_application", application, **NOT_HANDED_IN, **anew)
    return application
