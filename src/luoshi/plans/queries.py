"""Which plans, tasks and targets exist for whom: a plan is published to everybody under its issuer."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors, within
from luoshi.common.actor import Actor
from luoshi.policies.models import Clause
from luoshi.policies.pack import documents_of

from .models import Area, PackVersion, Plan, PlanDate, PlanPart, Target, Task


def plans_visible_to(actor: Actor) -> QuerySet[Plan]:
    plans = Plan.objects.filter(withdrawn_at__isnull=True).select_related("issuer", "document")
    if actor.is_system:
        return plans
    if not actor.may("read_plans"):
        return plans.none()
    published = Q(published_at__isnull=False) | Q(issuer=actor.organisation_id)
    return plans.filter(published, issuer__path__in=ancestors(actor.path))


def areas_visible_to(actor: Actor) -> QuerySet[Area]:
    return Area.objects.filter(plan__in=plans_visible_to(actor), withdrawn_at__isnull=True)


def tasks_visible_to(actor: Actor) -> QuerySet[Task]:
    return Task.objects.filter(plan__in=plans_visible_to(actor), withdrawn_at__isnull=True).select_related(
        "plan", "plan__issuer", "area"
    )


def tasks_of(plan: Plan) -> QuerySet[Task]:
    """The tasks of a plan that the actor was found to see: whoever sees a plan sees all its tasks."""
    return Task.objects.filter(plan=plan, withdrawn_at__isnull=True)


def targets_visible_to(actor: Actor) -> QuerySet[Target]:
    return Target.objects.filter(plan__in=plans_visible_to(actor), withdrawn_at__isnull=True).select_related(
        "plan", "task", "clause"
    )


def dates_visible_to(actor: Actor) -> QuerySet[PlanDate]:
    return PlanDate.objects.filter(
        plan__in=plans_visible_to(actor), withdrawn_at__isnull=True
    ).select_related("plan")


def last_version(kind: str, key: str) -> PackVersion | None:
    """The pack as it was loaded last, or None."""
    return PackVersion.objects.filter(kind=kind, key=key).order_by("-id").first()


# ---- for those who write a plan by hand


def plans_with_rules(actor: Actor) -> list[tuple[str, str]]:
    """(public id, name) of the plans of the actor's own bureau, which may have reminder rules of their own."""
    own = plans_visible_to(actor).filter(issuer=actor.organisation_id).order_by("-id")
    return list(own.values_list("public_id", "short"))


def plans_to_edit(actor: Actor) -> QuerySet[Plan]:
    """The plans an editor may reach: those that are visible, and the own organisation's withdrawn ones."""
    plans = Plan.objects.select_related("issuer", "document")
    seen = Q(pk__in=plans_visible_to(actor).order_by().values("pk"))
    own = Q(issuer=actor.organisation_id) if actor.may("edit_plan") else Q(pk__in=[])
    return plans.filter(seen | own)


def parts_to_edit(actor: Actor, model: type[PlanPart]) -> QuerySet[Any]:
    """Areas, tasks, targets or dates of those plans; withdrawn ones exist for the plan's editors only."""
    parts = model._base_manager.filter(plan__in=plans_to_edit(actor)).select_related("plan", "plan__issuer")
    own = Q(plan__issuer=actor.organisation_id) if actor.may("edit_plan") else Q(pk__in=[])
    return parts.filter(Q(withdrawn_at__isnull=True, plan__withdrawn_at__isnull=True) | own)


def clauses_of(plan: Plan) -> QuerySet[Clause]:
    """What parts of a plan may point to: the clauses in force of its own documents."""
    documents = documents_of(plan.key).filter(withdrawn_at__isnull=True)
    clauses = Clause.objects.filter(document__in=documents, withdrawn_at__isnull=True)
    return clauses.select_related("document").order_by("document", "order", "id")


def areas_in(plan: Plan) -> QuerySet[Area]:
    return Area.objects.filter(plan=plan, withdrawn_at__isnull=True).order_by("order", "id")


def tasks_in(plan: Plan) -> QuerySet[Task]:
    return Task.objects.filter(plan=plan, withdrawn_at__isnull=True).order_by("order", "id")


def what_stands_on(part: PlanPart) -> str:
    """Why an area or task cannot be withdrawn now and what to do first, as one sentence; "" where nothing is in the
    way."""
    if isinstance(part, Area) and part.tasks.filter(withdrawn_at__isnull=True).exists():
        return "这个领域下还有任务，请先把任务移到别的领域或撤下。"
    if isinstance(part, Task) and part.duties.filter(left_at__isnull=True).exists():
        return "还有单位承担这项任务，请先让这些单位退出，再撤下任务。"
    return ""


def why_it_stays_published(plan: Plan) -> str:
    """Why a published plan cannot go back to 起草中, as one sentence; "" where nobody builds on it yet."""
    if plan.tasks.filter(duties__left_at__isnull=True, duties__isnull=False).exists():
        return "已有单位承担这份计划的任务，不能改回起草。要停用，请撤下计划。"
    if plan.rounds.filter(opened_at__isnull=False).exists():
        return "这份计划已发布承接申报，不能改回起草。要停用，请先撤销申报，再撤下计划。"
    return ""


def leaders_for(plan: Plan) -> QuerySet[Organisation]:
    """Who may lead a task the bureau cultivates or does itself: the issuer and the offices at or below it."""
    found = Organisation.objects.filter(within(plan.issuer.path), withdrawn_at__isnull=True)
    return found.exclude(kind__in=(Organisation.Kind.SCHOOL, Organisation.Kind.ENTERPRISE)).order_by(
        "order", "id"
    )


def plans_titled(issuer: Organisation, title: str) -> QuerySet[Plan]:
    """Plans of this organisation with exactly this name, withdrawn ones left out."""
    return Plan.objects.filter(issuer=issuer, title=title.strip(), withdrawn_at__isnull=True)
