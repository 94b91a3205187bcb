"""The bureau makes a round: its name, words and dates, the list of tasks, conditions, schools."""

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
from luoshi.papers.routes import has_chain
from luoshi.plans.models import Basis
from luoshi.plans.queries import tasks_in
from luoshi.undertakings.pack import schools_under

from .. import actions, permissions
from ..forms import ConditionForm, NameForm, RoundForm, SchoolsForm, TasksForm, stored_terms
from ..models import Round, RoundTask
from ..queries import invited_to, round_tasks_visible_to, rounds_visible_to
from ..states import RoundState
from .rounds import EDITORS, crumbs, plan_of

TEMPLATE = "rounds/form.html"


@policy(f"{EDITORS}：新建一轮承接申报", methods=("GET", "POST"))
def new_round(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_of(request, plan)
    context = {
        "title": "新建承接申报",
        "words": "先起草：列入全部承接任务和各校。接着定时间、条件，看过以后再发布。",
        "button": "新建",
        "cancel_url": reverse("rounds"),
        "crumbs": [("承接申报", reverse("rounds")), ("新建", "")],
    }
    page = FormPage(
        request,
        TEMPLATE,
        make=NameForm,
        name="rounds.new",
        about=found,
        send=lambda said: actions.make_round(
            plan=found, name=said["name"], by=request.actor, once=Once.of(request)
        ),
        then=lambda made: reverse("edit-round", args=[made.public_id]),
        stored=lambda: {"name": f"{found.short}承接申报"[:80]},
        versioned=False,
        said="已起草。请定时间，再核对任务和单位。",
        context=context,
    )
    return answer(page)


def _draft(request: HttpRequest, public_id: str) -> Round:
    found: Round = find(rounds_visible_to(request.actor), public_id)
    require(permissions.can_run_round(request.actor, found))
    return found


def _page(request: HttpRequest, found: Round, title: str, tab: str, **given: Any) -> HttpResponse:
    here = reverse("round", args=[found.public_id])
    if request.method == "GET" and found.state != RoundState.DRAFT:
        return redirect(here)
    steps = tabs(found, tab)
    shown = {
        "round": found,
        "title": title,
        "named_by_tab": any(each["current"] and each["label"] == title for each in steps),
        "button": "保存",
        "cancel_url": here,
        "tabs": steps,
        "crumbs": crumbs(found, title),
    }
    context = shown | given.pop("context", {})
    return answer(
        FormPage(
            request,
            given.pop("template", TEMPLATE),
            about=given.pop("about", found),
            context=context,
            **given,
        )
    )


def tabs(found: Round, current: str) -> list[dict[str, Any]]:
    """The steps of making a round, each open at any time."""
    steps = (("edit-round", "时间和说明"), ("round-tasks", "任务和条件"), ("round-schools", "申报单位"))
    named = [(reverse(name, args=[found.public_id]), label, name == current) for name, label in steps]
    named.append((reverse("round", args=[found.public_id]), "预览和发布", False))
    return [{"url": url, "label": label, "current": on} for url, label, on in named]


@policy(f"{EDITORS}：一轮申报的时间、说明和每校项数", methods=("GET", "POST"))
def edit_round(request: HttpRequest, round: str) -> HttpResponse:
    found = _draft(request, round)
    names = ("name", "words", "opens_at", "closes_at", "least", "most", "form_version", "reference")
    return _page(
        request,
        found,
        "时间和说明",
        "edit-round",
        make=lambda **given: RoundForm(round_=found, **given),
        name="rounds.edit",
        send=lambda said: actions.change_round(
            round_=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: reverse("round-tasks", args=[found.public_id]),
        stored=lambda: {name: getattr(found, name) for name in names},
        said="已保存。接着核对任务和条件。",
    )


@policy(f"{EDITORS}：一轮申报的任务清单", methods=("GET", "POST"))
def round_tasks(request: HttpRequest, round: str) -> HttpResponse:
    found = _draft(request, round)
    rows = {row.task_id: row for row in found.tasks.select_related("task", "round__plan__issuer")}
    tasks = list(tasks_in(found.plan).filter(basis=Basis.UNDERTAKEN))

    def send(said: dict[str, Any]) -> Any:
        terms = TasksForm(tasks=tasks, rows=rows).terms(said)
        return actions.set_tasks(
            round_=found, terms=terms, by=request.actor, version=version_of(request), once=Once.of(request)
        )

    return _page(
        request,
        found,
        "任务和条件",
        "round-tasks",
        template="rounds/tasks.html",
        make=lambda **given: TasksForm(tasks=tasks, rows=rows, **given),
        name="rounds.tasks",
        send=send,
        then=lambda saved: reverse("round-schools", args=[found.public_id]),
        stored=lambda: stored_terms(tasks, rows),
        said="任务清单已保存。接着核对申报单位。",
    )


@policy(f"{EDITORS}：一轮申报的单位", methods=("GET", "POST"))
def round_schools(request: HttpRequest, round: str) -> HttpResponse:
    found = _draft(request, round)
    able = [each.pk for each in schools_under(found.plan) if has_chain(each)]
    schools = type(found.plan.issuer).objects.filter(pk__in=able).order_by("order", "id")
    return _page(
        request,
        found,
        "申报单位",
        "round-schools",
        make=lambda **given: SchoolsForm(organisations=schools, **given),
        name="rounds.schools",
        send=lambda said: actions.set_invited(
            round_=found,
            organisations=list(said["organisations"]),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: reverse("round", args=[found.public_id]),
        stored=lambda: {"organisations": [each.public_id for each in invited_to(found)]},
        said="申报单位已保存。核对无误后发布。",
    )


@policy(f"{EDITORS}：一项任务的申报条件", methods=("GET", "POST"))
def round_condition(request: HttpRequest, round_task: str) -> HttpResponse:
    row: RoundTask = find(round_tasks_visible_to(request.actor), round_task)
    require(permissions.can_set_condition(request.actor, row))
    back = reverse("round-tasks", args=[row.round.public_id])
    return _page(
        request,
        row.round,
        f"申报条件：{row.task}",
        "round-tasks",
        about=row,
        make=lambda **given: ConditionForm(row=row, **_without_condition(given)),
        name="rounds.condition",
        send=lambda said: actions.set_condition(
            round_task=row,
            condition=said["condition"],
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: back,
        said="申报条件已保存。",
        context={
            "cancel_url": back,
            "words": "条件看各校在“单位概况”里填的数。没有填的按不符合处理，并提示学校补填。",
        },
    )


def _without_condition(given: dict[str, Any]) -> dict[str, Any]:
    """What is stored comes from the row itself; what was typed before only where it was typed."""
    return {name: value for name, value in given.items() if not (name == "initial" and not value)}
