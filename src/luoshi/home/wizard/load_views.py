"""What loading would do, and loading."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.pages import page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.packs.settling import fingerprint
from luoshi.home.loading import PackRefused
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_titled
from luoshi.policies.actions import BY_HAND, correct_reading
from luoshi.policies.models import Reading
from luoshi.policies.settling import open_questions, settled_reading
from luoshi.policies.states import ReadingState

from . import loading, work
from .difference import FIRST_LINES, LINES_A_PAGE, count_of, gone_tasks, shown, undertakings_after
from .matches import candidates, known_tasks
from .permissions import can_load_reading
from .subjects import target_in_words
from .views import reading_of
from .worklist import worklist

SEEN_ANEW = "您查看差异之后，导入内容或站点内容又有变化。请核对下面最新的差异，再决定是否装载。"
NOT_LOADABLE = "读取结果里还有要改正的地方，没有装载。请按下面的提示改正。"
MOST_PROBLEMS = 30


@policy("导入人员：装载会带来的变化")
def difference(request: HttpRequest, reading: str) -> HttpResponse:
    row = reading_of(request, reading)
    if row.state != ReadingState.DECIDING:
        return redirect("import", row.public_id)
    if request.GET.get("part"):
        return _part(request, row, request.GET["part"])
    return _page(request, row)


def _part(request: HttpRequest, row: Reading, part: str) -> HttpResponse:
    """One kind of change alone, page by page, where the whole difference shows only its first lines."""
    base = reverse("import-difference", args=[row.public_id])
    try:
        planned = loading.planned_load(row)
    except (RuleBroken, PackRefused):
        return redirect(base)
    page = page_of(request, range(count_of(planned, part)), LINES_A_PAGE)
    context = {
        "reading": row,
        "base": base,
        "crumbs": work.crumbs((row.title, reverse("import", args=[row.public_id])), ("差异", base), "全部"),
        "shown": shown(planned, part, page.number),
        "plan": planned.plan,
        "part": part,
        "page_obj": page,
    }
    return render(request, "home/wizard/difference_part.html", context)


def _page(request: HttpRequest, row: Reading, refusal: Refusal | None = None) -> HttpResponse:
    base = reverse("import", args=[row.public_id])
    context: dict[str, Any] = {
        "reading": row,
        "base": base,
        "crumbs": work.crumbs((row.title, base), "差异"),
        "steps": work.steps(row),
        "refusal": refusal,
        "open": [item for item in worklist(row, "").items if item.is_open and item.must],
        "may_load": can_load_reading(request.actor, row),
    }
    try:
        planned = loading.planned_load(row)
    except RuleBroken as broken:
        context["refusal"] = broken
    except PackRefused as refused:
        context["problems"] = refused.problems[:MOST_PROBLEMS]
    else:
        context |= _planned_context(planned, request)
        context["gone"] = _gone(row, planned)
        context["gone_count"] = len(planned.made.gone_tasks)
    status = context["refusal"].status if context["refusal"] else 200
    return render(request, "home/wizard/difference.html", context, status=status)


def _planned_context(planned: loading.PlannedLoad, request: HttpRequest) -> dict[str, Any]:
    targets = planned.result["targets"]
    undertakings, why = undertakings_after(planned)
    return {
        "planned": planned,
        "stamp": planned.stamp,
        "shown": shown(planned),
        "plan": planned.plan,
        "same_title": _same_title(planned),
        "left_out": planned.made.left_out,
        "loose": [
            (ordinal, targets[ordinal]["text"], target_in_words(targets[ordinal]))
            for ordinal in planned.made.loose_targets[:FIRST_LINES]
        ],
        "loose_count": len(planned.made.loose_targets),
        "taken": set(request.POST.getlist("taken")),
        "totals": {
            "tasks": len(planned.made.data["tasks"]),
            "undertakings": undertakings,
            "why": why,
            "targets": len(planned.made.data["targets"]),
            "clauses": len(planned.made.data["clauses"]),
        },
    }


def _same_title(planned: loading.PlannedLoad) -> Plan | None:
    """A plan of the same bureau that already bears the name the new one would get."""
    if planned.plan is not None:
        return None
    new = planned.made.data["plan"]
    return plans_titled(Organisation.objects.get(key=new["issuer"]), new["title"]).first()


def _gone(row: Reading, planned: loading.PlannedLoad) -> list[dict[str, Any]]:
    """Tasks the document does not have, each with those of its new ones that may be it under another name."""
    known = known_tasks(row, planned.result)
    return [
        {
            "key": key,
            "title": title,
            "touched": touched,
            "candidates": candidates(known, planned.result, title) if known else [],
        }
        for key, title, touched in gone_tasks(planned)[:FIRST_LINES]
    ]


@policy("导入人员：保留文件里没有的任务", methods=("POST",))
def keep_task(request: HttpRequest, reading: str) -> HttpResponse:
    row = reading_of(request, reading)
    try:
        titles = {key: title for key, title, _ in gone_tasks(loading.planned_load(row))}
        key = request.POST.get("keep", "")
        if key in titles:
            _keep(request, row, key, titles[key])
    except PackRefused:
        return _page(request, row, RuleBroken(NOT_LOADABLE))
    except Refusal as refused:
        row.refresh_from_db()
        if row.state != ReadingState.DECIDING:
            raise
        return _page(request, row, refused)
    return redirect("import-difference", row.public_id)


def _keep(request: HttpRequest, row: Reading, key: str, title: str) -> None:
    subject = {"kept": key}
    content = {
        "code": BY_HAND,
        "severity": "note",
        "place": {},
        "message": f"经办人决定：文件里没有的任务“{title}”保留在计划中。",
        "proposal": None,
        "subject": subject,
    }
    seen = fingerprint(settled_reading(row), subject)
    changes = [{"do": "keep_task", "task": key}]
    correct_reading(reading=row, content=content, changes=changes, seen=seen, by=request.actor)


@policy("导入人员：装载导入结果", methods=("POST",))
def load(request: HttpRequest, reading: str) -> HttpResponse:
    row = reading_of(request, reading)
    require(can_load_reading(request.actor, row))
    if row.state == ReadingState.LOADED:
        return redirect("import", row.public_id)
    try:
        _load(request, row)
    except PackRefused:
        return _page(request, row, RuleBroken(NOT_LOADABLE))
    except Refusal as refused:
        row.refresh_from_db()
        if row.state != ReadingState.DECIDING:
            raise
        return _page(request, row, refused)
    return redirect("import", row.public_id)


def _load(request: HttpRequest, row: Reading) -> None:
    if left := open_questions(row):
        raise RuleBroken(f"还有 {left} 个疑点没有处理，不能装载。请先逐个采纳、更正或搁置。")
    planned = loading.planned_load(row)
    if planned.stamp != request.POST.get("stamp"):
        raise RuleBroken(SEEN_ANEW)
    pairs = (each.partition("|") for each in request.POST.getlist("taken"))
    loading.load_reading(
        reading=row,
        planned=planned,
        taken=frozenset((section, key) for section, _, key in pairs),
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
