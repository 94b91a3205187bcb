"""The drawer 来源: where a number on a page comes from. Each view opens as a fragment or as a page of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_visible_to
from luoshi.common.actor import Actor
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.core.passages import cut
from luoshi.plans.models import Basis, PackVersion, Plan, Target, Task
from luoshi.plans.queries import plans_visible_to, targets_visible_to, tasks_visible_to
from luoshi.undertakings.queries import (
    COUNTED_ONCE,
    duties_visible_to,
    how_carried,
    marks_visible_to,
    published_counts,
)

from . import origins, plan_reads
from .changes import changes_of_duties
from .decision_rows import place_words
from .target_words import quantity_words, range_words, time_words
from .task_pages import decisions_on

EXCERPT = 60  # characters shown before and after a target's passage


@policy("能看计划的人：文件所载承接数的来源")
def plan_declared(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    tasks = tasks_visible_to(request.actor).filter(plan=found, declared__isnull=False)
    context = {
        "title": "文件所载承接数",
        "formula": "各项任务“承接数量”栏的合计",
        "total": tasks.aggregate(total=Sum("declared"))["total"],
        "rows": [(str(task), _url("task", task), task.declared) for task in tasks.order_by("order", "id")],
        "sources": _sources(request.actor, found),
    }
    return render(request, "home/lineage_sum.html", context)


@policy("能看计划的人：现承接数的来源")
def plan_current(request: HttpRequest, plan: str) -> HttpResponse:
    actor = request.actor
    found: Plan = find(plans_visible_to(actor), plan)
    standing = published_counts(actor).filter(COUNTED_ONCE, task__plan=found, basis=Basis.UNDERTAKEN)
    tasks = list(tasks_visible_to(actor).filter(plan=found, basis=Basis.UNDERTAKEN).order_by("order", "id"))
    carried = plan_reads.carried_by_task(actor, tasks)
    context = {
        "title": "现承接数",
        "formula": _formula(standing),
        "total": standing.filter(left_at__isnull=True).count(),
        "rows": [(str(task), _url("task", task), carried[task.pk].undertaken) for task in tasks],
        "changes": changes_of_duties(actor, duties_visible_to(actor).filter(task__plan=found)),
        "affecting": origins.affecting_plan(actor, found),
    }
    return render(request, "home/lineage_sum.html", context)


@policy("能看计划的人：一项任务的文件所载承接数")
def task_declared(request: HttpRequest, task: str) -> HttpResponse:
    found: Task = find(tasks_visible_to(request.actor), task)
    context = {
        "title": "文件所载承接数",
        "task": found,
        "rows": [
            ("承接数量", found.declared),
            ("任务", str(found), _url("task", found)),
            ("表中位置", place_words(found.place)),
        ],
        "sources": _sources(request.actor, found.plan),
        "decisions": decisions_on(request.actor, found),
    }
    return render(request, "home/lineage_declared.html", context)


@policy("能看计划的人：一项任务的现承接数；变更经过只有承担单位及其上级可看")
def task_current(request: HttpRequest, task: str) -> HttpResponse:
    actor = request.actor
    found: Task = find(tasks_visible_to(actor), task)
    standing = published_counts(actor).filter(COUNTED_ONCE, task=found, basis=Basis.UNDERTAKEN)
    marks = (
        marks_visible_to(actor)
        .filter(task=found, basis=Basis.UNDERTAKEN)
        .select_related("organisation", "led_by")
    )
    names = [
        (
            mark.organisation.name,
            _url("organisation", mark.organisation),
            how_carried(mark) or ("文件所列" if mark.in_document else "后来增加"),
        )
        for mark in marks.order_by("organisation__order", "organisation_id")
    ]
    context = {
        "title": "现承接数",
        "formula": _formula(standing),
        "total": sum(1 for mark in marks if not mark.takes_part),
        "rows": names,
        "changes": changes_of_duties(actor, duties_visible_to(actor).filter(task=found)),
        "affecting": origins.affecting_task(actor, found),
    }
    return render(request, "home/lineage_sum.html", context)


def _formula(standing: Any) -> str:
    """现 8 = 文件所列 9 − 退出 1 + 后来增加 0, over all organisations: counts are published, names are not."""
    counts = standing.aggregate(
        listed=Count("pk", filter=Q(in_document=True)),
        left=Count("pk", filter=Q(in_document=True, left_at__isnull=False)),
        added=Count("pk", filter=Q(in_document=False, left_at__isnull=True)),
    )
    now = counts["listed"] - counts["left"] + counts["added"]
    return f"现 {now} = 文件所列 {counts['listed']} − 退出 {counts['left']} + 后来增加 {counts['added']}"


@policy("能看计划的人：一个目标的来源")
def target(request: HttpRequest, target: str) -> HttpResponse:
    found: Target = find(targets_visible_to(request.actor), target)
    before, passage, after = excerpt(found)
    context = {
        "target": found,
        "rows": [row for row in _target_rows(found) if row[1]],
        "before": before,
        "passage": passage,
        "after": after,
        "sources": _sources(request.actor, found.plan),
    }
    return render(request, "home/lineage_target.html", context)


def _target_rows(target: Target) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("数量", quantity_words(target)),
        ("范围", range_words(target)),
        ("时间", time_words(target)),
        ("对象", target.subject),
    ]
    if target.task:
        rows.append(("任务", str(target.task), _url("task", target.task)))
    if target.clause:
        rows.append(("条款", str(target.clause), _url("clause", target.clause)))
    elif target.task:
        rows.append(("位置", place_words(target.task.place) or "附件表格中的任务名称"))
    return rows


def excerpt(target: Target) -> tuple[str, str, str]:
    """The words around the passage a target was read from; all empty where there is no official text."""
    text = target.clause.text if target.clause else ""
    pieces = cut(text, {"it": target.span})
    marked = [number for number, piece in enumerate(pieces) if piece.keys]
    if not marked:
        return "", "", ""
    before = "".join(piece.text for piece in pieces[: marked[0]])
    after = "".join(piece.text for piece in pieces[marked[-1] + 1 :])
    head = before if len(before) <= EXCERPT else "…" + before[-EXCERPT:]
    tail = after if len(after) <= EXCERPT else after[:EXCERPT] + "…"
    return head, pieces[marked[0]].text, tail


@policy("能看计划的人：一个单位承担的任务数的来源")
def organisation(request: HttpRequest, organisation: str, plan: str) -> HttpResponse:
    actor = request.actor
    found: Organisation = find(organisations_visible_to(actor), organisation)
    of_plan: Plan = find(plans_visible_to(actor), plan)
    marks = marks_visible_to(actor).filter(organisation=found, task__plan=of_plan).select_related("task")
    page = page_of(request, marks.order_by("basis", "task__order", "task_id"))
    context = {
        "title": f"{found.short}承担的任务数",
        "formula": f"“{of_plan.short}”中落到{found.short}的任务，按性质分别计数；退出的不计",
        "total": page.paginator.count,
        "rows": [
            (str(mark.task), _url("task", mark.task), mark.get_basis_display()) for mark in page.object_list
        ],
        "page_obj": page,
        "changes": changes_of_duties(
            actor, duties_visible_to(actor).filter(organisation=found, task__plan=of_plan)
        ),
        "affecting": origins.affecting_organisation(actor, found, of_plan),
    }
    return render(request, "home/lineage_sum.html", context)


def _sources(actor: Actor, plan: Plan) -> dict[str, Any]:
    """The plan's documents and when the plan was last loaded from a pack."""
    version = (
        PackVersion.objects.filter(kind="plan", key=plan.key)
        .order_by("-id")
        .defer("text", "snapshot")
        .first()
    )
    return {"documents": plan_reads.documents_of_plan(actor, plan), "version": version}


def _url(name: str, obj: Any) -> str:
    return reverse(name, args=[obj.public_id])
