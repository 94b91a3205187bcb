"""Who has a step, who sees an approval. Every view, list and job begins here.

Own organisation: who is concerned (author, holders of steps, those who acted, their delegates) and who oversees its
papers. Above it: the same people of an organisation whose leg has been reached. Nobody else; being higher up is not
enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.common import clock
from luoshi.common.actor import Actor

from . import chains
from .models import Approval, Brief, Delegation, Entry, Route, Sending, Step
from .routes import chain_of
from .states import ApprovalState, BriefState, Outcome, StepState, Way


@dataclass(frozen=True, slots=True)
class Right:
    """By what right somebody may decide a step: as himself, or for the principal of `delegation`."""

    way: str
    delegation: Delegation | None = None

    @property
    def principal(self) -> Membership | None:
        return self.delegation.principal if self.delegation else None


OWN = Right(Way.OWN)


_known: ContextVar[dict[int, list[Delegation]] | None] = ContextVar("delegations", default=None)


def delegations_today() -> QuerySet[Delegation]:
    """Those in force now: within their dates, not revoked, both posts still held."""
    day, held = clock.today(), memberships_today().values("pk")
    return Delegation.objects.filter(
        start__lte=day, end__gte=day, revoked_at__isnull=True, principal__in=held, delegate__in=held
    ).select_related("principal__user", "principal__organisation", "delegate__user", "delegate__organisation")


def delegations_to(actor: Actor) -> list[Delegation]:
    """What the acting post may do for others today."""
    if actor.membership_id is None:
        return []
    known = _known.get()
    if known is not None and actor.membership_id in known:
        return known[actor.membership_id]
    found = list(delegations_today().filter(delegate=actor.membership_id).order_by("id"))
    if known is not None:
        known[actor.membership_id] = found
    return found


@contextmanager
def asked_once() -> Iterator[None]:
    """Within one page that only reads: the delegations of a post are looked up once, however many lists ask."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def steps_of_post(membership: int | None, role: str, organisation: int | None) -> Q:
    """Steps that are this post's: named for it, or of its role where nobody is named who still holds the post."""
    named = Exists(memberships_today().select_related(None).filter(pk=OuterRef("person")))
    return Q(person=membership) | (Q(role=role, organisation=organisation) & ~named)


def _own_steps(actor: Actor) -> Q:
    return steps_of_post(actor.membership_id, actor.role, actor.organisation_id)


def _delegated_steps(delegation: Delegation) -> Q:
    post = delegation.principal
    steps = steps_of_post(post.pk, post.role, post.organisation_id)
    return steps & Q(approval__kind__in=delegation.kinds) if delegation.kinds else steps


SENDINGS = (Outcome.SENT, Outcome.RESUBMITTED)


def authors_of(approval: Approval) -> set[int]:
    """The people who sent it: who answers for it now and, after a hand-over, whoever sent it before."""
    senders = approval.entries.filter(outcome__in=SENDINGS).values_list("by__user", flat=True)
    return {approval.author.user_id, *senders}


def _sent_by(user: int) -> Q:
    """Steps of papers of which this person is or was the author."""
    sent = Entry.objects.filter(approval=OuterRef("approval"), outcome__in=SENDINGS, by__user=user)
    return Q(approval__author__user=user) | Q(Exists(sent))


def _own_last_word(actor: Actor) -> Q:
    """The last step of a paper of his own: another holder of it decides. Where there is none it waits for him, and goes
    on to the next post (`last_words`)."""
    user = actor.user_id or 0
    others = (
        memberships_today()
        .select_related(None)
        .filter(role=OuterRef("role"), organisation=OuterRef("organisation"))
    )
    later = Step.objects.filter(approval=OuterRef("approval"), order__gt=OuterRef("order"))
    meeting = Q(form=chains.MEETING)  # whose minutes the author may enter
    return ~Exists(later) & ~meeting & _sent_by(user) & Q(Exists(others.exclude(user=user)))


def _to_decide(delegation: Delegation) -> Q:
    """Delegated steps without those of papers the delegate sent himself: nobody stands in for his own judge."""
    return _delegated_steps(delegation) & ~_sent_by(delegation.delegate.user_id)


