"""Rules in versions, alerts, and what became of each. No row is ever deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.common.models import Base
from luoshi.core import alerts as core
from luoshi.plans.models import Plan

from .states import AlertKind, AlertState, StepKind


class AlertRule(Base):
    """预警规则 of one office, for one plan or for what belongs to none: its degrees with words and colours, and the
    limits. A change makes a new version; `superseded_at`: another one holds since then.

    levels  [{rank, word, colour, reach}], the most severe first
    limits  {kind: {rank: number}}
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="alert_rules")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="alert_rules")
    number = models.PositiveIntegerField("第几版")
    levels = models.JSONField(default=list)
    limits = models.JSONField(default=dict)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "预警规则"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "plan", "number"], name="alert_rule_number_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(superseded_at__isnull=True, plan__isnull=False),
                name="one_alert_rule_of_a_plan",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(superseded_at__isnull=True, plan__isnull=True),
                name="one_alert_rule_without_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"预警规则{self.public_id[-4:]}"

    @property
    def rules(self) -> core.Rules:
        levels = tuple(core.Level(**each) for each in self.levels)
        limits = {
            kind: {int(rank): number for rank, number in by_rank.items()}
            for kind, by_rank in self.limits.items()
        }
        return core.Rules(levels, limits)


class Alert(Base):
    """One thing that reached a limit. There is one row of it for ever: `state` tells whether it stands now.

    bureau    whose rules it was judged by
    about     what it is about, named for ever (`facts`); milestone: its key, where it is about one
    measure   in the unit of its kind, as of the last look; since: the first day it was so
    plan_words, promised  what its school means to do, and until when
    unmet     it went because what was not reported was closed, not because it came
    level_word, colour    of its degree, as the office called it then
    """

    AUDIT_PERSONAL = frozenset({"title", "why", "plan_words"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="alerts")
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="alerts")
    kind = models.CharField("类别", max_length=20, choices=AlertKind)
    about = models.CharField(max_length=80, editable=False)
    milestone = models.CharField(max_length=20, blank=True, db_index=True)
    title = models.CharField("事项", max_length=300)
    state = models.CharField("状态", max_length=12, choices=AlertState, default=AlertState.OPEN)
    rank = models.PositiveSmallIntegerField("级别")
    level_word = models.CharField("级别名称", max_length=20)
    colour = models.CharField("颜色", max_length=10)
    reach = models.CharField("推送到", max_length=10)
    measure = models.PositiveIntegerField("数")
    since = models.DateField("自何时起")
    why = models.CharField("为什么", max_length=500)
    clears = models.CharField("怎样解除", max_length=300)
    opened_at = models.DateTimeField("出现时间")
    cleared_at = models.DateTimeField("解除时间", null=True)
    times = models.PositiveSmallIntegerField("第几次出现", default=1)
    plan_words = models.CharField("打算", max_length=500, blank=True)
    promised = models.DateField("到哪一天", null=True)
    answered_at = models.DateTimeField("说明时间", null=True)
    answered_by = models.CharField("说明人", max_length=120, blank=True)
    unmet = models.BooleanField("截止时没有报", default=False)

    class Meta:
        verbose_name = "预警"
        ordering = ["rank", "since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about"], name="alert_once"),
            models.CheckConstraint(
                condition=Q(state="cleared", cleared_at__isnull=False)
                | (~Q(state="cleared") & Q(cleared_at__isnull=True)),
                name="cleared_alert_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="acknowledged")
                | (Q(promised__isnull=False, answered_at__isnull=False) & ~Q(plan_words="")),
                name="answered_alert_says_how",
            ),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=3), name="alert_has_a_rank"),
        ]
        indexes = [
            models.Index(fields=["plan", "state"], name="alert_of_a_plan"),
            models.Index(fields=["organisation", "state"], name="alert_of_a_school"),
        ]

    def __str__(self) -> str:
        return f"预警{self.public_id[-4:]}"

    @property
    def mark(self) -> str:
        return core.MARKS[self.rank]

    @property
    def has_answer(self) -> bool:
        """Whether what its school said holds now, or held when it went; not what it said in an earlier spell."""
        if self.state == AlertState.CLEARED:
            return self.answered_at is not None and self.answered_at >= self.opened_at
        return self.state == AlertState.ANSWERED

    @property
    def state_words(self) -> str:
        return "截止时没有报" if self.unmet else str(self.get_state_display())

    @property
    def amount(self) -> str:
        """The measure with its unit: `逾期 12 天`."""
        return f"{self.measure} {core.KINDS[self.kind].unit}".replace(" %", "%")


class AlertStep(Base):
    """What became of an alert, one row each; never changed."""

    AUDIT_PERSONAL = frozenset({"words", "by_name"})

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind)
    rank = models.PositiveSmallIntegerField("级别")
    words = models.CharField("说明", max_length=500, blank=True)
    until = models.DateField("到哪一天", null=True)
    by_name = models.CharField("办理人", max_length=120, blank=True)

    class Meta:
        verbose_name = "预警的经过"
        ordering = ["id"]
        indexes = [models.Index(fields=["alert", "kind"], name="alert_step_kind")]

    def __str__(self) -> str:
        return f"预警的经过{self.public_id[-4:]}"


class CockpitTerms(Base):
    """What one office allows in the cockpits of its plans. Without a row: no rankings."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="cockpit_terms")
    ranks = models.BooleanField("可以按数值给学校排序", default=False)

    class Meta:
        verbose_name = "驾驶舱设置"

    def __str__(self) -> str:
        return f"驾驶舱设置{self.public_id[-4:]}"


class WeekPage(Base):
    """领导一页纸 of one organisation, plan and week, as it was on its Monday; never changed.

    content  {figures: [{label, shown, words, before}], sections: [{title, lines: [{text, href}]}]}
    """

    AUDIT_PERSONAL = frozenset({"content"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="week_pages")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="week_pages")
    monday = models.DateField("星期一")
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = "领导一页纸"
        ordering = ["-monday", "organisation_id", "plan_id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "plan", "monday"], name="week_page_once")
        ]

    def __str__(self) -> str:
        return f"一页纸{self.public_id[-4:]}"

    @property
    def title(self) -> str:
        return f"{self.organisation.short}{self.plan.short}一周要情"


class UpwardShape(Base):
    """The columns of what goes up for a plan, in versions: [{title, source}] with sources of `core.upward`."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="upward_shapes")
    number = models.PositiveIntegerField("第几版")
    columns = models.JSONField(default=list)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "上报格式"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="upward_shape_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(superseded_at__isnull=True), name="one_upward_shape_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"上报格式{self.public_id[-4:]}"


class UpwardPackage(Base):
    """年度上报数据 of one plan as it was made, never changed; `withdrawn_at`: it does not count, and can be restored.

    columns  the shape it was made in; rows: [{key, name, cells: {source: text}}]
    """

    AUDIT_PERSONAL = frozenset({"rows"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="upward_packages")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="upward_packages")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("第几次")
    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    made_by = models.CharField("生成人", max_length=120, blank=True)
    withdrawn_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "上报数据"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["plan", "year", "number"], name="upward_package_once")]

    def __str__(self) -> str:
        return f"上报数据{self.public_id[-4:]}"

    @property
    def title(self) -> str:
        return f"{self.plan.short}{self.year}年度上报数据（第 {self.number} 次）"
