"""What a proposal keeps of the second person who does not agree to it (`two_persons.decline`)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership


class Declinable(models.Model):
    """It ended at `dropped_at` without being done: taken back by who said it or, where `declined_by` is set, declined
    by the second person, with his reason.
    """

    declined_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="不同意人"
    )
    declined_words = models.CharField("不同意的理由", max_length=300, blank=True)

    class Meta:
        abstract = True


def declined_with_reason(name: str) -> models.CheckConstraint:
    """By another post, with a reason, and ended."""
    nobody = Q(declined_by__isnull=True, declined_words="")
    somebody = Q(declined_by__isnull=False, dropped_at__isnull=False, confirmed_at__isnull=True)
    condition = nobody | somebody & ~Q(declined_words="") & ~Q(declined_by=F("said_by"))
    return models.CheckConstraint(condition=condition, name=name)
