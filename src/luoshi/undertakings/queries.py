"""Marks are published to everybody under the plan's issuer; duties belong to their organisation and its superiors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, within
from luoshi.accounts.roles import SEPARATED
from luoshi.common.actor import Actor
from luoshi.papers.models import Step
from luoshi.papers.queries import approvals_visible_to
from luoshi.plans.models import Basis, Plan, Task
from luoshi.plans.queries import plans_visible_to

from .models import ChangeRequest, Duty
from .states import RequestState

# At its task a joint duty is counted once, at the organisation that leads (design, section 3).
COUNTED_ONCE = Q(led_by__isnull=True) | Q(led_by=F("organisation"))


def marks_visible_to(actor: Actor) -> QuerySet[Duty]:
    """That an organisation took a task on: task, organisation, basis. Never show stage or links from here alone."""
    return Duty.objects.filter(
        task__plan__in=plans_visible_to(actor), task__withdrawn_at__isnull=True, left_at__isnull=True
    )


def how_carried(duty: Duty) -> str:
    """联合承接 in words; empty for who carries it alone."""
    if duty.led_by is None:
        return ""
    return f"参与，{duty.led_by.short}牵头，不另计" if duty.takes_part else "联合承接，牵头"


def duties_visible_to(actor: Actor) -> QuerySet[Duty]:
    """Duties with all they hold: of the own organisation and those below it; left ones too."""
    duties = Duty.objects.filter(task__plan__in=plans_visible_to(actor)).select_related(
        "task", "task__plan", "task__area", "organisation", "work"
    )
    if actor.is_system:
        return duties
    return duties.filter(within(actor.path, "organisation__"))


def published_counts(actor: Actor) -> QuerySet[Duty]:
    """For counting only: what stands now and what the document said, those since left included.

    Both are published facts, so the rows may be summed for every member under the plan's issuer.
    """
    return Duty.objects.filter(task__plan__in=plans_visible_to(actor), task__withdrawn_at__isnull=True)


def duties_as_seen_by(actor: Actor) -> QuerySet[Duty]:
    """The rows of `published_counts` with `seen_id`, `seen_stage`, `seen_health`, `seen_proof`.

    These are empty where the actor sees the mark alone. Show of a row only its mark and what is `seen_…`; a row that
    was left (`left_at`) only where `seen_id` is set.
    """
    own = Q() if actor.is_system else within(actor.path, "organisation__")
    return published_counts(actor).annotate(
        seen_id=_if_own(own, "public_id"),
        seen_stage=_if_own(own, "stage"),
        seen_health=_if_own(own, "health"),
        seen_proof=_if_own(own, "proof"),
    )


MARK = ("task_id", "organisation_id", "basis", "in_document", "left_at", "led_by_id")


def marks_with_standing(actor: Actor, plan: Plan, **chosen: Any) -> Iterator[tuple[Any, ...]]:
    """What `duties_as_seen_by` says of one plan, as tuples: MARK, then id, stage, health, proof, or four empty texts.

    plan  one that the actor sees. The fast way to thousands of rows: the question is short, and what the actor does
          not see is left out here instead of by four conditions of the database. A test holds the two equal.
    """
    duties = Duty.objects.filter(task__plan=plan, task__withdrawn_at__isnull=True, **chosen).order_by("id")
    fields = (*MARK, "public_id", "stage", "health", "proof", "organisation__path")
    for *mark, public_id, stage, health, proof, path in duties.values_list(*fields):
        own = actor.is_system or path.startswith(actor.path)
        yield (*mark, public_id, stage, health, proof) if own else (*mark, "", "", "", "")


def _if_own(own: Q, field: str) -> Any:
    if not own:
        return F(field)
    return Case(When(own, then=F(field)), default=Value(""), output_field=CharField())


def own_duties_published(actor: Actor) -> QuerySet[Duty]:
    """The bureau's own tasks with what it promised on them: published to everybody who reads the plan."""
    return (
        marks_visible_to(actor)
        .filter(basis=Basis.OWN)
        .select_related("task", "organisation", "commitment__owner__user")
        .order_by("task__order", "task_id")
    )


def possible_owners(duty: Duty) -> QuerySet[Membership]:
    """Who can be named for one of the bureau's own tasks: posts held today in the bureau and its offices that do
    business, the section that carries the task first.
    """
    bureau = duty.task.plan.issuer
    offices = (
        Organisation.Kind.CITY_BUREAU,
        Organisation.Kind.DEPARTMENT,
        Organisation.Kind.TEACHING_RESEARCH,
    )
    posts = memberships_today().filter(within(bureau.path, "organisation__"), organisation__kind__in=offices)
    first = Case(
        When(Q(section=duty.organisation_id) | Q(organisation=duty.organisation_id), then=Value(0)),
        default=Value(1),
    )
    return posts.exclude(role__in=SEPARATED).order_by(first, "organisation__order", "pk")


def can_be_taken_on_by(task: Task) -> QuerySet[Organisation]:
    """Who can be bound to a task: schools and sections at or below the plan's issuer that are still there."""
    kinds = (Organisation.Kind.SCHOOL, Organisation.Kind.DEPARTMENT, Organisation.Kind.TEACHING_RESEARCH)
    return Organisation.objects.filter(
        within(task.plan.issuer.path), kind__in=kinds, withdrawn_at__isnull=True
    ).order_by("order", "id")


def change_requests_visible_to(actor: Actor) -> QuerySet[ChangeRequest]:
    """A draft, and what was given up as one, to its author and to those who look after duties beside him; once sent, to
    those of the organisation it is about, of every organisation whose consent it has come to, and to whoever sees its
    approval.
    """
    rows = ChangeRequest.objects.select_related(
        "task__plan__issuer", "organisation", "duty", "author__user", "author__organisation", "approval"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    sent = ~Q(state=RequestState.DRAFT) & Q(approval__isnull=False)
    approvals = approvals_visible_to(actor).select_related(None).values("pk")
    seen = Q(author=actor.membership_id) | (sent & Q(approval__in=approvals))
    if actor.may("manage_duties"):
        came = Step.objects.filter(
            approval=OuterRef("approval"),
            organisation=actor.organisation_id,
            leg__lte=OuterRef("approval__reached"),
        )
        seen |= sent & Q(Exists(came))
        own = Q(organisation=actor.organisation_id)
        seen |= own & (sent | Q(author__organisation=actor.organisation_id))
    return rows.filter(seen, task__plan__in=plans_visible_to(actor))
