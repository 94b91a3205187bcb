"""Registers as data, their entries, what became of an entry as a project, and lists as they stood on a day."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.dataforms.models import Answer, FormDefinition
from luoshi.common.models import Base, Job, PackOwned

from .states import EndKind, EntryState, Level, RunAction, RunState, StageKind, Stages


class Register(PackOwned):
    """台账: one kind of list. `identity`: fields whose values tell one thing from another; `shows`: columns."""

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="registers", verbose_name="归口单位")
    title = models.CharField("名称", max_length=60)
    group = models.CharField("分组", max_length=40)
    tells = models.CharField("登记什么", max_length=300)
    definition = models.OneToOneField(FormDefinition, models.PROTECT, related_name="+")
    identity = models.JSONField("怎样算同一条", default=list)
    shows = models.JSONField("清单的列", default=list)
    stages = models.CharField("建设阶段", max_length=10, choices=Stages, default=Stages.NONE)
    expected = models.JSONField("应有清单", default=list)
    checks = models.JSONField("核查规则", default=list)
    retention_years = models.PositiveSmallIntegerField("个人信息保留年数", default=3)
    order = models.PositiveIntegerField("次序", default=0)
    opened_at = models.DateTimeField("启用时间", null=True, editable=False)  # none: never in use yet
    # the version of the form (public id) by which entries are called and told from others: see `actions.identify`
    read_as = models.CharField(max_length=20, blank=True, default="", editable=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["key"], name="register_key_once")]

    def __str__(self) -> str:
        return self.title

    def refresh_from_db(self, *args: Any, **given: Any) -> None:
        super().refresh_from_db(*args, **given)
        self.__dict__.pop("_joined", None)  # see `identity.joined_of`

    @property
    def is_prepared(self) -> bool:
        """Being made on screen, not in use yet."""
        return self.withdrawn_at is not None and self.opened_at is None

    @property
    def has_stages(self) -> bool:
        return self.stages == Stages.PROJECT


class Entry(Base):
    """条目: one line of a register, of one organisation.

    identity    keyed fingerprint of what tells it from others; alike in two schools: the same thing
    label       what it is called: the first column, never a personal value
    confirmed_at, checked_at   when it was last; ended_from: its state before it ended
    merged_into the entry that stands for it since two turned out to be one
    """

    AUDIT_PERSONAL = frozenset({"label", "end_words", "returned_words"})

    register = models.ForeignKey(Register, models.PROTECT, related_name="entries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="entries")
    answer = models.OneToOneField(Answer, models.PROTECT, null=True, related_name="+")
    identity = models.CharField(max_length=64, db_index=True, editable=False)
    label = models.CharField("名称", max_length=200)
    state = models.CharField("状态", max_length=10, choices=EntryState, default=EntryState.DRAFT)
    since = models.DateField("起", null=True)  # counts from that day on; empty: whatever day is asked
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_by = models.CharField("确认人", max_length=80, blank=True)
    checked_at = models.DateTimeField("核对时间", null=True)
    checked_by = models.CharField("核对人", max_length=80, blank=True)
    returned_words = models.CharField("退回理由", max_length=300, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True)
    returned_by = models.CharField("退回人", max_length=80, blank=True)
    ended_on = models.DateField("结束日期", null=True)
    ended_at = models.DateTimeField("办理结束的时间", null=True)  # personal values are kept from then on
    ended_from = models.CharField(max_length=10, choices=EntryState, blank=True)
    end_kind = models.CharField("结束原因", max_length=10, choices=EndKind, blank=True)
    end_words = models.CharField("结束说明", max_length=300, blank=True)
    ended_by = models.CharField("办理结束的人", max_length=80, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    erased_at = models.DateTimeField("个人信息清除时间", null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["register", "organisation", "state"], name="entry_of_a_list"),
            models.Index(fields=["register", "identity"], name="entry_identity"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__isnull=False, end_kind__gt="", ended_from__gt="")
                | (~Q(state="ended") & Q(ended_on__isnull=True, end_kind="", ended_from="")),
                name="ended_entry_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "checked")) | Q(confirmed_at__isnull=False),
                name="confirmed_entry_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | Q(checked_at__isnull=False),
                name="checked_entry_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state="ended"), name="merged_entry_has_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.public_id[-4:]}"

    @property
    def is_ended(self) -> bool:
        return self.state == EntryState.ENDED


class Erasure(Base):
    """清除个人信息, said by one person and confirmed by another, with the reason (controls SE-05): of one entry, or of
    all whose time is over once their register keeps personal values for fewer `years`. Nothing is gone before.
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    register = models.ForeignKey(Register, models.PROTECT, related_name="erasures")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="erasures")
    years = models.PositiveSmallIntegerField("个人信息保留年数", null=True)
    reason = models.CharField("理由", max_length=300)
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="提出人")
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    dropped_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "清除个人信息"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, years__isnull=True)
                | Q(entry__isnull=True, years__isnull=False),
                name="erasure_of_an_entry_or_by_years",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, dropped_at__isnull=True)
                & ~Q(confirmed_by=models.F("said_by")),
                name="erasure_by_two_persons",
            ),
            models.UniqueConstraint(
                fields=["register", "entry"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                nulls_distinct=False,
                name="one_open_erasure",
            ),
        ]

    def __str__(self) -> str:
        return f"清除个人信息{self.public_id[-4:]}"


