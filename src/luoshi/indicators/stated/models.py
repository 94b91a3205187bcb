"""A file of official statistics, what was said of its columns, and what it states."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.common import crypto
from luoshi.common.models import Base

from ..models import Indicator, Period
from .states import StatedState


class StatedSource(Base):
    """官方统计: one file, for one period.

    sealed      what was read, until it is taken; the file itself lies sealed a day
    count_of    each row is one person, and their number is what this indicator is stated as.
    """

    AUDIT_PERSONAL = frozenset({"file_name"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="上传单位")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+", verbose_name="统计期")
    title = models.CharField("名称", max_length=60)
    day = models.DateField("统计时点", null=True)
    state = models.CharField("状态", max_length=10, choices=StatedState, default=StatedState.DRAFT)
    file_name = models.CharField("文件名", max_length=120)
    digest = models.CharField(max_length=64, editable=False)
    count_of = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(default=b"", editable=False)
    uploaded_by = models.CharField("上传人", max_length=80, blank=True)
    applied_at = models.DateTimeField("收下时间", null=True)

    class Meta:
        verbose_name = "官方统计"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("applied", "withdrawn")) | Q(applied_at__isnull=False, sealed=b""),
                name="taken_statistics_are_emptied",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reading(self) -> dict[str, Any]:
        stored = bytes(self.sealed)
        if not stored:
            return {}
        opened: dict[str, Any] = json.loads(crypto.decrypt(stored, context=self._context()))
        return opened

    def seal(self, reading: dict[str, Any]) -> bytes:
        return crypto.encrypt(json.dumps(reading, ensure_ascii=False).encode(), context=self._context())

    def _context(self) -> str:
        return f"stated-source:{self.public_id}"


class KnownHeadings(Base):
    """What an office said of the columns of a file with these headings: column → what it is, "" = left out."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    columns = models.JSONField("各列", default=dict)

    class Meta:
        verbose_name = "官方统计各列的对应"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="headings_of_statistics_once")
        ]

    def __str__(self) -> str:
        return f"各列的对应{self.public_id[-4:]}"


class StatedFigure(Base):
    """官方统计数: what one file states for one school and indicator, and where in the file. Never changed but for the
    reason why it differs from ours.

    differs: from our figure when it was last compared (`comparing`); None where we have none.
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    source = models.ForeignKey(StatedSource, models.PROTECT, related_name="figures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    value = models.CharField("数", max_length=30)  # a plain decimal, as the file says it
    place = models.CharField("位置", max_length=120)
    differs = models.BooleanField("与本站不同", null=True, editable=False)
    reason = models.CharField("原因", max_length=300, blank=True)
    reason_by = models.CharField("说明人", max_length=80, blank=True)
    reason_at = models.DateTimeField("说明时间", null=True)

    class Meta:
        verbose_name = "官方统计数"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "organisation", "indicator"], name="stated_once_in_a_source"
            ),
            models.CheckConstraint(
                condition=Q(reason="", reason_at__isnull=True) | Q(reason__gt="", reason_at__isnull=False),
                name="reason_of_a_difference_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "differs"], name="stated_differences")]

    def __str__(self) -> str:
        return f"{self.source} {self.public_id[-4:]}"

    @property
    def number(self) -> Decimal:
        return Decimal(self.value)
