"""Which copies there are for whom."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.selection import Blindness, read_rules
from luoshi.selection.applying.models import Application, Material
from luoshi.selection.applying.queries import applications_visible_to, calls_kept_from, hosted_by, kept_from
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.panel.checking import grounds, stood
from luoshi.selection.panel.models import Conflict, Expert, Seat
from luoshi.selection.panel.queries import who_sit_in, with_facts
from luoshi.selection.panel.states import ConflictKind
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import waiting

from .models import BareCopy, ClosingProposal, RoundClosing, Sheet, ThirdReading
from .scoring import in_force
from .states import CopyState, SheetState

OPENERS = sorted(
    role.key for role in ROLES.values() if role.permissions & {"run_selections", "watch_selections"}
)  # who may be one of the two that open a round
COPIED_IN = (CallState.CHECKING, CallState.DRAWING, CallState.REVIEWING)


def applications_to_manage(actor: Actor) -> QuerySet[Application]:
    """Those of the calls of the actor's own bureau, for its officers and its monitor, as far as they see them; for a
    host those of the calls whose review it manages.
    """
    if actor.may("host_selections"):
        calls = hosted_by(actor, "review").order_by().values("pk")
        return applications_visible_to(actor).filter(call__in=calls)
    if not (actor.may("run_selections") or actor.may("watch_selections")):
        return Application.objects.none()
    return applications_visible_to(actor).filter(call__organisation=actor.organisation_id)


def calls_to_manage(actor: Actor) -> QuerySet[Call]:
    """Calls of the actor's own bureau, for those who run or watch its selections; for a host those it manages."""
    if actor.may("host_selections"):
        return hosted_by(actor, "review").exclude(state=CallState.DRAFT)
    if not (actor.may("run_selections") or actor.may("watch_selections")):
        return Call.objects.none()
    return Call.objects.filter(organisation=actor.organisation_id).exclude(state=CallState.DRAFT)


def copies_visible_to(actor: Actor) -> QuerySet[BareCopy]:
    """The bureau's officers and monitor all; a school those of its own that came back to be replaced."""
    seen = Q(material__application__in=applications_to_manage(actor).order_by().values("pk"))
    if actor.may("apply_selections"):
        own = applications_visible_to(actor).filter(organisation=actor.organisation_id)
        seen |= Q(material__application__in=own.order_by().values("pk"), state=CopyState.BACK)
    if not seen:
        return BareCopy.objects.none()
    rows = BareCopy.objects.filter(seen, material__removed_at=None)
    return rows.select_related("material__application__call", "material__application__organisation", "stored")


def is_blind(call: Call) -> bool:
    """Whether experts must not know whose an application is: in a double-blind review. In a single-blind one they
    read names and files as handed in; who they are no applicant learns.
    """
    return read_rules(call.rules).blindness == Blindness.DOUBLE


def given_to_experts(call: Call) -> list[str]:
    """Keys of the lines of the list of materials whose files experts get."""
    blind = is_blind(call)
    return [line.key for line in read_rules(call.rules).materials if line.blind or not blind]


def materials_without_copy(call: Call) -> QuerySet[Material]:
    """Files of accepted applications that experts will be given and that have no copy yet.

    In a blind review those that tell who applies (`blind` unset in the list of materials) are given to no expert.
    """
    rows = Material.objects.filter(
        item__in=given_to_experts(call),
        application__call=call,
        application__state=ApplicationState.ACCEPTED,
        removed_at=None,
        bare_copy=None,
    )
    return rows.select_related("application", "stored").order_by("application", "item", "pk")


def lacking_for(actor: Actor, call: Call) -> QuerySet[Material]:
    """`materials_without_copy` of the applications the actor manages: what is kept from him is not counted (BL-05)."""
    rows = materials_without_copy(call)
    if actor.is_system:
        return rows
    return rows.filter(application__in=applications_to_manage(actor).order_by().values("pk"))


def thirds_visible_to(actor: Actor) -> QuerySet[ThirdReading]:
    """Of applications the actor manages."""
    managed = applications_to_manage(actor).order_by().values("pk")
    rows = ThirdReading.objects.filter(application__in=managed)
    return rows.select_related("application__call", "application__organisation", "assigned__seat__expert")


