"""The school's pages: one part to write, who writes which part, another plan to copy, a version to begin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.plans.queries import plans_visible_to

from .. import actions, permissions
from .. import forms as inputs
from .. import parts as works
from ..actions.changing import closed_parts
from ..given import given_elsewhere
from ..models import Workplan, WorkplanPart
from ..queries import could_copy, departments_of, parts_visible_to, workplans_visible_to
from ..snapshot import standing_parts
from ..states import CHANGEABLE, WorkplanState
from .workplans import WRITERS

PART_WRITERS = f"{WRITERS}，这项任务牵头处室的负责人"


def _duties(part: WorkplanPart) -> list[Any]:
    return works.duties_by_work(part.workplan.organisation, part.workplan.plan).get(part.work_id, [])


def crumbs_of(workplan: Workplan, label: str) -> list[tuple[str, str]]:
    here = reverse("workplan", args=[workplan.public_id])
    return [("实施方案", reverse("workplans")), (workplan.title, here), (label, "")]


@policy(f"{PART_WRITERS}：填写方案的一项任务", methods=("GET", "POST"))
def edit_part(request: HttpRequest, workplan_part: str) -> HttpResponse:
    found: WorkplanPart = find(parts_visible_to(request.actor), workplan_part)
    require(permissions.can_write_part(request.actor, found))
    here = f"{reverse('workplan', args=[found.workplan.public_id])}#part-{found.public_id}"
    open_now = found.workplan.state in CHANGEABLE and found.pk not in closed_parts(found.workplan)
    if request.method == "GET" and (not open_now or found.dropped_at is not None):
        return redirect(here)
    duties = _duties(found)
    there = given_elsewhere(found.workplan, [found]).get(found.pk)
    made: list[inputs.PartForm] = []

    def make(**given: Any) -> inputs.PartForm:
        made.append(inputs.make_part_form(found, duties, request.actor, there=there, **given))
        return made[-1]

    page = FormPage(
        request,
        "workplans/part.html",
        make=make,  # type: ignore[arg-type]
        name="workplans.part",
        about=found,
        send=lambda said: actions.write_part(part=found, **_said(request), **made[-1].said()),
        then=lambda saved: _next_url(found, here),
        stored=lambda: inputs.stored(found),
        keeps=True,
        said="这一项已保存，报送前都可以再改。",
        context={
            "part": found,
            "title": works.wording(duties),
            "duties": duties,
            "there": there,
            "cancel_url": here,
            "has_next": _next_url(found, here) != here,
            "crumbs": crumbs_of(found.workplan, works.wording(duties)),
        },
    )
    return answer(page)


def _next_url(done: WorkplanPart, here: str) -> str:
    """The next part that is open, or back to the workplan."""
    closed = closed_parts(done.workplan)
    after = [
        part for part in standing_parts(done.workplan) if part.order > done.order and part.pk not in closed
    ]
    return reverse("edit-workplan-part", args=[after[0].public_id]) if after else here


def own(request: HttpRequest, public_id: str, *states: str) -> Workplan | None:
    """The workplan for its writers; None where a page of a form has no sense in its state."""
    found: Workplan = find(workplans_visible_to(request.actor), public_id)
    require(permissions.can_write_workplan(request.actor, found))
    return None if request.method == "GET" and found.state not in states else found


def _said(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return {"by": request.actor, "version": version_of(request), "once": Once.of(request), **more}


@policy(f"{WRITERS}：把方案的任务分给处室填写", methods=("GET", "POST"))
def assign_parts(request: HttpRequest, workplan: str) -> HttpResponse:
    found = own(request, workplan, *CHANGEABLE)
    if found is None:
        return redirect("workplan", workplan)
    carried = works.duties_by_work(found.organisation, found.plan)
    rows = [(part, works.wording(carried.get(part.work_id, []))) for part in standing_parts(found)]
    made: list[inputs.AssignForm] = []

    def make(**given: Any) -> inputs.AssignForm:
        made.append(inputs.AssignForm(rows=rows, departments=departments_of(found.organisation), **given))
        return made[-1]

    page = FormPage(
        request,
        "workplans/form.html",
        make=make,
        name="workplans.assign",
        about=found,
        send=lambda said: actions.assign_parts(
            workplan=found, departments=made[-1].departments(), **_said(request)
        ),
        then=lambda saved: reverse("workplan", args=[found.public_id]),
        stored=lambda: {part.public_id: part.department for part in standing_parts(found)},
        said=lambda saved: _assigned(made[-1].nobody()),
        context=_form_context(found, "分工到处室", "保存分工", NO_HEAD),
    )
    return answer(page)


NO_HEAD = (
    "标“现在没有负责人”的处室，分过去也没有人填：请学校安全管理员在“人员”里把处室负责人的岗位挂到这个处室，"
    "或先由项目办填写。"
)


def _assigned(nobody: list[str]) -> str:
    if not nobody:
        return "分工已保存，处室负责人可以填写自己的任务了。"
    names = "、".join(nobody)
    return f"分工已保存。{names}现在没有负责人，分过去的任务还没有人能填：{NO_HEAD.partition('：')[2]}"


def _form_context(found: Workplan, title: str, button: str, words: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "button": button,
        "words": words,
        "cancel_url": reverse("workplan", args=[found.public_id]),
        "crumbs": crumbs_of(found, title),
    }


@policy(f"{WRITERS}：套用以前的方案或范本", methods=("GET", "POST"))
def copy_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    found = own(request, workplan, *CHANGEABLE)
    if found is None:
        return redirect("workplan", workplan)
    rows = could_copy(request.actor, found)
    words = (
        "相同任务的文字和里程碑抄到还空着的任务里；数字、经费和别校的人名不抄，已写的不会被盖掉。"
        "别的年度的方案，里程碑的日期按整年移到本方案的年度；移过来仍不在本方案年度里的，日期留空。"
    )
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: inputs.CopyForm(rows=rows, **given),
        name="workplans.copy",
        about=found,
        send=lambda said: actions.copy_workplan(workplan=found, source=said["source"], **_said(request)),
        then=lambda saved: reverse("workplan", args=[found.public_id]),
        said=_copied,
        context=_form_context(found, "套用别的方案", "套用", words) | {"none": not rows.exists()},
    )
    return answer(page)


def _copied(saved: Workplan) -> str:
    empty = saved.milestones.filter(due__isnull=True).count()
    if not empty:
        return "已套用，请逐项核对修改。"
    return (
        f"已套用，请逐项核对修改。有 {empty} 个里程碑没有完成时间（原来的不在本方案的年度里，没有抄）："
        "请填写，不用的在进度表里删去。"
    )


@policy(f"{WRITERS}：起草备案方案的新版", methods=("GET", "POST"))
def revise_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    found = own(request, workplan, WorkplanState.FILED)
    if found is None:
        return redirect("workplan", workplan)
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: inputs.ReasonForm(**given),
        name="workplans.revise",
        about=found,
        versioned=False,
        send=lambda said: actions.revise_workplan(
            workplan=found, reason=said["reason"], by=request.actor, once=Once.of(request)
        ),
        then=lambda made: reverse("workplan", args=[made.public_id]),
        said="新版已起草，内容与现在的方案相同。改好后报送，市局同意后替换旧版。",
        context=_form_context(found, "起草新版", "起草新版"),
    )
    return answer(page)


@policy("计划印发单位的经办和科长：各校方案的经费来源", methods=("GET", "POST"))
def money_sources(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    require(permissions.can_run_workplans(request.actor, found))
    here = reverse("plan", args=[found.public_id])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: inputs.SourcesForm(**given),
        name="workplans.sources",
        about=found,
        send=lambda said: actions.set_money_sources(
            plan=found, names=said["names"].splitlines(), **_said(request)
        ),
        then=lambda saved: here,
        stored=lambda: {"names": "\n".join(name for _, name in works.sources_of(found))},
        context={
            "title": "实施方案的经费来源",
            "button": "保存",
            "cancel_url": here,
            "crumbs": [(found.short, here), ("经费来源", "")],
        },
    )
    return answer(page)
