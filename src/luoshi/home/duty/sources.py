"""Where a duty comes from: clauses, targets, the cell of the annex and who decided it, counts, same work."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from luoshi.common.actor import Actor
from luoshi.core.matrix import count_words
from luoshi.home.decision_rows import place_words as place_in_words
from luoshi.plans.models import Basis, Target, Task
from luoshi.plans.queries import targets_visible_to, tasks_visible_to
from luoshi.policies.models import Clause, Decision, PolicyDocument
from luoshi.policies.pack import documents_of
from luoshi.policies.queries import clauses_visible_to, decisions_visible_to, documents_visible_to
from luoshi.undertakings.models import Duty
from luoshi.undertakings.queries import COUNTED_ONCE, published_counts
from luoshi.undertakings.works import could_be_one_work, one_work_with, stated_reasons


def clauses_of(actor: Actor, task: Task) -> list[Clause]:
    return list(clauses_visible_to(actor).filter(tasks=task).order_by("order", "id"))


def targets_of(actor: Actor, task: Task) -> list[Target]:
    """The task's targets, national totals last: they are background."""
    targets = targets_visible_to(actor).filter(task=task).order_by("order", "id")
    return sorted(targets, key=lambda target: target.is_national)


def place_words(actor: Actor, duty: Duty) -> str:
    """Which table cell it stands in: by its headings, and by number where a reading noted it."""
    noted = duty.place or duty.task.place
    cell = place_in_words(noted) if noted.get("file") else ""
    if duty.task.source != Task.Source.ANNEX or not duty.in_document:
        return cell
    annexes = documents_visible_to(actor).filter(key__startswith=f"{duty.task.plan.key}/")
    annex = annexes.filter(kind=PolicyDocument.Kind.ANNEX).first()
    title = f"《{annex.title}》" if annex else "附件"
    where = f"{title}“{duty.task}”一行、“{duty.organisation.short}”一列"
    return f"{where}（{cell}）" if cell else where


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
    of_task = marks.filter(COUNTED_ONCE, task=duty.task).count()
    of_organisation = marks.filter(organisation=duty.organisation).count()
    declared = duty.task.declared if duty.basis == Basis.UNDERTAKEN else None
    return [
        ("这项任务的承接数", count_words(declared, of_task)),
        (f"{duty.organisation.short}的{duty.get_basis_display()}项数", str(of_organisation)),
    ]


def same_work_of(actor: Actor, duty: Duty) -> dict[str, Any]:
    """What is one work with this duty, and what is proposed to be: the plan's own proposals also where the
    organisation carries no duty on them.
    """
    proposed = (
        [each for each in could_be_one_work(actor, duty) if each.reason] if duty.left_at is None else []
    )
    joined = one_work_with(actor, duty)
    there = {each.task_id for each in joined} | {each.duty.task_id for each in proposed}
    stated = {key: reason for key, reason in stated_reasons(duty.task).items() if key not in there}
    tasks = tasks_visible_to(actor).filter(pk__in=stated).order_by("order", "id")
    return {
        "joined": joined,
        "proposed": proposed,
        "not_carried": [(task, stated[task.pk]) for task in tasks],
    }
