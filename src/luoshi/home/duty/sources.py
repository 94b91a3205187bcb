"""Where a duty comes from: clauses, targets, the cell of the annex and who decided it, counts, same work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.common.actor import Actor
from luoshi.core.matrix import count_words
from luoshi.home.decision_rows import place_words as place_in_words
from luoshi.plans.models import Basis, Target, Task
from luoshi.plans.queries import targets_visible_to
from luoshi.policies.models import Clause, Decision, PolicyDocument
from luoshi.policies.pack import documents_of
from luoshi.policies.queries import clauses_visible_to, decisions_visible_to, documents_visible_to
from luoshi.undertakings.models import Duty, SameWork
from luoshi.undertakings.queries import duties_visible_to, published_counts


@dataclass(frozen=True, slots=True)
class Related:
    """Another task that is proposed to be the same work, and the organisation's duty on it if it has one."""

    task: Task
    reason: str
    duty: Duty | None
    joined: bool


def clauses_of(actor: Actor, task: Task) -> list[Clause]:
    return list(clauses_visible_to(actor).filter(tasks=task).order_by("order", "id"))


def targets_of(actor: Actor, task: Task) -> list[Target]:
    """The task's targets, national totals last: they are background."""
    targets = targets_visible_to(actor).filter(task=task).order_by("order", "id")
    return sorted(targets, key=lambda target: target.is_national)


def place_words(actor: Actor, duty: Duty) -> str:
    """Which table cell it stands in: as the reading noted it, else by row and column heading."""
    noted = duty.place or duty.task.place
    if noted.get("file"):
        return place_in_words(noted)
    if duty.task.source != Task.Source.ANNEX or not duty.in_document:
        return ""
    annexes = documents_visible_to(actor).filter(key__startswith=f"{duty.task.plan.key}/")
    annex = annexes.filter(kind=PolicyDocument.Kind.ANNEX).first()
    title = f"《{annex.title}》" if annex else "附件"
    return f"{title}“{duty.task}”一行、“{duty.organisation.short}”一列"


def decisions_on(actor: Actor, duty: Duty) -> QuerySet[Decision]:
    """What people settled at this cell or at this task's row when the document was imported."""
    names = [duty.organisation.name, duty.organisation.short]
    names += duty.organisation.aliases.values_list("name", flat=True)
    return (
        decisions_visible_to(actor)
        .filter(document__in=documents_of(duty.task.plan.key), task_key=duty.task.key)
        .filter(Q(organisation_name__in=names) | Q(organisation_name=""))
    )


def counts_of(actor: Actor, duty: Duty) -> list[tuple[str, Any]]:
    """The counts this duty is part of: of its task and of its organisation."""
    marks = published_counts(actor).filter(task__plan=duty.task.plan, basis=duty.basis, left_at__isnull=True)
    of_task = marks.filter(task=duty.task).count()
    of_organisation = marks.filter(organisation=duty.organisation).count()
    declared = duty.task.declared if duty.basis == Basis.UNDERTAKEN else None
    return [
        ("这项任务的承接数", count_words(declared, of_task)),
        (f"{duty.organisation.short}的{duty.get_basis_display()}项数", str(of_organisation)),
    ]


def same_work_of(actor: Actor, duty: Duty) -> list[Related]:
    """Tasks proposed as the same work, from either side."""
    pairs = SameWork.objects.filter(withdrawn_at__isnull=True).select_related("task", "other")
    pairs = pairs.filter(Q(task=duty.task) | Q(other=duty.task))
    others = [(pair.other if pair.task_id == duty.task_id else pair.task, pair.reason) for pair in pairs]
    own = {
        each.task_id: each
        for each in duties_visible_to(actor).filter(
            organisation=duty.organisation, task__in=[task for task, _ in others]
        )
    }
    return [
        Related(task, reason, found := own.get(task.pk), found is not None and found.work_id == duty.work_id)
        for task, reason in others
    ]
