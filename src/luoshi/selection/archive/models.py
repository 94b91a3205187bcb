"""Packages made of a selection that has ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership
from luoshi.common.models import Base, Job
from luoshi.selection.models import Call

from .states import PackageState


class Package(Base):
    """One file made of a call, sealed on the disk for a day (`common.sealed_files`, under the public id).

    asked_by_name  as he was called then
    digest         SHA-256 of the file; files: how many lie in it
    basis          what there was when it was made, counted (`queries.basis_of`): what came since makes it outdated
    message        why it could not be made, and what to do
    """

    AUDIT_PERSONAL = frozenset({"asked_by_name"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="packages")
    state = models.CharField("状态", max_length=10, choices=PackageState, default=PackageState.MAKING)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="生成人")
    asked_by_name = models.CharField("生成人", max_length=80)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    message = models.CharField("说明", max_length=300, blank=True)
    made_at = models.DateTimeField("生成时间", null=True)
    size = models.PositiveBigIntegerField("大小", default=0)
    files = models.PositiveIntegerField("文件数", default=0)
    digest = models.CharField("校验码", max_length=64, blank=True)
    basis = models.JSONField(default=dict)

    class Meta:
        verbose_name = "遴选档案包"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(state="making"), name="selection_packed_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(made_at__isnull=False) & ~Q(digest=""),
                name="packed_selection_has_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"遴选档案包{self.public_id[-4:]}"
