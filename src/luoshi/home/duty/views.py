"""The duty page, and the drawer that says where a duty comes from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.moves import possible
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core.standing import percent_done
from luoshi.plans.models import Basis
from luoshi.undertakings.history import duty_history, quantity_set, requests_on
from luoshi.undertakings.models import Duty
from luoshi.undertakings.permissions import can_change_duty, can_join_work, can_request_on
from luoshi.undertakings.queries import change_requests_visible_to, duties_visible_to, how_carried
from luoshi.undertakings.states import DUTY_MOVES, DutyStage
from luoshi.workplans.standing import facts_of

from ..origins import confirmations_of, origins_of
from ..panels import panels_of
from . import sources
from .evidence import cited_by
from .spine import spine_of

ACT_PAGES = {"undertakings.withdraw_duty": "withdraw-duty", "undertakings.restore_duty": "restore-duty"}


@policy("责任单位及其上级：查看责任项")
def duty(request: HttpRequest, duty: str) -> HttpResponse:
    found = find(duties_visible_to(request.actor), duty)
    context = _origin(request.actor, found) | {
        "crumbs": _crumbs(found),
        "same_work": sources.same_work_of(request.actor, found),
        "may_join": can_join_work(request.actor, found),
        "history": duty_history(found, confirmations_of(found)),
        "change_requests": change_requests_visible_to(request.actor)
        .filter(pk__in=requests_on(found).values("pk"))
        .order_by("-id")[:20],
        "acts": _acts(request.actor, found),
        "cited": cited_by(request.actor, found),
    }
    proving = context["cited"]["proving"] if context["cited"] else 0
    context["facts"] = _facts(found, proving)
    context["panels"] = panels_of("duty", request.actor, found)
    context["spine"] = spine_of(
        found, context["clauses"], context["targets"], proving, context["quantity_set"]
    )
    return render(request, "home/duty/page.html", context)


@policy("责任单位及其上级：查看责任项的来源")
def duty_source(request: HttpRequest, duty: str) -> HttpResponse:
    found = find(duties_visible_to(request.actor), duty)
    steps = facts_of(found.organisation_id).get(found.work_id)
    percent = percent_done(steps.steps) if steps is not None else None
    return render(request, "home/duty/source.html", _origin(request.actor, found) | {"percent": percent})


def _origin(actor: Actor, duty: Duty) -> dict[str, Any]:
    return {
        "duty": duty,
        "clauses": sources.clauses_of(actor, duty.task),
        "targets": sources.targets_of(actor, duty.task),
        "place": sources.place_words(actor, duty),
        "decisions": list(sources.decisions_on(actor, duty)),
        "counts": sources.counts_of(actor, duty),
        "origin": origins_of(actor, [duty]).get(duty.pk),
        "quantity_set": quantity_set(duty, confirmations_of(duty)) if duty.in_document else "",
    }


def _crumbs(duty: Duty) -> list[tuple[str, str]]:
    plan, task = duty.task.plan, duty.task
    return [
        (plan.short, reverse("plan", args=[plan.public_id])),
        ("承接矩阵", reverse("matrix", args=[plan.public_id])),
        (str(task), reverse("task", args=[task.public_id])),
        (duty.organisation.short, ""),
    ]


def _proof_words(duty: Duty, proving: int) -> str:
    """The one word of the rule (`core.standing`), as everywhere; what the duty cites itself stands beside it."""
    cited = f"（责任项上另引用 {proving} 份）" if proving else ""
    return f"{duty.get_proof_display()}{cited}"


def _facts(duty: Duty, proving: int) -> list[tuple[Any, ...]]:
    quantity = "未定" if duty.quantity is None else f"{duty.quantity.normalize():f}"
    return [
        ("责任单位", duty.organisation.name, reverse("organisation", args=[duty.organisation.public_id])),
        ("性质", duty.get_basis_display()),
        ("数量", quantity),
        *([("承接方式", how_carried(duty))] if duty.led_by else []),
        ("佐证", _proof_words(duty, proving)),
        ("任务领域", duty.task.area.name if duty.task.area else "未分"),
    ]


def _acts(actor: Actor, duty: Duty) -> list[dict[str, Any]]:
    """What may be done now, from the table of moves."""
    joining = [{"label": "合并同一工作", "url": reverse("same-work", args=[duty.public_id])}]
    acts = joining if duty.stage != DutyStage.LEFT and can_join_work(actor, duty) else []
    may_request = can_request_on(actor, duty.task, duty.organisation)
    if duty.basis in (Basis.UNDERTAKEN, Basis.REQUIRED) and duty.stage != DutyStage.DONE and may_request:
        acts.append({"label": "申请变更", "url": reverse("change-duty", args=[duty.public_id])})
    if not can_change_duty(actor, duty):
        return acts
    acts += [
        {"label": move.label, "url": reverse(ACT_PAGES[move.action], args=[duty.public_id])}
        for move in possible(DUTY_MOVES, duty, "stage")
        if move.action in ACT_PAGES
    ]
    if duty.stage != DutyStage.LEFT:
        acts.append({"label": "修改承接数量", "url": reverse("duty-quantity", args=[duty.public_id])})
    if duty.basis == Basis.OWN and duty.stage != DutyStage.LEFT:
        acts.append({"label": "公布承诺", "url": reverse("commitment", args=[duty.public_id])})
    return acts
