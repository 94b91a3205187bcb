"""Milestones as lists: a person's own over all posts, those that are late or stuck for whoever looks after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.plans.models import Plan
from luoshi.workplans.models import Milestone, MilestoneState
from luoshi.workplans.queries import in_force, milestones_in_force, milestones_visible_to, states_of
from luoshi.workplans.roadmap import wordings_of
from luoshi.workplans.states import StepState
from luoshi.workplans.tones import step_shown

from .models import ProgressUpdate
from .queries import standing_updates
from .twins import plan_words, step_of

NOW, SOON = 7, 30  # days
LATEST_DONE = 20
GROUPS = ("现在要办", "逾期", "受阻", "近期", "以后", "已完成")


@dataclass(slots=True)
class Line:
    """One milestone in a list. `post`: public id of the post to act through, where that is not the acting one; `plans`:
    in which workplans it stands, where that is more than one.
    """

    row: Milestone
    task: str
    state: str
    update: ProgressUpdate | None
    days_late: int = 0
    post: str = ""
    plans: str = ""

    @property
    def shown(self) -> dict[str, str]:
        return step_shown(self.state)

    @property
    def href(self) -> str:
        return reverse("milestone", args=[self.row.public_id])


def lines_of(rows: Iterable[Milestone]) -> list[Line]:
    """With wording, state and what was said last, in three questions whatever their number."""
    found = list(rows)
    keys = [row.key for row in found]
    states, updates, names = states_of(keys), standing_updates(keys), wordings_of(found)
    today = clock.today()
    return [
        Line(
            row,
            names.get((row.part.work_id, row.workplan.plan_id), ""),
            states[row.key].state if row.key in states else StepState.OPEN.value,
            updates.get(row.key),
            days_late_of(row, states.get(row.key), today),
        )
        for row in found
    ]


def days_late_of(row: Milestone, state: MilestoneState | None, today: dt.date) -> int:
    if row.due is None or (state is not None and state.state == StepState.DONE):
        return 0
    return max((today - row.due).days, 0)


def own_lines(posts: Sequence[Membership], acting: Actor) -> list[tuple[str, list[Line]]]:
    """What a person answers for, over all posts, in groups: what is due now, late, stuck, soon, later; done last."""
    keys = {post.pk: post.public_id for post in posts}
    rows = milestones_in_force().filter(owner__in=keys).order_by("due", "workplan_id", "order", "id")
    lines = joined(lines_of(rows))
    for line in lines:
        if line.row.owner_id is not None and line.row.owner_id != acting.membership_id:
            line.post = keys[line.row.owner_id]
    return grouped(lines, clock.today())


def next_own(posts: Sequence[Membership], acting: Actor, done_with: Milestone) -> Line | None:
    """After one is said, the next that asks for it: due now or soon, late, stuck; at the post one acts at. What was
    said today has been said.
    """
    for label, lines in own_lines(posts, acting):
        if label in GROUPS[:4]:
            for line in lines:
                if not line.post and line.row.key != done_with.key and not _said_today(line):
                    return line
    return None


def _said_today(line: Line) -> bool:
    return line.update is not None and timezone.localdate(line.update.created_at) == clock.today()


def joined(lines: Iterable[Line]) -> list[Line]:
    """The same step in several workplans as one line with the names of all, as long as it stands alike in them; told
    apart by its workplan where it does not.
    """
    by_step: dict[Hashable, list[Line]] = {}
    for line in lines:
        by_step.setdefault(step_of(line.row), []).append(line)
    found = []
    for same in by_step.values():
        by_state: dict[str, list[Line]] = {}
        for line in same:
            by_state.setdefault(line.state, []).append(line)
        for alike in by_state.values():
            own = alike if len({line.row.workplan_id for line in alike}) < len(alike) else alike[:1]
            names = "、".join(dict.fromkeys(plan_words(line.row) for line in alike))
            for line in own:
                line.plans = names if len({each.row.workplan_id for each in same}) > 1 else ""
            found += own
    return found


def grouped(lines: Iterable[Line], today: dt.date) -> list[tuple[str, list[Line]]]:
    groups: dict[str, list[Line]] = {name: [] for name in GROUPS}
    for line in lines:
        groups[_group_of(line, today)].append(line)
    groups["已完成"] = groups["已完成"][::-1][:LATEST_DONE]
    return [(name, found) for name, found in groups.items() if found]


def _group_of(line: Line, today: dt.date) -> str:
    due = line.row.due
    if line.state == StepState.DONE:
        return "已完成"
    if line.state == StepState.BLOCKED:
        return "受阻"
    if due is not None and due < today:
        return "逾期"
    if due is not None and due <= today + dt.timedelta(days=NOW):
        return "现在要办"
    return "近期" if due is not None and due <= today + dt.timedelta(days=SOON) else "以后"


def late_and_blocked(actor: Actor, plan: Plan | None = None, only: str = "") -> QuerySet[Milestone]:
    """Milestones in force, of the own organisation and those below, that are late and not done, or stuck.

    only: `late` or `blocked` (stuck ones count as that, late or not).
    """
    finished = MilestoneState.objects.filter(state=StepState.DONE).values("key")
    stuck = MilestoneState.objects.filter(state=StepState.BLOCKED).values("key")
    late = Q(due__lt=clock.today()) & ~Q(key__in=finished)
    wanted = {
        "late": late & ~Q(key__in=stuck),
        "blocked": Q(key__in=stuck),
    }.get(only, Q(key__in=stuck) | late)
    rows = milestones_visible_to(actor).filter(in_force()).filter(wanted).select_related("part__work")
    if plan is not None:
        rows = rows.filter(workplan__plan=plan)
    return rows.order_by("workplan__organisation__order", "workplan__organisation_id", "due", "id")
