"""What sending, deciding and entering share: the round held still, the deadline, where the application comes to lie."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.core.rounds import in_time
from luoshi.papers.models import Approval
from luoshi.papers.states import ApprovalState

from ..models import Application, Round, RoundTask, Wish
from ..offers import late_words
from ..states import APPLICATION, ApplicationState, RoundState

ABOVE = (ApplicationState.COUNTY, ApplicationState.CITY, ApplicationState.PASSED)


def round_first(row: Round | Application | Wish | RoundTask) -> Round:
    """The one order of locks: the round, then what lies in it. Every act on an application, a wish or a task of the
    list names this as its `first`; acts on the round claim it first by themselves. So whoever holds the round is alone
    in it, and no two acts wait for each other, in whatever order they then take applications, wishes and approvals.
    """
    if isinstance(row, Wish):
        row = row.application
    held: Round = Round.objects.select_for_update().get(pk=row.pk if isinstance(row, Round) else row.round_id)
    return held


def hold_round(application: Application) -> Round:
    """The round as it is now, locked by `round_first`; nobody extends, withdraws or confirms it before this act is
    through."""
    rows = Round.objects.select_for_update(of=("self",)).select_related("plan__issuer")
    held = rows.get(pk=application.round_id)
    application.round = held
    return held


def refuse_unless_open(round_: Round) -> None:
    if round_.state == RoundState.CONFIRMED:
        raise RuleBroken("这一轮申报已经确认，不能再办。要增加或退出承接，请申请变更。")
    if round_.state != RoundState.OPEN:
        raise RuleBroken(
            f"这一轮申报已撤销，现在只能退回或撤回，不能送上去。请与{round_.plan.issuer.short}联系。"
        )


def refuse_late(application: Application) -> None:
    """What has not left its own organisation by the closing time stays there. One reading of the clock."""
    round_ = application.round
    late = round_.until is None or not in_time(clock.now(), round_.until)
    if application.arrived_at is None and late:
        raise RuleBroken(late_words(round_))


def approval_of(application: Application) -> Approval:
    if application.approval is None:
        raise RuleBroken("还没有报送，没有等待办理的环节。")
    return application.approval


def place_of(application: Application, approval: Approval) -> str:
    """The state that fits where the approval lies now."""
    if approval.state == ApprovalState.PASSED:
        return ApplicationState.PASSED
    if approval.state == ApprovalState.RETURNED:
        return ApplicationState.RETURNED
    step = approval.current
    if step is None or step.organisation_id == application.organisation_id:
        return ApplicationState.SCHOOL
    above = step.organisation_id == application.round.plan.issuer_id
    at_county = step.organisation.kind == Organisation.Kind.COUNTY_BUREAU and not above
    return ApplicationState.COUNTY if at_county else ApplicationState.CITY


def follow(action: str, application: Application, approval: Approval, /, **fields: Any) -> None:
    """The application's own move by what its approval became; the deadline where it leaves its organisation."""
    place = place_of(application, approval)
    application.going_to = place
    if place in ABOVE and application.arrived_at is None:
        now = clock.now()
        if application.round.until is None or not in_time(now, application.round.until):
            raise RuleBroken(late_words(application.round))
        fields["arrived_at"] = now
    APPLICATION.make(action, application, **fields)
