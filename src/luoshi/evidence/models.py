"""A file or a link kept once, and every place that cites it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.common.models import Base, Job, StoredFile

from .states import DayFrom, EvidenceKind, Grade, ReadState

NAME = 120  # a person with post and organisation, as it stood on the day


class Evidence(Base):
    """佐证材料: what an organisation shows for what it did. One file or one link; a withdrawn piece stays as a row.

    day_from: where `happened_on` comes from as long as nobody has said it; empty: a person said it.
    """

    AUDIT_PERSONAL = frozenset(
        {"title", "source", "note", "link", "file_name", "added_by_name", "withdrawn_reason"}
    )

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="evidence", verbose_name="单位"
    )
    title = models.CharField("标题", max_length=120)
    kind = models.CharField("种类", max_length=10, choices=EvidenceKind)
    happened_on = models.DateField("发生日期")
    day_from = models.CharField("日期来自", max_length=10, choices=DayFrom, blank=True)
    source = models.CharField("来源", max_length=120, blank=True)
    grade = models.PositiveSmallIntegerField("等级", choices=Grade)
    note = models.CharField("说明", max_length=300, blank=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="文件")
    file_name = models.CharField("文件名", max_length=120, blank=True)
    link = models.URLField("链接", max_length=500, blank=True)
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="添加人")
    added_by_name = models.CharField("添加人", max_length=NAME)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "佐证材料"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stored__isnull=False, link="") & ~Q(file_name="")
                | Q(stored__isnull=True, file_name="") & ~Q(link=""),
                name="evidence_is_a_file_or_a_link",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="withdrawn_evidence_says_why",
            ),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=4), name="evidence_has_a_grade"),
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_a_title"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="evidence_of"),
            models.Index(fields=["organisation", "stored"], name="evidence_file"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class EvidenceUse(Base):
    """引用: one place of any stage that cites a piece. Taken back it stays as a row with its time."""

    AUDIT_PERSONAL = frozenset({"pages", "note", "cited_by_name", "removed_by_name", "removed_reason"})

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses")
    about_type = models.CharField(max_length=80, editable=False)
    about_id = models.CharField(max_length=20, editable=False)  # public id
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    pages = models.CharField("页码", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    cited_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="引用人")
    cited_by_name = models.CharField("引用人", max_length=NAME)
    cited_at = models.DateTimeField("引用时间", default=clock.now)
    removed_at = models.DateTimeField("取消引用时间", null=True)
    removed_by_name = models.CharField("取消引用的人", max_length=NAME, blank=True)
    removed_reason = models.CharField("取消引用的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "引用"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "about_type", "about_id"],
                condition=Q(removed_at__isnull=True),
                name="cited_once_in_a_place",
            )
        ]
        indexes = [models.Index(fields=["about_type", "about_id"], name="evidence_use_about")]

    def __str__(self) -> str:
        return f"引用{self.public_id[-4:]}"


class EvidenceUpload(Base):
    """A file on its way in parts; nobody's business but its user's. The bytes up to `received` are on the disk."""

    user_id = models.BigIntegerField(editable=False)
    organisation_id = models.BigIntegerField(editable=False)
    name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    mark = models.CharField(max_length=64)  # by which the browser knows the same file again
    received = models.PositiveBigIntegerField(default=0)
    touched_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "没有传完的文件"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "organisation_id", "name", "size", "mark"], name="evidence_upload_once"
            ),
            models.CheckConstraint(
                condition=Q(received__lte=models.F("size")), name="evidence_upload_within_size"
            ),
        ]

    def __str__(self) -> str:
        return f"上传{self.public_id[-4:]}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.size


class EvidenceFile(Base):
    """What was made of one file for one piece: pictures of its pages and its words (docs/adr/0035).

    about_id   public id of the piece, or of what a later stage shows by pages
    """

    about_id = models.CharField(max_length=20)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)  # `reading.neutral`: only its ending
    state = models.CharField("状态", max_length=10, choices=ReadState, default=ReadState.WAITING)
    message = models.CharField(max_length=300, blank=True)  # why there are no pictures
    page_count = models.PositiveIntegerField("页数", default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "佐证材料的预览"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["about_id", "stored"], name="evidence_file_once_for_each"),
        ]
        indexes = [models.Index(fields=["state", "about_id"], name="evidence_file_state")]

    def __str__(self) -> str:
        return f"预览{self.public_id[-4:]}"


class EvidencePage(models.Model):
    """The picture of one page."""

    file = models.ForeignKey(EvidenceFile, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()  # from 0
    picture = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="evidence_page_once")]

    def __str__(self) -> str:
        return f"第{self.number + 1}页"


class EvidenceText(models.Model):
    """A part of the words of one file, cut for searching (`core.searching`); numbers of persons are masked before."""

    file = models.ForeignKey(EvidenceFile, models.CASCADE, related_name="texts")
    order = models.PositiveSmallIntegerField()
    pieces = models.TextField()  # " 产教 教融 融合 合 "

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["file", "order"], name="evidence_text_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.order}"


class EvidenceRule(Base):
    """What a bureau looks for in the evidence of its schools; without one the next above it counts, then the built-in.

    too_many     places one piece may carry; statements: how many of a hundred cited pieces may be 书面说明
    since        what happened before that day is too old; None: the beginning of each plan
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    too_many = models.PositiveSmallIntegerField("一份最多用在几处")
    statements = models.PositiveSmallIntegerField("书面说明最多占百分之几")
    since = models.DateField("早于哪天算太早", null=True)

    class Meta:
        verbose_name = "佐证检查标准"
        constraints = [
            models.CheckConstraint(
                condition=Q(too_many__gte=2, too_many__lte=99, statements__lte=100),
                name="evidence_rule_in_bounds",
            )
        ]

    def __str__(self) -> str:
        return f"佐证检查标准{self.public_id[-4:]}"
