"""The workplan as rows: its parts, goals by year, milestones, money by source and year."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.ids import new_public_id
from luoshi.common.models import Base, StoredFile
from luoshi.papers.models import Approval
from luoshi.plans.models import Plan, Target, Task
from luoshi.undertakings.models import Work

from . import completeness
from .states import StepState, WorkplanState


class Workplan(Base):
    """实施方案 of one organisation for one plan and round (`round`: a year or a name; empty: the plan's only one).

    number        1, 2, … of the same organisation, plan and round; `replaces`: the filed one it was made from
    form_version  what its parts are asked, kept from start to end
    is_model      shown to others by the bureau as an example to copy from
    """

    AUDIT_PERSONAL = frozenset({"reason"})
    going_to = ""  # set while an act puts it out of force (see `states`)

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="workplans")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="workplans")
    round = models.CharField("年度", max_length=20, blank=True)
    number = models.PositiveSmallIntegerField("第几版", default=1)
    state = models.CharField("状态", max_length=10, choices=WorkplanState, default=WorkplanState.DRAFT)
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="报送人")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="versions")
    reason = models.TextField("修订理由", blank=True)
    form_version = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField("备案时间", null=True)
    is_model = models.BooleanField("范本", default=False)

    class Meta:
        verbose_name = "实施方案"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "plan", "round"],
                condition=Q(state__in=("draft", "running", "returned")),
                name="one_open_workplan",
            ),
            models.UniqueConstraint(
                fields=["organisation", "plan", "round"],
                condition=Q(state="filed"),
                name="one_workplan_in_force",
            ),
            models.UniqueConstraint(
                fields=["organisation", "plan", "round", "number"], name="workplan_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(approval__isnull=False),
                name="sent_workplan_has_an_approval",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("filed", "superseded"), filed_at__isnull=False)
                | (~Q(state__in=("filed", "superseded")) & Q(filed_at__isnull=True)),
                name="filed_workplan_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"实施方案{self.public_id[-4:]}"

    @property
    def title(self) -> str:
        year = f"{self.round}年度" if self.round.isdigit() else self.round
        again = f"（第{self.number}版）" if self.number > 1 else ""
        return f"{self.organisation.short}{self.plan.short}{year}实施方案{again}"

    def missing_to_submit(self) -> list[str]:
        """What is left before it can be sent, a sentence each: the hint on the page and the refusal."""
        return completeness.missing(self)


class WorkplanPart(Base):
    """One Work of the plan. `department`: whose head writes it besides the office; `dropped_at`: no duty stands for
    it any more; `returned`: sent back for mending, with `words`. The answer to the data form is about this row.
    """

    AUDIT_PERSONAL = frozenset({"words"})

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="parts")
    work = models.ForeignKey(Work, models.PROTECT, related_name="workplan_parts")
    order = models.PositiveIntegerField("次序", default=0)
    department = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="牵头处室"
    )
    returned = models.BooleanField("退回修改", default=False)
    words = models.TextField("退回意见", blank=True)
    dropped_at = models.DateTimeField("不再列入时间", null=True)

    class Meta:
        verbose_name = "方案内容"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["workplan", "work"], name="work_once_in_a_workplan")]

    def __str__(self) -> str:
        return f"方案内容{self.public_id[-4:]}"


class Goal(Base):
    """One target in one year: the city's number, the school's proposal, what was agreed (set on filing)."""

    part = models.ForeignKey(WorkplanPart, models.CASCADE, related_name="goals")
    target = models.ForeignKey(Target, models.PROTECT, related_name="goals")
    year = models.PositiveSmallIntegerField("年度")
    city = models.DecimalField("市级数", max_digits=18, decimal_places=4, null=True)
    school = models.DecimalField("学校数", max_digits=18, decimal_places=4, null=True)
    agreed = models.DecimalField("备案数", max_digits=18, decimal_places=4, null=True)

    class Meta:
        verbose_name = "年度目标"
        ordering = ["target__order", "target_id", "year"]
        constraints = [models.UniqueConstraint(fields=["part", "target", "year"], name="goal_once_a_year")]

    def __str__(self) -> str:
        return f"年度目标{self.public_id[-4:]}"


class CityNumber(Base):
    """What the bureau sets one school for a target in a year. Where there is none, the policy's own number for each
    school counts (`numbers`). A school's goals take it over while they are written; what is filed stays as agreed.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="city_numbers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="city_numbers")
    year = models.PositiveSmallIntegerField("年度")
    value = models.DecimalField("市级数", max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = "市级数"
        ordering = ["target_id", "organisation_id", "year"]
        constraints = [
            models.UniqueConstraint(fields=["target", "organisation", "year"], name="city_number_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="city_number_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"市级数{self.public_id[-4:]}"


class FilingTerms(Base):
    """What the bureau asks before it files workplans of its plan. Without a row: see `stamps`."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="filing_terms")
    asks_stamp = models.BooleanField("备案前要有盖章件", default=True)
    separate: models.ManyToManyField[Task, Any] = models.ManyToManyField(
        Task, verbose_name="要单独报送的任务", related_name="+", blank=True
    )

    class Meta:
        verbose_name = "备案要求"

    def __str__(self) -> str:
        return f"备案要求{self.public_id[-4:]}"


class TemplateStep(Base):
    """A step that the bureau proposes for a task. Schools take it into their timetable and change it there."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="template_steps")
    order = models.PositiveIntegerField("次序", default=0)
    title = models.CharField("里程碑", max_length=120)
    due = models.DateField("最迟完成", null=True)
    weight = models.PositiveSmallIntegerField("权重", default=1, validators=[MinValueValidator(1)])
    after = models.CharField("前置", max_length=300, blank=True)
    acceptance = models.CharField("验收标准", max_length=300, blank=True)
    recurring = models.CharField("频次说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "步骤模板"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1), name="template_step_weighs_something")
        ]

    def __str__(self) -> str:
        return f"步骤模板{self.public_id[-4:]}"


class Milestone(Base):
    """One step of the timetable. `key` stays the same over all versions of a workplan: progress finds it by this."""

    AUDIT_PERSONAL = frozenset({"helpers"})

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="milestones")
    part = models.ForeignKey(WorkplanPart, models.CASCADE, related_name="milestones")
    key = models.CharField(max_length=20, default=new_public_id, editable=False, db_index=True)
    order = models.PositiveIntegerField("次序", default=0)
    title = models.CharField("里程碑", max_length=120)
    starts = models.DateField("开始", null=True)
    due = models.DateField("完成时间", null=True)
    weight = models.PositiveSmallIntegerField("权重", default=1, validators=[MinValueValidator(1)])
    acceptance = models.CharField("验收标准", max_length=300, blank=True)
    leader = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="led_milestones", verbose_name="责任领导"
    )
    department = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="牵头处室"
    )
    owner = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="owned_milestones", verbose_name="责任人"
    )
    helpers = models.CharField("配合单位", max_length=300, blank=True)
    helping: models.ManyToManyField[Organisation, Any] = models.ManyToManyField(
        Organisation, related_name="+", blank=True
    )
    depends_on: models.ManyToManyField[Milestone, Any] = models.ManyToManyField(
        "self", symmetrical=False, related_name="followers", blank=True
    )
    recurring = models.CharField("频次说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "里程碑"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workplan", "key"], name="milestone_key_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="milestone_weighs_something"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(due__isnull=True) | Q(due__gte=F("starts")),
                name="milestone_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["owner", "due"], name="milestone_owner")]

    def __str__(self) -> str:
        return f"里程碑{self.public_id[-4:]}"


