"""Which awards and certificates exist for whom."""

from __future__ import annotations

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.selection.applying.queries import calls_kept_from, his_to_do
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result
from luoshi.selection.queries import ORGANISES, calls_visible_to
from luoshi.selection.review.queries import calls_to_manage
from luoshi.selection.states import CallState, Outcome

from .models import Announcement, Award, Certificate, Revocation
from .states import AwardState

JOINED = ("call__organisation", "call__kind", "organisation", "issuer", "entry__register", "application")


def awards_visible_to(actor: Actor) -> QuerySet[Award]:
    """What was published: of the own organisation, those below it, and of the calls of the own bureau; to whoever keeps
    away from something of a call only those of the own organisation. What a school gave in a selection of its own is
    seen in the school; above it comes through the register and what goes up (ADR 0034).
    """
    rows = Award.objects.select_related(*JOINED)
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_selections"):
        return rows.none()
    seen = Q(organisation=actor.organisation_id) | within(actor.path, "organisation__")
    seen |= Q(call__organisation=actor.organisation_id)
    within_a_school = Q(call__organisation__kind=Organisation.Kind.SCHOOL)
    seen &= ~within_a_school | Q(call__organisation=actor.organisation_id)
    return rows.filter(seen).exclude(
        Q(calls_kept_from(actor, "call")) & ~Q(organisation=actor.organisation_id)
    )


def revocations_visible_to(actor: Actor) -> QuerySet[Revocation]:
    """Inside the bureau: until it is confirmed nobody else learns of it."""
    seen = awards_visible_to(actor).filter(call__organisation=actor.organisation_id)
    rows = Revocation.objects.filter(award__in=seen.order_by().values("pk"))
    return rows.select_related("award__call__organisation", "said_by__user", "confirmed_by__user")


def recognition_calls_of(actor: Actor) -> QuerySet[Call]:
    """Ended calls of the own bureau whose winners are recognised, for its officers and its monitor."""
    rows = calls_to_manage(actor).filter(state=CallState.ENDED, kind__outcome=Outcome.RECOGNISE)
    return rows.select_related("organisation", "kind", "officer__user")


def announced_calls_of(actor: Actor) -> QuerySet[Call]:
    """Ended calls, for everybody who was told of them."""
    return calls_visible_to(actor).filter(state=CallState.ENDED)


def announcements_visible_to(actor: Actor) -> QuerySet[Announcement]:
    """Outside the bureau that issues it only once it is stamped."""
    rows = Announcement.objects.select_related("call__organisation", "stored")
    rows = rows.filter(call__in=announced_calls_of(actor).order_by().values("pk"))
    if actor.is_system:
        return rows
    seen = Q(stamped_at__isnull=False)
    if any(actor.may(each) for each in ORGANISES):
        seen |= Q(call__organisation=actor.organisation_id)
    return rows.filter(seen)


def public_announcements() -> QuerySet[Announcement]:
    """For everybody: the version that stands of each 公布文件, once it is stamped. Those replaced are named by what
    came in their place. What a school announces of its own selection its own people read alone
    (`announcements_visible_to`).
    """
    rows = _once_public().filter(replaced_by__stamped_at__isnull=True)
    return rows.select_related("call__organisation", "stored", "replaces").order_by("-on", "-pk")


def _once_public() -> QuerySet[Announcement]:
    rows = Announcement.objects.filter(call__state=CallState.ENDED, stamped_at__isnull=False)
    return rows.exclude(call__organisation__kind=Organisation.Kind.SCHOOL)


def in_place_of(public_id: str) -> Announcement | None:
    """The version that stands now, where this is one that was public and was replaced."""
    former = _once_public().filter(public_id=public_id, replaced_by__stamped_at__isnull=False).first()
    return None if former is None else public_announcements().filter(call=former.call_id).first()


def to_stamp(actor: Actor) -> QuerySet[Announcement]:
    """The last version of each, where it waits for the stamp."""
    rows = announcements_visible_to(actor).filter(call__organisation=actor.organisation_id)
    return rows.filter(stamped_at__isnull=True, replaced_by__isnull=True)


def printer_of(organisation: Organisation) -> str:
    """印发机关 of its papers: what stood in the last one, else its office."""
    rows = (
        Announcement.objects.filter(call__organisation=organisation.pk).exclude(printed_by="").order_by("-pk")
    )
    last = rows.values_list("printed_by", flat=True).first()
    return last or f"{organisation.name.removesuffix('办公室')}办公室"[:80]


def with_last_steps(actor: Actor) -> QuerySet[Call]:
    """Ended calls of the own bureau of which something is left, nothing of them kept from this person: `unannounced`,
    there are winners and no paper, neither made here nor named when they were recognised, and nobody said that none is
    made (those whose winners only go on to a selection above are announced by that); `left`, winners that are not
    recognised; `accepted`, so many wait for it; `begun_on`, since when the first of those cultivated is; `his`, all but
    the paper lies with this person.
    """
    awards = Award.objects.filter(call=OuterRef("pk")).order_by()
    winners = Result.objects.filter(call=OuterRef("pk"), selected=True)
    goes_on = Q(kind__outcome=Outcome.RECOMMEND)
    accepted = awards.filter(state=AwardState.ACCEPTED).values("call").annotate(n=Count("pk")).values("n")
    begun = awards.filter(state=AwardState.CULTIVATED).values("call").annotate(on=Min("granted_on"))
    unannounced = Q(
        ~goes_on | Q(parent__isnull=True), Exists(winners), ~Exists(awards),
        ~Exists(Announcement.objects.filter(call=OuterRef("pk"))), no_announcement=None,
    )  # fmt: skip
    left = Q(~goes_on, Exists(winners.filter(application__award=None)))
    rows = calls_to_manage(actor).filter(state=CallState.ENDED).exclude(calls_kept_from(actor))
    rows = rows.annotate(
        unannounced=_is(unannounced), left=_is(left), his=_is(his_to_do(actor)),
        accepted=Subquery(accepted), begun_on=Subquery(begun.values("on")),
    )  # fmt: skip
    mine = Q(left=True) | Q(accepted__gt=0) | Q(begun_on__isnull=False)
    return rows.filter(Q(unannounced=True) | Q(mine, his=True))


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def to_grant(call: Call) -> QuerySet[Result]:
    """Selected, and not recognised yet, in the order of the list."""
    rows = Result.objects.filter(call=call, selected=True, application__award=None)
    return rows.select_related("application__organisation", "application__entry__register").order_by(
        "order", "pk"
    )


def standing_certificate(award: Award) -> Certificate | None:
    """The newest, revoked or not."""
    return award.certificates.order_by("-pk").first()
