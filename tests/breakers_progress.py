"""Updates on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.progress import actions
from luoshi.progress.models import ProgressUpdate
from luoshi.undertakings.models import Work
from luoshi.workplans.models import MilestoneState
from luoshi.workplans.queries import milestones_in_force

from .breakers_papers import post


def make_progress() -> None:
    """After the workplans: one milestone stuck, one done and taken back."""
    office = actor_for(post("school-office"))
    first, second = milestones_in_force().order_by("id")[:2]
    actions.give_update(milestone=first, state="blocked", words="等上级批复", by=office)
    update = actions.give_update(milestone=second, state="done", words="印发了", by=office)
    actions.take_back_update(update=update, by=office)


def _of_another_school() -> None:
    row = ProgressUpdate.objects.filter(state="blocked")[0]
    other = Work.objects.exclude(organisation=row.organisation)[0]
    ProgressUpdate.objects.filter(pk=row.pk).update(work=other)


BREAKERS: dict[str, Any] = {
    "update-stands": lambda: MilestoneState.objects.filter(state="blocked").update(state="under_way"),
    "update-work": _of_another_school,
    "update-taken-back": lambda: ProgressUpdate.objects.filter(takes_back__isnull=False).update(
        milestone_key="another"
    ),
}
