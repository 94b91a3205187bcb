"""Templates of an office in versions, and every report made, for ever as it was."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.common.models import Base, Job, StoredFile
from luoshi.indicators.models import Period
from luoshi.plans.models import Plan
from luoshi.registers.models import Register

from .states import Kind, ReportState


class TemplateVersion(Base):
    """模板 of one office for one kind of report (of lists: for one register), in versions; the last one is in use.

    about     the kind, or `register:<public id>`: what versions are counted by
    stored    the office's own file; empty: the shipped one is in use again
    used      names of its markers; texts: [place, text] of all that is written in it, to compare versions
    restored  number of the version it repeats
    """

    AUDIT_PERSONAL = frozenset({"file_name", "texts", "used"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="report_templates")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    register = models.ForeignKey(Register, models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=40, editable=False)
    number = models.PositiveIntegerField("第几版")
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField("文件名", max_length=130, blank=True)
    ending = models.CharField(max_length=4, blank=True)
    used = models.JSONField("标记", default=list)
    texts = models.JSONField(default=list)
    restored = models.PositiveIntegerField("恢复自第几版", null=True)
    made_by = models.CharField("上传人", max_length=120, blank=True)

    class Meta:
        verbose_name = "报告模板"
        ordering = ["-number", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "about", "number"], name="template_version_once"),
            models.CheckConstraint(
                condition=Q(stored__isnull=True, file_name="")
                | Q(stored__isnull=False, ending__in=("docx", "xlsx")),
                name="own_template_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"报告模板{self.public_id[-4:]}"

    @property
    def is_shipped(self) -> bool:
        return self.stored_id is None


class Report(Base):
    """一份报告: what it is about, and once it is made its file and every value in it, never changed then.

    place     the organisation it is about, the own one or one below
    before    the period that values called 上期 are of
    template  the version it was made from; empty: the shipped one
    content   {"singles": [{name, text, missing, printed}], "lists": [{name, columns, rows: [{key, name, cells}]}],
               "notes": [sentence]}; printed: public id of a printed figure
    as_of     the instant all values are as of; digest: of the content
    """

    AUDIT_PERSONAL = frozenset({"content", "title", "message"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="made_reports")
    place = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    register = models.ForeignKey(Register, models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=40, editable=False)
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    before = models.ForeignKey(Period, models.PROTECT, null=True, related_name="+")
    title = models.CharField("名称", max_length=200)
    state = models.CharField("状态", max_length=12, choices=ReportState, default=ReportState.QUEUED)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    message = models.CharField(max_length=300, blank=True)
    template = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, related_name="+")
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    ending = models.CharField(max_length=4, blank=True)
    content = models.JSONField(default=dict)
    digest = models.CharField("校验", max_length=64, blank=True)
    as_of = models.DateTimeField("数据截至", null=True)
    made_by = models.CharField("生成人", max_length=120, blank=True)

    class Meta:
        verbose_name = "报告"
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "about", "place"], name="report_of_a_kind")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(stored__isnull=False, as_of__isnull=False, digest__gt=""),
                name="report_that_is_ready_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(stored__isnull=True) | Q(as_of__isnull=False, digest__gt=""),
                name="report_with_a_file_says_as_of_when",
            ),
        ]

    def __str__(self) -> str:
        return f"报告{self.public_id[-4:]}"

    @property
    def is_list(self) -> bool:
        """Of entries as they stand when it is made, so of no period."""
        return self.kind == Kind.REGISTER


def digest_of(content: dict[str, Any]) -> str:
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def about_of(kind: str, register: Register | None) -> str:
    """What versions and reports are counted by."""
    return f"register:{register.public_id}" if kind == Kind.REGISTER and register is not None else str(kind)