class JoinedIdentity(Base):
    """合为一个: two fingerprints that are the same person or thing, typed differently in two schools.

    An office above both says so, for the schools below it (`within`): what comes to `was` there counts as `to`; parted,
    each counts for itself again.
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    register = models.ForeignKey(Register, models.PROTECT, related_name="joined")
    was = models.CharField(max_length=64, editable=False)
    to = models.CharField(max_length=64, editable=False)
    within = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="在谁的下面算同一个"
    )
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    other = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    reason = models.CharField("理由", max_length=300)
    joined_by = models.CharField("办理人", max_length=80)
    parted_at = models.DateTimeField("分开时间", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "was", "within"],
                condition=Q(parted_at__isnull=True),
                name="joined_to_one_alone",
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.public_id[-4:]}"


class ProjectStage(Base):
    """建设阶段: what became of an entry as a project, by whom, on which paper. Taken back, not deleted."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="stages")
    kind = models.CharField("阶段", max_length=12, choices=StageKind)
    level = models.CharField("级别", max_length=10, choices=Level, blank=True)
    on = models.DateField("日期")
    by_whom = models.CharField("认定单位", max_length=80, blank=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    valid_until = models.DateField("有效期至", null=True)
    words = models.CharField("说明", max_length=300, blank=True)
    noted_by = models.CharField("登记人", max_length=80, blank=True)
    from_above = models.BooleanField("上级登记的", default=False)  # taken back from above only
    taken_back_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("on")),
                name="stage_is_valid_for_a_while",
            )
        ]
        indexes = [models.Index(fields=["valid_until"], name="stage_valid_until")]

    def __str__(self) -> str:
        return f"{self.entry} {self.get_kind_display()}"


class Snapshot(Base):
    """快照: the counting entries of one register and organisation as they stood on a day; without personal values."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="snapshots")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    label = models.CharField("名称", max_length=40)
    day = models.DateField("日期")
    fields = models.JSONField(default=list)  # [key, label] of what the rows hold
    rows = models.JSONField(default=list)  # [public id, identity, label, state, stage, {field: words}]
    count = models.PositiveIntegerField("条目数", default=0)
    taken_by = models.CharField("留存人", max_length=80, blank=True)
    from_above = models.BooleanField("上级留存的", default=False)  # removed from above only
    removed_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "organisation", "label"],
                condition=Q(removed_at__isnull=True),
                name="snapshot_label_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.label}"


class EntryRun(Base):
    """成批办理: one move of very many entries, which the worker makes some at a time, each time in an act of its own.

    rows    what is left: [public id, version as it was when asked for]; total, done: how many
    failed  [public id, why it was left as it was]
    due     keys of organisations whose figures have not followed yet
    """

    AUDIT_PERSONAL = frozenset({"reason", "message"})

    register = models.ForeignKey(Register, models.PROTECT, related_name="runs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # who does it
    action = models.CharField("办理", max_length=40, choices=RunAction)
    reason = models.CharField("理由", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=RunState, default=RunState.UNDER_WAY)
    asked_by = models.CharField("办理人", max_length=80)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    rows = models.JSONField(default=list)
    total = models.PositiveIntegerField("条目数", default=0)
    done = models.PositiveIntegerField("已办", default=0)
    failed = models.JSONField(default=list)
    due = models.JSONField(default=list)
    message = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField("办完时间", null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "organisation"],
                condition=Q(state="under_way"),
                name="one_run_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="done_run_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.get_action_display()}"

    @property
    def worked(self) -> int:
        return self.total - len(self.rows)

    @property
    def words(self) -> str:
        return f"正在{self.get_action_display()}"

    @property
    def is_worked_on(self) -> bool:
        return self.job is not None and self.job.state in (Job.State.QUEUED, Job.State.RUNNING)
