"""Who sees which organisations and people."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.common import clock
from luoshi.common.actor import Actor

from .models import (
    Alias,
    Handover,
    ListUpload,
    Membership,
    Organisation,
    OrganisationChange,
    Placement,
    PlannedChange,
    Session,
    Ticket,
    User,
    mobile_index,
)
from .roles import ROLES, SEPARATED

STEP = 8  # each level of a path is the organisation's key in 8 hexadecimal digits


def step_of(key: int) -> str:
    return f"{key:0{STEP}x}"


def within(path: str, prefix: str = "") -> Q:
    """Rows whose organisation stands at or below `path`; `prefix` leads to the organisation (`organisation__`).

    A range, not a LIKE: every database uses the index, whatever its collation (digits sort before `g`).
    """
    return Q(**{f"{prefix}path__gte": path, f"{prefix}path__lt": f"{path}g"})


def ancestors(path: str) -> list[str]:
    """The paths from the root down to `path` itself."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def organisations_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """Names of organisations are public among members: all that are not withdrawn."""
    if actor.user_id is None and not actor.is_system:
        return Organisation.objects.none()
    return Organisation.objects.filter(withdrawn_at__isnull=True)


def organisations_known_to(actor: Actor) -> QuerySet[Organisation]:
    """Those in use and those that were merged or closed: their pages stay."""
    if actor.user_id is None and not actor.is_system:
        return Organisation.objects.none()
    return Organisation.objects.filter(Q(withdrawn_at__isnull=True) | Q(closed_on__isnull=False))


def changes_visible_to(actor: Actor) -> QuerySet[OrganisationChange]:
    """What happened to organisations is as public as their names."""
    return OrganisationChange.objects.filter(
        organisation__in=organisations_known_to(actor).values("pk")
    ).select_related("organisation")


def planned_visible_to(actor: Actor) -> QuerySet[PlannedChange]:
    """What is to come for the own organisation and those below it: not yet as public as what has happened."""
    rows = PlannedChange.objects.select_related("organisation", "post__user", "post__organisation")
    if actor.user_id is None or not actor.path:
        return rows.none()
    return rows.filter(within(actor.path, "organisation__"))


def name_on(organisation: Organisation, day: dt.date) -> str:
    """The official name it bore on that day."""
    return _name_on(organisation, Alias.Kind.FORMER, day) or organisation.name


def short_on(organisation: Organisation, day: dt.date) -> str:
    return _name_on(organisation, Alias.Kind.FORMER_SHORT, day) or organisation.short


def _name_on(organisation: Organisation, kind: str, day: dt.date) -> str:
    """The former name with the nearest end after that day; one of a predecessor (no beginning known) does not count."""
    former = organisation.aliases.filter(Q(start__isnull=True) | Q(start__lte=day), kind=kind, end__gt=day)
    found = former.exclude(name__in=_names_of_origins(organisation)).order_by("end").first()
    return found.name if found else ""


def _names_of_origins(organisation: Organisation) -> list[str]:
    pairs = organisation.origins.values_list("old__name", "old__short")
    return [name for pair in pairs for name in pair]


def placement_on(organisation: Organisation, day: dt.date) -> Placement | None:
    """Under whom it stood on that day; before the first one known, that one counts."""
    placements = list(organisation.placements.select_related("parent").order_by("start", "id"))
    held = [each for each in placements if each.start <= day]
    return held[-1] if held else (placements[0] if placements else None)


def directly_below(organisation: Organisation) -> QuerySet[Organisation]:
    """Those in use that stand right under it today."""
    below = Placement.objects.filter(parent=organisation, end__isnull=True).values("organisation")
    return Organisation.objects.filter(pk__in=below, withdrawn_at__isnull=True).order_by("order", "id")


def memberships_today(today: dt.date | None = None) -> QuerySet[Membership]:
    """Posts that are held today by people who may sign in. On the day a post ends it is no longer held."""
    day = today or clock.today()
    return Membership.objects.filter(
        Q(end__isnull=True) | Q(end__gt=day), start__lte=day, user__is_active=True
    ).select_related("organisation", "section", "user")


def not_over(today: dt.date | None = None) -> Q:
    """Posts that are held today or will be: those that have not ended."""
    return Q(end__isnull=True) | Q(end__gt=today or clock.today())


def people_visible_to(actor: Actor) -> QuerySet[Membership]:
    """Posts of the own organisation and those below it."""
    if not actor.may("see_people"):
        return Membership.objects.none()
    return memberships_today().filter(within(actor.path, "organisation__"))


def accounts_visible_to(actor: Actor) -> QuerySet[User]:
    """The accounts a system or security administrator looks after."""
    if not (actor.may("manage_accounts") or actor.may("grant_roles")):
        return User.objects.none()
    return people_of_tree(actor.path)


def people_of_tree(path: str) -> QuerySet[User]:
    """People with a post at or below `path` now or from a later day on. One who has no post anywhere any more stays
    with those where the last ones were, so that they can take the person up again.
    """
    ever = Membership.objects.filter(user=OuterRef("pk"))
    held, here = ever.filter(not_over()), within(path, "organisation__")
    return User.objects.filter(Exists(held.filter(here)) | (Exists(ever.filter(here)) & ~Exists(held)))


def shared_with_others(user: User, path: str) -> bool:
    """Whether this person has a post outside the tree at `path`, now or from a later day on."""
    held = Membership.objects.filter(not_over(), user=user)
    return held.exclude(within(path, "organisation__")).exists()


def posts_of(user: User) -> QuerySet[Membership]:
    """All posts a person holds or held, the oldest first."""
    return (
        Membership.objects.filter(user=user).select_related("organisation", "section").order_by("start", "id")
    )


def handovers_visible_to(actor: Actor) -> QuerySet[Handover]:
    """What was passed to the acting post; for a security administrator what concerns posts of the own tree."""
    rows = Handover.objects.select_related(
        "leaving__user", "leaving__organisation", "successor__user", "successor__organisation"
    )
    mine = Q(successor=actor.membership_id, successor__isnull=False)
    if actor.membership_id is None:
        return rows.none()
    if actor.may("grant_roles"):
        mine |= within(actor.path, "leaving__organisation__")
    return rows.filter(mine)


def lists_visible_to(actor: Actor) -> QuerySet[ListUpload]:
    """Lists the acting post sent in, those its own organisation sent in for its office; what was proposed, for the
    security administrator above.
    """
    rows = ListUpload.objects.select_related("organisation", "post__user", "post__organisation")
    if actor.membership_id is None:
        return rows.none()
    wanted = Q(post=actor.membership_id)
    if actor.may("propose_people"):
        own = actor.organisation_id  # what an administrator sent in for the school is not the school's
        wanted |= Q(organisation=own, post__organisation=own)
    if actor.may("grant_roles"):
        wanted |= within(actor.path, "organisation__") & ~Q(state__in=("read", "discarded"))
    return rows.filter(wanted)


def possible_successors(actor: Actor, post: Membership) -> QuerySet[Membership]:
    """Posts held today that could take over from this one: of the same organisation or one above it."""
    above = ancestors(post.organisation.path)
    kind = Q(role__in=SEPARATED) if post.role in SEPARATED else ~Q(role__in=SEPARATED)
    held = memberships_today().filter(
        kind, within(actor.path, "organisation__"), organisation__path__in=above
    )
    return held.exclude(pk=post.pk).order_by("-organisation__path", "role", "id")


def posts_visible_to(actor: Actor) -> QuerySet[Membership]:
    """Posts, held or ended, that a security administrator looks after."""
    if not actor.may("grant_roles"):
        return Membership.objects.none()
    return Membership.objects.filter(within(actor.path, "organisation__")).select_related(
        "organisation", "user"
    )


def organisations_under(actor: Actor) -> QuerySet[Organisation]:
    """The own organisation and those below it, in the order of the tree."""
    return organisations_visible_to(actor).filter(within(actor.path)).order_by("order", "id")


def workplaces_under(actor: Actor) -> QuerySet[Organisation]:
    """Of these, the ones people hold posts in: departments of schools are a post's section, not its place."""
    inside = Placement.objects.filter(
        end__isnull=True,
        parent__kind=Organisation.Kind.SCHOOL,
        organisation__kind__in=(Organisation.Kind.DEPARTMENT, Organisation.Kind.TEACHING_RESEARCH),
    )
    return organisations_under(actor).exclude(pk__in=inside.values("organisation"))


