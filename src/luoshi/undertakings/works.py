"""Reads over works: what is one work today, and what could be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from luoshi.common.actor import Actor
from luoshi.core.same_work import TaskFacts, reason_to_join
from luoshi.plans.models import Task

from .models import Duty, SameWork
from .queries import duties_visible_to


@dataclass(frozen=True, slots=True)
class Candidate:
    """A duty of the same organisation that could be one work with another, and what speaks for it ("" nothing)."""

    duty: Duty
    reason: str


def one_work_with(actor: Actor, duty: Duty) -> list[Duty]:
    """The other duties that are one work with this one, left ones too."""
    same = duties_visible_to(actor).filter(work=duty.work).exclude(pk=duty.pk)
    return list(same.order_by("task__plan_id", "task__order", "pk"))


def could_be_one_work(actor: Actor, duty: Duty) -> list[Candidate]:
    """Every other duty the organisation carries, over all plans; what is proposed comes first, with the reason."""
    others = list(
        duties_visible_to(actor)
        .filter(organisation=duty.organisation, left_at__isnull=True)
        .exclude(work=duty.work)
        .order_by("task__plan_id", "task__order", "pk")
    )
    stated = stated_reasons(duty.task)
    facts = _facts_of([duty.task, *[each.task for each in others]])
    own = facts[duty.task_id]
    found = [
        Candidate(each, stated.get(each.task_id) or reason_to_join(own, facts[each.task_id]))
        for each in others
    ]
    return sorted(found, key=lambda candidate: not candidate.reason)


def stated_reasons(task: Task) -> dict[int, str]:
    """Tasks that the plan itself proposes as the same work as this one, from either side: key of the task → reason."""
    pairs = SameWork.objects.filter(Q(task=task) | Q(other=task), withdrawn_at__isnull=True)
    return {pair.other_id if pair.task_id == task.pk else pair.task_id: pair.reason for pair in pairs}


def _facts_of(tasks: Iterable[Task]) -> dict[int, TaskFacts]:
    """What is compared, for many tasks in two questions to the database."""
    keys = {task.pk: task.title for task in tasks}
    clauses: dict[int, set[str]] = {key: set() for key in keys}
    targets: dict[int, set[tuple[str, str, str]]] = {key: set() for key in keys}
    rows = Task.clauses.through.objects.filter(task_id__in=keys).values_list("task_id", "clause_id")
    for task_id, clause_id in rows:
        clauses[task_id].add(str(clause_id))
    named = Task.objects.filter(
        pk__in=keys, targets__withdrawn_at__isnull=True, targets__quantity__isnull=False
    )
    for task_id, subject, quantity, unit in named.values_list(
        "pk", "targets__subject", "targets__quantity", "targets__unit"
    ):
        targets[task_id].add((subject, f"{quantity.normalize():f}", unit))
    return {
        key: TaskFacts(title, frozenset(clauses[key]), frozenset(targets[key])) for key, title in keys.items()
    }
