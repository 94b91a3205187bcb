"""Returns, the sheet of each organisation, its doubtful cells, and what was put off."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock, crypto, files
from luoshi.common.dataforms.models import FormDefinition, FormVersion
from luoshi.common.models import Base, Job, StoredFile
from luoshi.papers.models import Approval
from luoshi.plans.models import Plan

from .states import Reading, ReturnState, SheetState

NIGHT_FROM, NIGHT_TO = 20, 8  # a deadline at this hour or later, or before that hour, is one at night


class Return(Base):
    """收表: what an office asks of organisations below it, mostly because one above it asks.

    definition     the form as it is made; `form_version`: as it was sent out, which everybody fills
    section        the 科室 that asks; officer: the post that looks after it
    until          fully received at or before this moment is in time
    sealed         the template as read, sealed until it was checked (`mapping` then says where each field goes)
    asks_steps     the school's own approval steps come before its sheet leaves; asks_seal: a stamped page is wanted
    merged         the file that goes up, with what its checks found (`checks`)
    """

    AUDIT_PERSONAL = frozenset({"sent_up_words", "checks"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="returns")
    officer = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="经办人")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+", verbose_name="所属计划")
    title = models.CharField("名称", max_length=80)
    asked_by = models.CharField("来文单位", max_length=80, blank=True)
    basis = models.CharField("依据", max_length=200)
    section = models.CharField("科室", max_length=80)
    purpose = models.CharField("用途", max_length=300)
    words = models.TextField("填报说明", blank=True)
    until = models.DateTimeField("截止时间", null=True)
    state = models.CharField("状态", max_length=10, choices=ReturnState, default=ReturnState.DRAFT)
    asks_steps = models.BooleanField("要求校内审批", default=False)
    asks_seal = models.BooleanField("要求盖章页", default=False)
    definition = models.ForeignKey(FormDefinition, models.PROTECT, related_name="+")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+")
    notice = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    notice_name = models.CharField("通知文件名", max_length=120, blank=True)
    template = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    template_name = models.CharField("原表文件名", max_length=120, blank=True)
    readable = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    reading = models.CharField("识别", max_length=10, choices=Reading, blank=True, default=Reading.NONE)
    message = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField(default=b"")
    mapping = models.JSONField(default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField("发出时间", null=True)
    closed_at = models.DateTimeField("截止收表时间", null=True)
    merged = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    merged_name = models.CharField("合并文件名", max_length=120, blank=True)
    merged_at = models.DateTimeField("合并时间", null=True)
    merge_message = models.CharField(max_length=300, blank=True)
    checks = models.JSONField(default=list)
    sent_up_at = models.DateTimeField("上报时间", null=True)
    sent_up_number = models.CharField("上报文号", max_length=80, blank=True)
    sent_up_words = models.CharField("上报说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "收表"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(opened_at__isnull=False, form_version__isnull=False, until__isnull=False),
                name="return_sent_out_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged__isnull=False), name="merged_return_has_its_file"
            ),
            models.CheckConstraint(
                condition=Q(state="sent_up", sent_up_at__isnull=False)
                | (~Q(state="sent_up") & Q(sent_up_at__isnull=True)),
                name="return_sent_up_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "opened_at"], name="return_opened")]

    def __str__(self) -> str:
        return f"收表{self.public_id[-4:]}"

    @property
    def last_day(self) -> dt.date | None:
        return timezone.localtime(self.until).date() if self.until else None

    @property
    def is_over(self) -> bool:
        return self.until is not None and clock.now() > self.until

    @property
    def nobody_began(self) -> bool:
        return not self.sheets.exclude(state=SheetState.TODO).exists()

    @property
    def first_until(self) -> dt.datetime | None:
        """As it went out: schools were pressed by it, though it was put off later."""
        first = min(self.extensions.all(), key=lambda row: row.pk, default=None) if self.pk else None
        return self.until if first is None else first.before

    @property
    def same_day(self) -> bool:
        """Due on the very day it was sent out (or would be, today)."""
        until = self.first_until
        sent_out = timezone.localtime(self.opened_at or clock.now()).date()
        return until is not None and timezone.localtime(until).date() == sent_out

    @property
    def at_night(self) -> bool:
        until = self.first_until
        return until is not None and is_night(until)

    @property
    def template_read(self) -> dict[str, Any]:
        """The template as read, in plain data; empty before."""
        if not self.sealed:
            return {}
        read: dict[str, Any] = json.loads(crypto.decrypt(bytes(self.sealed), context=self._context))
        return read

    def sealed_merged(self, data: bytes) -> bytes:
        """The merged file as it lies in the store: it holds what every school answered, in the clear."""
        return crypto.encrypt(data, context=f"{self._context}:merged")

    @property
    def holds_personal(self) -> bool:
        """Whether schools are asked for something of persons."""
        return self.form_version is not None and self.form_version.form.holds_personal

    def merged_bytes(self) -> bytes:
        assert self.merged is not None
        return crypto.decrypt(files.read(self.merged), context=f"{self._context}:merged")

    def seal_template(self, read: dict[str, Any]) -> bytes:
        return crypto.encrypt(json.dumps(read, ensure_ascii=False).encode(), context=self._context)

    @property
    def _context(self) -> str:
        return f"return:{self.public_id}"


def is_night(moment: dt.datetime) -> bool:
    """Whether people would have to sit at it in the evening: the last minute of a day counts as its evening."""
    local = timezone.localtime(moment)
    return local.hour >= NIGHT_FROM or local.hour < NIGHT_TO


class ReturnExtension(Base):
    """延期: for everybody, forward only, with a reason."""

    AUDIT_PERSONAL = frozenset({"reason", "by_name"})

    asked_in = models.ForeignKey(Return, models.CASCADE, related_name="extensions")
    before = models.DateTimeField("原截止时间")
    until = models.DateTimeField("延到")
    reason = models.CharField("理由", max_length=200)
    by_name = models.CharField("经办人", max_length=120)
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "收表延期"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"延期{self.public_id[-4:]}"


class ReturnSheet(Base):
    """One organisation's part. What it filled is the answer (`common.dataforms`) about this row.

    number        how often it was sent; `answer_version`: which state of the answer was sent last, that is what others
                  than the school read and what is merged
    first_sent_at in time or late is judged by this; sent_at: the last time
    entered …     代录: by whom of the asking office, from which signed sheet; stays for ever. `entered_number`: which
                  sending that is, as long as it stands
    … before      what the last sending took the place of, to be put back where it is recalled
    asked …       what it was asked when it was sent out, for the burden account: fields, of them brought by sources,
                  asked before elsewhere, files
    typed, brought  what it came to when it was sent; what came with the school's workbook is not typed
    uploaded      the state of the answer that the last workbook made; `by_file`: cells that came with it and stand so
    blank         cells that were asked for and were empty when it was sent; None: sent before they were counted
    """

    AUDIT_PERSONAL = frozenset({"remark", "doubt", "doubt_before", "entered_by_name", "entered_proof_name"})

    asked_in = models.ForeignKey(Return, models.CASCADE, related_name="sheets")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="return_sheets")
    state = models.CharField("状态", max_length=10, choices=SheetState, default=SheetState.TODO)
    author = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+", verbose_name="填表人")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField("第几次送出", default=0)
    answer_version = models.PositiveIntegerField(null=True)
    version_before = models.PositiveIntegerField(null=True)
    sent_before_at = models.DateTimeField(null=True)
    doubt_before = models.CharField(max_length=300, blank=True)
    remark = models.CharField("说明", max_length=300, blank=True)
    doubt = models.CharField("退回的话", max_length=300, blank=True)
    first_sent_at = models.DateTimeField("首次送出时间", null=True)
    sent_at = models.DateTimeField("送出时间", null=True)
    received_at = models.DateTimeField("收下时间", null=True)
    asked = models.PositiveIntegerField("要求填写", default=0)
    prefilled = models.PositiveIntegerField("系统带出", default=0)
    repeated = models.PositiveIntegerField("重复要求", default=0)
    files = models.PositiveIntegerField("要求附件", default=0)
    typed = models.PositiveIntegerField("实际填写", default=0)
    brought = models.PositiveIntegerField("实际带出", default=0)
    uploaded = models.PositiveIntegerField(null=True)
    by_file = models.PositiveIntegerField("整表上传", default=0)
    blank = models.PositiveIntegerField("空格", null=True)

    entered_by_name = models.CharField("代录人", max_length=120, blank=True)
    entered_at = models.DateTimeField("代录时间", null=True)
    entered_number = models.PositiveSmallIntegerField(null=True)
    entered_proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    entered_proof_name = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "收表的一份"
        ordering = ["organisation__order", "organisation_id"]
        constraints = [
            models.UniqueConstraint(fields=["asked_in", "organisation"], name="return_sheet_once"),
            models.CheckConstraint(
                condition=Q(state__in=("todo", "filling", "checking"))
                | Q(
                    sent_at__isnull=False,
                    first_sent_at__isnull=False,
                    answer_version__isnull=False,
                    author__isnull=False,
                ),
                name="sheet_that_came_says_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(state="received", received_at__isnull=False)
                | (~Q(state="received") & Q(received_at__isnull=True)),
                name="received_sheet_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(entered_number__isnull=True)
                | Q(entered_at__isnull=False, entered_proof__isnull=False),
                name="entered_sheet_has_its_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"一份表{self.public_id[-4:]}"

    @property
    def title(self) -> str:
        return f"{self.organisation.short}：{self.asked_in.title}"

    @property
    def is_entered(self) -> bool:
        """Whether what was sent last was entered by the asking office."""
        return self.entered_number is not None and self.entered_number == self.number

    @property
    def has_open_doubts(self) -> bool:
        """Sent back by the office, and not sent again since (`doubt`: its words on the whole)."""
        return bool(self.doubt) or self.doubts.filter(dropped_at=None, settled_at=None).exists()

    @property
    def answered_doubts(self) -> bool:
        """Whether its last sending answered doubts, which a recall brings back."""
        return (
            bool(self.doubt_before) or self.doubts.filter(dropped_at=None, settled_at=self.sent_at).exists()
        )

    @property
    def is_late(self) -> bool:
        """Whether it came for the first time after the moment that holds, or has not come and is due. An extension is
        for all: what was late by the moment before it is in time by the new one, and the notice of it says so.
        """
        until = self.asked_in.until
        if until is None:
            return False
        return (self.first_sent_at or clock.now()) > until


class SheetDoubt(Base):
    """One doubtful cell of a sheet, in the officer's words, and what the school says to it."""

    AUDIT_PERSONAL = frozenset({"words", "value", "reply", "by_name"})

    sheet = models.ForeignKey(ReturnSheet, models.CASCADE, related_name="doubts")
    path = models.CharField("哪一格", max_length=140)  # key, or table/row/column; "" is the sheet as a whole
    label = models.CharField("名称", max_length=160)
    value = models.CharField("当时的内容", max_length=200, blank=True)
    words = models.CharField("疑问", max_length=200)
    reply = models.CharField("答复", max_length=200, blank=True)
    by_name = models.CharField("提出人", max_length=120)
    at = models.DateTimeField("提出时间", default=clock.now)
    number = models.PositiveSmallIntegerField("针对第几次送出")
    dropped_at = models.DateTimeField("撤销时间", null=True)
    settled_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "存疑的一格"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"存疑{self.public_id[-4:]}"
