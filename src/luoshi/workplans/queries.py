"""Which workplans and milestones exist for whom.

A draft is the school's: those who look after its duties, its department heads, its author. Once sent, also for whoever
sees its approval (they read what was sent). Filed: for everybody who reads plans in the school and above it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Membership, Organisation, User
from luoshi.accounts.queries import memberships_today, within
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.papers.models import Step
from luoshi.papers.queries import approvals_visible_to
from luoshi.papers.states import StepState
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to
from luoshi.undertakings.models import Duty

from .models import Milestone, MilestoneState, Workplan, WorkplanPart
from .parts import PLANNED
from .states import FROZEN, OPEN, WorkplanState

WRITING = [role.key for role in ROLES.values() if "manage_duties" in role.permissions]
OUTSIDERS = ("expert", "inspector", "monitor", "host", "enterprise")  # roles that read no school's workplans


def _reads_filed(actor: Actor) -> bool:
    return actor.may("read_plans") and actor.role not in OUTSIDERS


def writes_inside(actor: Actor) -> bool:
    """Whether the actor reads what his organisation is writing."""
    return actor.may("manage_duties") or actor.role in ("department_head", "party_secretary")


def workplans_visible_to(actor: Actor) -> QuerySet[Workplan]:
    rows = Workplan.objects.select_related(
        "organisation", "plan__issuer", "author__user", "approval__author", "form_version__definition"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    approvals = approvals_visible_to(actor).select_related(None).order_by().values("pk")
    sent = ~Q(state=WorkplanState.DRAFT) & Q(approval__isnull=False)
    seen = Q(author=actor.membership_id) | (sent & Q(approval__in=approvals))
    if writes_inside(actor):
        seen |= Q(organisation=actor.organisation_id)
    if _reads_filed(actor):
        seen |= Q(state__in=FROZEN) & within(actor.path, "organisation__")
    return rows.filter(seen, plan__in=plans_visible_to(actor))


def left_the_house(rows: QuerySet[Workplan]) -> QuerySet[Workplan]:
    """Of these, those that lie at a step outside the school that wrote them."""
    outside = Step.objects.filter(approval=OuterRef("approval"), state=StepState.CURRENT).exclude(
        organisation=OuterRef("organisation")
    )
    return rows.filter(Exists(outside), state=WorkplanState.RUNNING)


def is_inside(actor: Actor, workplan: Workplan) -> bool:
    """Whether the actor reads it as it stands. Others read what was sent and has come to them."""
    if actor.is_system or workplan.state in FROZEN:
        return True
    own = writes_inside(actor) and workplan.organisation_id == actor.organisation_id
    return own or workplan.author_id == actor.membership_id


def _standing_rows(actor: Actor) -> Q:
    """As `is_inside`, for rows that hang on a workplan."""
    if actor.is_system:
        return Q()
    inside = Q(workplan__state__in=FROZEN) | Q(workplan__author=actor.membership_id)
    if writes_inside(actor):
        inside |= Q(workplan__organisation=actor.organisation_id)
    return inside


def parts_visible_to(actor: Actor) -> QuerySet[WorkplanPart]:
    rows = WorkplanPart.objects.select_related(
        "workplan__organisation", "workplan__plan__issuer", "work", "department"
    )
    rows = rows.select_related("workplan__form_version__definition", "workplan__approval")
    return rows.filter(
        _standing_rows(actor), workplan__in=workplans_visible_to(actor).order_by().values("pk")
    )


def milestones_visible_to(actor: Actor) -> QuerySet[Milestone]:
    rows = Milestone.objects.select_related(
        "workplan__organisation", "workplan__plan", "part", "leader__user", "owner__user", "department"
    )
    return rows.filter(
        _standing_rows(actor), workplan__in=workplans_visible_to(actor).order_by().values("pk")
    )


def in_force() -> Q:
    """Of milestones: those of filed workplans of organisations that still are there, of parts that still count."""
    return Q(
        workplan__state=WorkplanState.FILED,
        workplan__organisation__withdrawn_at__isnull=True,
        part__dropped_at__isnull=True,
    )


def milestones_in_force(
    *, organisation: Organisation | None = None, plan: Plan | None = None
) -> QuerySet[Milestone]:
    """What is to be done now, for one organisation or plan or all. The caller has checked who may see it."""
    rows = Milestone.objects.filter(in_force()).select_related(
        "workplan__organisation", "workplan__plan", "part__work", "leader__user", "owner__user", "department"
    )
    if organisation is not None:
        rows = rows.filter(workplan__organisation=organisation)
    return rows.filter(workplan__plan=plan) if plan is not None else rows


def milestones_owned_by(user: User | int) -> QuerySet[Milestone]:
    """What one person answers for today, over all posts."""
    posts = memberships_today().filter(user=user).values("pk")
    return milestones_in_force().filter(owner__in=posts).order_by("due", "order", "id")


def states_of(keys: Iterable[str]) -> dict[str, MilestoneState]:
    """By key of the milestone, how far it has come; those nobody has told of are missing: not begun."""
    return {row.key: row for row in MilestoneState.objects.filter(key__in=set(keys))}


def open_workplan(organisation_id: int | None, plan: Plan, round_: str) -> Workplan | None:
    """The one being written or on its way."""
    rows = Workplan.objects.filter(organisation=organisation_id, plan=plan, round=round_)
    return rows.filter(state__in=OPEN).first()


def filed_workplan(organisation_id: int | None, plan: Plan, round_: str) -> Workplan | None:
    rows = Workplan.objects.filter(organisation=organisation_id, plan=plan, round=round_)
    return rows.filter(state=WorkplanState.FILED).first()


def plans_to_write(actor: Actor) -> QuerySet[Plan]:
    """Plans of which the actor's school carries something."""
    carried = Duty.objects.filter(
        task__plan=OuterRef("pk"),
        task__withdrawn_at__isnull=True,
        organisation=actor.organisation_id,
        left_at__isnull=True,
        basis__in=PLANNED,
    )
    return plans_visible_to(actor).filter(Exists(carried)).order_by("-start", "-id")


