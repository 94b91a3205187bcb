"""呈批件 under way: the shared acts, and the brief's own state after them. Later stages wrap theirs the same way."""

from __future__ import annotations

from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor

from .. import permissions
from ..models import Brief
from ..states import BRIEF
from .briefs import COURSE
from .deciding import pass_step, return_to_step
from .entering import enter_on_behalf


@acts.act("papers.pass_brief", who=permissions.can_decide_brief, on="brief")
def pass_brief(*, brief: Brief, by: Actor, **said: Any) -> Brief:
    pass_step(approval=COURSE.approval_of(brief), by=by, **said)
    BRIEF.make("papers.pass_brief", brief)
    return brief


@acts.act("papers.return_brief", who=permissions.can_decide_brief, on="brief")
def return_brief(*, brief: Brief, by: Actor, **said: Any) -> Brief:
    return_to_step(approval=COURSE.approval_of(brief), by=by, **said)
    BRIEF.make("papers.return_brief", brief)
    return brief


@acts.act("papers.enter_brief", who=permissions.can_enter_brief, on="brief")
def enter_brief(*, brief: Brief, by: Actor, **said: Any) -> Brief:
    enter_on_behalf(approval=COURSE.approval_of(brief), by=by, **said)
    BRIEF.make("papers.enter_brief", brief)
    return brief
