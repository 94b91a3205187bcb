"""呈批件: the one paper that needs no stage of its own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base, StoredFile

from ..contents import Content
from ..states import BriefState
from .approvals import Approval


class Brief(Base):
    """呈批件: a general paper for approval, with its text or an attached file."""

    AUDIT_PERSONAL = frozenset({"title", "text"})

    class Kind(models.TextChoices):
        REQUEST = "request", "请示"
        REPORT = "report", "报告"
        SCHEME = "scheme", "方案"
        LETTER = "letter", "函件"
        OTHER = "other", "其他"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.REQUEST)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("正文", blank=True)
    up_to = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="报到")
    state = models.CharField("状态", max_length=10, choices=BriefState, default=BriefState.DRAFT)
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "呈批件"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(approval__isnull=False),
                name="sent_brief_has_an_approval",
            )
        ]

    def __str__(self) -> str:
        return f"呈批件{self.public_id[-4:]}"

    def content(self) -> Content:
        """What is sent."""
        facts = [("类别", self.get_kind_display()), ("报到", self.up_to.name)]
        return Content(title=self.title, facts=facts, words=[("正文", self.text)])

    def missing_to_send(self) -> list[str]:
        """What is left before it can be sent; hint and refusal alike."""
        missing = [] if self.title.strip() else ["标题"]
        has_content = self.text.strip() or self.files.filter(removed_at__isnull=True).exists()
        return missing if has_content else [*missing, "正文或附件"]


class BriefFile(Base):
    """A file of a 呈批件. Taken out of a draft it stays as a row, so that an earlier round can be read."""

    AUDIT_PERSONAL = frozenset({"name"})

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "呈批件附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"附件{self.public_id[-4:]}"