class MilestoneState(Base):
    """How far the milestone with this key has come, in whatever version of its workplan it stands. Only
    `actions.note_steps` writes it; what was said, when and by whom is progress's. `proved`: valid evidence stands
    behind it; `since`: the day it came into this state.
    """

    key = models.CharField(max_length=20, unique=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=StepState)
    proved = models.BooleanField("有佐证", default=False)
    since = models.DateField("自何时起")

    class Meta:
        verbose_name = "里程碑进展"

    def __str__(self) -> str:
        return f"里程碑进展{self.public_id[-4:]}"


class MoneySource(Base):
    """Where money of a plan comes from, as its issuer names it. A plan without any uses `parts.DEFAULT_SOURCES`."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="money_sources")
    key = models.CharField(max_length=20)
    name = models.CharField("来源", max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "经费来源"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="money_source_once")]

    def __str__(self) -> str:
        return self.name


class Money(Base):
    """What one source gives to a part in one year, in 万元."""

    part = models.ForeignKey(WorkplanPart, models.CASCADE, related_name="money")
    source = models.CharField("来源", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("金额（万元）", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "经费"
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["part", "source", "year"], name="money_once_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="money_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"经费{self.public_id[-4:]}"


class WorkplanFile(Base):
    """An annex of a workplan. Taken out it stays as a row, so that what was sent can be read."""

    AUDIT_PERSONAL = frozenset({"name"})

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "实施方案附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"附件{self.public_id[-4:]}"
