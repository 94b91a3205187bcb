"""The round and what it offers: tasks, organisations, extensions."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.models import Base
from luoshi.core.rounds import Bounds, in_time
from luoshi.plans.models import Plan, Task

from .states import RoundState

NAME = 120  # a person with post and organisation, as it stood on the day


class Round(Base):
    """申报轮次: the list of tasks a bureau offers, from–until. Whose it is: the issuer of the plan.

    closes_at   the closing time as first announced; `until` the one in force, moved by extensions. One clock:
                in time is what had left the school's own leg at or before `until`.
    reference   the plan whose duties are shown as 上次承接
    edition     how often it was confirmed: the version of its printed list
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds")
    name = models.CharField("名称", max_length=80)
    words = models.TextField("说明", blank=True)
    form_version = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, related_name="+", verbose_name="逐项填写的表"
    )
    reference = models.ForeignKey(
        Plan, models.PROTECT, null=True, related_name="+", verbose_name="对照的计划"
    )
    opens_at = models.DateTimeField("开始时间", null=True)
    closes_at = models.DateTimeField("截止时间", null=True)
    until = models.DateTimeField("现在的截止时间", null=True)
    least = models.PositiveSmallIntegerField("每校至少申报", null=True)
    most = models.PositiveSmallIntegerField("每校至多申报", null=True)
    state = models.CharField("状态", max_length=10, choices=RoundState, default=RoundState.DRAFT)
    opened_at = models.DateTimeField("发布时间", null=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    edition = models.PositiveSmallIntegerField("第几次确认", default=0)

    class Meta:
        verbose_name = "承接申报轮次"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="round_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(most__gte=F("least")),
                name="round_bounds_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(opened_at__isnull=False, opens_at__isnull=False, until__isnull=False),
                name="open_round_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("closes_at")),
                name="round_is_only_extended",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="confirmed_round_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.least, self.most)

    @property
    def has_begun(self) -> bool:
        return self.opens_at is not None and self.opens_at <= clock.now()

    @property
    def is_over(self) -> bool:
        """Whether the closing time is past: nothing leaves a school any more."""
        return self.until is not None and not in_time(clock.now(), self.until)

    @property
    def takes_applications(self) -> bool:
        return self.state == RoundState.OPEN and self.has_begun and not self.is_over

    @property
    def last_day(self) -> dt.date | None:
        return timezone.localtime(self.until).date() if self.until else None


class RoundExtension(Base):
    """延期: for everybody, with its reason."""

    AUDIT_PERSONAL = frozenset({"reason", "by_name"})

    round = models.ForeignKey(Round, models.CASCADE, related_name="extensions")
    before = models.DateTimeField("原截止时间")
    until = models.DateTimeField("延期到")
    reason = models.CharField("理由", max_length=200)
    by_name = models.CharField("办理人", max_length=NAME)
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "申报延期"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("before")), name="extension_goes_forward")
        ]

    def __str__(self) -> str:
        return f"延期{self.public_id[-4:]}"


class RoundTask(Base):
    """One task on the list: how many organisations are wanted, how much in all, who is able, jointly or not.

    condition   a tree over facts of the organisation profile (`core.conditions`), None for everybody
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="tasks")
    task = models.ForeignKey(Task, models.PROTECT, related_name="round_tasks")
    least = models.PositiveSmallIntegerField("至少几个单位", null=True)
    most = models.PositiveSmallIntegerField("至多几个单位", null=True)
    quantity_most = models.DecimalField("数量合计至多", max_digits=12, decimal_places=2, null=True)
    condition = models.JSONField("申报条件", null=True)
    joint = models.BooleanField("可以联合承接", default=False)
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "申报任务"
        ordering = ["task__order", "task_id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "task"], name="round_task_once"),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(most__gte=F("least")),
                name="round_task_bounds_in_order",
            ),
            models.CheckConstraint(
                condition=Q(quantity_most__isnull=True) | Q(quantity_most__gte=0),
                name="round_task_quantity_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return str(self.task)

    @property
    def wanted(self) -> Bounds:
        return Bounds(self.least, self.most)


class RoundOrganisation(Base):
    """An organisation that is invited to apply."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="invited")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "申报单位"
        ordering = ["organisation__order", "organisation_id"]
        constraints = [models.UniqueConstraint(fields=["round", "organisation"], name="round_invites_once")]

    def __str__(self) -> str:
        return f"{self.round}·{self.organisation.short}"
