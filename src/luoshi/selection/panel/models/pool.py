"""Experts of a bureau, where they work and what they judge; the commitment they sign."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base
from luoshi.registers.models import Entry

from ..states import ExpertState, Region, Sort


class Expert(Base):
    """评审专家 in the pool of one bureau.

    membership  the post (role `expert`) through which he acts; empty until an account is bound
    fields      what he judges, in words (学科、专业、领域)
    load        the most applications he reads in one selection
    away_*      days on which he cannot be asked, both included
    entry       his line in the teacher register, from which teams, groups and works are known
    """

    AUDIT_PERSONAL = frozenset({"name", "title", "note"})

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="experts", verbose_name="建库单位"
    )
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="expert_of")
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职称、职务", max_length=60, blank=True)
    sort = models.CharField("来源", max_length=12, choices=Sort, default=Sort.SCHOOL)
    region = models.CharField("地区", max_length=10, choices=Region, default=Region.HERE)
    fields = models.JSONField("评审领域", default=list)
    load = models.PositiveSmallIntegerField("一次最多评审件数", default=30)
    away_from = models.DateField("不能参加评审自", null=True)
    away_until = models.DateField("不能参加评审至", null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    note = models.CharField("备注", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=ExpertState, default=ExpertState.PROPOSED)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "评审专家"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "membership"],
                condition=Q(membership__isnull=False) & ~Q(state="removed"),
                name="expert_once_in_a_pool",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "removed")) | Q(membership__isnull=False),
                name="expert_at_work_has_a_post",
            ),
            models.CheckConstraint(condition=Q(load__gte=1), name="expert_reads_something"),
        ]

    def __str__(self) -> str:
        return f"评审专家{self.public_id[-4:]}"


class Judges(Base):
    """What an expert was said to judge, since when (`created_at`). How well he fits in a selection is told by what
    stood there when it was opened: nobody knew then what would be applied for (controls BL-09).
    """

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="judged")
    fields = models.JSONField("评审领域", default=list)

    class Meta:
        verbose_name = "登记的评审领域"
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"登记的评审领域{self.public_id[-4:]}"


class Tenure(Base):
    """Where an expert works, worked or is about to work. Open ends: unknown, or not over. Days are both included."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="tenures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField("单位", max_length=80)
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "任职单位"
        ordering = ["-since", "id"]

    def __str__(self) -> str:
        return f"任职单位{self.public_id[-4:]}"


class DisciplineText(Base):
    """纪律承诺 of a bureau as its experts sign it; a later one does not touch what was signed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="discipline_texts")
    number = models.PositiveIntegerField("版次")
    words = models.TextField("承诺内容")

    class Meta:
        verbose_name = "纪律承诺书"
        ordering = ["organisation_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="discipline_text_once")
        ]

    def __str__(self) -> str:
        return f"纪律承诺书第{self.number}版"
