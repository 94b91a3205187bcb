"""A school's own plan on its way into the draft."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from luoshi.common import crypto
from luoshi.common.models import Base, Job, StoredFile
from luoshi.workplans.models import Workplan

from .states import OPEN, PlanReadingState


class PlanReading(Base):
    """The files, what was read from them (sealed, gone once it is in the draft), and where it stands."""

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="readings")
    state = models.CharField("状态", max_length=12, choices=PlanReadingState, default=PlanReadingState.QUEUED)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    message = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField(default=b"")

    class Meta:
        verbose_name = "读入的方案"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workplan"], condition=Q(state__in=OPEN), name="one_open_plan_reading"
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(sealed=b""), name="applied_plan_reading_is_emptied"
            ),
        ]

    def __str__(self) -> str:
        return f"读入的方案{self.public_id[-4:]}"

    @property
    def result(self) -> dict[str, Any]:
        """As `luoshi.core.reading.workplans.shown` gives it; empty before it was read."""
        if not self.sealed:
            return {}
        read: dict[str, Any] = json.loads(crypto.decrypt(bytes(self.sealed), context=self._context))
        return read

    def sealed_result(self, result: dict[str, Any]) -> bytes:
        return crypto.encrypt(json.dumps(result, ensure_ascii=False).encode(), context=self._context)

    @property
    def _context(self) -> str:
        return f"plan-reading:{self.public_id}"


class PlanReadingFile(Base):
    """One of the files, kept as it came."""

    AUDIT_PERSONAL = frozenset({"name"})

    reading = models.ForeignKey(PlanReading, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "读入的文件"
        ordering = ["order"]

    def __str__(self) -> str:
        return f"读入的文件{self.public_id[-4:]}"
