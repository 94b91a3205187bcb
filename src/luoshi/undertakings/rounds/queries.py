"""Which rounds, applications and rows exist for whom.

A round in draft: those who edit plans of its issuer. Once open: the issuer, the invited, and whoever stands above an
invited one. An application: who looks after duties in its organisation; once sent, whoever sees its approval (the
county and the city once their leg is reached). What others read of it is what was sent (`sent`).
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, within
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.papers.queries import approvals_visible_to
from luoshi.plans.queries import plans_visible_to

from .models import Application, Round, RoundOrganisation, RoundTask, Wish
from .states import ApplicationState, RoundState

ANSWER_FOR_DUTIES = [role.key for role in ROLES.values() if "manage_duties" in role.permissions]
COUNTY = ("county_officer", "county_leader")


def rounds_visible_to(actor: Actor) -> QuerySet[Round]:
    rows = Round.objects.select_related("plan__issuer", "form_version__definition", "reference")
    if actor.is_system:
        return rows
    if actor.organisation_id is None:
        return rows.none()
    invited = RoundOrganisation.objects.filter(within(actor.path, "organisation__"), round=OuterRef("pk"))
    issued = Q(opened_at__isnull=False)
    seen = issued & (Exists(invited) | Q(plan__issuer=actor.organisation_id))
    if actor.may("edit_plan"):
        seen |= Q(plan__issuer=actor.organisation_id)
    return rows.filter(seen, plan__in=plans_visible_to(actor))


def round_tasks_visible_to(actor: Actor) -> QuerySet[RoundTask]:
    return RoundTask.objects.filter(round__in=rounds_visible_to(actor)).select_related("task", "round__plan")


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    rows = Application.objects.select_related(
        "round__plan__issuer", "round__form_version", "organisation", "author__user", "approval__author"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    approvals = approvals_visible_to(actor).select_related(None).values("pk")
    seen = Q(author=actor.membership_id) | Q(approval__in=approvals)
    if actor.may("manage_duties"):
        seen |= Q(organisation=actor.organisation_id)
    return rows.filter(seen, round__plan__in=plans_visible_to(actor))


def is_inside(actor: Actor, application: Application) -> bool:
    """Whether the actor reads it as it is being written; everybody else reads what was sent."""
    own = actor.may("manage_duties") and application.organisation_id == actor.organisation_id
    return actor.is_system or own or application.author_id == actor.membership_id


def wishes_visible_to(actor: Actor) -> QuerySet[Wish]:
    """Ticked rows of those applications; what of a row is shown says `sent.rows_as_seen_by`."""
    return Wish.objects.filter(application__in=applications_visible_to(actor)).select_related(
        "application__round__plan__issuer",
        "application__round__form_version__definition",
        "application__organisation",
        "application__approval",
        "round_task__task",
        "led_by",
    )


def wishes_in(round_: Round, chosen: list[str]) -> list[Wish]:
    """Rows of this round by public id; the caller has checked who runs it."""
    rows = Wish.objects.filter(application__round=round_, public_id__in=chosen)
    return list(rows.select_related("application__round__plan__issuer", "round_task__task").order_by("id"))


def wishes_of(application: Application) -> QuerySet[Wish]:
    """What is ticked now. The caller has checked who may see the application."""
    return application.wishes.filter(dropped_at__isnull=True).select_related(
        "round_task__task", "led_by", "duty"
    )


def application_of(actor: Actor, round_: Round) -> Application | None:
    """The one of the actor's own organisation that counts."""
    return (
        applications_visible_to(actor)
        .filter(round=round_, organisation=actor.organisation_id)
        .exclude(state=ApplicationState.WITHDRAWN)
        .first()
    )


def invited_to(round_: Round) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=round_.invited.values("organisation")).order_by("order", "id")


def is_invited(round_: Round, organisation_id: int | None) -> bool:
    return round_.invited.filter(organisation=organisation_id).exists()


def below_in(actor: Actor, round_: Round) -> list[tuple[Organisation, bool]]:
    """For a county: its invited schools, and whether their application has left their own house (as reminders say)."""
    rows = Application.objects.filter(round=round_, arrived_at__isnull=False)
    arrived = set(rows.exclude(state=ApplicationState.WITHDRAWN).values_list("organisation", flat=True))
    schools = invited_to(round_).filter(within(actor.path)).exclude(pk=actor.organisation_id)
    return [(school, school.pk in arrived) for school in schools]


def answering_for(organisation: Organisation | None) -> list[Membership]:
    """The posts of an organisation that look after its duties today."""
    posts = memberships_today().filter(organisation=organisation, role__in=ANSWER_FOR_DUTIES)
    return list(posts.order_by("id"))


def open_rounds() -> QuerySet[Round]:
    return Round.objects.filter(state=RoundState.OPEN).select_related("plan__issuer")
