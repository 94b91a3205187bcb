"""Official documents as they were published, what was read from them, and who settled what."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

from luoshi.accounts.models import Organisation
from luoshi.common import crypto
from luoshi.common.models import Base, Job, PackOwned, StoredFile

from .states import FindingState, Outcome, ReadingState


class PolicyDocument(PackOwned):
    """An official text a plan comes from, or one above it."""

    class Kind(models.TextChoices):
        BASIS = "basis", "政策文件"
        ABOVE = "above", "上位文件"
        ANNEX = "annex", "附件"

    title = models.CharField("标题", max_length=200)
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.BASIS)
    issuer = models.CharField("发文机关", max_length=120, blank=True)
    number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.CharField("成文日期", max_length=10, blank=True)  # YYYY[-MM[-DD]] as printed
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["key"], name="document_key_once")]

    def __str__(self) -> str:
        return self.title


class Clause(PackOwned):
    """A numbered passage. `words` is our own short summary, `text` the official one once a person has uploaded it."""

    document = models.ForeignKey(PolicyDocument, models.CASCADE, related_name="clauses")
    number = models.CharField("条款号", max_length=40)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    heading = models.CharField("标题", max_length=200, blank=True)
    words = models.TextField("摘要", blank=True)
    text = models.TextField("原文", blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="clause_key_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()


class Reading(Base):
    """One import: the files, what was read from them (sealed until loaded), and where it stands."""

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField("名称", max_length=200)
    state = models.CharField(max_length=12, choices=ReadingState, default=ReadingState.QUEUED)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    plan_id_wanted = models.CharField("装入的计划", max_length=20, blank=True)  # public id; empty: a new plan
    new_plan_title = models.CharField("新计划名称", max_length=200, blank=True)
    message = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField(default=b"")
    document = models.ForeignKey(PolicyDocument, models.PROTECT, null=True, related_name="readings")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def result(self) -> dict[str, Any]:
        """The reading's JSON (design, section 5); empty before it was read."""
        return _unseal(self.sealed, f"reading:{self.public_id}")

    def sealed_result(self, result: dict[str, Any]) -> bytes:
        return _seal(result, f"reading:{self.public_id}")


class ReadingFile(Base):
    """One of the files of an import, kept as it came."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="files")
    document = models.ForeignKey(PolicyDocument, models.PROTECT, null=True, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Finding(Base):
    """Something in an import a person has to look at. What it says lies sealed with the import."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="findings")
    order = models.PositiveIntegerField()
    code = models.CharField(max_length=60)
    severity = models.CharField(max_length=10)
    state = models.CharField(max_length=12, choices=FindingState, default=FindingState.OPEN)
    sealed = models.BinaryField(default=b"")
    value_sealed = models.BinaryField(default=b"")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["reading", "order"], name="finding_order_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.order}"

    @property
    def content(self) -> dict[str, Any]:
        """The finding's JSON: code, severity, place, message, proposal."""
        return _unseal(self.sealed, f"finding:{self.public_id}")

    @property
    def value(self) -> dict[str, Any]:
        """What the person decided: {"value": …, "reason": …}; empty while open."""
        return _unseal(self.value_sealed, f"finding-value:{self.public_id}")

    def sealed_content(self, content: dict[str, Any]) -> bytes:
        return _seal(content, f"finding:{self.public_id}")

    def sealed_value(self, value: dict[str, Any]) -> bytes:
        return _seal(value, f"finding-value:{self.public_id}")


class Decision(Base):
    """Who settled what at which cell or passage of a loaded document; stays for ever."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="decisions")
    code = models.CharField(max_length=60)
    place = models.JSONField(default=dict)
    task_key = models.CharField(max_length=60, blank=True)
    organisation_name = models.CharField(max_length=80, blank=True)
    message = models.TextField()
    outcome = models.CharField("处理", max_length=12, choices=Outcome)
    value = models.JSONField(default=dict)
    reason = models.TextField("理由", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.message[:40]


def _seal(content: dict[str, Any], context: str) -> bytes:
    return crypto.encrypt(json.dumps(content, ensure_ascii=False).encode(), context=context)


def _unseal(sealed: bytes, context: str) -> dict[str, Any]:
    return json.loads(crypto.decrypt(sealed, context=context)) if sealed else {}
