"""Duties: task × organisation × basis, and the work each stands for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base, PackOwned, StoredFile
from luoshi.papers.models import Approval
from luoshi.plans.models import Basis, Task

from .states import ARRANGING, ChangeKind, DutyStage, Health, Proof, RequestState, kind_words


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
    """One organisation bound to one task. `left_at` marks that it no longer counts; the row stays.

    led_by  the leading organisation of a joint task, itself where it leads; None: alone. A joint task counts once, at
            the organisation that leads (design, section 3).
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="duties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duties")
    basis = models.CharField("性质", max_length=12, choices=Basis)
    work = models.ForeignKey(Work, models.PROTECT, related_name="duties")
    stage = models.CharField("阶段", max_length=16, choices=DutyStage, default=DutyStage.UNDERTAKEN)
    health = models.CharField("状况", max_length=10, choices=Health, default=Health.NORMAL)
    proof = models.CharField("佐证程度", max_length=10, choices=Proof, default=Proof.NONE)
    quantity = models.DecimalField("数量", max_digits=12, decimal_places=2, null=True)
    led_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="牵头单位"
    )
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

    @property
    def takes_part(self) -> bool:
        """Whether another organisation leads it, which is counted in its place."""
        return self.led_by_id not in (None, self.organisation_id)


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


class ChangeRequest(Base):
    """变更申请: an organisation takes a task on, leaves it, carries another quantity or carries it jointly with others,
    once all steps have agreed.
    """

    AUDIT_PERSONAL = frozenset({"reason", "basis"})

    kind = models.CharField("事项", max_length=10, choices=ChangeKind)
    task = models.ForeignKey(Task, models.PROTECT, related_name="change_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="change_requests")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="change_requests")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="申请人")
    reason = models.TextField("理由", blank=True)
    basis = models.TextField("依据", blank=True)
    number = models.CharField("上级批复文号", max_length=60, blank=True)
    quantity = models.DecimalField("申请的数量", max_digits=12, decimal_places=2, null=True)
    quantity_before = models.DecimalField("原来的数量", max_digits=12, decimal_places=2, null=True)
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.DRAFT)
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField("生效时间", null=True)
    effect = models.JSONField("生效时的影响", default=list)  # [[what, before, after], …] as it stood then

    class Meta:
        verbose_name = "变更申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "organisation"],
                condition=Q(state__in=("running", "returned")),
                name="one_open_change_request",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(approval__isnull=False),
                name="sent_change_request_has_an_approval",
            ),
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False, duty__isnull=False)
                | (~Q(state="applied") & Q(applied_at__isnull=True)),
                name="applied_change_request_has_its_effect",
            ),
        ]

    def __str__(self) -> str:
        return f"变更申请{self.public_id[-4:]}"

    @property
    def title(self) -> str:
        return f"{self.organisation.short}申请{self.what}：{self.task}"

    @property
    def duty_basis(self) -> str:
        """Of the duty it is about; what is to be taken on is undertaken."""
        return self.duty.basis if self.duty is not None else Basis.UNDERTAKEN

    @property
    def what(self) -> str:
        """The kind in words: nobody undertook what binds every school."""
        return kind_words(self.kind, self.duty_basis)

    def missing_to_send(self) -> list[str]:
        """What is left before it can be sent; hint and refusal alike."""
        missing = [] if self.reason.strip() else ["理由"]
        if self.kind in ARRANGING:
            missing += self._missing_of_parts()
        if self.kind == ChangeKind.QUANTITY and self.quantity == self.quantity_before:
            missing.append("与原来不同的数量")
        return missing

    def _missing_of_parts(self) -> list[str]:
        parts = list(self.parts.all())
        if self.kind == ChangeKind.JOINT and sum(part.led_after_id is not None for part in parts) < 2:
            return ["参与学校（牵头学校不算，请至少选一所别的学校）"]
        return [] if any(part.differs for part in parts) else ["与现在不同的安排"]

    @property
    def leading(self) -> Organisation | None:
        """Who is to lead; None where nobody does afterwards."""
        leaders = [part.led_after for part in self.parts.all() if part.led_after_id is not None]
        return leaders[0] if leaders else None


class RequestPart(Base):
    """What an arrangement of a joint task makes of one organisation: how it carried the task, and how it will.

    led_before, led_after  as `Duty.led_by`
    duty                   set when it came into force
    """

    request = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    carried = models.BooleanField("原来承接")
    led_before = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="原来牵头的单位"
    )
    carries = models.BooleanField("以后承接")
    led_after = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="以后牵头的单位"
    )
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="request_parts")

    class Meta:
        verbose_name = "联合承接安排"
        ordering = ["organisation__order", "organisation_id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "organisation"], name="arranged_once"),
            models.CheckConstraint(
                condition=(Q(carried=True) | Q(led_before__isnull=True))
                & (Q(carries=True) | Q(led_after__isnull=True)),
                name="led_only_where_carried",
            ),
        ]

    def __str__(self) -> str:
        return f"联合承接安排{self.public_id[-4:]}"

    @property
    def differs(self) -> bool:
        return (self.carried, self.led_before_id) != (self.carries, self.led_after_id)


class RequestFile(Base):
    """A file of a change request. Taken out of a draft it stays as a row, so that an earlier round can be read."""

    AUDIT_PERSONAL = frozenset({"name"})

    request = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "变更申请附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"附件{self.public_id[-4:]}"
