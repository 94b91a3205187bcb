"""Draws, and what barred whom when their pools were frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership
from luoshi.common import crypto
from luoshi.common.models import Base
from luoshi.selection.models import Call

from ..states import DrawState
from .seats import Seat


class Draw(Base):
    """抽取 of the readers of one round. commitment: SHA-256 of the seed, published while the seed lies sealed.

    problem, result   as `core.assignment` reads and writes them, papers and reviewers by codes; `names` says which
                      application and seat (public ids) each code is
    facts             of experts and applications as they stood then (`core.frozen`): what bars and what fits follows
    clashes           why it is impossible, with the ways out
    started_by, closed_by, confirmed_by   who ran it: another person than its witness (controls BL-09)
    """

    AUDIT_PERSONAL = frozenset({"seed_sealed", "reason", "witness_words"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="draws")
    round = models.CharField("轮次", max_length=40, blank=True)
    round_title = models.CharField("轮次名称", max_length=40, blank=True)
    number = models.PositiveSmallIntegerField("次第", default=1)
    need = models.PositiveSmallIntegerField("每件评审人数", default=3)
    mix = models.JSONField("搭配要求", default=list)
    seed_sealed = models.BinaryField(default=b"")
    seed = models.CharField("随机数", max_length=80, blank=True)  # open once the pool is closed
    commitment = models.CharField("随机数校验码", max_length=64)
    committed_at = models.DateTimeField("公布校验码时间")
    started_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    closed_at = models.DateTimeField("名单封存时间", null=True)
    closed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="封存人"
    )
    names = models.JSONField(default=dict)
    problem = models.JSONField(null=True)
    problem_hash = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(null=True)
    facts_hash = models.CharField(max_length=64, blank=True)
    result = models.JSONField(null=True)
    result_hash = models.CharField(max_length=64, blank=True)
    clashes = models.JSONField(null=True)
    job = models.CharField(max_length=20, blank=True)  # the one that works it out
    drawn_at = models.DateTimeField("抽取时间", null=True)
    witnessed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="见证人"
    )
    witnessed_at = models.DateTimeField("见证时间", null=True)
    witness_words = models.CharField("见证意见", max_length=300, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    voided_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="作废人"
    )
    state = models.CharField("状态", max_length=12, choices=DrawState, default=DrawState.OPEN)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "抽取"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "round", "number"], name="draw_number_once"),
            models.UniqueConstraint(
                fields=["call", "round"],
                condition=Q(state__in=("open", "closed", "impossible", "drawn")),
                name="one_draw_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "void"))
                | Q(closed_at__isnull=False, problem__isnull=False) & ~Q(seed=""),
                name="closed_draw_is_open_to_all",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("drawn", "confirmed"))
                | Q(result__isnull=False, drawn_at__isnull=False) & ~Q(result_hash=""),
                name="draw_has_its_result",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(witnessed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_draw_was_witnessed",
            ),
        ]

    def __str__(self) -> str:
        return f"抽取{self.public_id[-4:]}"

    @property
    def seed_context(self) -> str:
        return f"panel.draw:{self.public_id}:seed"

    @property
    def kept_seed(self) -> str:
        """The seed while it is still sealed; for the act that closes the pool."""
        return crypto.decrypt(bytes(self.seed_sealed), context=self.seed_context).decode()


class Stood(Base):
    """What barred an expert when the pool of a draw was frozen, or when he was given something beyond it: nothing that
    is changed since lifts it (controls BL-08).

    ties   by public id of the application the kinds of `core.conflicts.Tie`
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="stood")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="stood")
    ties = models.JSONField(default=dict)

    class Meta:
        verbose_name = "封存时的回避"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["draw", "seat"], name="stood_once")]

    def __str__(self) -> str:
        return f"封存时的回避{self.public_id[-4:]}"
