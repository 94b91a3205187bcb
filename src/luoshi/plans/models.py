"""The plan as rows: areas, tasks, targets, calendar, and the pack versions they came from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.models import Base, PackOwned
from luoshi.policies.models import Clause, PolicyDocument


class Basis(models.TextChoices):
    """What binds whom (design, section 3)."""

    UNDERTAKEN = "undertaken", "承接"
    REQUIRED = "required", "各校必做"
    CULTIVATED = "cultivated", "市级培育"
    OWN = "own", "主管部门任务"


class Plan(PackOwned):
    """A policy's programme of work with start, end, issuer. Without `published_at` only its issuer sees it (起草中)."""

    title = models.CharField("名称", max_length=200)
    short = models.CharField("简称", max_length=40)
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    document = models.ForeignKey(PolicyDocument, models.PROTECT, null=True, related_name="plans")
    number = models.CharField("文号", max_length=80, blank=True)
    start = models.CharField("开始", max_length=10, blank=True)  # YYYY[-MM[-DD]]
    end = models.CharField("结束", max_length=10, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["key"], name="plan_key_once")]

    def __str__(self) -> str:
        return self.title

    def told_apart_by(self) -> str:
        """What tells it from another plan of the same name: number, years, and the day it came to this site."""
        years = " 至 ".join(day for day in (self.start, self.end) if day)
        came = f"{timezone.localtime(self.created_at):%Y年%-m月%-d日}建立"
        return "，".join(part for part in (self.number, years, came) if part)


class PlanPart(PackOwned):
    """What areas, tasks, targets and dates share: a plan, a key in its pack, an order, a way out."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="%(class)ss")
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "id"]


class Area(PlanPart):
    """A group of tasks."""

    name = models.CharField("任务领域", max_length=120)
    clause = models.ForeignKey(Clause, models.SET_NULL, null=True, related_name="areas")

    class Meta(PlanPart.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="area_key_once")]

    def __str__(self) -> str:
        return self.name


class Task(PlanPart):
    """What must be done, numbered as the document numbers it."""

    class Source(models.TextChoices):
        ANNEX = "annex", "附件"
        CLAUSE = "clause", "条款"
        OWN = "own", "自定"  # made here, no document says it

    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="tasks")
    code = models.CharField("编号", max_length=20, blank=True)
    title = models.CharField("工作任务", max_length=300)
    source = models.CharField("出处", max_length=10, choices=Source, default=Source.CLAUSE)
    basis = models.CharField("性质", max_length=12, choices=Basis, default=Basis.UNDERTAKEN)
    declared = models.PositiveIntegerField("承接数量", null=True)
    binds_all = models.BooleanField("各校必做", default=False)
    led_by = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    number = models.DecimalField("市级设定数量", max_digits=12, decimal_places=2, null=True)
    clauses = models.ManyToManyField(Clause, related_name="tasks", blank=True)
    place = models.JSONField(default=dict)  # of the table cell, when it came from one

    class Meta(PlanPart.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="task_key_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class Target(PlanPart):
    """Quantity, comparator, unit, level, scope, date (design, section 3)."""

    class Comparator(models.TextChoices):
        AT_LEAST = "at_least", "不少于"
        MORE_THAN = "more_than", "超过"
        REACH = "reach", "达到"
        ABOUT = "about", "左右"
        AT_MOST = "at_most", "不超过"
        LESS_THAN = "less_than", "低于"
        RANGE = "range", "至（两个数之间）"
        EXACT = "exact", "为（正好这个数）"
        SOME = "some", "一批（数量待定）"
        ALL = "all", "全部"
        BY_DATE = "by_date", "按期完成"

    class Measure(models.TextChoices):
        LEVEL = "level", "达到的水平"
        INCREASE = "increase", "增加"
        MULTIPLE = "multiple", "倍数"
        PER_YEAR = "per_year", "每年"

    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="targets")
    clause = models.ForeignKey(Clause, models.SET_NULL, null=True, related_name="targets")
    words = models.CharField("目标", max_length=300)
    subject = models.CharField("对象", max_length=120, blank=True)
    quantity = models.DecimalField("数量", max_digits=18, decimal_places=4, null=True)
    upper = models.DecimalField("上限", max_digits=18, decimal_places=4, null=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    comparator = models.CharField("比较", max_length=10, choices=Comparator)
    level = models.CharField("级别", max_length=10, blank=True)
    and_above = models.BooleanField("及以上", default=False)
    scope = models.CharField("范围", max_length=20, blank=True)
    scope_basis = models.CharField(max_length=10, blank=True)
    due = models.CharField("期限", max_length=10, blank=True)
    period = models.CharField("期间", max_length=9, blank=True)
    recurrence = models.CharField("频次", max_length=10, blank=True)
    measure = models.CharField(max_length=10, choices=Measure, default=Measure.LEVEL)
    span = models.JSONField(default=list)  # [start, end) in the clause's official text, when read from it

    class Meta(PlanPart.Meta):
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="target_key_once"),
            models.CheckConstraint(
                condition=Q(upper__isnull=True)
                | Q(quantity__isnull=True)
                | Q(upper__gte=models.F("quantity")),
                name="target_range_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_national(self) -> bool:
        """A national total is context, never an organisation's own target."""
        return self.scope == "national"

    @property
    def lacks_number(self) -> bool:
        """`一批` and the like: a person has to set a number."""
        return self.comparator == self.Comparator.SOME and self.quantity is None


class PlanDate(PlanPart):
    """A date of the plan's calendar."""

    title = models.CharField("事项", max_length=200)
    day = models.DateField("日期", null=True)
    rule = models.CharField("说明", max_length=200, blank=True)
    clause = models.ForeignKey(Clause, models.SET_NULL, null=True, related_name="dates")

    class Meta(PlanPart.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="date_key_once")]

    def __str__(self) -> str:
        return self.title


class PackVersion(Base):
    """The bytes of a pack as loaded, and what it said then: the first leg of every later difference."""

    kind = models.CharField(max_length=10)  # site | plan
    key = models.CharField(max_length=60)
    name = models.CharField("文件名", max_length=120)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    snapshot = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(default=clock.now)
    loaded_by = models.CharField(max_length=20, blank=True)  # public id of the user; empty: the system

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "key"], name="pack_version_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.digest[:8]}"

    @property
    def title(self) -> str:
        """The file's name as people say it: without its ending, and not at all where it is no Chinese."""
        stem = self.name.rpartition(".")[0] or self.name
        return stem if any("\u4e00" <= sign <= "\u9fff" for sign in stem) else "计划包"
