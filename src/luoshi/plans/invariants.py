"""What must always hold in a plan and its parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Model, Q

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.policies.pack import documents_of

from .models import Area, Basis, PackVersion, Plan, PlanDate, Target, Task

Found = Iterator[tuple[str, str]]
NEEDS_NO_NUMBER = ("some", "all", "by_date")


def issuers_are_not_schools() -> Found:
    return each(Plan.objects.filter(issuer__kind="school"), "计划由学校印发")


def plans_end_after_they_start() -> Found:
    """Dates are YYYY[-MM[-DD]]; they are compared as far as both say."""
    for plan in Plan.objects.exclude(start="").exclude(end="").iterator():
        said = min(len(plan.start), len(plan.end))
        if plan.end[:said] < plan.start[:said]:
            yield name_of(plan), "计划的结束早于开始"


def plans_have_titles() -> Found:
    return each(Plan.objects.filter(Q(title="") | Q(short="")), "计划没有名称或简称")


def _documents() -> dict[int, set[int]]:
    """plan → the documents it rests on: its own, and those its pack names."""
    return {
        plan.pk: {plan.document_id, *documents_of(plan.key).values_list("pk", flat=True)}
        for plan in Plan.objects.all()
    }


def _foreign_clauses(model: type[Model]) -> Found:
    documents = _documents()
    for part in model._default_manager.filter(clause__isnull=False).select_related("clause").iterator():
        row: Any = part
        if row.clause.document_id not in documents.get(row.plan_id, set()):
            yield name_of(part), "所依据的条款不在计划的文件里"


def clauses_of_areas() -> Found:
    return _foreign_clauses(Area)


def clauses_of_targets() -> Found:
    return _foreign_clauses(Target)


def clauses_of_dates() -> Found:
    return _foreign_clauses(PlanDate)


def clauses_of_tasks() -> Found:
    documents = _documents()
    links = Task.clauses.through.objects.values_list("task", "task__plan", "clause__document")
    for task, plan, document in links.iterator():
        if document not in documents.get(plan, set()):
            yield name_of(Task.objects.get(pk=task)), "所依据的条款不在计划的文件里"


def areas_of_tasks() -> Found:
    wrong = Task.objects.filter(area__isnull=False).exclude(area__plan=F("plan"))
    return each(wrong, "任务放在了另一个计划的任务领域里")


def tasks_of_targets() -> Found:
    wrong = Target.objects.filter(task__isnull=False).exclude(task__plan=F("plan"))
    return each(wrong, "目标挂在了另一个计划的任务上")


def targets_have_numbers() -> Found:
    lacking = Target.objects.filter(quantity__isnull=True).exclude(comparator__in=NEEDS_NO_NUMBER)
    return each(lacking, "目标没有数量")


def ranges_have_both_ends() -> Found:
    return each(
        Target.objects.filter(comparator="range").filter(Q(quantity=None) | Q(upper=None)), "区间目标缺一端"
    )


def only_ranges_have_an_upper_end() -> Found:
    return each(
        Target.objects.filter(upper__isnull=False).exclude(comparator="range"), "不是区间的目标写着上限"
    )


def quantities_are_not_negative() -> Found:
    return each(Target.objects.filter(quantity__lt=0), "目标数量是负数")


def declared_counts_belong_to_undertakings() -> Found:
    wrong = Task.objects.filter(declared__isnull=False).exclude(basis=Basis.UNDERTAKEN)
    return each(wrong, "不是承接的任务写着承接数量")


def used_areas_are_in_use() -> Found:
    wrong = Task.objects.filter(withdrawn_at__isnull=True, area__withdrawn_at__isnull=False)
    return each(wrong, "任务所在的任务领域已停用")


def spans_are_in_order() -> Found:
    for target in Target.objects.exclude(span=[]).iterator():
        span = target.span
        good = isinstance(span, list) and len(span) == 2 and all(isinstance(end, int) for end in span)
        if not good or not 0 <= span[0] < span[1]:
            yield name_of(target), "目标在原文中的位置不合规"


def pack_bytes_are_as_loaded() -> Found:
    for version in PackVersion.objects.iterator():
        if hashlib.sha256(version.text.encode("utf-8", "surrogateescape")).hexdigest() != version.digest:
            yield name_of(version), "保存的计划包与装载时不同"


INVARIANTS = (
    Invariant("plan-issuer", issuers_are_not_schools),
    Invariant("plan-dates", plans_end_after_they_start),
    Invariant("plan-title", plans_have_titles),
    Invariant("area-clause", clauses_of_areas),
    Invariant("target-clause", clauses_of_targets),
    Invariant("date-clause", clauses_of_dates),
    Invariant("task-clause", clauses_of_tasks),
    Invariant("task-area", areas_of_tasks),
    Invariant("target-task", tasks_of_targets),
    Invariant("target-number", targets_have_numbers),
    Invariant("target-range", ranges_have_both_ends),
    Invariant("target-upper", only_ranges_have_an_upper_end),
    Invariant("target-negative", quantities_are_not_negative),
    Invariant("task-declared", declared_counts_belong_to_undertakings),
    Invariant("task-area-withdrawn", used_areas_are_in_use),
    Invariant("target-span", spans_are_in_order),
    Invariant("pack-digest", pack_bytes_are_as_loaded),
)
