"""An application under way: the shared acts of papers, and its own state after them."""

from __future__ import annotations

from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.papers.actions import enter_on_behalf, pass_step, return_to_step
from luoshi.papers.last_words import refuse_minutes_of_the_author
from luoshi.papers.states import Outcome

from .. import permissions
from ..models import Application
from .moving import approval_of, follow, hold_round, refuse_late, refuse_unless_open, round_first


@acts.act(
    "rounds.pass_application", who=permissions.can_decide_application, on="application", first=round_first
)
def pass_application(*, application: Application, by: Actor, **said: Any) -> Application:
    """Agree at the current step. In the school's own leg only until the closing time; then it is late."""
    refuse_unless_open(hold_round(application))
    refuse_late(application)
    approval = approval_of(application)
    pass_step(approval=approval, by=by, **said)
    follow("rounds.pass_application", application, approval)
    return application


@acts.act(
    "rounds.return_application", who=permissions.can_decide_application, on="application", first=round_first
)
def return_application(*, application: Application, by: Actor, **said: Any) -> Application:
    """Back to the author or an earlier step, as a whole and row by row; possible at any time."""
    hold_round(application)
    approval = approval_of(application)
    return_to_step(approval=approval, by=by, **said)
    follow("rounds.return_application", application, approval)
    return application


@acts.act(
    "rounds.enter_application", who=permissions.can_enter_application, on="application", first=round_first
)
def enter_application(*, application: Application, by: Actor, outcome: str, **said: Any) -> Application:
    """代录: what a leader signed or a meeting decided, with the paper."""
    round_ = hold_round(application)
    if outcome == Outcome.PASSED:
        refuse_unless_open(round_)
        refuse_late(application)
    approval = approval_of(application)
    if outcome == Outcome.PASSED:
        refuse_minutes_of_the_author(approval, by)
    enter_on_behalf(approval=approval, by=by, outcome=outcome, **said)
    follow("rounds.enter_application", application, approval)
    return application
