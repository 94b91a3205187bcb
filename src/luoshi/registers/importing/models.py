"""A list on its way into a register, and what a school said of its columns."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.common import crypto
from luoshi.common.models import Base, Job
from luoshi.registers.models import Register

from .states import ImportState


class ListImport(Base):
    """名单导入. The file lies sealed outside the database for a day (`sealed_files`, under `public_id`).

    sealed    what was read; decided: what a person said of each doubt; outline: what its pages show (`outline`);
              compared: what putting a long list in would do (`comparing`); all sealed, gone once it is in the register
    receipt   numbers for the receipt, no content; undo: sealed, what taking it back needs

    What is sealed goes after a month (`sweeping`).
    """

    AUDIT_PERSONAL = frozenset({"file_name", "message"})

    register = models.ForeignKey(Register, models.PROTECT, related_name="imports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=12, choices=ImportState, default=ImportState.QUEUED)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField("文件名", max_length=120)
    digest = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    message = models.CharField(max_length=300, blank=True)
    columns_are_certain = models.BooleanField(default=False)
    sealed = models.BinaryField(default=b"")
    decided = models.BinaryField(default=b"")
    outline = models.BinaryField(default=b"")
    compared = models.BinaryField(default=b"")
    receipt = models.JSONField(default=dict)
    undo = models.BinaryField(default=b"")
    applied_at = models.DateTimeField("导入时间", null=True)

    class Meta:
        verbose_name = "名单导入"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("applied", "taking_back", "taken_back"))
                | Q(sealed=b"", decided=b"", outline=b"", compared=b""),
                name="applied_import_is_emptied",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("applied", "taking_back", "taken_back"))
                | Q(applied_at__isnull=False),
                name="applied_import_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"名单导入{self.public_id[-4:]}"

    @property
    def reading(self) -> dict[str, Any]:
        """As `core.lists.task` gives it; empty before it was read."""
        return self._opened("sealed")

    @property
    def decisions(self) -> dict[str, Any]:
        """{"cells": {"row:field": [how, value]}, "rows": {"row" or "row:code of its doubt": [how, words]}}."""
        return {"cells": {}, "rows": {}, **self._opened("decided")}

    @property
    def outlined(self) -> dict[str, Any]:
        return self._opened("outline")

    @property
    def outcome(self) -> dict[str, Any]:
        return self._opened("compared")

    @property
    def is_worked_on(self) -> bool:
        """Whether the worker has it, or is about to."""
        return self.job is not None and self.job.state in (Job.State.QUEUED, Job.State.RUNNING)

    @property
    def back(self) -> dict[str, Any]:
        return self._opened("undo")

    def _opened(self, name: str) -> dict[str, Any]:
        stored = bytes(getattr(self, name))
        if not stored:
            return {}
        opened: dict[str, Any] = json.loads(crypto.decrypt(stored, context=self._context(name)))
        return opened

    def seal(self, name: str, content: dict[str, Any]) -> bytes:
        plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return crypto.encrypt(plain, context=self._context(name))

    def _context(self, name: str) -> str:
        return f"list-import:{self.public_id}:{name}"


class KnownColumns(Base):
    """What a school said of the columns of a list with these headings: column → key of the field, "" = left out."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    columns = models.JSONField("各列", default=dict)

    class Meta:
        verbose_name = "名单各列的对应"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "register", "digest"], name="columns_of_a_heading_once"
            )
        ]

    def __str__(self) -> str:
        return f"名单各列的对应{self.public_id[-4:]}"
