"""Who sits in a selection, what he signed, and what keeps him from an application."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership
from luoshi.common.models import Base
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call

from ..states import ConflictKind
from .pool import DisciplineText, Expert


class Seat(Base):
    """An expert among the candidates of one selection, with the most he reads there. Nothing is read before `signed`.

    held_by  the post, and so the person, who was asked: whoever the expert's account belongs to later is not he, signs
             nothing, reads nothing and hands nothing in here (controls BL-07, BL-09)
    code     how he is called in the draw (专家01): stands for the name wherever the draw can be replayed
    left_at  no longer a candidate: taken off before the pool closed, or gone later with the reason
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats")
    held_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="受邀人"
    )
    code = models.CharField("代号", max_length=20)
    most = models.PositiveSmallIntegerField("最多评审件数")
    left_at = models.DateTimeField("退出时间", null=True)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "评审席位"
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "expert"], name="seat_once"),
            models.UniqueConstraint(fields=["call", "code"], name="seat_code_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | ~Q(reason=""), name="seat_left_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"评审席位{self.public_id[-4:]}"


class Discipline(Base):
    """A commitment as one expert signed it for one selection: which text, when, who."""

    seat = models.OneToOneField(Seat, models.PROTECT, related_name="discipline")
    text = models.ForeignKey(DisciplineText, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="签署人"
    )
    signed_at = models.DateTimeField("签署时间")

    class Meta:
        verbose_name = "签署的纪律承诺"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"签署的纪律承诺{self.public_id[-4:]}"


class Conflict(Base):
    """回避: this expert must not have this application, by what registers say, he declares, or an officer sets.

    ties    of a computed one: kinds of `core.conflicts.Tie` with what they hold by
    lifted_at  no longer in force: set by mistake, declared by mistake; never by whom it bars
    """

    AUDIT_PERSONAL = frozenset({"reason", "lift_reason"})

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="conflicts")
    application = models.ForeignKey(Application, models.PROTECT, related_name="expert_conflicts")
    kind = models.CharField("来源", max_length=10, choices=ConflictKind)
    ties = models.JSONField("依据", default=list)
    reason = models.CharField("理由", max_length=300)
    said_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    lifted_at = models.DateTimeField("解除时间", null=True)
    lifted_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="解除人"
    )
    lift_reason = models.CharField("解除理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "回避"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "application", "kind"],
                condition=Q(lifted_at__isnull=True),
                name="conflict_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="conflict_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"回避{self.public_id[-4:]}"

    @property
    def reason_within(self) -> str:
        """As it stands within a sentence."""
        return self.reason.rstrip("。；;")


class LiftAsked(Base):
    """请求解除误报的回避: an expert says that he declared something by mistake. It waits till an officer answers it, or
    till two persons lift what he declared; one at a time.

    lifted  whether it ended by lifting; else `answer` says why it stays
    """

    AUDIT_PERSONAL = frozenset({"reason", "answer"})

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="lifts_asked")
    reason = models.CharField("理由", max_length=300)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="请求人")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    lifted = models.BooleanField("已解除", default=False)
    answer = models.CharField("答复", max_length=300, blank=True)

    class Meta:
        verbose_name = "请求解除误报的回避"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="lift_asked_with_reason"),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(answered_at__isnull=True), name="one_lift_asked_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, lifted=False, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="lift_answered_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"请求解除误报的回避{self.public_id[-4:]}"
