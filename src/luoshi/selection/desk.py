"""What calls ask of their bureau, and which of them schools and counties should know of."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.selection import two_persons
from luoshi.selection.two_persons import is_another

from .applying.models import Application
from .applying.queries import calls_kept_from
from .models import Call
from .queries import TOLD, calls_visible_to, extensions_visible_to, proposals_visible_to
from .states import CallState
from .telling import last_day, moment_words

EXTENDED = (CallState.OPEN, CallState.CHECKING)


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.role in TOLD or actor.may("apply_selections"):
        yield from _to_know(actor)
    if actor.may("run_selections"):
        yield from _to_run(actor)
    if actor.may("run_selections") or actor.may("lead_selections"):
        yield from _to_confirm(actor)


def _href(call: Call) -> str:
    return reverse("call", args=[call.public_id])


def _to_know(actor: Actor) -> Iterator[DeskItem]:
    """Open calls of the offices above, for those who are told of them: whether to apply is the school's own business;
    and of the own school, for all who may apply and do not run it, among what waits until one has begun to.
    """
    rows = calls_visible_to(actor).filter(state=CallState.OPEN)
    if actor.may("run_selections"):
        rows = rows.exclude(organisation=actor.organisation_id)
    if actor.role not in TOLD:
        rows = rows.filter(organisation=actor.organisation_id)
    mine = Application.objects.filter(call=OuterRef("pk"), owner=actor.membership_id)
    for call in rows.annotate(begun=Exists(mine)).order_by("until", "pk"):
        if not call.is_over:
            source = f"{call.organisation.short}，{moment_words(call.until)} 截止"
            group = "read" if actor.role in TOLD or call.begun else "todo"
            label = "去看看" if group == "todo" else "查看"
            yield DeskItem(f"可以申报：{call.title}", _href(call), label, source, last_day(call), group)


def _to_run(actor: Actor) -> Iterator[DeskItem]:
    rows = calls_visible_to(actor).filter(organisation=actor.organisation_id).exclude(calls_kept_from(actor))
    for call in rows.filter(state__in=(CallState.DRAFT, CallState.OPEN)).order_by("until", "pk"):
        if call.state == CallState.DRAFT:
            yield DeskItem(
                f"发出遴选：{call.title}", _href(call), "去办", "遴选", None, handler=call.officer_id
            )
        elif call.is_over:
            due, handler = last_day(call), call.officer_id
            yield DeskItem(f"截止受理：{call.title}", _href(call), "去办", "时间已到", due, handler=handler)
        else:
            source = f"已收 {call.received} 份"
            yield DeskItem(f"受理中：{call.title}", _href(call), "查看", source, last_day(call), "mine")


def _to_confirm(actor: Actor) -> Iterator[DeskItem]:
    """What colleagues said and another person is to confirm. Where nothing waits, that is one question."""
    extensions = two_persons.waiting(extensions_visible_to(actor))
    extensions = extensions.filter(call__state__in=EXTENDED)
    proposals = two_persons.waiting(proposals_visible_to(actor))
    waits = Q(pk__in=extensions.order_by().values("call")) | Q(pk__in=proposals.order_by().values("call"))
    calls = list(Call.objects.filter(waits).exclude(calls_kept_from(actor)).values_list("pk", flat=True))
    if not calls:
        return
    for proposal in proposals.filter(call__in=calls).order_by("pk"):
        if is_another(actor, proposal.said_by):
            words = f"{proposal.said_by.user.name}提出，理由：{proposal.reason}"
            what = f"确认{proposal.get_what_display()}：{proposal.call.title}"
            yield DeskItem(what, _href(proposal.call), "去确认", words)
    for extension in extensions.filter(call__in=calls).order_by("pk"):
        if is_another(actor, extension.said_by):
            call, who = extension.call, extension.said_by.user.name
            words = f"{who}提出，延到 {moment_words(extension.until)}"
            yield DeskItem(f"确认延期：{call.title}", _href(call), "去确认", words, last_day(call))
