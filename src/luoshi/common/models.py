"""Rows that every stage uses. People are referred to by id and text snapshot only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from luoshi.core.likeness import known_as

from . import clock
from .ids import new_public_id


class Base(models.Model):
    """A row that people see: random public id, version for compare-and-set, time of creation."""

    AUDIT_PERSONAL: frozenset[str] = frozenset()  # fields that enter the log as salted commitments only

    public_id = models.CharField("编号", max_length=20, unique=True, default=new_public_id, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("建立时间", default=clock.now, editable=False)

    class Meta:
        abstract = True


class KnownAs(models.CharField):  # type: ignore[type-arg]  # generic to the checker only, not when it runs
    """The name as it is compared (`core.likeness.known_as`), set from `name` whenever the row is written."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        found = known_as(model_instance.name)[: self.max_length]
        setattr(model_instance, self.attname, found)
        return found


class Named(models.Model):
    """A person by name: `known_as` is what conditions compare, never `name`."""

    known_as = KnownAs(max_length=80, editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **given: Any) -> None:
        if (names := given.get("update_fields")) is not None and "name" in names:
            given["update_fields"] = {*names, "known_as"}
        super().save(*args, **given)


class PackOwned(Base):
    """A row a pack may define: its key in the pack, pack fields that have no column of their own, a way out."""

    key = models.CharField("包内代号", max_length=140, editable=False)
    extra = models.JSONField(default=dict, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class SiteState(models.Model):
    """One row: what this database is. The mode is set at creation and never changes."""

    class Mode(models.TextChoices):
        DEMO = "demo", "演示"
        PRODUCTION = "production", "正式"
        TEST = "test", "测试"

    mode = models.CharField(max_length=10, choices=Mode)
    created_at = models.DateTimeField(default=clock.now)
    loaded_at = models.DateTimeField(null=True)
    key = models.CharField("站点代号", max_length=64, blank=True)
    name = models.CharField("站点名称", max_length=120, blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_state_is_one_row")]

    def __str__(self) -> str:
        return self.get_mode_display()


class Holiday(models.Model):
    """A day that is not what the week says: a holiday, or a working day in its place.

    organisation: public id of the one whose own day it is, for it and those below; empty: for the whole site.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "休息日"
        WORKDAY = "workday", "上班日"

    day = models.DateField("日期")
    organisation = models.CharField(max_length=20, blank=True, default="")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=40, blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class AuditHead(models.Model):
    """The end of one chain; its row is locked while the next event is written."""

    chain = models.CharField(max_length=40, unique=True)
    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="", blank=True)
    signed = models.PositiveBigIntegerField(default=0)  # how far the checkpoint file must reach

    def __str__(self) -> str:
        return f"{self.chain} {self.sequence}"


class AuditEvent(models.Model):
    """One outermost act, refusal or sign-in. Append-only: triggers refuse update and delete."""

    class Result(models.TextChoices):
        DONE = "done", "已完成"
        REFUSED = "refused", "被拒绝"

    chain = models.CharField(max_length=40)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    result = models.CharField(max_length=10, choices=Result)
    user = models.CharField(max_length=20, blank=True)  # public id
    role = models.CharField(max_length=40, blank=True)
    organisation = models.CharField(max_length=20, blank=True)  # public id
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=20, blank=True)
    changes = models.JSONField(default=list)
    network = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    alg = models.CharField(max_length=10, default="sha256")
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_event_once")]
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence} {self.action}"


class AuditDetail(models.Model):
    """A personal value or a free-text reason behind a commitment in the chain; may be erased, the chain stays whole."""

    commitment = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=32)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.commitment


class OnceReceipt(models.Model):
    """One form sent: the key it carried, what its body was, and what the act answered."""

    user_key = models.CharField(max_length=40)  # the user's public id, or 'anonymous'
    key = models.CharField(max_length=64)
    action = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64)
    answer_type = models.CharField(max_length=80, blank=True)
    answer_id = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_key", "key"], name="once_key")]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"


class Draft(models.Model):
    """What somebody typed and has not sent. Encrypted, no audit, no version of its own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    object_id = models.CharField(max_length=20, blank=True)
    base_version = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form", "object_id"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.object_id}"


class StoredFile(models.Model):
    """Bytes kept once under their content's address. Who owns them stands in the row that cites them."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.digest


class Job(Base):
    """Long work: prepared outside any transaction, applied in one act. Comes back after a crash."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=20)
    membership_id = models.PositiveBigIntegerField(null=True)  # of whom asked for it; read again when it runs
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(
        max_length=200, blank=True
    )  # the worker that took it last: machine and data folder
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="job_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
