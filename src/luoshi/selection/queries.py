"""Which kinds and calls exist for whom.

Kinds are the business of the bureau, or the school, that makes them. A call is its bureau's until it goes out; from
then on it is for everybody below who reads selections: of a school's own call, for its people alone. What was withdrawn
before it went out stays with the bureau.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Membership, Organisation, Placement
from luoshi.accounts.queries import ancestors, memberships_today, within
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.registers.models import Register

from .models import Call, Extension, Kind, Proposal
from .states import HOSTED, HOSTS_IN, CallState

TOLD = sorted(
    role.key
    for role in ROLES.values()
    if role.permissions & {"apply_selections", "rank_selections"}
    and role.key not in ("teacher", "task_owner")
)  # who is told of a call: leaders and offices, who tell their teachers
APPLYING = sorted(role.key for role in ROLES.values() if "apply_selections" in role.permissions)
ORGANISES = ("run_selections", "watch_selections", "lead_selections")  # of what the own organisation opens
OVER = (CallState.ENDED, CallState.WITHDRAWN)


HOSTING = (
    Organisation.Kind.TEACHING_RESEARCH,
    Organisation.Kind.DEPARTMENT,
    Organisation.Kind.SCHOOL,
)  # what may be asked to run a selection


def hosts_below(path: str) -> QuerySet[Organisation]:
    """Who may be asked to host: teaching-research bodies, sections and schools below a bureau; no department of a
    school, where nobody holds a post of its own.
    """
    inside = Placement.objects.filter(end__isnull=True, parent__kind=Organisation.Kind.SCHOOL)
    rows = Organisation.objects.filter(within(path), kind__in=HOSTING, withdrawn_at__isnull=True)
    return rows.exclude(path=path).exclude(pk__in=inside.values("organisation")).order_by("order", "id")


def given_to_host(actor: Actor, *parts: str) -> QuerySet[Call]:
    """Calls past their closing time of which the actor's organisation is asked to run one of these parts, any where
    none is named; who must not because of its own applications says `applying.queries.hosted_by`.
    """
    rows = Call.objects.filter(host=actor.organisation_id, state__in=HOSTS_IN)
    if actor.membership_id is None or not actor.may("host_selections"):
        return rows.none()
    asked = Q()
    for part in parts or HOSTED:
        asked |= Q(**{f"host_{part}": True})
    return rows.filter(asked)


def host_posts(call: Call) -> QuerySet[Membership]:
    """The posts of the host that do its work."""
    return memberships_today().filter(organisation=call.host_id, role="host").order_by("id")


def kinds_visible_to(actor: Actor) -> QuerySet[Kind]:
    rows = Kind.objects.select_related("organisation", "host", "definition__current")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not any(map(actor.may, ORGANISES)):
        return rows.none()
    return rows.filter(organisation=actor.organisation_id)


def calls_visible_to(actor: Actor) -> QuerySet[Call]:
    rows = Call.objects.select_related(
        "organisation", "officer__user", "host", "plan", "kind__definition__current", "form_version", "parent"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_selections"):
        return rows.none()
    seen = Q(opened_at__isnull=False, organisation__path__in=ancestors(actor.path))
    if actor.may("run_selections"):
        seen |= Q(organisation=actor.organisation_id)
    return rows.filter(seen)


def extensions_visible_to(actor: Actor) -> QuerySet[Extension]:
    """Those of the calls of the own bureau: to others a confirmed one is part of the call's page."""
    rows = Extension.objects.select_related("call__organisation", "said_by__user", "confirmed_by__user")
    return rows.filter(call__in=calls_visible_to(actor), call__organisation=actor.organisation_id)


def proposals_visible_to(actor: Actor) -> QuerySet[Proposal]:
    """Those of the own bureau's calls, as `extensions_visible_to`."""
    rows = Proposal.objects.select_related("call__organisation", "said_by__user", "confirmed_by__user")
    return rows.filter(call__in=calls_visible_to(actor), call__organisation=actor.organisation_id)


def organises(actor: Actor) -> bool:
    """Whether the organisation the actor runs selections for has any of its own: its menu asks."""
    runs = actor.membership_id is not None and actor.may("run_selections")
    return runs and Call.objects.filter(organisation=actor.organisation_id).exists()


def is_schools_own(call: Call) -> bool:
    """Whether a school selects among its own people: applicants are posts of the very organisation that called."""
    return call.organisation.kind == Organisation.Kind.SCHOOL


def told_of(call: Call) -> QuerySet[Membership]:
    """The posts below its bureau that are told of a call; of a school's own, everybody there who may apply."""
    if is_schools_own(call):
        return memberships_today().filter(organisation=call.organisation_id, role__in=APPLYING).order_by("id")
    posts = memberships_today().filter(within(call.organisation.path, "organisation__"), role__in=TOLD)
    return posts.exclude(organisation=call.organisation_id).order_by("id")


def below(call: Call, *kinds: str) -> QuerySet[Organisation]:
    """Organisations of these kinds at or below the call's bureau."""
    rows = Organisation.objects.filter(
        within(call.organisation.path), kind__in=kinds, withdrawn_at__isnull=True
    )
    return rows.order_by("order", "id")


def register_of(call: Call | Kind) -> Register | None:
    """The register whose entries are applied with, nearest above; None where there is none."""
    key = call.rules.get("register", "")
    if not key:
        return None
    rows = Register.objects.filter(
        key=key, owner__path__in=ancestors(call.organisation.path), withdrawn_at__isnull=True
    )
    return rows.select_related("definition__current").order_by("-owner__path").first()
