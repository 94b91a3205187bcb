"""What the pages of plans, tasks and organisations count. Every count starts from what the actor may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from luoshi.common.actor import Actor
from luoshi.core.coverage import ClauseFact, Gaps, TargetFact, TaskFact, find_gaps
from luoshi.plans.models import Basis, Plan, Target, Task
from luoshi.plans.queries import targets_visible_to, tasks_visible_to
from luoshi.policies.models import Clause, PolicyDocument
from luoshi.policies.pack import documents_of
from luoshi.policies.queries import clauses_visible_to, documents_visible_to
from luoshi.undertakings.queries import COUNTED_ONCE, marks_visible_to

OWN_KINDS = (PolicyDocument.Kind.BASIS, PolicyDocument.Kind.ANNEX)


def declared_words(declared: int | None) -> str:
    return "" if declared is None else f"文件 {declared:,}"


@dataclass(frozen=True, slots=True)
class Carried:
    """Organisations bound to a task today, by basis; `declared` is what the document says of the undertaken ones."""

    basis: str
    declared: int | None
    undertaken: int = 0
    required: int = 0
    own: int = 0

    @property
    def total(self) -> int:
        return self.undertaken + self.required + self.own

    @property
    def differs(self) -> bool:
        """The document and today do not agree."""
        return self.declared is not None and self.declared != self.undertaken

    @property
    def words(self) -> tuple[str, str]:
        """(文件 9, 现 8); the first is empty where the document declares nothing."""
        return declared_words(self.declared), f"现 {self.undertaken:,}"


def carried_by_task(actor: Actor, tasks: Iterable[Task]) -> dict[int, Carried]:
    """For each task (by key) who carries it today, whatever is visible beyond the mark.

    Two organisations count two, a joint task one.
    """
    tasks = list(tasks)
    rows = (
        marks_visible_to(actor)
        .filter(COUNTED_ONCE, task__in=[task.pk for task in tasks])
        .order_by()
        .values_list("task_id", "basis")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {}
    for task_id, basis, count in rows:
        counts.setdefault(task_id, {})[basis] = count
    return {
        task.pk: Carried(
            task.basis,
            task.declared,
            undertaken=counts.get(task.pk, {}).get(Basis.UNDERTAKEN, 0),
            required=counts.get(task.pk, {}).get(Basis.REQUIRED, 0),
            own=counts.get(task.pk, {}).get(Basis.OWN, 0),
        )
        for task in tasks
    }


def documents_of_plan(actor: Actor, plan: Plan) -> list[PolicyDocument]:
    """The documents the plan came from and those above it, the plan's own first."""
    keyed = documents_visible_to(actor).filter(pk__in=documents_of(plan.key))
    found = {row.pk: row for row in keyed.order_by("id")}
    if plan.document_id and plan.document_id not in found:
        found = {row.pk: row for row in documents_visible_to(actor).filter(pk=plan.document_id)} | found
    return list(found.values())


def clauses_of_plan(actor: Actor, plan: Plan) -> QuerySet[Clause]:
    """The clauses of the plan's own documents; those of documents above it are not the plan's to carry out."""
    own = [row.pk for row in documents_of_plan(actor, plan) if row.kind in OWN_KINDS]
    return clauses_visible_to(actor).filter(document__in=own).order_by("document", "order", "id")


@dataclass(frozen=True, slots=True)
class PlanRows:
    """Everything a plan is made of, read once for a page."""

    tasks: list[Task]
    carried: dict[int, Carried]
    clauses: list[Clause]
    targets: list[Target]


def rows_of_plan(actor: Actor, plan: Plan) -> PlanRows:
    """Six queries, whatever the size of the plan."""
    tasks = list(
        tasks_visible_to(actor).filter(plan=plan).prefetch_related("clauses").order_by("order", "id")
    )
    return PlanRows(
        tasks,
        carried_by_task(actor, tasks),
        list(clauses_of_plan(actor, plan)),
        list(targets_visible_to(actor).filter(plan=plan)),
    )


@dataclass(frozen=True, slots=True)
class PlanGaps:
    """The holes of one plan as rows, ready to be opened."""

    gaps: Gaps
    untaken: list[Task]
    unfounded: list[Task]
    unused: list[Clause]
    unnumbered: list[Target]


def gaps_of(rows: PlanRows) -> PlanGaps:
    tasks = {row.public_id: row for row in rows.tasks}
    clauses = {row.public_id: row for row in rows.clauses}
    targets = {row.public_id: row for row in rows.targets}
    gaps = find_gaps(
        [_task_fact(row, rows.carried[row.pk]) for row in rows.tasks],
        [ClauseFact(row.public_id, row.parent.public_id if row.parent else None) for row in rows.clauses],
        [_target_fact(row) for row in rows.targets],
    )
    return PlanGaps(
        gaps,
        [tasks[key] for key in gaps.untaken],
        [tasks[key] for key in gaps.unfounded],
        [clauses[key] for key in gaps.unused],
        [targets[key] for key in gaps.unnumbered],
    )


def gaps_to_settle(actor: Actor, plans: Iterable[Plan]) -> dict[int, Gaps]:
    """By plan, tasks nobody carries and targets without a number; three queries for all plans together."""
    plans = [plan.pk for plan in plans]
    tasks = list(tasks_visible_to(actor).filter(plan__in=plans))
    targets = list(targets_visible_to(actor).filter(plan__in=plans))
    carried = carried_by_task(actor, tasks)
    return {
        plan: find_gaps(
            [_task_fact(row, carried[row.pk], with_clauses=False) for row in tasks if row.plan_id == plan],
            [],
            [_target_fact(row) for row in targets if row.plan_id == plan],
        )
        for plan in plans
    }


def _task_fact(task: Task, carried: Carried, *, with_clauses: bool = True) -> TaskFact:
    bound = int(task.led_by_id is not None) if task.basis == Basis.CULTIVATED else carried.total
    clauses = frozenset(clause.public_id for clause in task.clauses.all()) if with_clauses else frozenset()
    return TaskFact(task.public_id, task.basis, bound, clauses, number=task.number is not None)


def _target_fact(target: Target) -> TargetFact:
    return TargetFact(
        target.public_id,
        target.comparator,
        target.quantity is not None,
        target.scope,
        task=target.task.public_id if target.task else None,
        clause=target.clause.public_id if target.clause else None,
    )


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """The figures at the head of a plan's page; declared and undertaken are of the tasks that declare a count."""

    tasks: int
    by_basis: dict[str, int]
    declared: int | None
    undertaken: int
    organisations: int
    targets: int
    clauses: int

    @property
    def differs(self) -> bool:
        return self.declared is not None and self.declared != self.undertaken

    @property
    def words(self) -> tuple[str, str]:
        """(文件 99, 现 98); the first is empty where the document declares nothing."""
        return declared_words(self.declared), f"现 {self.undertaken:,}"


def figures_of(actor: Actor, plan: Plan, rows: PlanRows) -> PlanFigures:
    by_basis = Counter(task.basis for task in rows.tasks)
    declared = [task.declared for task in rows.tasks if task.declared is not None]
    undertaken = marks_visible_to(actor).filter(task__plan=plan, basis=Basis.UNDERTAKEN)
    return PlanFigures(
        tasks=len(rows.tasks),
        by_basis={Basis(basis).label: by_basis[basis] for basis in Basis.values if by_basis[basis]},
        declared=sum(declared) if declared else None,
        undertaken=sum(carried.undertaken for carried in rows.carried.values()),
        organisations=undertaken.order_by().values("organisation").distinct().count(),
        targets=len(rows.targets),
        clauses=len(rows.clauses),
    )
