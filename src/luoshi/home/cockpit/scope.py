"""Whose picture it is, and the rows it is made of: read once, in a few questions whatever the number of schools."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.standing import BLOCKED, DONE, OPEN
from luoshi.evidence.models import EvidenceUse
from luoshi.indicators.alerts.models import Alert
from luoshi.indicators.alerts.queries import alerts_visible_to
from luoshi.plans.models import Area, Plan
from luoshi.progress.models import ProgressUpdate
from luoshi.progress.queries import updates_visible_to
from luoshi.undertakings.queries import duties_visible_to
from luoshi.workplans.models import MilestoneState
from luoshi.workplans.parts import PLANNED
from luoshi.workplans.queries import in_force, milestones_visible_to


@dataclass(frozen=True, slots=True)
class Stood:
    """A milestone in force. done: the day it was reported done; proved: the day valid evidence was first cited."""

    key: str
    school: int
    work: int
    title: str
    due: dt.date | None
    state: str
    since: dt.date | None
    proved: dt.date | None = None

    def done_by(self, day: dt.date) -> bool:
        return self.state == DONE and self.since is not None and self.since <= day

    def late_on(self, day: dt.date) -> bool:
        return self.due is not None and self.due < day and not self.done_by(day)

    @property
    def is_stuck(self) -> bool:
        return self.state == BLOCKED


@dataclass(frozen=True, slots=True)
class Carried:
    """A duty of a school."""

    school: int
    work: int
    area: int | None
    stage: str
    health: str
    proof: str


@dataclass
class Scope:
    """One plan within one organisation (`place`), as the actor sees it."""

    actor: Actor
    plan: Plan
    place: Organisation
    today: dt.date = field(default_factory=clock.today)

    @cached_property
    def schools(self) -> list[Organisation]:
        """In the office's order, never by merit: those that carry something of the plan."""
        keys = {row.school for row in self.duties} | {row.school for row in self.steps}
        rows = Organisation.objects.filter(pk__in=keys, kind=Organisation.Kind.SCHOOL)
        return list(rows.order_by("order", "id"))

    @cached_property
    def duties(self) -> list[Carried]:
        rows = duties_visible_to(self.actor).filter(
            within(self.place.path, "organisation__"),
            task__plan=self.plan,
            task__withdrawn_at__isnull=True,
            left_at__isnull=True,
            basis__in=PLANNED,
            organisation__kind=Organisation.Kind.SCHOOL,
        )
        fields = ("organisation_id", "work_id", "task__area_id", "stage", "health", "proof")
        return [Carried(*row) for row in rows.order_by("task__order", "pk").values_list(*fields)]

    @cached_property
    def areas(self) -> list[Area]:
        keys = {row.area for row in self.duties}
        return list(Area.objects.filter(pk__in=keys).order_by("order", "id"))

    @cached_property
    def steps(self) -> list[Stood]:
        chosen = milestones_visible_to(self.actor).filter(
            in_force(),
            within(self.place.path, "workplan__organisation__"),
            workplan__plan=self.plan,
        )
        fields = ("key", "workplan__organisation_id", "part__work_id", "title", "due")
        rows = list(chosen.order_by("due", "pk").values_list(*fields))
        keys = chosen.order_by().values("key")
        states = {row.key: row for row in MilestoneState.objects.filter(key__in=keys)}
        proved = self._proved()
        found = []
        for row in rows:
            said = states.get(row[0])
            state, since = (said.state, said.since) if said else (OPEN, None)
            day = proved.get(row[0]) if said is not None and said.proved else None
            found.append(Stood(*row, state, since, day or (since if said and said.proved else None)))
        return found

    def _proved(self) -> dict[str, dt.date]:
        """By key of the milestone the day evidence that is valid now was first cited by what was said of it."""
        said = updates_visible_to(self.actor).filter(
            within(self.place.path, "organisation__"), plan=self.plan, taken_back_by__isnull=True
        )
        keys = dict(said.order_by().values_list("public_id", "milestone_key"))
        uses = EvidenceUse.objects.filter(
            within(self.place.path, "organisation__"),
            about_type=ProgressUpdate._meta.label_lower,
            removed_at__isnull=True,
            evidence__withdrawn_at__isnull=True,
        )
        found: dict[str, dt.date] = {}
        for about, at in uses.order_by("created_at").values_list("about_id", "created_at"):
            if about in keys:
                found.setdefault(keys[about], timezone.localtime(at).date())
        return found

    @cached_property
    def alerts(self) -> list[Alert]:
        """Standing ones, the most severe first."""
        rows = alerts_visible_to(self.actor).filter(within(self.place.path, "organisation__"), plan=self.plan)
        return list(rows.exclude(state="cleared").order_by("rank", "since", "pk"))

    @cached_property
    def names(self) -> dict[int, str]:
        return {school.pk: school.short for school in self.schools}


def day_of(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()