def steps_open_to(actor: Actor) -> Q:
    """Steps, whatever their state, that the acting post may decide when they come: own and delegated ones."""
    open_to = _own_steps(actor)
    for delegation in delegations_to(actor):
        open_to |= _delegated_steps(delegation)
    return open_to


def steps_waiting_for(actor: Actor) -> QuerySet[Step]:
    """What lies with the acting post now, delegated to it included."""
    if actor.membership_id is None:
        return Step.objects.none()
    open_to = _own_steps(actor)
    for delegation in delegations_to(actor):
        open_to |= _to_decide(delegation)
    return (
        Step.objects.filter(open_to, state=StepState.CURRENT)
        .exclude(_own_last_word(actor))
        .select_related("approval__organisation", "approval__author__user", "organisation", "person__user")
        .order_by("due", "arrived_at", "id")
    )


def right_of(actor: Actor, step: Step) -> Right | None:
    """How this step is the actor's: own right first, then a delegation; None where it is not."""
    if actor.membership_id is None:
        return None
    rows = Step.objects.filter(pk=step.pk)
    if rows.filter(_own_steps(actor)).exists():
        return OWN
    found = (each for each in delegations_to(actor) if rows.filter(_to_decide(each)).exists())
    delegation = next(found, None)
    return Right(Way.DELEGATE, delegation) if delegation else None


def rights_of(actor: Actor, steps: list[Step]) -> dict[int, Right]:
    """The right to each of these steps, by key; one query for the own ones and one for each delegation."""
    keys = [step.pk for step in steps]
    rights: dict[int, Right] = {}
    for delegation in reversed(delegations_to(actor)):
        mine = Step.objects.filter(_to_decide(delegation), pk__in=keys).values_list("pk", flat=True)
        rights |= dict.fromkeys(mine, Right(Way.DELEGATE, delegation))
    own = Step.objects.filter(_own_steps(actor), pk__in=keys).values_list("pk", flat=True)
    return rights | dict.fromkeys(own, OWN)


def holders_of(step: Step) -> list[Membership]:
    """The posts whose step it is today (without delegates)."""
    named = memberships_today().filter(pk=step.person_id).first() if step.person_id else None
    if named is not None:
        return [named]
    return list(memberships_today().filter(role=step.role, organisation=step.organisation_id).order_by("id"))


def judges_himself(last: Step, authors: set[int]) -> bool:
    """Whether nobody but these people (their users) holds the last step."""
    holders = [] if last.is_meeting else holders_of(last)
    return bool(holders) and {post.user_id for post in holders} <= authors


def would_judge_himself(actor: Actor, organisation: Organisation, kind: str) -> bool:
    """Whether a paper of this kind that the actor sends through this organisation's chain would end with himself:
    said before he begins, refused when he sends.
    """
    chain = chain_of(organisation, kind).steps
    if not chain or actor.user_id is None:
        return False
    last = chain[-1]
    person = memberships_today().filter(organisation=organisation, public_id=last.person).first()
    step = Step(organisation=organisation, role=last.role, form=last.form, person=person)
    return judges_himself(step, {actor.user_id})


def delegates_of(step: Step, holders: list[Membership]) -> list[Membership]:
    """Those who may decide this step for one of its holders today."""
    given = delegations_today().filter(principal__in=[post.pk for post in holders]).order_by("id")
    given = given.exclude(delegate__user__in=authors_of(step.approval))
    return [each.delegate for each in given if not each.kinds or step.approval.kind in each.kinds]


def _concerning(actor: Actor) -> Q:
    """Approvals with a step of this post, or overseen by it, in a leg that has been reached."""
    wanted = steps_open_to(actor)
    if actor.role in chains.OVERSEEING:
        wanted |= Q(organisation=actor.organisation_id)
    mine = Step.objects.filter(wanted, approval=OuterRef("pk"), leg__lte=OuterRef("reached"))
    return Q(Exists(mine))


def approvals_visible_to(actor: Actor) -> QuerySet[Approval]:
    """Approvals this post may see; what of their inner steps is shown says `history`."""
    rows = Approval.objects.select_related("organisation", "author__user", "author__organisation")
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    acted = Entry.objects.filter(
        Q(by=actor.membership_id) | Q(leader=actor.membership_id), approval=OuterRef("pk")
    )
    seen = Q(author=actor.membership_id) | Q(Exists(acted)) | _concerning(actor)
    if actor.role in chains.OVERSEEING:
        seen |= Q(organisation=actor.organisation_id)
    return rows.filter(seen)


