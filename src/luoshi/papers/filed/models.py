"""Filed papers, the batches of scans that came back, and every single page of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base, Job, StoredFile
from luoshi.core.scans.codes import shown

from ..models import Sending
from .states import BatchState, PageState, PaperState

NAME = 120  # a person with post and organisation, as it stood on the day


class FiledPaper(Base):
    """The frozen print of one version of an object of whatever stage. What is printed on it never changes."""

    AUDIT_PERSONAL = frozenset({"title", "made_by_name", "received_by_name"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="报送单位")
    about_type = models.CharField(max_length=60)
    about_id = models.CharField(max_length=20)
    about_version = models.PositiveIntegerField("第几版")
    kind = models.CharField("材料类别", max_length=40)
    kind_name = models.CharField("材料", max_length=40)
    title = models.CharField("标题", max_length=200)
    href = models.CharField("材料页面", max_length=300, blank=True)
    code = models.CharField("短码", max_length=8, unique=True)
    print = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="打印稿")
    page_count = models.PositiveSmallIntegerField("页数")
    red_print = models.BooleanField("印有红色", default=False)
    sending = models.ForeignKey(
        Sending, models.PROTECT, null=True, related_name="prints", verbose_name="报送稿"
    )  # what was sent through steps; seen by those who see that
    seen_above = models.BooleanField("上级可见", default=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="打印人")
    made_by_name = models.CharField("打印人", max_length=NAME)
    state = models.CharField("状态", max_length=10, choices=PaperState, default=PaperState.WAITING)
    stamped = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="盖章件"
    )
    stamped_at = models.DateTimeField("盖章件合成时间", null=True)
    outdated_at = models.DateTimeField("被新版代替时间", null=True)
    copies = models.PositiveSmallIntegerField("纸质份数", null=True)
    received_on = models.DateField("纸质收到日期", null=True)
    received_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="纸质登记人"
    )
    received_by_name = models.CharField("纸质登记人", max_length=NAME, blank=True)

    class Meta:
        verbose_name = "报送件"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id", "kind", "about_version"],
                condition=Q(outdated_at__isnull=True),
                name="filed_once_a_version",
            ),
            models.CheckConstraint(
                condition=Q(stamped__isnull=True, stamped_at__isnull=True)
                | Q(stamped__isnull=False, stamped_at__isnull=False),
                name="filed_copy_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="stamped") | Q(stamped__isnull=False), name="filed_stamped_has_a_copy"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("stamped", "received")) | Q(stamped__isnull=True),
                name="filed_copy_is_stamped",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="received", copies__gt=0, received_on__isnull=False, received_by__isnull=False
                )
                | (
                    ~Q(state="received")
                    & Q(copies__isnull=True, received_on__isnull=True, received_by__isnull=True)
                ),
                name="filed_received_says_all",
            ),
            models.CheckConstraint(condition=Q(page_count__gt=0), name="filed_has_pages"),
        ]
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="filed_about"),
            models.Index(fields=["organisation", "state"], name="filed_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def short_code(self) -> str:
        return shown(self.code)

    @property
    def is_outdated(self) -> bool:
        return self.outdated_at is not None

    @property
    def takes_pages(self) -> bool:
        return self.outdated_at is None and self.state != PaperState.DROPPED

    def missing_pages(self) -> list[int]:
        """The numbers of the pages that have not come back."""
        there = set(self.pages.filter(state=PageState.FILED).values_list("number", flat=True))
        return [number for number in range(1, self.page_count + 1) if number not in there]


class ScanBatch(Base):
    """What was sent at once: photos, scans, PDF files."""

    AUDIT_PERSONAL = frozenset({"sent_by_name"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="上传单位")
    sent_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="上传人")
    sent_by_name = models.CharField("上传人", max_length=NAME)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.READING)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "盖章件扫描"
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "state"], name="scan_batch_state")]

    def __str__(self) -> str:
        return f"{self.sent_by_name}的扫描件"


class ScanFile(Base):
    """One file as it came; kept for ever. `message`: why nothing could be read from it."""

    AUDIT_PERSONAL = frozenset({"name"})

    batch = models.ForeignKey(ScanBatch, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    order = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "扫描原件"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["batch", "order"], name="scan_file_order_once")]

    def __str__(self) -> str:
        return self.name


class ScanPage(Base):
    """One page cut out of a file, upright. `paper` and `number` say where it belongs, once it is known."""

    AUDIT_PERSONAL = frozenset({"placed_by_name", "why"})

    file = models.ForeignKey(ScanFile, models.CASCADE, related_name="pages")
    sheet = models.PositiveSmallIntegerField("原件第几页")
    part = models.PositiveSmallIntegerField(default=0)
    picture = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    red = models.PositiveIntegerField(default=0)  # millionths of it that are red like a seal
    state = models.CharField("状态", max_length=10, choices=PageState)
    paper = models.ForeignKey(
        FiledPaper, models.PROTECT, null=True, related_name="pages", verbose_name="报送件"
    )
    number = models.PositiveSmallIntegerField("第几页", null=True)
    message = models.CharField(max_length=300, blank=True)
    by_hand = models.BooleanField("人工归位", default=False)
    placed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    placed_by_name = models.CharField("办理人", max_length=NAME, blank=True)
    why = models.CharField("退出理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "扫描页"
        ordering = ["file__order", "sheet", "part", "id"]
        constraints = [
            models.UniqueConstraint(fields=["file", "sheet", "part"], name="scan_page_once"),
            models.UniqueConstraint(
                fields=["paper", "number"], condition=Q(state="filed"), name="filed_page_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="filed") | Q(paper__isnull=False, number__gt=0),
                name="filed_page_has_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file.name} 第{self.sheet + 1}页"
