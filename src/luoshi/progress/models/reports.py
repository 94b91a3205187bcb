"""月报、季报、半年报、年报: what a bureau asks for its plan, the periods, and one report a school and period."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base
from luoshi.core.periods import Period
from luoshi.papers.models import Approval
from luoshi.plans.models import Plan, Target
from luoshi.undertakings.models import Work

from ..states import PeriodKind, ReportState

MOST_DUE_DAYS, LONGEST = 60, 1000


class ReportTerms(Base):
    """What the bureau asks of the schools of a plan. `since`: a day of the first period; `ended_at`: asked no more."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="report_terms")
    kind = models.CharField("报告周期", max_length=10, choices=PeriodKind)
    due_days = models.PositiveSmallIntegerField(
        "期末后几个工作日内报送", default=5, validators=[MaxValueValidator(MOST_DUE_DAYS)]
    )
    asks_stamp = models.BooleanField("要盖章件", default=False)
    since = models.DateField("从哪一天所在的周期开始")
    ended_at = models.DateTimeField("停止报告时间", null=True)

    class Meta:
        verbose_name = "报告要求"

    def __str__(self) -> str:
        return f"报告要求{self.public_id[-4:]}"


class ReportPeriod(Base):
    """One period of a plan. `extended_because`: why the day was put off, for all; `closed_at`: no report is taken
    any more; `dropped_at`: nobody owes one (closed too), and `dropped_because` why."""

    AUDIT_PERSONAL = frozenset({"extended_because", "dropped_because"})

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="report_periods")
    kind = models.CharField("周期", max_length=10, choices=PeriodKind)
    starts = models.DateField("第一天")
    ends = models.DateField("最后一天")
    due = models.DateField("报送期限")
    extended_because = models.CharField("延期理由", max_length=300, blank=True)
    asks_stamp = models.BooleanField("要盖章件", default=False)
    closed_at = models.DateTimeField("结账时间", null=True)
    dropped_at = models.DateTimeField("取消时间", null=True)
    dropped_because = models.CharField("取消理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "报告期"
        ordering = ["-ends", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "starts"], name="report_period_once"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts"), due__gte=F("ends")), name="report_period_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | Q(closed_at__isnull=False),
                name="dropped_report_period_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"报告期{self.public_id[-4:]}"

    @property
    def label(self) -> str:
        return Period(self.starts, self.ends, self.kind).label

    @property
    def paper_name(self) -> str:
        return PeriodKind(self.kind).label


class PeriodicReport(Base):
    """One school's report for one period. `first_sent_at`: when it first reached its bureaus' way, by which it is in
    time or late; what was sent stands in the sendings of its approval.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reports")
    period = models.ForeignKey(ReportPeriod, models.PROTECT, related_name="reports")
    state = models.CharField("状态", max_length=10, choices=ReportState, default=ReportState.DRAFT)
    author = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+", verbose_name="报送人")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    first_sent_at = models.DateTimeField("报送时间", null=True)
    accepted_at = models.DateTimeField("接收时间", null=True)

    class Meta:
        verbose_name = "进展报告"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "period"], name="one_report_a_period"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approval__isnull=False, author__isnull=False),
                name="sent_report_has_an_approval",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at__isnull=True)),
                name="accepted_report_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"进展报告{self.public_id[-4:]}"

    @property
    def plan(self) -> Plan:
        return self.period.plan

    @property
    def title(self) -> str:
        return f"{self.organisation.short}{self.plan.short}{self.period.label}进展报告"


class ReportRow(Base):
    """One work of the report: what the school adds to what was said in the period. `returned`: sent back by itself."""

    AUDIT_PERSONAL = frozenset({"words", "opinion"})

    report = models.ForeignKey(PeriodicReport, models.CASCADE, related_name="rows")
    work = models.ForeignKey(Work, models.SET_NULL, null=True, related_name="report_rows")
    order = models.PositiveIntegerField(default=0)
    words = models.TextField("补充说明", blank=True)
    returned = models.BooleanField("退回修改", default=False)
    opinion = models.TextField("退回意见", blank=True)

    class Meta:
        verbose_name = "报告的一项任务"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "work"], name="work_once_in_a_report")]

    def __str__(self) -> str:
        return f"报告的一项{self.public_id[-4:]}"


class ReportNumber(Base):
    """A target of a row: the goal agreed for the year, how far it is, and why it is behind."""

    AUDIT_PERSONAL = frozenset({"reason"})

    row = models.ForeignKey(ReportRow, models.CASCADE, related_name="numbers")
    target = models.ForeignKey(Target, models.PROTECT, related_name="+")
    goal = models.DecimalField("年度目标", max_digits=18, decimal_places=4)
    actual = models.DecimalField("完成数", max_digits=18, decimal_places=4, null=True)
    reason = models.CharField("差距说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "报告的一个数"
        ordering = ["target__order", "target_id"]
        constraints = [models.UniqueConstraint(fields=["row", "target"], name="target_once_in_a_row")]

    def __str__(self) -> str:
        return f"报告的一个数{self.public_id[-4:]}"