def free_for_third(reading: ThirdReading) -> QuerySet[Seat]:
    """Of the panel: who signed, has not read it in this round, and is not bound today."""
    application, call = reading.application, reading.application.call
    read = in_force(call).filter(application=application, round=reading.round)
    seats = Seat.objects.filter(call=call, left_at__isnull=True, discipline__isnull=False)
    seats = seats.exclude(pk__in=read.order_by().values("seat")).select_related("expert")
    asked = Expert.objects.filter(pk__in=seats.order_by().values("expert"))
    bound = grounds(list(with_facts(asked)), [application], clock.today())
    return seats.exclude(expert__in=[expert for expert, _ in bound])


def bound_readers(application: Application, actor: Actor) -> set[int]:
    """Experts who had it and of whom it stands that they must keep away from it: by registers as they were before its
    scores were open, as they declared, or as somebody else than the actor said. What he alone says takes no score
    away, nor what he or anybody wrote into a register with the scores in view (controls BL-08).
    """
    alone = Q(kind=ConflictKind.SET, said_by__user=actor.user_id)
    said = Conflict.objects.filter(application=application, lifted_at__isnull=True).exclude(alone)
    found = set(said.exclude(kind=ConflictKind.COMPUTED).values_list("expert", flat=True))
    first = RoundClosing.objects.filter(call=application.call_id).order_by("closed_at").first()
    if first is not None:
        computed = said.filter(kind=ConflictKind.COMPUTED, created_at__lt=first.closed_at)
        found |= set(computed.values_list("expert", flat=True))
    readers = list(_readers(application))
    return found | {expert for expert, _ in stood(readers, [application])}


def not_restored_by(application: Application, actor: Actor) -> set[int]:
    """Experts who had it and whose score does not count again by this actor: something still binds them, or he is the
    one who lifted it. Nobody puts a score back alone either.
    """
    rows = Conflict.objects.filter(application=application)
    lifted = set(rows.filter(lifted_by__user=actor.user_id).values_list("expert", flat=True))
    readers = list(with_facts(_readers(application)))
    bound = {expert for expert, _ in grounds(readers, [application], clock.today())}
    return bound | lifted


def _readers(application: Application) -> QuerySet[Expert]:
    return Expert.objects.filter(seats__assigned__application=application).distinct()


def sheets_to_decide(actor: Actor) -> QuerySet[Sheet]:
    """Opened sheets, of applications the actor manages: those of a closed round. Sealed ones exist for nobody."""
    managed = applications_to_manage(actor).order_by().values("pk")
    closed = RoundClosing.objects.filter(
        call=OuterRef("assigned__seat__call"), round=OuterRef("assigned__round")
    )
    rows = Sheet.objects.filter(Exists(closed), assigned__application__in=managed, state=SheetState.DONE)
    return rows.select_related("assigned__seat__call__organisation", "assigned__application")


def closings_visible_to(actor: Actor) -> QuerySet[ClosingProposal]:
    """Of reviews of the actor's own bureau that he runs or watches, none with an application he keeps away from."""
    calls = calls_to_manage(actor).exclude(calls_kept_from(actor)).order_by().values("pk")
    rows = ClosingProposal.objects.filter(call__in=calls, call__organisation=actor.organisation_id)
    return rows.select_related("call__organisation", "said_by__user")


def open_closing(call: Call, round: str) -> ClosingProposal | None:
    """What waits for the second person."""
    rows = waiting(ClosingProposal.objects.filter(call=call, round=round))
    return rows.select_related("call__organisation", "said_by__user").first()


def openers_of(call: Call) -> QuerySet[Membership]:
    """Posts of its bureau whose holders may open a round today: none who keeps away from an application of it, none who
    reads one as an expert.
    """
    posts = memberships_today().filter(organisation=call.organisation_id, role__in=OPENERS)
    return posts.exclude(kept_from(call, OuterRef("user"))).exclude(user__in=who_sit_in(call))
