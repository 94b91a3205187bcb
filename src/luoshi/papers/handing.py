"""What of papers hangs on a post, and how it passes to the successor. What was decided stays with who decided it.

Delegations are not passed on: they lapse with either post, and the absent one learns that nobody stands in any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.following import merged
from luoshi.accounts.models import Membership
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding

from .models import Approval, Brief, Delegation, Route, Step
from .states import ApprovalState, BriefState
from .telling import tell_of_lost_delegate

OPEN = (ApprovalState.RUNNING, ApprovalState.RETURNED)
OPEN_BRIEFS = (BriefState.DRAFT, BriefState.RUNNING, BriefState.RETURNED)


def _approvals(posts: Any) -> QuerySet[Approval]:
    return Approval.objects.filter(author__in=posts, state__in=OPEN).order_by("id")


def _briefs(posts: Any) -> QuerySet[Brief]:
    return Brief.objects.filter(author__in=posts, state__in=OPEN_BRIEFS).order_by("id")


def _steps(posts: Any) -> QuerySet[Step]:
    named = Step.objects.filter(person__in=posts, approval__state__in=OPEN)
    return named.select_related("approval").order_by("id")


def _routes(posts: Any) -> Iterator[tuple[Route, int]]:
    """Routes in use that name one of these posts, and its key."""
    keys = {post.public_id: post.pk for post in posts}
    places = {post.organisation_id for post in posts}
    for route in Route.objects.filter(organisation__in=places, superseded_at__isnull=True).order_by("id"):
        for step in route.chain:
            if step.person in keys:
                yield route, keys[step.person]


def _standing_in(posts: Any) -> QuerySet[Delegation]:
    given = Delegation.objects.filter(delegate__in=posts, revoked_at__isnull=True, end__gte=clock.today())
    return given.select_related("principal__user", "delegate__user").order_by("id")


def holdings(posts: Any) -> Iterator[Holding]:
    """Open approvals and briefs, steps and routes that name the post. Neither a draft nor standing in for somebody
    blocks leaving."""
    for approval in _approvals(posts):
        yield Holding("在办的审批", approval.title, approval.author_id, approval.href, approval.due)
    for brief in _briefs(posts):
        yield Holding(
            "呈批件",
            brief.title or "（未写标题）",
            brief.author_id,
            reverse("brief", args=[brief.public_id]),
            blocks=brief.state != BriefState.DRAFT,
        )
    for step in _steps(posts):
        href = step.approval.href
        yield Holding("指定办理的审批环节", step.approval.title, step.person_id, href, step.due)
    for route, key in _routes(posts):
        yield Holding("审批流程里的指定办理人", str(route), key, reverse("routes"))
    for given in _standing_in(posts):
        title = f"代{given.principal.user.name}办理（随离任失效，需要的另行登记）"
        yield Holding(
            "代办授权", title, given.delegate_id, reverse("delegations"), due=given.end, blocks=False
        )


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    """The successor answers for what was sent, and has the steps that named the one who leaves."""
    posts = Membership.objects.filter(pk=leaving.pk)
    items = tuple(holdings(posts))
    same_place = successor.organisation_id == leaving.organisation_id or merged(
        leaving.organisation, successor.organisation
    )
    if same_place:
        for row in (*_approvals(posts), *_briefs(posts)):
            acts.change(row, author=successor)
    fits = same_place and successor.role == leaving.role
    for step in _steps(posts):
        acts.change(step, person=successor if fits else None)
    for given in _standing_in(posts):
        tell_of_lost_delegate(given, by)
    for route in {route.pk: route for route, _ in _routes(posts)}.values():
        named = successor.public_id if fits else ""
        steps = [
            {**step, "person": named} if step["person"] == leaving.public_id else step for step in route.steps
        ]
        acts.change(route, steps=steps)
    return HandedOver(items)
