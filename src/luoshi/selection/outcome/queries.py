"""Which rows there are for whom.

What an objector said exists for the officers of the bureau, its monitor and whoever looks into it; for the objector
himself, signed in, his own; for nobody whom it is about. Reports of misconduct exist for the monitors of the bureau;
where none of them is free of the selection for those of the office above; where there is none either for its leaders.
Whoever is conflicted with an application of the selection sees nothing of all this.
"""

from __future__ import annotations

from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, within
from luoshi.accounts.roles import ROLES
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import calls_kept_from, kept_from, people_who_are
from luoshi.selection.models import Call
from luoshi.selection.queries import ORGANISES, calls_visible_to
from luoshi.selection.states import CallState

from .models import CODE_LENGTH, Change, Decision, Misconduct, Objection, PublicNotice, Result, Statement
from .sealing import index_of, opened
from .states import Came, NoticeState

CHECKERS = sorted(role.key for role in ROLES.values() if role.permissions & set(ORGANISES))
FROM_HERE = (CallState.DECIDING, CallState.NOTICED, CallState.ENDED)


def outcome_calls(actor: Actor) -> QuerySet[Call]:
    """Selections whose review is over, of the actor's own bureau, for officers, leaders and the monitor."""
    rows = Call.objects.filter(state__in=FROM_HERE).select_related("organisation", "officer__user")
    if actor.is_system:
        return rows
    if not any(map(actor.may, ORGANISES)):
        return rows.none()
    return rows.filter(organisation=actor.organisation_id)


def last_contact(organisation: int) -> str:
    """Where objections were received by this organisation when it last published a notice."""
    rows = PublicNotice.objects.filter(call__organisation=organisation).order_by("-published_at", "-pk")
    return rows.values_list("contact", flat=True).first() or ""


def free_calls(actor: Actor) -> QuerySet[Call]:
    """Those of them with nothing the person has to keep away from."""
    return outcome_calls(actor).exclude(calls_kept_from(actor)).order_by().values("pk")


def results_visible_to(actor: Actor) -> QuerySet[Result]:
    rows = Result.objects.filter(call__in=free_calls(actor))
    return rows.select_related("call__organisation", "application__organisation", "application__owner__user")


def changes_visible_to(actor: Actor) -> QuerySet[Change]:
    rows = Change.objects.filter(result__call__in=free_calls(actor))
    return rows.select_related(
        "result__call__organisation",
        "result__application__organisation",
        "said_by__user",
        "confirmed_by__user",
    )


def decisions_visible_to(actor: Actor) -> QuerySet[Decision]:
    rows = Decision.objects.filter(call__in=free_calls(actor))
    return rows.select_related("call__organisation", "minutes", "entered_by__user")


def notices_visible_to(actor: Actor) -> QuerySet[PublicNotice]:
    """As the bureau keeps them; what a stranger sees says `notices_readable_by`."""
    rows = PublicNotice.objects.filter(call__in=free_calls(actor))
    return rows.select_related("call__organisation", "decision", "picture")


def shown_today() -> QuerySet[PublicNotice]:
    """Those on show, by the clock, whoever has or has not ended one."""
    return PublicNotice.objects.filter(
        state=NoticeState.SHOWN, from_on__lte=clock.today(), until_on__gte=clock.today()
    ).select_related("call__organisation", "replaces")


def notices_readable_by(actor: Actor) -> QuerySet[PublicNotice]:
    """For a stranger what is public; for people of a school that of their own school too."""
    public = ~Q(call__organisation__kind=Organisation.Kind.SCHOOL)
    own = Q(call__organisation=actor.organisation_id) if actor.membership_id is not None else Q(pk=None)
    return shown_today().filter(public | own)


def notices_shown_to(actor: Actor) -> QuerySet[PublicNotice]:
    """Those on show, of selections the actor sees."""
    return shown_today().filter(call__in=calls_visible_to(actor).order_by().values("pk"))


def objections_visible_to(actor: Actor) -> QuerySet[Objection]:
    rows = Objection.objects.select_related(
        "notice__call__organisation",
        "result__application__organisation",
        "checker__user",
        "file",
        "registered_by",
    )
    if actor.is_system:
        return rows
    return rows.filter(notice__call__in=free_calls(actor))


def own_objections(actor: Actor) -> QuerySet[Objection]:
    """What the person objected to, signed in: by a fingerprint, nothing else ties him to it."""
    index = index_of(actor.user_public_id)
    rows = Objection.objects.exclude(by_index="").filter(by_index=index)
    return rows.select_related("notice__call__organisation", "result__application__organisation")


