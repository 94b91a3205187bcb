"""A plan made, changed, withdrawn and restored."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import page_of, version_of
from luoshi.common.routes import policy
from luoshi.plans import actions
from luoshi.plans.editing import under_plan
from luoshi.plans.forms import PlanForm
from luoshi.plans.history import history_of
from luoshi.plans.models import Plan
from luoshi.plans.permissions import can_start_plan
from luoshi.plans.queries import plans_to_edit, why_it_stays_published

from .frame import plan_for_editor, refused_again

EDITORS = "计划印发单位的经办人和科长"


@policy(f"{EDITORS}：新建计划", methods=("GET", "POST"))
def start_plan(request: HttpRequest) -> HttpResponse:
    issuer = Organisation.objects.filter(pk=request.actor.organisation_id).first()
    require(can_start_plan(request.actor, issuer))
    return answer(
        FormPage(
            request,
            "plans/form.html",
            PlanForm,
            "plans.plan.new",
            issuer,
            send=lambda said: actions.start_plan(
                issuer=issuer, by=request.actor, once=Once.of(request), **said
            ),
            then=lambda plan: reverse("edit-areas", args=[plan.public_id]),
            versioned=False,
            said="计划已新建，目前只有本单位看得到。接着添加任务领域；写好以后在计划页公布。",
            context={
                "heading": "新建计划",
                "crumbs": [("计划", "/plans/"), ("新建计划", "")],
                "cancel_url": "/plans/",
            },
        )
    )


@policy(f"{EDITORS}：修改计划信息", methods=("GET", "POST"))
def edit_plan(request: HttpRequest, plan: str) -> HttpResponse:
    return answer(_changing(request, plan_for_editor(request, plan)))


def _changing(request: HttpRequest, plan: Plan) -> FormPage:
    address = reverse("edit-plan", args=[plan.public_id])
    more = {"stays_published": why_it_stays_published(plan)}
    more |= {"heading": plan.title, "history": history_of(plan), "address": address, "cancel_url": "/plans/"}
    return FormPage(
        request,
        "plans/plan.html",
        PlanForm,
        "plans.plan",
        plan,
        stored=lambda: PlanForm.stored(plan),
        send=lambda said: actions.change_plan(
            plan=plan, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: address,
        context=under_plan(plan, "edit-plan") | more,
    )


@policy(f"{EDITORS}：公布计划", methods=("POST",))
def publish_plan(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    actions.publish_plan(plan=found, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, f"计划“{found.short}”已公布，下属单位从现在起看得到。")
    return redirect("plan", found.public_id)


@policy(f"{EDITORS}：把公布的计划改回起草", methods=("POST",))
def unpublish_plan(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    actions.unpublish_plan(plan=found, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, f"计划“{found.short}”已改回起草，下属单位不再看到。")
    return redirect("edit-plan", found.public_id)


@policy(f"{EDITORS}：撤下计划", methods=("POST",))
def withdraw_plan(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    reason = request.POST.get("reason", "")[:1000]
    try:
        actions.withdraw_plan(
            plan=found, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except (RuleBroken, Stale) as refusal:
        again = plan_for_editor(request, plan)
        return refused_again(_changing(request, again), refusal, reason)
    messages.success(request, f"计划“{found.short}”已撤下，可以在这里恢复。")
    return redirect("withdrawn-plans")


@policy(f"{EDITORS}：恢复撤下的计划", methods=("POST",))
def restore_plan(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    actions.restore_plan(plan=found, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, f"计划“{found.short}”已恢复。")
    return redirect("edit-plan", found.public_id)


@policy(f"{EDITORS}：看本单位撤下的计划")
def withdrawn_plans(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("edit_plan"))
    plans = plans_to_edit(request.actor).filter(withdrawn_at__isnull=False).order_by("-withdrawn_at", "-id")
    context = {
        "page_obj": page_of(request, plans),
        "crumbs": [("计划", "/plans/"), ("已撤下的计划", "")],
    }
    return render(request, "plans/withdrawn_plans.html", context)
