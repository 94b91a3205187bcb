"""What waits at a post, what came back to it, and where its own papers are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem

from . import vacant
from .history import holders_by_step, returned_words, waiting_words
from .models import Approval, Step
from .queries import returns_of, rights_of, sent_and_open, steps_waiting_for
from .states import ApprovalState, StepState

MOST = 100


def desk(actor: Actor) -> Iterable[DeskItem]:
    if actor.membership_id is None:
        return
    yield from _waiting(actor)
    yield from vacant.desk(actor)
    own = list(sent_and_open(actor)[:MOST])
    yield from _returned([each for each in own if each.state == ApprovalState.RETURNED])
    yield from _under_way(actor, [each for each in own if each.state == ApprovalState.RUNNING])


def _waiting(actor: Actor) -> Iterator[DeskItem]:
    steps = list(steps_waiting_for(actor)[:MOST])
    rights = rights_of(actor, steps) if steps else {}
    for step in steps:
        approval, right = step.approval, rights.get(step.pk)
        principal = right.principal if right else None
        yield DeskItem(
            title=f"代{principal.user.name}办理：{approval.title}" if principal else approval.title,
            href=approval.href,
            action="录入纪要" if step.is_meeting else "办理",
            source=f"{approval.organisation.short} {approval.author.user.name} 报送，{step.name}",
            due=step.due,
        )


def _returned(approvals: list[Approval]) -> Iterator[DeskItem]:
    """Who sent each of them back and why, as far as a line of the desk has room."""
    if not approvals:
        return
    last = returns_of(approvals)
    for approval in approvals:
        words = returned_words(last[approval.pk]) if approval.pk in last else ""
        yield DeskItem(
            f"退回修改：{approval.title}", approval.href, "修改", words, approval.due, pressing="尽快"
        )


def _under_way(actor: Actor, approvals: list[Approval]) -> Iterator[DeskItem]:
    """Who has each of them, and how long."""
    if not approvals:
        return
    lying = Step.objects.filter(approval__in=approvals, state=StepState.CURRENT).select_related(
        "organisation"
    )
    steps = {step.approval_id: step for step in lying}
    holders = holders_by_step(list(steps.values()))
    for approval in approvals:
        step = steps.get(approval.pk)
        if step is None:
            continue
        has_it = f"现在：{step}，{waiting_words(step, holders[step.pk], actor)}"
        yield DeskItem(
            approval.title, reverse("approval", args=[approval.public_id]), "查看", has_it, None, "mine"
        )
