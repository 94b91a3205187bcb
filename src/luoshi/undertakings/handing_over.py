"""Promises of the bureau and requests for changes point to the post that answers for them; they pass on with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding

from .models import ChangeRequest, Commitment
from .states import DutyStage, RequestState

OPEN_REQUESTS = (RequestState.DRAFT, RequestState.RUNNING, RequestState.RETURNED)


def _open(posts: QuerySet[Membership]) -> QuerySet[Commitment]:
    carried = Commitment.objects.filter(owner__in=posts, duty__left_at__isnull=True)
    return carried.exclude(duty__stage=DutyStage.DONE).select_related("duty__task").order_by("due", "id")


def _requests(posts: QuerySet[Membership]) -> QuerySet[ChangeRequest]:
    rows = ChangeRequest.objects.filter(author__in=posts, state__in=OPEN_REQUESTS)
    return rows.select_related("organisation", "task").order_by("id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for commitment in _open(posts):
        duty = commitment.duty
        title = f"{duty.task}：{commitment.words}" if commitment.words else str(duty.task)
        yield Holding(
            "市局承诺事项",
            title,
            commitment.owner_id or 0,
            reverse("duty", args=[duty.public_id]),
            due=commitment.due,
        )
    for each in _requests(posts):
        yield Holding(
            "变更申请", each.title, each.author_id, reverse("change-request", args=[each.public_id])
        )


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    posts = Membership.objects.filter(pk=leaving.pk)
    held = tuple(holdings(posts))
    for commitment in _open(posts):
        acts.change(commitment, owner=successor)
    for each in _requests(posts):
        acts.change(each, author=successor)
    return HandedOver(held)
