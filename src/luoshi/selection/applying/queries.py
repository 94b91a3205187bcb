"""Which applications exist for whom.

Own organisation: whoever writes it, whom it is about, and those who answer for the school. A county once it has come
there (rules of papers). The bureau that called, and its monitor, once it has arrived. Nobody else; and never an officer
who is conflicted with it: every page, list, count, sum and export begins here.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import ancestors, memberships_today, within
from luoshi.common.actor import Actor
from luoshi.common.models import StoredFile
from luoshi.core.selection import read_rules
from luoshi.papers.filed.queries import stamped_copy_of
from luoshi.papers.queries import approvals_visible_to
from luoshi.papers.routes import legs_up_to
from luoshi.selection.models import Call
from luoshi.selection.queries import given_to_host

from .kinds import OPINION
from .models import Application, Material, OfficerConflict, Person
from .states import ARRIVED, ApplicationState

LOOKS_AFTER = ("run_selections", "watch_selections", "rank_selections", "host_selections")
JOINED = (
    "call__organisation",
    "call__form_version",
    "organisation",
    "owner__user",
    "entry",
    "approval__author",
)


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    rows = Application.objects.select_related(*JOINED)
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    approvals = approvals_visible_to(actor).select_related(None).order_by().values("pk")
    person = Person.objects.filter(
        application=OuterRef("pk"), membership=actor.membership_id, removed_at__isnull=True
    )
    on_its_way = Q(approval__in=approvals) & ~Q(
        state__in=(ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
    )
    seen = Q(owner=actor.membership_id) | Q(Exists(person)) | on_its_way
    if actor.may("read_selections"):
        seen |= Q(call__organisation=actor.organisation_id, state__in=ARRIVED)
        if actor.may("host_selections"):
            seen |= Q(call__in=hosted_by(actor).order_by().values("pk"), state__in=ARRIVED)
        if actor.may("write_papers"):
            seen |= Q(organisation=actor.organisation_id)
    return rows.filter(seen).exclude(_conflicted(actor))


def _conflicted(actor: Actor) -> Q:
    """Conflicts bind the person, not the post; in his own school he is the applicant, no officer."""
    standing = OfficerConflict.objects.filter(
        application=OuterRef("pk"), membership__user=actor.user_id, lifted_at__isnull=True
    )
    return Q(Exists(standing)) & ~Q(organisation=actor.organisation_id)


def keeps_away(actor: Actor, call: Call) -> bool:
    """Whether something of this call is kept from this person: whoever manages the call must not work out what from
    what he sees of the rest (controls BL-05, BL-08).
    """
    return people_kept_from(call).filter(membership__user=actor.user_id).exists()


def people_kept_from(call: Call | OuterRef) -> QuerySet[OfficerConflict]:
    """Who keeps away from something of this call."""
    return OfficerConflict.objects.filter(application__call=call, lifted_at__isnull=True)


def calls_kept_from(actor: Actor, call: str = "pk") -> Exists:
    """`keeps_away` as a condition on calls, or on rows whose field `call` leads to one."""
    return Exists(people_kept_from(OuterRef(call)).filter(membership__user=actor.user_id))


def hosted_by(actor: Actor, *parts: str) -> QuerySet[Call]:
    """Calls of which the actor runs one of these parts for the bureau (any, where none is named): none in which his
    organisation, one above or below it, or one where he holds another post has handed something in, and none with an
    application he keeps away from.
    """
    handed_in = Application.objects.filter(call=OuterRef("pk")).exclude(
        state__in=(ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
    )
    posts = memberships_today().filter(user=actor.user_id).order_by().values("organisation")
    own = Q(organisation__in=posts) | Q(partners__in=posts)
    if actor.path:
        own |= Q(organisation__path__in=ancestors(actor.path)) | within(actor.path, "organisation__")
    return given_to_host(actor, *parts).exclude(Exists(handed_in.filter(own))).exclude(calls_kept_from(actor))


def hosts(actor: Actor, call: Call, part: str) -> bool:
    """Whether the actor runs this part of the call for the bureau."""
    asked = call.host_id is not None and call.host_id == actor.organisation_id
    return asked and hosted_by(actor, part).filter(pk=call.pk).exists()


def host_applies(call: Call) -> bool:
    """Whether the host, or one above or below it, has handed something in: then it runs nothing."""
    if call.host is None:
        return False
    own = Q(organisation__path__in=ancestors(call.host.path)) | within(call.host.path, "organisation__")
    rows = Application.objects.filter(own, call=call)
    return rows.exclude(state__in=(ApplicationState.DRAFT, ApplicationState.WITHDRAWN)).exists()


def conflicts_visible_to(actor: Actor) -> QuerySet[OfficerConflict]:
    """Of applications the actor sees: for those who run the call or watch it, and at a county those of its own."""
    rows = OfficerConflict.objects.select_related("membership__user", "said_by__user", "lifted_by__user")
    if actor.is_system:
        return rows
    if not any(map(actor.may, LOOKS_AFTER)):
        return rows.none()
    seen = applications_visible_to(actor).exclude(organisation=actor.organisation_id)
    own = Q(membership__organisation=actor.organisation_id)
    if not actor.may("rank_selections"):
        own |= Q(application__call__organisation=actor.organisation_id)
    return rows.filter(own, application__in=seen.order_by().values("pk"))


def is_inside(actor: Actor, application: Application) -> bool:
    """Whether the actor reads it as it is being written; everybody else reads what was handed in."""
    return actor.is_system or actor.organisation_id == application.organisation_id


def people_of(application: Application) -> QuerySet[Person]:
    """The caller has checked who sees the application."""
    return application.people.filter(removed_at__isnull=True).select_related("organisation", "entry")


def materials_of(application: Application) -> QuerySet[Material]:
    return application.materials.filter(removed_at__isnull=True).select_related("stored")


def handed_in(application: Application) -> list[tuple[str, StoredFile]]:
    """All files that go with it, by name: materials, the record of the own selection, stamped opinion pages."""
    files = [(each.name, each.stored) for each in materials_of(application)]
    own = getattr(application, "own_selection", None)
    if own is not None and own.stored is not None:
        files.append((own.name, own.stored))
    for each in read_rules(application.call.rules).opinions:
        stamped = stamped_copy_of(application, application.edition, f"{OPINION}{each.key}"[:40])
        if stamped is not None:
            files.append((f"{each.title}（盖章）.pdf", stamped))
    return files


def legs_of(application: Application) -> list[Organisation]:
    """Through whose steps it goes: the school's, its county's; not those of the bureau that called, which checks it."""
    bureau = application.call.organisation
    legs = [each for each in legs_up_to(application.organisation, bureau) if each.pk != bureau.pk]
    return legs or [application.organisation]


def county_of(organisation: Organisation, call: Call) -> Organisation | None:
    """The county bureau between an organisation and the bureau that called; None for one directly below."""
    between = [path for path in ancestors(organisation.path) if len(path) > len(call.organisation.path)]
    rows = Organisation.objects.filter(path__in=between, kind=Organisation.Kind.COUNTY_BUREAU)
    return rows.exclude(pk=organisation.pk).order_by("-path").first()


def monitors_of(call: Call) -> QuerySet[Membership]:
    """Posts of the bureau that watch its selections."""
    return memberships_today().filter(organisation=call.organisation_id, role="monitor")


def keeps_monitors_away(actor: Actor, call: Call) -> bool:
    """A monitor, or a section head, of the bureau who does not run this call: whoever is watched does not say that the
    one who watches him must keep away (controls BL-05, BL-08).
    """
    own = call.organisation_id == actor.organisation_id and call.officer.user_id != actor.user_id
    return own and (actor.may("watch_selections") or actor.role == "section_head")


def officers_of(actor: Actor, call: Call) -> QuerySet[Membership]:
    """Colleagues of whom the actor may say that they have to keep away: a monitor says it of monitors alone."""
    rows = memberships_today().filter(organisation=actor.organisation_id)
    rows = rows.select_related("user").order_by("id")
    watching = Q(user__in=monitors_of(call).order_by().values("user"))
    if actor.may("watch_selections"):
        return rows.filter(watching) if keeps_monitors_away(actor, call) else rows.filter(user=actor.user_id)
    return rows if keeps_monitors_away(actor, call) else rows.exclude(watching & ~Q(user=actor.user_id))


def page_of(application: Application) -> str:
    """The address of its page."""
    return reverse("apply-page", args=[application.public_id])
