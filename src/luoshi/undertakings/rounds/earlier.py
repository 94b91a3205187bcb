"""上次承接: what others of a school's kind took last time, from the duties of an earlier plan (or of this one)."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.plans.models import Basis, Plan
from luoshi.undertakings.models import Duty, SameWork
from luoshi.undertakings.queries import marks_visible_to

from .models import Round, RoundTask


def reference_for(plan: Plan) -> Plan | None:
    """The plan whose duties are shown beside the list: this one if it has any, else the issuer's latest before it."""
    carried = Duty.objects.filter(basis=Basis.UNDERTAKEN, left_at__isnull=True)
    if carried.filter(task__plan=plan).exists():
        return plan
    plans = Plan.objects.filter(issuer=plan.issuer_id, withdrawn_at__isnull=True).exclude(pk=plan.pk)
    return plans.filter(pk__in=carried.values("task__plan")).order_by("-id").first()


def is_alike(one: Organisation, other: Organisation) -> bool:
    """Of one kind: run by the same sort of body and standing at the same level."""
    return (one.kind, one.owner, len(one.path)) == (other.kind, other.owner, len(other.path))


def taken_last_time(
    actor: Actor, round_: Round, rows: list[RoundTask], alike: Organisation | None
) -> dict[int, list[str]]:
    """By key of the round's task: short names of those who carried it last time; only of `alike`'s kind where given."""
    if round_.reference is None:
        return {}
    marks = marks_visible_to(actor).filter(task__plan=round_.reference, basis=Basis.UNDERTAKEN)
    carriers: dict[int, list[str]] = defaultdict(list)
    titles: dict[tuple[str, str], int] = {}
    for mark in marks.select_related("organisation", "task").order_by("organisation__order", "id"):
        titles[mark.task.code, mark.task.title] = mark.task_id
        if alike is None or is_alike(mark.organisation, alike):
            carriers[mark.task_id].append(mark.organisation.short)
    same = _same_work(round_, [row.task_id for row in rows])
    found = {}
    for row in rows:
        then = [row.task_id, *same.get(row.task_id, []), titles.get((row.task.code, row.task.title), 0)]
        found[row.pk] = list(dict.fromkeys(name for task in then for name in carriers.get(task, [])))
    return found


def _same_work(round_: Round, tasks: list[int]) -> dict[int, list[int]]:
    """Tasks of the earlier plan that a pack calls the same work."""
    pairs = SameWork.objects.filter(Q(task__in=tasks) | Q(other__in=tasks), withdrawn_at__isnull=True)
    found: dict[int, list[int]] = defaultdict(list)
    for task, other in pairs.values_list("task", "other"):
        found[task].append(other)
        found[other].append(task)
    return found
