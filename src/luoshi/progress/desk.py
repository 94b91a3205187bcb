"""What progress asks of people: milestones that come due, are late or stuck, each on its owner's desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem, Reminder
from luoshi.core.standing import SOON
from luoshi.workplans.models import MilestoneState
from luoshi.workplans.queries import milestones_in_force
from luoshi.workplans.states import StepState

from .mine import late_and_blocked, lines_of
from .permissions import can_enter_for
from .telling import reminder_key

MOST = 30
LATEST = 400  # days: what is later than that is no reminder's matter any more


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    yield from _own(actor)
    if can_enter_for(actor, actor.organisation_id):
        yield from _behind(actor)


def _own(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    limit = clock.today() + dt.timedelta(days=SOON)
    finished = MilestoneState.objects.filter(state=StepState.DONE).values("key")
    rows = milestones_in_force().filter(owner=actor.membership_id, due__lte=limit).exclude(key__in=finished)
    for line in lines_of(rows.order_by("due", "id")[:MOST]):
        said = f"{line.shown['label']} · " if line.update else ""
        yield DeskItem(f"填报进展：{line.row.title}", line.href, "填报", f"{said}{line.task}", line.row.due)


def _behind(actor: Actor) -> Iterator[DeskItem]:
    """One line for the office; who answers for them has each on his own desk."""
    late = late_and_blocked(actor, only="late").count()
    stuck = late_and_blocked(actor, only="blocked").count()
    if late or stuck:
        words = "，".join(f"{count} 个{label}" for count, label in ((late, "逾期"), (stuck, "受阻")) if count)
        yield DeskItem(
            f"本校里程碑{words}", reverse("behind"), "去看", "提醒责任人填报，或代录", group="read"
        )


def due_milestones(today: dt.date) -> Iterable[Reminder]:
    """Each that is not done, to its owner; its leader stands above."""
    finished = MilestoneState.objects.filter(state=StepState.DONE).values("key")
    rows = milestones_in_force().filter(owner__isnull=False, due__isnull=False).exclude(key__in=finished)
    rows = rows.filter(due__gte=today - dt.timedelta(days=LATEST))
    for row in rows.order_by("due", "id"):
        above: tuple[Membership, ...] = (row.leader,) if row.leader and row.leader_id != row.owner_id else ()
        yield Reminder(
            key=reminder_key(row.key),
            title=f"完成里程碑并填报：{row.title}",
            due=row.due,
            to=(row.owner,),
            kind="progress",
            href=reverse("milestone", args=[row.public_id]),
            about=row,
            above=above,
            plan=row.workplan.plan.public_id,
        )
