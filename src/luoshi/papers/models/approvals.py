"""Routes, running approvals with their frozen steps and history, what was sent, delegation."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.common.models import Base, StoredFile

from .. import chains, contents
from ..states import ApprovalState, Outcome, Resume, StepState, Way

NAME = 120  # a person with post and organisation, as it stood on the day


class Route(Base):
    """One version of an organisation's chain for one kind of paper (`kind` empty: all kinds without their own)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="routes")
    kind = models.CharField("事项", max_length=40, blank=True)
    number = models.PositiveIntegerField("第几版")
    steps = models.JSONField("环节")
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="修改人")
    superseded_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "审批流程"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "number"], name="route_number_once"),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="one_route_today",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.short}审批流程第{self.number}版"

    @property
    def chain(self) -> list[chains.StepPlan]:
        return chains.read(self.steps)


class Approval(Base):
    """A paper on its way. `about` is whatever row of whatever stage; `href` the page where it is read and decided."""

    AUDIT_PERSONAL = frozenset({"title"})
    going_to = ""  # set while an act carries a return out: "author" or "step"

    kind = models.CharField("事项", max_length=40)
    title = models.CharField("标题", max_length=200)
    href = models.CharField("办理页面", max_length=300)
    about_type = models.CharField(max_length=40)
    about_id = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="发起单位")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="发起人")
    parts = models.JSONField("分部分意见", default=list)  # [[key, label], …]
    state = models.CharField("状态", max_length=10, choices=ApprovalState, default=ApprovalState.RUNNING)
    reached = models.PositiveSmallIntegerField(default=0)  # the highest leg it has come to
    resume_at = models.ForeignKey(
        "Step", models.PROTECT, null=True, related_name="+", verbose_name="回到环节"
    )
    sent_at = models.DateTimeField("报送时间", default=clock.now)
    due = models.DateField("修改期限", null=True)
    until = models.DateField("最迟办完", null=True)  # no step is given longer than this day
    ended_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "审批"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id"],
                condition=Q(state__in=("running", "returned")),
                name="one_open_approval",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("running", "returned"), ended_at__isnull=True)
                | Q(state__in=("passed", "recalled", "withdrawn"), ended_at__isnull=False),
                name="approval_ends_with_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="approval_about"),
            models.Index(fields=["author", "state"], name="approval_author"),
        ]

    def __str__(self) -> str:
        return f"审批{self.public_id[-4:]}"  # never the title: the log names rows by this

    @property
    def is_open(self) -> bool:
        return self.state in (ApprovalState.RUNNING, ApprovalState.RETURNED)

    @property
    def current(self) -> Step | None:
        """The step that has it now."""
        return next((step for step in self.steps.all() if step.state == StepState.CURRENT), None)

    @property
    def is_at_last(self) -> bool:
        """Whether passing the current step ends it."""
        current = self.current
        if current is None or self.resume_at_id not in (None, current.pk):
            return False
        return not any(step.order > current.order for step in self.steps.all())

    @property
    def is_untouched(self) -> bool:
        """Whether nobody but the author did anything since it was last sent."""
        return (
            not self.entries.filter(at__gte=self.sent_at, step__isnull=False).exclude(way=Way.AUTHOR).exists()
        )


class Sending(Base):
    """报送稿: what one sending of a paper contained. Written once, never changed: readers see this, not the author's
    present text. `body` is read through `contents`; `reached` is the highest leg this very sending has come to.
    """

    AUDIT_PERSONAL = frozenset({"title", "body"})

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="sendings")
    number = models.PositiveSmallIntegerField("第几次报送")
    title = models.CharField("标题", max_length=200)
    body = models.JSONField("内容")
    reached = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField("报送时间", default=clock.now)

    class Meta:
        verbose_name = "报送稿"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["approval", "number"], name="sending_number_once")]

    def __str__(self) -> str:
        return f"报送稿{self.public_id[-4:]}"

    @property
    def content(self) -> contents.Content:
        return contents.read(self.title, self.body)


class SendingFile(Base):
    AUDIT_PERSONAL = frozenset({"name"})

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)

    class Meta:
        verbose_name = "报送稿附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"附件{self.public_id[-4:]}"

    @property
    def approval(self) -> Approval:
        return self.sending.approval