def objection_of(code: str, phone: str) -> Objection | None:
    """By the number and the telephone that belong to one objection; whoever knows one of them alone learns nothing."""
    wanted = "".join(each for each in code.lower() if each.isalnum())
    if len(wanted) != CODE_LENGTH:
        return None
    rows = Objection.objects.filter(public_id__endswith=wanted, came=Came.PAGE).select_related("notice")
    return next((row for row in rows if _digits(opened(row).phone) == _digits(phone)), None)


def _digits(phone: str) -> str:
    return "".join(each for each in phone if each.isdigit())


def statements_visible_to(actor: Actor) -> QuerySet[Statement]:
    """For the organisation that applied: what it is asked. Nothing of the objection comes along."""
    rows = Statement.objects.select_related("objection__result__application__call__organisation", "file")
    if actor.is_system:
        return rows
    if not actor.may("apply_selections"):
        return rows.none()
    seen = Q(objection__result__application__owner=actor.membership_id)
    if actor.may("write_papers"):
        own = Q(objection__result__application__organisation=actor.organisation_id)
        seen |= own & ~Q(objection__result__call__organisation=actor.organisation_id)
    return rows.filter(seen, objection__result__application__organisation=actor.organisation_id)


def misconduct_visible_to(actor: Actor) -> QuerySet[Misconduct]:
    rows = Misconduct.objects.select_related("call__organisation", "application__organisation", "file")
    if actor.is_system:
        return rows
    watches, leads = actor.may("watch_selections"), actor.may("lead_selections")
    if actor.membership_id is None or not (watches or leads):
        return rows.none()
    own = Q(call__organisation=actor.organisation_id)
    if watches:  # the own selections, and those below that nobody nearer can look into
        seen = own | within(actor.path, "call__organisation__") & ~Exists(
            _free_monitors(deeper_than=len(actor.path))
        )
    else:
        seen = own & ~Exists(_free_monitors(deeper_than=0))
    himself = Q(application__owner__user=actor.user_id)
    himself |= Exists(people_who_are(actor.user_id or 0).filter(application=OuterRef("application")))
    if watches:
        himself |= Q(call__organisation=actor.organisation_id, watch=True)
    return rows.filter(seen).exclude(calls_kept_from(actor, "call")).exclude(himself)


def _free_monitors(deeper_than: int) -> QuerySet[Membership]:
    """Of a report: monitors of its bureau (not where it is about them), or of one above it whose path is longer than
    this, who keep away from nothing of the selection and are not named in the report.
    """
    named = Q(Exists(people_who_are(OuterRef("user")).filter(application=OuterRef(OuterRef("application")))))
    named |= Q(
        Exists(Application.objects.filter(pk=OuterRef(OuterRef("application")), owner__user=OuterRef("user")))
    )
    rows = (
        memberships_today()
        .filter(role="monitor")
        .annotate(
            place=ExpressionWrapper(OuterRef("call__organisation__path"), CharField()),
            deep=Length("organisation__path"),
            about=ExpressionWrapper(OuterRef("watch"), BooleanField()),
        )
    )
    rows = rows.exclude(about=True, place=F("organisation__path"))
    near = rows.filter(place__startswith=F("organisation__path"), deep__gt=deeper_than)
    return near.exclude(kept_from(OuterRef(OuterRef("call")), OuterRef("user"))).exclude(named)


def reportable_calls(actor: Actor) -> QuerySet[Call]:
    """Selections in which misconduct may be reported: by anybody in every one that went out, in a school's own by its
    people.
    """
    rows = Call.objects.filter(opened_at__isnull=False).select_related("organisation")
    own = Q(organisation=actor.organisation_id) if actor.membership_id is not None else Q(pk=None)
    return rows.filter(~Q(organisation__kind=Organisation.Kind.SCHOOL) | own)


def checkers_of(call: Call) -> QuerySet[Membership]:
    """Who of the bureau may look into an objection: nobody who has to keep away from one of the applications, and
    nobody whose own work it is about (controls SE-05).
    """
    rows = memberships_today().filter(organisation=call.organisation_id, role__in=CHECKERS)
    rows = rows.exclude(kept_from(call, OuterRef("user"))).exclude(user__in=made_the_list(call))
    return rows.select_related("user").order_by("id")


def made_the_list(call: Call) -> list[int]:
    """Keys of the users who entered what a meeting decided of this selection, or showed its list to the public."""
    entered = Decision.objects.filter(call=call).values_list("entered_by__user", flat=True)
    published = PublicNotice.objects.filter(call=call, publisher__isnull=False)
    return sorted({*entered, *published.values_list("publisher__user", flat=True)})