def approvals_of(about: object) -> QuerySet[Approval]:
    """All rounds of approval of one row, the newest first. The caller has checked who may see the row."""
    return Approval.objects.filter(
        about_type=about._meta.label_lower,
        about_id=about.public_id,  # type: ignore[attr-defined]
    ).order_by("-id")


def sendings_for(approval: Approval, actor: Actor, *, concerned: bool = False) -> list[Sending]:
    """What was sent, the oldest first: all of it in the author's organisation, elsewhere what has come that far.

    The caller has checked that the actor may see the paper; `concerned`: he sees it for another reason of the stage's.
    """
    rows = approval.sendings.prefetch_related("files__stored").order_by("number")
    if actor.is_system or concerned or approval.organisation_id == actor.organisation_id:
        return list(rows)
    own = approval.steps.filter(organisation=actor.organisation_id).order_by("leg").first()
    return list(rows.filter(reached__gte=own.leg)) if own is not None else []


def sendings_visible_to(actor: Actor) -> QuerySet[Sending]:
    """`sendings_for` over all approvals the actor sees."""
    if actor.is_system:
        return Sending.objects.all()
    approvals = approvals_visible_to(actor).select_related(None).order_by().values("pk")
    came = Step.objects.filter(
        approval=OuterRef("approval"), organisation=actor.organisation_id, leg__lte=OuterRef("reached")
    )
    own = Q(approval__organisation=actor.organisation_id)
    return Sending.objects.filter(own | Q(Exists(came)), approval__in=approvals)


def returns_of(approvals: Iterable[Approval]) -> dict[int, Entry]:
    """By key of the approval why its author has it back. The caller has checked that he is the author's side."""
    rows = Entry.objects.filter(approval__in=approvals, outcome=Outcome.RETURNED, to_step__isnull=True)
    return {row.approval_id: row for row in rows.select_related("step__organisation").order_by("id")}


def files_sent(files: QuerySet[Any], sending: Sending | None) -> QuerySet[Any]:
    """Those of a stage's own file rows that went with this sending, also where the author took them out since."""
    return files.filter(stored__in=sending.files.values("stored")) if sending is not None else files.none()


def sent_and_open(actor: Actor) -> QuerySet[Approval]:
    """What the acting post sent and that is not over: with others now, or back for mending."""
    return Approval.objects.filter(
        author=actor.membership_id, state__in=(ApprovalState.RUNNING, ApprovalState.RETURNED)
    ).order_by("-sent_at", "-id")


def delegations_visible_to(actor: Actor) -> QuerySet[Delegation]:
    """Both sides see theirs; those who enter decisions see all of their organisation."""
    rows = Delegation.objects.select_related(
        "principal__user", "principal__organisation", "delegate__user", "made_by__user", "revoked_by__user"
    )
    if actor.membership_id is None:
        return rows.none()
    seen = Q(principal=actor.membership_id) | Q(delegate=actor.membership_id)
    if actor.may("enter_decisions"):
        seen |= Q(principal__organisation=actor.organisation_id)
    return rows.filter(seen)


def routes_visible_to(actor: Actor) -> QuerySet[Route]:
    """Versions of the own organisation's routes, for those who write papers or edit routes there."""
    if not (actor.may("write_papers") or actor.may("edit_routes")):
        return Route.objects.none()
    return Route.objects.filter(organisation=actor.organisation_id).select_related(
        "organisation", "made_by__user"
    )


def briefs_visible_to(actor: Actor) -> QuerySet[Brief]:
    """A draft only to its author; once sent, to whoever sees its approval."""
    rows = Brief.objects.select_related(
        "organisation", "author__user", "author__organisation", "up_to", "approval"
    )
    if actor.membership_id is None:
        return rows.none()
    sent = ~Q(state=BriefState.DRAFT) & Q(
        approval__in=approvals_visible_to(actor).select_related(None).values("pk")
    )
    return rows.filter(Q(author=actor.membership_id) | sent)
