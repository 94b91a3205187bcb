"""What is due: steps with whoever has them, returned papers with their authors. `notices` reminds and escalates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone

from luoshi.common.stages import Reminder

from .history import holders_by_step
from .models import Approval, Step
from .queries import delegates_of
from .states import ApprovalState, StepState
from .telling import return_key, step_key
from .vacant import own_house


def reminders(today: dt.date) -> Iterator[Reminder]:
    """Each arrival and each return has a key of its own, so that it is reminded of by itself."""
    lying = Step.objects.filter(state=StepState.CURRENT, due__isnull=False).select_related(
        "approval", "organisation"
    )
    steps = [step for step in lying.order_by("id") if not _came_on(step, today)]
    holders = holders_by_step(steps)
    for step in steps:
        posts = holders[step.pk]
        yield Reminder(
            key=step_key(step),
            title=f"待办理：{step.approval.title}（{step.name}）",
            due=step.due,
            to=(*posts, *delegates_of(step, posts)) if posts else tuple(own_house(step)),
            href=step.approval.href,
            about=step.approval,
        )
    yield from _returned()


def _came_on(step: Step, today: dt.date) -> bool:
    """Whoever was told of it today by its coming is not reminded of it on the same day."""
    return step.arrived_at is not None and timezone.localtime(step.arrived_at).date() == today


def _returned() -> Iterator[Reminder]:
    back = Approval.objects.filter(state=ApprovalState.RETURNED, due__isnull=False)
    for approval in back.select_related("author").annotate(sent_times=Count("sendings")).order_by("id"):
        yield Reminder(
            key=return_key(approval, approval.sent_times),
            title=f"待修改报回：{approval.title}",
            due=approval.due,
            to=(approval.author,),
            href=approval.href,
            about=approval,
        )
