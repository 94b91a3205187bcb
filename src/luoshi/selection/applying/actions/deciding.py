"""An application under way: the shared acts of papers, and its own state after them."""

from __future__ import annotations

from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import enter_on_behalf, pass_step, return_to_step
from luoshi.papers.last_words import refuse_minutes_of_the_author
from luoshi.papers.states import Outcome

from .. import permissions, quotas
from ..models import Application
from ..states import APPLICATION
from .moving import approval_of, call_first, hold_call, refuse_unless_under_way


@acts.act(
    "applying.pass_application", who=permissions.can_decide_application, on="application", first=call_first
)
def pass_application(*, application: Application, by: Actor, **said: Any) -> Application:
    """Agree at the current step; the county's last one only with a rank within its quota."""
    _refuse_unranked(application)
    pass_step(approval=approval_of(application), by=by, **said)
    APPLICATION.make("applying.pass_application", application)
    return application


def _refuse_unranked(application: Application) -> None:
    refuse_unless_under_way(hold_call(application))
    approval = approval_of(application)
    if not approval.is_at_last or not quotas.is_ranked_by_county(application):
        return
    if application.rank is None:
        raise RuleBroken("还没有排推荐次序。请先在“推荐排序”里把它排进名额，再同意；不推荐的请退回。")


@acts.act(
    "applying.return_application", who=permissions.can_decide_application, on="application", first=call_first
)
def return_application(*, application: Application, by: Actor, **said: Any) -> Application:
    """Back to whoever sent it, or to an earlier step. A rank it had is free."""
    hold_call(application)
    return_to_step(approval=approval_of(application), by=by, **said)
    APPLICATION.make("applying.return_application", application, rank=None)
    return application


@acts.act(
    "applying.enter_application", who=permissions.can_enter_application, on="application", first=call_first
)
def enter_application(*, application: Application, by: Actor, outcome: str, **said: Any) -> Application:
    """代录: what a leader signed or a meeting decided, with the paper. The rules are those of the step itself."""
    if outcome == Outcome.PASSED:
        _refuse_unranked(application)
        refuse_minutes_of_the_author(approval_of(application), by)
    else:
        hold_call(application)
    enter_on_behalf(approval=approval_of(application), by=by, outcome=outcome, **said)
    kept = {} if outcome == Outcome.PASSED else {"rank": None}
    APPLICATION.make("applying.enter_application", application, **kept)
    return application