def writing_for(organisation: Organisation | int | None) -> list[Membership]:
    """The posts of an organisation that write its workplans today."""
    posts = memberships_today().filter(organisation=organisation, role__in=WRITING)
    return list(posts.order_by("id"))


def possible_owners(organisation: Organisation) -> QuerySet[Membership]:
    """Who of a school can be named: every post held today in it (outside bodies help, they never own)."""
    rows = memberships_today().filter(organisation=organisation)
    return rows.exclude(role__in=OUTSIDERS).order_by("user__name", "id")


def departments_of(organisation: Organisation) -> QuerySet[Organisation]:
    kinds = (Organisation.Kind.DEPARTMENT, Organisation.Kind.TEACHING_RESEARCH)
    rows = Organisation.objects.filter(within(organisation.path), kind__in=kinds, withdrawn_at__isnull=True)
    return rows.order_by("order", "id")


def without_head(departments: Iterable[Organisation]) -> set[int]:
    """Of these departments (their keys) those that nobody heads today, so that nobody there can write."""
    keys = {each.pk for each in departments}
    heads = memberships_today().filter(role="department_head", section__in=keys)
    return keys - set(heads.order_by().values_list("section_id", flat=True))


def could_copy(actor: Actor, workplan: Workplan) -> QuerySet[Workplan]:
    """Earlier ones of the same school, those of schools it carries on, and models the bureau shows."""
    origins = workplan.organisation.origins.values("old")
    own = Q(organisation=workplan.organisation_id) | Q(organisation__in=origins)
    model = Q(is_model=True, state=WorkplanState.FILED)
    rows = Workplan.objects.filter((Q(state__in=FROZEN) & own) | model, plan__in=plans_visible_to(actor))
    return rows.exclude(pk=workplan.pk).select_related("organisation", "plan").order_by("-filed_at")
