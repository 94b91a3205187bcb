"""催办."""

from __future__ import annotations

from luoshi.accounts.calendars import working_day
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..models import Approval, Urge
from ..queries import delegates_of, holders_of
from ..telling import say, step_key
from .moving import current_of, fresh, post_of


@acts.act("papers.urge_step", who=permissions.can_urge, under="approval")
def urge_step(*, approval: Approval, by: Actor, words: str = "") -> Urge:
    """Remind whoever has it; once per step and working day, whoever urges. Raises RuleBroken on a second try."""
    fresh(approval)
    step = current_of(approval)
    day = working_day(step.organisation.path)
    if Urge.objects.filter(step=step, visit=step.visit, day=day).exists():
        raise RuleBroken("今天已经催办过，下一个工作日可以再催。急事请直接打电话。")
    urge: Urge = acts.create(
        Urge, step=step, visit=step.visit, day=day, by=post_of(by), words=words.strip()[:200]
    )
    holders = holders_of(step)
    say(
        to=[*holders, *delegates_of(step, holders)],
        title=f"催办：{approval.title}（{step.name}）",
        body=urge.words,
        approval=approval,
        by=by,
        due=step.due,
        key=f"{step_key(step)}|urge|{day}",
    )
    return urge
