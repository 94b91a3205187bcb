"""Which registers and entries exist for whom, and the facts that figures are computed from."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.common.dataforms.queries import line_of

from .facts import EntryFacts, facts_of
from .identity import identity_of
from .models import Entry, EntryRun, Erasure, JoinedIdentity, ProjectStage, Register, Snapshot
from .states import EntryState, RunAction

__all__ = ["EntryFacts", "entries_visible_to", "facts_of", "identity_of", "registers_visible_to"]


def registers_visible_to(actor: Actor) -> QuerySet[Register]:
    """Registers in use of the own bureau and those above it, for those who read them."""
    rows = Register.objects.filter(withdrawn_at__isnull=True).select_related(
        "owner", "definition__current__definition"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_registers"):
        return rows.none()
    return rows.filter(owner__in=line_of(actor.path))


def registers_to_set(actor: Actor) -> QuerySet[Register]:
    """Those the actor reads, and of the own bureau also what is in preparation or out of use."""
    read = registers_visible_to(actor)
    if not actor.may("edit_registers"):
        return read
    rows = Register.objects.select_related("owner", "definition__current__definition")
    own = Q(owner=actor.organisation_id)
    return rows.filter(Q(pk__in=read.order_by().values("pk")) | own)


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """All of the own school; for its superiors what it confirmed, drafts left out."""
    rows = Entry.objects.filter(register__withdrawn_at__isnull=True).select_related(
        "register__definition__current__definition", "organisation", "answer__form_version"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_registers"):
        return rows.none()
    theirs = within(actor.path, "organisation__") & told_upward()
    mine = Q(organisation=actor.organisation_id)
    return rows.filter(mine | theirs, register__owner__in=line_of(actor.path))


def told_upward() -> Q:
    """What has left the school: confirmed, checked, or ended after it was, also as entered by mistake: what an office
    above has seen does not vanish before it. What was checked once is told even where it ended as a draft.
    """
    ended = Q(state=EntryState.ENDED) & (~Q(ended_from=EntryState.DRAFT) | Q(checked_at__isnull=False))
    return Q(state__in=(EntryState.CONFIRMED, EntryState.CHECKED)) | ended


def erasures_visible_to(actor: Actor) -> QuerySet[Erasure]:
    """Those of the own school for who confirms entries there, of the own office's registers for who sets them."""
    rows = Erasure.objects.select_related("register", "entry__organisation", "said_by__user")
    if actor.is_system:
        return rows
    entries = entries_visible_to(actor).filter(organisation=actor.organisation_id).order_by().values("pk")
    mine = Q(entry__in=entries) if actor.may("confirm_registers") else Q(pk__in=())
    if actor.may("edit_registers"):
        mine |= Q(entry__isnull=True, register__owner=actor.organisation_id)
    return rows.filter(mine)


def erased_by(entry: Entry) -> Erasure | None:
    """What two persons asked for and confirmed; None where its time was over."""
    rows = entry.erasures.filter(confirmed_at__isnull=False)
    return rows.select_related("said_by__user", "confirmed_by__user").first()


def stages_visible_to(actor: Actor) -> QuerySet[ProjectStage]:
    return ProjectStage.objects.filter(
        entry__in=entries_visible_to(actor).order_by().values("pk")
    ).select_related("entry__organisation", "entry__register")


def joins_visible_to(actor: Actor) -> QuerySet[JoinedIdentity]:
    """Those whose both entries the actor sees."""
    seen = entries_visible_to(actor).order_by().values("pk")
    rows = JoinedIdentity.objects.filter(parted_at__isnull=True, entry__in=seen, other__in=seen)
    return rows.select_related("entry__organisation", "other__organisation", "register", "within")


def runs_visible_to(actor: Actor) -> QuerySet[EntryRun]:
    """Those of the own school or office, for who may do there what they do."""
    rows = EntryRun.objects.select_related("register__definition__current__definition", "organisation", "job")
    if actor.is_system:
        return rows
    seen = registers_visible_to(actor).order_by().values("pk")
    moves = {"confirm_registers": (RunAction.CONFIRM, RunAction.TAKE_BACK)}
    moves["check_registers"] = (RunAction.CHECK, RunAction.RETURN)
    may = [move for right, some in moves.items() if actor.may(right) for move in some]
    return rows.filter(organisation=actor.organisation_id, register__in=seen, action__in=may)


def snapshots_visible_to(actor: Actor) -> QuerySet[Snapshot]:
    return snapshots_to_keep(actor).filter(removed_at__isnull=True)


def snapshots_to_keep(actor: Actor) -> QuerySet[Snapshot]:
    """Removed ones too: who removes them brings them back."""
    seen = registers_visible_to(actor).order_by().values("pk")
    rows = Snapshot.objects.filter(register__in=seen).select_related("register", "organisation")
    return rows if actor.is_system else rows.filter(within(actor.path, "organisation__"))


def schools_within(actor: Actor) -> QuerySet[Organisation]:
    """Schools whose lists the actor reads: the own one, or those below the own bureau."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True)
    return (rows if actor.is_system else rows.filter(within(actor.path))).order_by("order", "id")
