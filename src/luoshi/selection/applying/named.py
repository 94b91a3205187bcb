"""Who is meant by the people of applications, and whom it binds.

Teams and registers name people by name and organisation, so that anybody can name anybody. Being named binds nobody
unseen: what is being written, or lies with its own school or county, binds whoever wrote it and whoever said that he
takes part (`Consent`). The others it binds from the instant it has arrived at the office that runs the selection, until
one of them says that it was not him.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.common.actor import Actor

from .models import Application, Consent, Person
from .states import ARRIVED, TAKES_A_PLACE


def people_who_are(user: int | OuterRef) -> QuerySet[Person]:
    """Persons of applications who are this user: by a post, or by name and organisation; none of whom he said that it
    was not him, and none by his name alone of whom another said that it is he.
    """
    deeper = OuterRef(user) if isinstance(user, OuterRef) else user
    posts = Membership.objects.filter(user=deeper)
    here = Q(organisation=OuterRef("organisation")) | Q(organisation=OuterRef("application__organisation"))
    named = here & Q(user__known_as=OuterRef("known_as")) & ~Q(user__known_as="")
    named |= Q(user__name=OuterRef("entry__label"), organisation=OuterRef("entry__organisation"))
    rows = Person.objects.filter(removed_at__isnull=True)
    settled = Consent.objects.filter(person=OuterRef("pk"), given=True).exclude(user=deeper)
    rows = rows.filter(Q(membership__user=user) | Q(Exists(posts.filter(named))) & ~Q(Exists(settled)))
    return rows.exclude(Exists(Consent.objects.filter(person=OuterRef("pk"), user=deeper, given=False)))


def binding(people: QuerySet[Person]) -> QuerySet[Person]:
    """Those of them whom being named binds."""
    said = Consent.objects.filter(person=OuterRef("pk"), given=True)
    return people.filter(Q(application__state__in=ARRIVED) | Q(Exists(said)))


def partnered(organisations: Q) -> Q:
    """A condition on applications: those with a partner among these (a condition on the links to them) whom it
    binds.
    """
    links = Application.partners.through.objects.filter(application=OuterRef("pk")).filter(organisations)
    said = Consent.objects.filter(
        application=OuterRef("application"), organisation=OuterRef("organisation"), given=True
    )
    arrived = Q(application__state__in=ARRIVED)
    return Q(Exists(links.filter(arrived | Q(Exists(said)))))


def answers_for(actor: Actor) -> bool:
    """Whether he says for his organisation whether it is a partner."""
    return actor.organisation_id is not None and actor.may("write_papers")


def asked_persons(actor: Actor) -> QuerySet[Person]:
    """As whom others named the actor, in what was handed in; those that wait for his word."""
    rows = people_who_are(actor.user_id or 0).filter(application__state__in=TAKES_A_PLACE)
    rows = rows.exclude(application__owner__user=actor.user_id)
    rows = rows.exclude(Exists(Consent.objects.filter(person=OuterRef("pk"), user=actor.user_id)))
    return rows.select_related("application__call__organisation", "application__organisation")


def asked_partners(actor: Actor) -> QuerySet[Application]:
    """What was handed in with the actor's organisation as a partner, and waits for its word."""
    rows = Application.objects.select_related("call__organisation", "organisation")
    if not answers_for(actor):
        return rows.none()
    said = Consent.objects.filter(application=OuterRef("pk"), organisation=actor.organisation_id)
    rows = rows.filter(state__in=TAKES_A_PLACE, partners=actor.organisation_id)
    return rows.exclude(Exists(said))


def asked_of(actor: Actor) -> QuerySet[Application]:
    """Applications in which the actor, or his organisation, was named and has not said anything to it."""
    rows = Application.objects.select_related("call__organisation", "organisation")
    if actor.user_id is None or actor.membership_id is None:
        return rows.none()
    people = asked_persons(actor).order_by().values("application")
    return rows.filter(Q(pk__in=people) | Q(pk__in=asked_partners(actor).order_by().values("pk")))


def denied(application: Application) -> QuerySet[Consent]:
    """Who said that it was not him, or not his organisation."""
    return application.consents.filter(given=False).select_related("person", "organisation")


def users_named(person: Person) -> set[int]:
    """Keys of all users who may be meant."""
    places = {person.organisation_id, person.application.organisation_id} - {None}
    rows = Membership.objects.filter(organisation__in=places, user__known_as=person.known_as)
    found = set(rows.exclude(user__known_as="").values_list("user", flat=True))
    return found | ({person.membership.user_id} if person.membership else set())


def posts_asked(application: Application) -> list[Membership]:
    """Posts of today of everybody whom it names besides its author, and of the offices of its partners."""
    people = application.people.filter(removed_at__isnull=True).select_related("membership", "application")
    users = {user for each in people for user in users_named(each)} - {application.owner.user_id}
    named = memberships_today().filter(user__in=users)
    offices = memberships_today().filter(organisation__in=application.partners.all(), role="office")
    return [*first_of_each(named), *offices.order_by("id")]


def first_of_each(posts: Iterable[Membership]) -> list[Membership]:
    """One post of every person, the oldest."""
    found: dict[int, Membership] = {}
    for post in sorted(posts, key=lambda post: post.pk):
        found.setdefault(post.user_id, post)
    return list(found.values())


def was_denied(application: Application, name_known: str, home: Organisation | None, place: str) -> bool:
    """Whether somebody of this name said, in this selection, that he is of no application of this organisation."""
    rows = Consent.objects.filter(
        given=False,
        application__call=application.call_id,
        application__organisation=application.organisation_id,
        person__known_as=name_known,
    )
    return rows.filter(person__organisation=home, person__place=place).exists()
