"""Meetings as rows: who is invited, what is on the agenda, what was resolved, the minutes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base, StoredFile
from luoshi.plans.models import Plan

from .states import (
    CaseState,
    ItemKind,
    LetterState,
    Level,
    MatterState,
    MeetingState,
    ResolutionState,
    Rung,
    Said,
    all_kinds,
)


class Meeting(Base):
    """One meeting of a bureau with organisations below it, or of a school by itself. `calls`: how often it was called:
    a new day or place is told anew. `takes`, `late_from`: the kinds its agenda is made of; of what is late, from so
    many days on.
    """

    AUDIT_PERSONAL = frozenset({"words", "reason"})

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="meetings", verbose_name="召集单位"
    )
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="meetings")
    title = models.CharField("会议名称", max_length=120)
    held_on = models.DateField("日期")
    at = models.CharField("时间", max_length=40, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    words = models.TextField("会议要求", blank=True)
    state = models.CharField("状态", max_length=10, choices=MeetingState, default=MeetingState.DRAFT)
    runner = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="经办人")
    takes = models.JSONField("列入议程的", default=all_kinds)
    late_from = models.PositiveSmallIntegerField("至少逾期天数", default=1)
    calls = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "调度会"
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"调度会{self.public_id[-4:]}"


class Invited(Base):
    """An organisation that takes part. Of two rows for one organisation (a merger brings that) both say the same."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invited")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "参加单位"
        ordering = ["organisation__order", "organisation_id", "id"]

    def __str__(self) -> str:
        return f"参加单位{self.public_id[-4:]}"


class AgendaItem(Base):
    """One matter. `organisation`: whose it is, empty for a matter of all; `about`: the milestone (its key) or the
    resolution (its public id) it was made from; `removed_at`: taken off, for now.
    """

    AUDIT_PERSONAL = frozenset({"words"})

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    kind = models.CharField("来由", max_length=10, choices=ItemKind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    title = models.CharField("议题", max_length=200)
    words = models.TextField("情况", blank=True)
    about = models.CharField(max_length=20, blank=True, db_index=True)
    order = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField("移出时间", null=True)

    class Meta:
        verbose_name = "议题"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "about"], condition=~Q(about=""), name="agenda_about_once"
            )
        ]

    def __str__(self) -> str:
        return f"议题{self.public_id[-4:]}"


class Resolution(Base):
    """What was resolved: words, who does it, by when. `number`: within its meeting."""

    AUDIT_PERSONAL = frozenset({"words", "done_words", "reason"})

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="resolutions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="resolutions")
    number = models.PositiveSmallIntegerField("序号")
    words = models.CharField("议定事项", max_length=500)
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="resolutions", verbose_name="责任人")
    due = models.DateField("完成时间")
    state = models.CharField("状态", max_length=10, choices=ResolutionState, default=ResolutionState.OPEN)
    done_words = models.TextField("落实情况", blank=True)
    done_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField("落实时间", null=True)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "议定事项"
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="resolution_number_once"),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (Q(done_by__isnull=False, done_at__isnull=False) & ~Q(done_words="")),
                name="done_resolution_says_how",
            ),
        ]
        indexes = [models.Index(fields=["owner", "state"], name="resolution_owner")]

    def __str__(self) -> str:
        return f"议定事项{self.public_id[-4:]}"


class MeetingFile(Base):
    """The minutes as they were signed, and what else belongs to the meeting."""

    AUDIT_PERSONAL = frozenset({"name"})

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "会议文件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"会议文件{self.public_id[-4:]}"


