"""Money in use as rows: a school's quarter, its lines, what a line was before a correction, what the city sets."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base
from luoshi.core.money import Limits, quarter_label
from luoshi.plans.models import Plan
from luoshi.undertakings.models import Work

from .states import MoneyState

AMOUNT = {"max_digits": 18, "decimal_places": 6, "null": True}  # 万元, exact to the fen


class MoneyReport(Base):
    """One school's quarter of one plan. `confirmed_at` stays while it is corrected: it was confirmed once."""

    AUDIT_PERSONAL = frozenset({"reason"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="money_reports")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="money_reports")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    state = models.CharField("状态", max_length=10, choices=MoneyState, default=MoneyState.FILLING)
    confirmed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    reason = models.TextField("更正理由", blank=True)

    class Meta:
        verbose_name = "资金使用季报"
        ordering = ["-year", "-quarter", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "plan", "year", "quarter"], name="one_money_report_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="money_quarter_is_one_of_four"
            ),
            models.CheckConstraint(
                condition=Q(state="filling") | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_money_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"资金使用{self.public_id[-4:]}"

    @property
    def label(self) -> str:
        return quarter_label(self.year, self.quarter)

    @property
    def title(self) -> str:
        return f"{self.organisation.short}{self.plan.short}{self.label}资金使用"


class MoneyUse(Base):
    """One line: what arrived and was spent in the quarter for one work from one source, in 万元."""

    AUDIT_PERSONAL = frozenset({"reason"})

    report = models.ForeignKey(MoneyReport, models.CASCADE, related_name="lines")
    work = models.ForeignKey(Work, models.PROTECT, related_name="money_uses")
    source = models.CharField("来源", max_length=20)
    document = models.CharField("文号", max_length=200, blank=True)
    arrived = models.DecimalField("到位（万元）", **AMOUNT)
    spent = models.DecimalField("支出（万元）", **AMOUNT)
    reason = models.CharField("偏差原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "资金使用"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "work", "source"], name="money_use_once_a_quarter"),
            models.CheckConstraint(
                condition=(Q(arrived__isnull=True) | Q(arrived__gte=0))
                & (Q(spent__isnull=True) | Q(spent__gte=0)),
                name="money_use_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"资金使用{self.public_id[-4:]}"


class MoneyEarlier(Base):
    """What a line said before it was corrected after a confirmation."""

    AUDIT_PERSONAL = frozenset({"reason", "why"})

    line = models.ForeignKey(MoneyUse, models.CASCADE, related_name="earlier")
    document = models.CharField("文号", max_length=200, blank=True)
    arrived = models.DecimalField("到位（万元）", **AMOUNT)
    spent = models.DecimalField("支出（万元）", **AMOUNT)
    reason = models.CharField("偏差原因", max_length=500, blank=True)
    changed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    why = models.TextField("更正理由", blank=True)

    class Meta:
        verbose_name = "资金使用更正前"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"更正前{self.public_id[-4:]}"


class MoneyRule(Base):
    """What the city sets for one plan: when a reason is asked, by when a quarter is to be confirmed."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="money_rule")
    least_rate = models.DecimalField(
        "执行率低于", max_digits=5, decimal_places=2, default=Decimal(60), validators=[MaxValueValidator(100)]
    )
    most_difference = models.DecimalField(
        "与计划相差超过", max_digits=6, decimal_places=2, default=Decimal(20)
    )
    days = models.PositiveSmallIntegerField("季度结束后几个工作日内确认", default=10)

    class Meta:
        verbose_name = "资金使用规则"

    def __str__(self) -> str:
        return f"资金使用规则{self.public_id[-4:]}"

    @property
    def limits(self) -> Limits:
        return Limits(self.least_rate, self.most_difference)


class FinanceWords(Base):
    """What a school said of its finance's own lists, once: which column is which, by digest of the headings; the unit
    where neither heading nor note says it; what tasks and sources of the plan are called there.

    words  {"task": {as it stands there: public id of the work}, "source": {…: key of the source}}; "-" is of no task
    """

    AUDIT_PERSONAL = frozenset({"words"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    columns = models.JSONField("各列", default=dict)
    unit = models.CharField("金额单位", max_length=4, blank=True)
    words = models.JSONField("叫法", default=dict)

    class Meta:
        verbose_name = "财务表的对应"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "plan"], name="finance_words_once_a_plan")
        ]

    def __str__(self) -> str:
        return f"财务表的对应{self.public_id[-4:]}"

    def said(self, field: str, text: str) -> str | None:
        """What this word of the list was said to be."""
        found: str | None = self.words.get(field, {}).get(text)
        return found

    def called(self, field: str, key: str) -> list[str]:
        """What the list calls this task or source."""
        return [text for text, said in self.words.get(field, {}).items() if said == key]


class ClosedQuarter(Base):
    """A quarter of a plan that the city closed; `reopened_at`: and opened again."""

    AUDIT_PERSONAL = frozenset({"reason"})

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="closed_quarters")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    closed_at = models.DateTimeField("关闭时间")
    reopened_at = models.DateTimeField("重新打开时间", null=True)
    reason = models.TextField("重新打开的理由", blank=True)

    class Meta:
        verbose_name = "已关闭的季度"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "year", "quarter"],
                condition=Q(reopened_at__isnull=True),
                name="quarter_is_closed_once",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="closed_quarter_is_one_of_four"
            ),
        ]

    def __str__(self) -> str:
        return quarter_label(self.year, self.quarter)
