"""Begin a binder from a plan or a task; bring one up to date with what has been cited since."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_under
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.evidence.binders.actions import begin_binder
from luoshi.evidence.binders.models import Binder
from luoshi.evidence.binders.permissions import WHO, can_make_binders, can_work_on_binder
from luoshi.evidence.binders.queries import binders_visible_to
from luoshi.evidence.binders.renewing import renew_binder
from luoshi.plans.models import Task
from luoshi.plans.queries import plans_visible_to, tasks_visible_to

from .folders import Scope, places_of
from .forms import NewBinderForm

GONE = "这个材料包所按的计划或任务已经没有了，不能再更新；已经排好的目录和材料不变。"


@policy(f"{WHO}：选计划、任务、单位，编排材料包", methods=("GET", "POST"))
def new_binder(request: HttpRequest) -> HttpResponse:
    require(can_make_binders(request.actor))
    task = _task(request)
    form = _form(request, task)
    if request.method == "POST" and form.is_valid():
        try:
            made = _begin(request, form.cleaned_data, task)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("binder", made.public_id)
    context = {"form": form, "task": task, "crumbs": [("材料包", reverse("binders")), ("编排", "")]}
    return render(request, "home/binders/new.html", context, status=422 if form.errors else 200)


def _task(request: HttpRequest) -> Task | None:
    asked = request.GET.get("task", "").replace("\0", "")[:20]
    found: Task | None = find(tasks_visible_to(request.actor), asked) if asked else None
    return found


def _form(request: HttpRequest, task: Task | None) -> NewBinderForm:
    plans = plans_visible_to(request.actor).order_by("-start", "-id")
    asked = {name: request.GET.get(name, "").replace("\0", "")[:20] for name in ("plan", "organisation")}
    if task is not None:
        plans = plans.filter(pk=task.plan_id)
        asked["plan"] = task.plan.public_id
    own = Organisation.objects.filter(
        pk=request.actor.organisation_id, kind=Organisation.Kind.SCHOOL
    ).exists()
    places = _places(request)
    return NewBinderForm(request.POST or None, plans=plans, places=places, own=own, initial=asked)


def _places(request: HttpRequest) -> QuerySet[Organisation]:
    schools = organisations_under(request.actor).filter(kind=Organisation.Kind.SCHOOL)
    own = Organisation.objects.filter(pk=request.actor.organisation_id)
    return (schools | own).distinct().order_by("order", "id")


def _begin(request: HttpRequest, said: dict[str, Any], task: Task | None) -> Binder:
    actor = request.actor
    own = Organisation.objects.get(pk=actor.organisation_id)
    about = own if own.kind == Organisation.Kind.SCHOOL else said.get("organisation")
    scope = Scope(said["plan"], task, about)
    made: Binder = begin_binder(
        organisation=own,
        about=about,
        title=said["title"].strip() or _free_title(own, scope),
        source=scope.source,
        source_words=scope.words,
        places=places_of(actor, scope),
        by=actor,
        once=Once.of(request),
    )
    return made


def _free_title(own: Organisation, scope: Scope) -> str:
    """Of whom, of which plan and task; another of that name gets a number: two plans may have tasks of one code."""
    of = f"{scope.plan.short} {scope.task}" if scope.task else scope.plan.short
    title = f"{scope.about.short if scope.about else ''}{of}材料"
    there = set(
        Binder.objects.filter(organisation=own, title__startswith=title[:100]).values_list("title", flat=True)
    )
    wanted = [title[:120], *(f"{title[:112]}（{at}）" for at in range(2, len(there) + 2))]
    return next(each for each in wanted if each not in there)


@policy(f"{WHO}：按现在的责任项和引用更新材料包", methods=("POST",))
def renew(request: HttpRequest, binder: str) -> HttpResponse:
    found: Binder = find(binders_visible_to(request.actor), binder)
    require(can_work_on_binder(request.actor, found))
    scope = _scope_of(request, found)
    renew_binder(
        binder=found,
        places=places_of(request.actor, scope),
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
    messages.success(request, "已按现在的责任项和引用更新；您选的、加的、标为不适用的没有变。")
    return redirect("binder", found.public_id)


def _scope_of(request: HttpRequest, found: Binder) -> Scope:
    plan = plans_visible_to(request.actor).filter(public_id=found.source.get("plan", "")).first()
    asked = found.source.get("task", "")
    task = tasks_visible_to(request.actor).filter(public_id=asked).first() if asked else None
    if plan is None or (asked and task is None):
        raise RuleBroken(GONE)
    return Scope(plan, task, found.about)
