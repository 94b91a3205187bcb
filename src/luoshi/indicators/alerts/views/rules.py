"""The office's rules: one table, tried on today's facts before it is saved, every earlier version within reach."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core import alerts as core
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to

from .. import actions, permissions
from ..forms import RulesForm, rules_of, stored
from ..keeping import look
from ..models import AlertRule
from ..queries import rules_for, rules_in_force
from .lists import may_read

CITY = "计划印发单位的经办、科长"
SHOWN = 12
GENERAL = "general"  # in place of a number: the office's general rules


@policy(f"能看预警的人：一个计划的预警规则；{CITY}：试算和修改", methods=("GET", "POST"))
def plan_rules(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    may_read(request)
    return _page(request, found)


@policy(f"{CITY}：本单位通用的预警规则", methods=("GET", "POST"))
def rules(request: HttpRequest) -> HttpResponse:
    return _page(request, _office(request))


def _office(request: HttpRequest) -> Organisation:
    require(request.actor.may("edit_plan"))
    return get_object_or_404(Organisation, pk=request.actor.organisation_id)


def _page(request: HttpRequest, place: Plan | Organisation) -> HttpResponse:
    plan, bureau = actions.place_of(place)
    may_set = permissions.can_set_rules(request.actor, place)
    context = _context(place, may_set)
    if not may_set:
        require(request.method == "GET")
        return render(request, "alerts/rules_read.html", context)
    page = FormPage(
        request,
        "alerts/rules.html",
        make=lambda **given: RulesForm(**given),
        name="alerts.rules",
        about=place,
        send=lambda said: actions.set_rules(
            place=place,
            rules=rules_of(said),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: request.path,
        stored=lambda: stored(rules_for(plan, bureau)),
        preview=lambda said: _preview(place, said),
        said=lambda saved: f"已保存为第 {saved.number} 版，预警已按新规则核对。",
        context=context,
    )
    return answer(page)


def _context(place: Plan | Organisation, may_set: bool) -> dict[str, Any]:
    plan, bureau = actions.place_of(place)
    in_force, now = rules_in_force(plan, bureau), rules_for(plan, bureau)
    name = f"{plan.short}预警规则" if plan is not None else "通用预警规则"
    restore = (
        reverse("restore-plan-alert-rules", args=[plan.public_id])
        if plan is not None
        else reverse("restore-alert-rules")
    )
    return {
        "title": name,
        "place": place,
        "now": now,
        "number": in_force.number if in_force is not None else 0,
        "number_words": f"第 {in_force.number} 版" if in_force is not None else "",
        "has_own": plan is not None and in_force is not None and in_force.plan_id is not None,
        "binds": [each.short for each, _ in actions.bound_by(place) if each]
        if plan is None and may_set
        else None,
        "inherited": plan is not None and in_force is not None and in_force.plan_id is None,
        "rows": _rows(now),
        "versions": _versions(plan, bureau) if may_set else [],
        "restore_url": restore,
        "crumbs": [("预警", reverse("alerts")), (name, "")],
    }


def _preview(place: Plan | Organisation, said: dict[str, Any]) -> str:
    tried = rules_of(said)
    if problems := tried.problems():
        return f"还不能试算：{problems[0]}"
    return actions.preview_words([look(plan, bureau, tried) for plan, bureau in actions.bound_by(place)])


def _rows(now: core.Rules) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "cells": [now.limits.get(key, {}).get(rank) for rank in core.RANKS]}
        for key, kind in core.KINDS.items()
    ]


def _versions(plan: Plan | None, bureau: Organisation) -> list[AlertRule]:
    return list(AlertRule.objects.filter(plan=plan, organisation=bureau)[:SHOWN])


def _restore(request: HttpRequest, place: Plan | Organisation, here: str) -> HttpResponse:
    require(permissions.can_set_rules(request.actor, place))
    typed = request.POST.get("number", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else -1
    said = {"place": place, "by": request.actor, "version": version_of(request), "once": Once.of(request)}
    try:
        if typed == GENERAL and isinstance(place, Plan):
            actions.drop_rules(**said)
        else:
            actions.restore_rules(number=number, **said)
    except Busy:
        raise
    except Refusal as refusal:
        place.refresh_from_db()
        messages.error(request, refusal.message)
        return redirect(here)
    messages.success(request, "已恢复，预警已按这一版核对。")
    return redirect(here)


@policy(f"{CITY}：恢复一个计划以前的预警规则", methods=("POST",))
def restore_plan_rules(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    return _restore(request, found, reverse("plan-alert-rules", args=[found.public_id]))


@policy(f"{CITY}：恢复以前的预警规则", methods=("POST",))
def restore_rules(request: HttpRequest) -> HttpResponse:
    return _restore(request, _office(request), reverse("alert-rules"))
