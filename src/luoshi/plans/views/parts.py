"""Areas, tasks, targets and dates: made, changed, moved, withdrawn, restored."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.acts import Once
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.form_pages import FormPage, answer, keep_draft
from luoshi.common.models import Base
from luoshi.common.pages import version_of
from luoshi.common.routes import policy
from luoshi.plans import actions
from luoshi.plans.forms import AreaForm, DateForm, NewTargetForm, TargetForm, TaskForm
from luoshi.plans.models import Plan, PlanPart
from luoshi.plans.said import read_sentence
from luoshi.plans.states import PART_WORDS, PARTS
from luoshi.plans.wording import target_sentence

from .frame import LIST_OF, new_part, of_part, part_for_editor, plan_for_editor, refused_again
from .lists import sentence_of
from .plan import EDITORS


def _adding(request: HttpRequest, plan: Plan, kind: str, form: Any, act: Any, **more: Any) -> FormPage:
    """The page of a new part; its draft hangs on the plan unless `about` says otherwise."""
    about: Base = more.pop("about", plan)
    return FormPage(
        request,
        more.pop("template", "plans/form.html"),
        lambda **given: form(plan=plan, **given),
        f"plans.{kind}.new",
        about,
        send=lambda said: act(by=request.actor, once=Once.of(request), **said),
        then=lambda saved: more.get("then") or reverse(LIST_OF[kind], args=[plan.public_id]),
        versioned=False,
        preview=more.get("preview"),
        said=f"{PART_WORDS[kind]}已添加。",
        context=new_part(plan, kind) | more.get("context", {}),
    )


def _changing(request: HttpRequest, part: PlanPart, kind: str, form: Any, act: Any, **more: Any) -> FormPage:
    """The page of a part that is there; after saving it shows the page again."""
    return FormPage(
        request,
        more.get("template", "plans/part.html"),
        lambda **given: form(plan=part.plan, **given),
        f"plans.{kind}",
        part,
        stored=lambda: form.stored(part),
        send=lambda said: act(by=request.actor, version=version_of(request), once=Once.of(request), **said),
        then=lambda saved: request.path,
        preview=more.get("preview"),
        context=of_part(part) | more.get("context", {}),
    )


@policy(f"{EDITORS}：新建任务领域", methods=("GET", "POST"))
def add_area(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    act = partial(actions.add_area, plan=found)
    return answer(_adding(request, found, "area", AreaForm, act))


@policy(f"{EDITORS}：修改任务领域", methods=("GET", "POST"))
def edit_area(request: HttpRequest, area: str) -> HttpResponse:
    return answer(_area_page(request, part_for_editor(request, "area", area)))


def _area_page(request: HttpRequest, area: Any) -> FormPage:
    act = partial(actions.change_area, area=area)
    return _changing(request, area, "area", AreaForm, act)


@policy(f"{EDITORS}：新建任务", methods=("GET", "POST"))
def add_task(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    act = partial(actions.add_task, plan=found)
    return answer(_adding(request, found, "task", TaskForm, act))


@policy(f"{EDITORS}：修改任务", methods=("GET", "POST"))
def edit_task(request: HttpRequest, task: str) -> HttpResponse:
    return answer(_task_page(request, part_for_editor(request, "task", task)))


def _task_page(request: HttpRequest, task: Any) -> FormPage:
    act = partial(actions.change_task, task=task)
    rows = task.targets.filter(withdrawn_at__isnull=True).order_by("order", "id")
    context = {"targets": [(target, sentence_of(target)) for target in rows]}
    return _changing(request, task, "task", TaskForm, act, template="plans/task.html", context=context)


@policy(f"{EDITORS}：为任务新建目标", methods=("GET", "POST"))
def add_target(request: HttpRequest, task: str) -> HttpResponse:
    found = part_for_editor(request, "task", task)
    act = partial(actions.add_target, task=found)
    back = reverse("edit-task", args=[found.public_id])
    page = _adding(
        request,
        found.plan,
        "target",
        NewTargetForm,
        act,
        about=found,
        template="plans/target.html",
        then=back,
        preview=target_sentence,
        context={"task": found, "cancel_url": back},
    )
    return _answer_target(page, found.plan)


@policy(f"{EDITORS}：修改目标", methods=("GET", "POST"))
def edit_target(request: HttpRequest, target: str) -> HttpResponse:
    found = part_for_editor(request, "target", target)
    return _answer_target(_target_page(request, found), found.plan)


def _answer_target(page: FormPage, plan: Plan) -> HttpResponse:
    """The form of a target; what was typed as a sentence fills its fields and comes back to be checked."""
    request = page.request
    if request.method != "POST" or "_read" not in request.POST:
        return answer(page)
    text = request.POST.get("sentence", "").strip()[:500]
    said = read_sentence(text, plan) if text else None
    if said is None:
        words = "这句话里没有读出目标，请写明数的是什么、多少、到什么时候，或直接填写下面各项。"
        messages.warning(request, words if text else "请先写一句话，再读进下面各项。")
    else:
        request.POST = filled(request.POST, said.values)
        form = page.make(data=request.POST)
        form.is_valid()
        read = f"读作：{target_sentence(form.cleaned_data)}。已填进下面各项，还没有保存，请核对。"
        messages.info(request, read + "".join(said.remarks))
    keep_draft(request, page.draft.form, page.about, page.base_version)
    return redirect(request.get_full_path())


def filled(typed: QueryDict, values: dict[str, str]) -> QueryDict:
    """What was typed, with these fields in place of what stood there; an empty one is a box not ticked."""
    changed = typed.copy()
    for name, value in values.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return changed


def _target_page(request: HttpRequest, target: Any) -> FormPage:
    act = partial(actions.change_target, target=target)
    return _changing(
        request,
        target,
        "target",
        TargetForm,
        act,
        template="plans/target.html",
        preview=target_sentence,
        context={"sentence": sentence_of(target)},
    )


@policy(f"{EDITORS}：看目标读成一句话", methods=("POST",))
def preview_target(request: HttpRequest, plan: str) -> HttpResponse:
    """The sentence of what is typed so far; nothing is stored."""
    found = plan_for_editor(request, plan)
    form = TargetForm(data=request.POST, plan=found)
    form.is_valid()
    return render(request, "plans/_sentence.html", {"sentence": target_sentence(form.cleaned_data)})


@policy(f"{EDITORS}：新建日程", methods=("GET", "POST"))
def add_date(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    act = partial(actions.add_date, plan=found)
    return answer(_adding(request, found, "date", DateForm, act))


@policy(f"{EDITORS}：修改日程", methods=("GET", "POST"))
def edit_date(request: HttpRequest, date: str) -> HttpResponse:
    return answer(_date_page(request, part_for_editor(request, "date", date)))


def _date_page(request: HttpRequest, date: Any) -> FormPage:
    act = partial(actions.change_date, entry=date)
    return _changing(request, date, "date", DateForm, act)


PAGES = {"area": _area_page, "task": _task_page, "target": _target_page, "date": _date_page}


def _part_of(request: HttpRequest, kind: str, part: str) -> Any:
    if kind not in PARTS:
        raise Http404
    return part_for_editor(request, kind, part)


@policy(f"{EDITORS}：撤下任务领域、任务、目标、日程", methods=("POST",))
def withdraw_part(request: HttpRequest, kind: str, part: str) -> HttpResponse:
    found = _part_of(request, kind, part)
    reason = request.POST.get("reason", "")[:1000]
    try:
        actions.withdraw_part(
            part=found, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except (RuleBroken, Stale) as refusal:
        return refused_again(PAGES[kind](request, _part_of(request, kind, part)), refusal, reason)
    messages.success(request, f"{PART_WORDS[kind]}“{found}”已撤下，可以在“已撤下”里恢复。")
    return redirect(LIST_OF[kind], found.plan.public_id)


@policy(f"{EDITORS}：恢复撤下的任务领域、任务、目标、日程", methods=("POST",))
def restore_part(request: HttpRequest, kind: str, part: str) -> HttpResponse:
    found = _part_of(request, kind, part)
    actions.restore_part(part=found, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, f"{PART_WORDS[kind]}“{found}”已恢复。")
    return redirect(LIST_OF[kind], found.plan.public_id)


@policy(f"{EDITORS}：调整次序", methods=("POST",))
def move_part(request: HttpRequest, kind: str, part: str) -> HttpResponse:
    found = _part_of(request, kind, part)
    up = request.POST.get("to") == "up"
    actions.move_part(part=found, up=up, by=request.actor, version=version_of(request), once=Once.of(request))
    listed = reverse(LIST_OF[kind], args=[found.plan.public_id])
    back = request.POST.get("back", "")
    return redirect(back if back.startswith(f"{listed}?") else listed)
