"""Duties: task × organisation × basis, and the work each stands for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base, PackOwned
from luoshi.plans.models import Basis, Task

from .states import DutyStage, Health, Proof


class Work(Base):
    """What is really done; one or more duties of the same organisation point to it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="works")

    def __str__(self) -> str:
        return self.public_id


class SameWork(PackOwned):
    """A proposal that two tasks of a plan are one piece of work for whoever carries both; a person decides."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="same_work")
    other = models.ForeignKey(Task, models.CASCADE, related_name="+")
    reason = models.CharField("理由", max_length=300)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["task", "other"], name="same_work_once")]

    def __str__(self) -> str:
        return f"{self.task} = {self.other}"


class Duty(Base):
    """One organisation bound to one task. `left_at` marks that it no longer counts; the row stays."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="duties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duties")
    basis = models.CharField("性质", max_length=12, choices=Basis)
    work = models.ForeignKey(Work, models.PROTECT, related_name="duties")
    stage = models.CharField("阶段", max_length=16, choices=DutyStage, default=DutyStage.UNDERTAKEN)
    health = models.CharField("状况", max_length=10, choices=Health, default=Health.NORMAL)
    proof = models.CharField("佐证程度", max_length=10, choices=Proof, default=Proof.NONE)
    quantity = models.DecimalField("数量", max_digits=12, decimal_places=2, null=True)
    place = models.JSONField("文件位置", default=dict)
    in_document = models.BooleanField("文件所载", default=False)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "organisation", "basis"], name="duty_once"),
            models.CheckConstraint(
                condition=Q(stage="left", left_at__isnull=False)
                | (~Q(stage="left") & Q(left_at__isnull=True)),
                name="duty_left_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.short} · {self.task}"


class Commitment(Base):
    """What the bureau promises to the schools on one of its own tasks: who, by when, in which words."""

    duty = models.OneToOneField(Duty, models.CASCADE, related_name="commitment")
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="commitments")
    due = models.DateField("完成日期", null=True)
    words = models.CharField("承诺内容", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(due__isnull=False) | ~Q(words=""),
                name="commitment_says_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty} 承诺"
