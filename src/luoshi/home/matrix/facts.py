"""The duties of a plan as tuples, and the counts over them: here, or in the database where they are too many."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Q

from luoshi.common.actor import Actor
from luoshi.plans.models import Plan
from luoshi.undertakings.queries import COUNTED_ONCE, duties_as_seen_by, marks_with_standing, published_counts

from .shapes import Fact, Matrix


def facts_of(actor: Actor, plan: Plan, **chosen: Any) -> list[Fact]:
    """Duties of a plan, those that were left only where the actor sees their standing or for counting."""
    return [Fact._make(values) for values in marks_with_standing(actor, plan, **chosen)]


def count_here(matrix: Matrix) -> None:
    """Counts at both edges and by standing, of the whole plan: they are facts, whatever the filters."""
    _empty(matrix)
    for fact in matrix.facts or ():
        matrix.column_document[fact.organisation][fact.basis] += fact.printed
        if fact.left_at is not None:
            matrix.left += bool(fact.id)
            continue
        matrix.row_counts[fact.task][fact.basis] += not fact.takes_part
        matrix.column_now[fact.organisation][fact.basis] += 1
        matrix.standing[fact.basis, fact.stage, fact.health] += 1


def count_by_database(actor: Actor, matrix: Matrix) -> None:
    """The same counts in four queries; `count_here` and this must agree."""
    _empty(matrix)
    now, printed = Count("id", filter=Q(left_at__isnull=True)), Count("id", filter=Q(in_document=True))
    duties = published_counts(actor).filter(task__plan=matrix.plan).order_by()
    once = Count("id", filter=Q(left_at__isnull=True) & COUNTED_ONCE)
    for task, basis, count in duties.values_list("task_id", "basis").annotate(now=once):
        matrix.row_counts[task][basis] = count
    sums = duties.values_list("organisation_id", "basis").annotate(now=now, printed=printed)
    for organisation, basis, count, said in sums:
        matrix.column_now[organisation][basis] = count
        matrix.column_document[organisation][basis] = said
    every = duties_as_seen_by(actor).filter(task__plan=matrix.plan).order_by()
    matrix.left = every.filter(left_at__isnull=False).exclude(seen_stage="").count()
    seen = every.filter(left_at__isnull=True)
    for *kind, count in seen.values_list("basis", "seen_stage", "seen_health").annotate(count=Count("id")):
        matrix.standing[tuple(kind)] = count


def _empty(matrix: Matrix) -> None:
    matrix.row_counts = defaultdict(Counter)
    matrix.column_now, matrix.column_document = defaultdict(Counter), defaultdict(Counter)
