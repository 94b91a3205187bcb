"""A binder: its folders, what lies in each, and the files that were made of it."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import crypto
from luoshi.common.models import Base, Job, StoredFile
from luoshi.papers.filed.models import FiledPaper

from ..models import NAME, Evidence
from .states import OPEN_CHECKLISTS, ChecklistState, MakingState


class Binder(Base):
    """organisation: whose people put it together. about: whose evidence it shows; None: several below.

    source: what its folders were made from (`plan`, `task`: public ids), asked again when it is brought up to date.
    """

    AUDIT_PERSONAL = frozenset({"title", "started_by_name"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="编排单位")
    about = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="材料所属单位"
    )
    title = models.CharField("名称", max_length=120)
    source = models.JSONField(default=dict, editable=False)
    source_words = models.CharField("范围", max_length=300, blank=True)
    renewed_at = models.DateTimeField("更新时间", null=True)
    started_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="编排人")
    started_by_name = models.CharField("编排人", max_length=NAME)
    closed_at = models.DateTimeField("收起时间", null=True)

    class Meta:
        verbose_name = "材料包"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="binder_has_a_title")]
        indexes = [models.Index(fields=["organisation", "-id"], name="binder_of")]

    def __str__(self) -> str:
        return self.title


class Folder(Base):
    """One line of the order: a heading or a place for pieces.

    key      by which the same place is known again when the binder is brought up to date
    asks     whether something ought to lie here; wanted: what, in words
    place    whose evidence lies here
    """

    AUDIT_PERSONAL = frozenset({"title", "wanted", "set_aside_reason", "checked_by_name"})

    binder = models.ForeignKey(Binder, models.CASCADE, related_name="folders")
    order = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=80)
    number = models.CharField("编号", max_length=40, blank=True)
    title = models.CharField("目录", max_length=300)
    wanted = models.TextField("要求的材料", blank=True)
    href = models.CharField(max_length=300, blank=True)
    asks = models.BooleanField("要有材料", default=True)
    place = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="材料所属单位"
    )
    set_aside_at = models.DateTimeField("标为不适用的时间", null=True)
    set_aside_reason = models.CharField("不适用的理由", max_length=200, blank=True)
    owner = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="补材料的人"
    )
    due = models.DateField("补齐日期", null=True)
    checked_at = models.DateTimeField("核对时间", null=True)
    checked_by_name = models.CharField("核对人", max_length=NAME, blank=True)

    class Meta:
        verbose_name = "材料包目录"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["binder", "key"], name="binder_folder_once"),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True, set_aside_reason="")
                | Q(set_aside_at__isnull=False) & ~Q(set_aside_reason=""),
                name="folder_set_aside_says_why",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True, due__isnull=True) | Q(owner__isnull=False, due__isnull=False),
                name="folder_owner_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["owner", "due"], name="binder_folder_owner")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Content(models.Model):
    """One piece of evidence or one filed paper that may lie in a folder; `included`: whether it does.

    score, why: how well it fits (of a hundred) and by which words, where it was proposed by them.
    pages, note: as it is cited there.
    """

    folder = models.ForeignKey(Folder, models.CASCADE, related_name="contents")
    order = models.PositiveIntegerField(default=0)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(FiledPaper, models.PROTECT, null=True, related_name="+")
    included = models.BooleanField(default=True)
    by_hand = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=200, blank=True)
    pages = models.CharField("页码", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "材料包里的一件"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["folder", "evidence"], name="binder_evidence_once"),
            models.UniqueConstraint(fields=["folder", "paper"], name="binder_paper_once"),
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, paper__isnull=True)
                | Q(evidence__isnull=True, paper__isnull=False),
                name="binder_content_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.order}"

    @property
    def thing(self) -> Evidence | FiledPaper:
        """The piece or the filed paper that lies here."""
        found = self.evidence or self.paper
        assert found is not None
        return found


class Making(Base):
    """One file made of a binder, sealed on the disk for a day (`common.sealed_files`, under the public id).

    held: public ids of the filed papers and paths of the organisations in it, for who may have it.
    """

    AUDIT_PERSONAL = frozenset({"asked_by_name"})

    binder = models.ForeignKey(Binder, models.CASCADE, related_name="makings")
    state = models.CharField("状态", max_length=10, choices=MakingState, default=MakingState.MAKING)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="生成人")
    asked_by_name = models.CharField("生成人", max_length=NAME)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    message = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField("生成时间", null=True)
    size = models.PositiveBigIntegerField("大小", default=0)
    file_count = models.PositiveIntegerField("文件", default=0)
    page_count = models.PositiveIntegerField("页数", default=0)
    left_out = models.PositiveIntegerField("没有收入", default=0)
    digest = models.CharField(max_length=64, blank=True)
    held = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = "材料包文件"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["binder"], condition=Q(state="making"), name="binder_made_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(made_at__isnull=False) & ~Q(digest=""),
                name="made_binder_has_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"材料包文件{self.public_id[-4:]}"


class ChecklistReading(Base):
    """A checklist on its way into a binder: a new one, or one that is worked on and gets the changed list.

    sealed: what was read, gone once it is in the binder.
    """

    AUDIT_PERSONAL = frozenset({"name", "title", "started_by_name"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="编排单位")
    about = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="材料所属单位"
    )
    binder = models.ForeignKey(Binder, models.CASCADE, null=True, related_name="checklists")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="清单文件")
    name = models.CharField("文件名", max_length=120)
    title = models.CharField("材料包名称", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=ChecklistState, default=ChecklistState.QUEUED)
    started_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="上传人")
    started_by_name = models.CharField("上传人", max_length=NAME)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    message = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField(default=b"")

    class Meta:
        verbose_name = "材料清单"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["binder"], condition=Q(state__in=OPEN_CHECKLISTS), name="one_open_checklist_a_binder"
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(binder__isnull=False, sealed=b""),
                name="applied_checklist_is_emptied",
            ),
        ]

    def __str__(self) -> str:
        return f"材料清单{self.public_id[-4:]}"

    @property
    def result(self) -> dict[str, Any]:
        """{title, items, remarks, matches}; empty before it was read."""
        if not self.sealed:
            return {}
        read: dict[str, Any] = json.loads(crypto.decrypt(bytes(self.sealed), context=self._context))
        return read

    def sealed_result(self, result: dict[str, Any]) -> bytes:
        return crypto.encrypt(json.dumps(result, ensure_ascii=False).encode(), context=self._context)

    @property
    def _context(self) -> str:
        return f"checklist:{self.public_id}"