def people_named(people: QuerySet[User], asked: str) -> QuerySet[User]:
    """Of these people those with this mobile number, or with these characters in the name."""
    if re.fullmatch(r"1[0-9]{10}", asked):
        return people.filter(mobile_index=mobile_index(asked))
    return people.filter(name__icontains=asked) if asked else people


def sessions_of(actor: Actor) -> QuerySet[Session]:
    """The actor's own signed-in browsers."""
    return sessions_held_by(actor.user_id).order_by("-seen_at")


def sessions_held_by(user_id: int | None) -> QuerySet[Session]:
    """A person's browsers that are signed in now; none for nobody."""
    return Session.objects.filter(
        user_id_hint=user_id, user_id_hint__isnull=False, expire_date__gt=clock.now()
    )


def actor_for(membership: Membership, *, request_id: str = "", network: str = "", session: str = "") -> Actor:
    """The actor a membership makes."""
    role = ROLES[membership.role]
    return Actor(
        user_id=membership.user_id,
        user_public_id=membership.user.public_id,
        name=membership.user.name,
        membership_id=membership.pk,
        membership_public_id=membership.public_id,
        role=role.key,
        role_name=role.name,
        organisation_id=membership.organisation_id,
        organisation_public_id=membership.organisation.public_id,
        organisation_name=membership.organisation.name,
        path=membership.organisation.path,
        permissions=role.permissions,
        request_id=request_id,
        network=network,
        session=session,
    )


def actor_of_membership(membership_id: int | None) -> Actor | None:
    """The actor of a stored membership as it stands now, for jobs; None when the post is no longer held."""
    membership = memberships_today().filter(pk=membership_id).first()
    return actor_for(membership) if membership else None


def ticket_of(secret: str) -> Ticket | None:
    """The ticket behind a link; None when it is used, expired, void or unknown. It may still await confirmation."""
    found = Ticket.objects.filter(
        token_hash=hash_of(secret), used_at__isnull=True, expires_at__gt=clock.now(), user__is_active=True
    )
    return found.select_related("user").first()


def hash_of(secret: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
