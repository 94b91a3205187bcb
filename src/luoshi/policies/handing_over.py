"""Imports under way belong to whoever runs them; they pass to the successor with what was settled so far."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.models import Job
from luoshi.common.stages import HandedOver, Holding

from .models import Reading
from .states import ReadingState

UNDER_WAY = (ReadingState.QUEUED, ReadingState.FAILED, ReadingState.DECIDING)


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    """Imports under way of the post's own organisation that its holder runs."""
    chosen = {(post.user_id, post.organisation_id): post.pk for post in posts}
    readings = Reading.objects.filter(
        state__in=UNDER_WAY, started_by__in=posts.values("user"), owner__in=posts.values("organisation")
    ).defer("sealed")
    for reading in readings.order_by("id"):
        post = chosen.get((reading.started_by_id, reading.owner_id))
        if post is not None and not _held_otherwise(reading, posts):
            href = reverse("import", args=[reading.public_id])
            yield Holding("进行中的导入", reading.title, post, href)


def _held_otherwise(reading: Reading, posts: QuerySet[Membership]) -> bool:
    """The person keeps another post in the same organisation, and runs the import through that."""
    others = Membership.objects.filter(
        user=reading.started_by_id, organisation=reading.owner_id, end__isnull=True
    )
    return others.exclude(pk__in=posts.values("pk")).exists()


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    """The imports' 经办人 is the successor from now on; work waiting in the queue is done in the successor's name."""
    held = tuple(holdings(Membership.objects.filter(pk=leaving.pk)))
    readings = Reading.objects.filter(
        state__in=UNDER_WAY, started_by=leaving.user_id, owner=leaving.organisation_id
    )
    for reading in readings.order_by("id") if held else ():
        acts.change(reading, started_by=successor.user)
        Job.objects.filter(pk=reading.job_id, membership_id=leaving.pk, finished_at__isnull=True).update(
            membership_id=successor.pk, version=F("version") + 1
        )
    return HandedOver(held)