class Step(Base):
    """One frozen step of one approval. `visit` counts how often it arrived; each arrival is decided once."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField("次序")
    leg = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("环节", max_length=chains.NAME_LENGTH)
    role = models.CharField("岗位", max_length=40)
    form = models.CharField(max_length=10, choices=[("person", "由人办理"), ("meeting", "会议研究")])
    person = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="指定办理人"
    )
    days = models.PositiveSmallIntegerField("办理时限")
    state = models.CharField("状态", max_length=10, choices=StepState, default=StepState.WAITING)
    visit = models.PositiveSmallIntegerField(default=0)
    arrived_at = models.DateTimeField("到达时间", null=True)
    due = models.DateField("应办日期", null=True)

    class Meta:
        verbose_name = "审批环节"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "order"], name="step_order_once"),
            models.UniqueConstraint(
                fields=["approval"], condition=Q(state="current"), name="one_current_step"
            ),
            models.CheckConstraint(
                condition=~Q(state="current") | Q(arrived_at__isnull=False, visit__gt=0),
                name="current_step_has_arrived",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role", "state"], name="step_waiting")]

    def __str__(self) -> str:
        return f"{self.organisation.short}·{self.name}"

    @property
    def is_meeting(self) -> bool:
        return self.form == chains.MEETING


class Delegation(Base):
    """代办授权: `delegate` may do what comes to `principal`, from–to, for all kinds or some; acts as himself."""

    AUDIT_PERSONAL = frozenset({"reason", "proof_name"})

    principal = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="授权人")
    delegate = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="代办人")
    start = models.DateField("自")
    end = models.DateField("至")
    kinds = models.JSONField("事项", default=list)  # empty: all
    reason = models.CharField("原因", max_length=200, blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="办理人")
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="依据")
    proof_name = models.CharField("依据文件名", max_length=120, blank=True)
    revoked_at = models.DateTimeField("收回时间", null=True)
    revoked_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="收回人"
    )

    class Meta:
        verbose_name = "代办授权"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="delegation_dates_in_order"),
            models.CheckConstraint(condition=~Q(principal=F("delegate")), name="delegation_to_another"),
            models.CheckConstraint(
                condition=Q(made_by=F("principal")) | Q(proof__isnull=False),
                name="delegation_entered_has_proof",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="delegation_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal.user.name} → {self.delegate.user.name}"

    @property
    def is_open(self) -> bool:
        """Not revoked, and its last day has not gone by."""
        return self.revoked_at is None and self.end >= clock.today()


class Entry(Base):
    """One thing done: sent, passed, returned, … Names are as of that day and stay, whoever leaves later."""

    AUDIT_PERSONAL = frozenset({"comment", "parts", "by_name", "leader_name"})

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="entries")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="entries", verbose_name="环节")
    visit = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField("结果", max_length=12, choices=Outcome)
    way = models.CharField("办理方式", max_length=10, choices=Way, default=Way.OWN)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="办理人")
    by_name = models.CharField("办理人姓名", max_length=NAME)
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, related_name="entries")
    leader = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+", verbose_name="领导")
    leader_name = models.CharField("代谁办理", max_length=NAME, blank=True)
    decided_on = models.DateField("签批（开会）日期", null=True)
    number = models.CharField("纪要编号", max_length=60, blank=True)
    comment = models.TextField("意见", blank=True)
    parts = models.JSONField("分部分意见", default=list)  # [{"key", "label", "text"}, …]
    to_step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="+", verbose_name="退到环节")
    resume = models.CharField("改好后", max_length=6, choices=Resume, blank=True)
    due = models.DateField("修改期限", null=True)
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "审批意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "visit"], condition=Q(step__isnull=False), name="step_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("passed", "returned"), step__isnull=False)
                | Q(outcome__in=("sent", "resubmitted", "recalled", "withdrawn"), step__isnull=True),
                name="a_decision_has_a_step",
            ),
            models.CheckConstraint(
                condition=~Q(way="delegate") | Q(delegation__isnull=False, leader__isnull=False),
                name="delegated_entry_names_its_delegation",
            ),
            models.CheckConstraint(
                condition=~Q(way="entered") | (Q(decided_on__isnull=False) & ~Q(leader_name="")),
                name="entered_decision_names_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.get_outcome_display()}"


class EntryFile(Base):
    """A signed sheet or minutes behind an entered decision, or a file that goes with a comment."""

    AUDIT_PERSONAL = frozenset({"name"})

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)

    class Meta:
        verbose_name = "审批附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"附件{self.public_id[-4:]}"

    @property
    def approval(self) -> Approval:
        return self.entry.approval


class Objection(Base):
    """申明: the leader in whose name something was entered says that it is not so. Stays beside the entry."""

    AUDIT_PERSONAL = frozenset({"text", "by_name"})

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="objection")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    by_name = models.CharField("申明人", max_length=NAME)
    text = models.TextField("申明")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "申明"

    def __str__(self) -> str:
        return self.by_name


class Urge(Base):
    """催办: once per step and working day."""

    AUDIT_PERSONAL = frozenset({"words"})

    step = models.ForeignKey(Step, models.CASCADE, related_name="urges")
    visit = models.PositiveSmallIntegerField()
    day = models.DateField("工作日")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    words = models.CharField("附言", max_length=200, blank=True)

    class Meta:
        verbose_name = "催办"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["step", "visit", "day"], name="urged_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}"