class Raised(Base):
    """需协调事项: what a school cannot settle by itself. `level`, `holder`: whose turn it is; with an outside body it
    stays with the bureau that wrote to it. `about`: key of the milestone it is about; `about_words`: its title then.
    """

    AUDIT_PERSONAL = frozenset({"words", "request"})

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="raised", verbose_name="提出单位"
    )
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    title = models.CharField("事项", max_length=120)
    words = models.TextField("情况")
    about = models.CharField(max_length=20, blank=True)
    about_words = models.CharField("有关的里程碑", max_length=300, blank=True)
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="提出人")
    level = models.CharField("到了哪一级", max_length=10, choices=Level)
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="轮到的单位")
    state = models.CharField("状态", max_length=10, choices=MatterState, default=MatterState.OPEN)
    addressee = models.CharField("发函给", max_length=120, blank=True)
    request = models.TextField("请求事项", blank=True)

    class Meta:
        verbose_name = "需协调事项"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(level="outside") | ~Q(addressee=""), name="matter_outside_names_its_addressee"
            )
        ]

    def __str__(self) -> str:
        return f"需协调事项{self.public_id[-4:]}"


class RaisedStep(Base):
    """What was said of a matter, by whom; never changed."""

    AUDIT_PERSONAL = frozenset({"words", "name"})

    raised = models.ForeignKey(Raised, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Said)
    words = models.TextField("说明")
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    name = models.CharField("文件名", max_length=120, blank=True)

    class Meta:
        verbose_name = "需协调事项的经过"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"经过{self.public_id[-4:]}"


class Case(Base):
    """督办 of one school by a bureau: 提醒 → 督办函 → 约谈 → 通报, each rung after the first a person's act. `facts`:
    why, as it stood when the first letter was drafted.
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="发函单位")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="cases", verbose_name="收函学校")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    title = models.CharField("督办事项", max_length=120)
    facts = models.TextField("依据的事实", blank=True)
    runner = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="经办人")
    state = models.CharField("状态", max_length=10, choices=CaseState, default=CaseState.DRAFT)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "督办"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"督办{self.public_id[-4:]}"

    @property
    def was_issued(self) -> bool:
        standing = self.letters.exclude(state=LetterState.RECALLED)
        return standing.filter(number__isnull=False).exists()


class Letter(Base):
    """督办函: numbered when it is issued, within the bureau and the year; its print is a filed paper."""

    AUDIT_PERSONAL = frozenset({"words", "reply", "reason", "reply_name", "issued_by"})

    case = models.ForeignKey(Case, models.CASCADE, related_name="letters")
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    words = models.TextField("要求")
    reply_by = models.DateField("回复期限")
    state = models.CharField("状态", max_length=10, choices=LetterState, default=LetterState.DRAFT)
    year = models.PositiveSmallIntegerField("年份", null=True)
    number = models.PositiveIntegerField("文号", null=True)
    issued_at = models.DateTimeField("印发时间", null=True)
    issued_by = models.CharField("印发人", max_length=120, blank=True)
    reply = models.TextField("回复", blank=True)
    replied_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField("回复时间", null=True)  # None: of one that was recalled
    reply_stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    reply_name = models.CharField("回复附件", max_length=120, blank=True)
    reason = models.TextField("退回意见", blank=True)  # of one that was recalled: why

    class Meta:
        verbose_name = "督办函"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "year", "number"], name="supervision_letter_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(year__isnull=False, number__isnull=False, issued_at__isnull=False),
                name="issued_letter_has_its_number",
            ),
        ]

    def __str__(self) -> str:
        return f"督办函{self.public_id[-4:]}"

    @property
    def mark(self) -> str:
        """文号, empty before it is issued."""
        return f"督办〔{self.year}〕{self.number}号" if self.number else ""


class Rising(Base):
    """A rung above the letter: a talk that was held, a circular that went out."""

    AUDIT_PERSONAL = frozenset({"words", "who"})

    case = models.ForeignKey(Case, models.CASCADE, related_name="rungs")
    kind = models.CharField(max_length=10, choices=Rung)
    on = models.DateField("日期")
    who = models.CharField("约谈人和被约谈人", max_length=200, blank=True)
    words = models.TextField("记录")
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "约谈和通报"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.public_id[-4:]}"
