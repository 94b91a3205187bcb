"""A filing of figures as rows: which indicators of which period, whose sheet, how far each line has come.

The figures themselves are observations (`luoshi.indicators`): filled, submitted, approved. A line holds only what is
said about them on their way.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base
from luoshi.papers.models import Approval

from ..models import IndicatorVersion, Period
from .counties import looks_first
from .states import ARRIVED, FilingState, LineState, SheetState


class Filing(Base):
    """指标填报: one period, some indicators, some schools."""

    AUDIT_PERSONAL = frozenset({"reason"})

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="filings", verbose_name="发起单位"
    )
    period = models.ForeignKey(Period, models.PROTECT, related_name="filings", verbose_name="统计期")
    title = models.CharField("名称", max_length=80)
    words = models.TextField("填报说明", blank=True)
    due = models.DateField("报送期限")
    asks_steps = models.BooleanField("先经学校审批", default=False)
    state = models.CharField("状态", max_length=10, choices=FilingState, default=FilingState.OPEN)
    opened_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("截止时间", null=True)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "指标填报"
        ordering = ["-due", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def nobody_sent(self) -> bool:
        """Nor is about to."""
        return not self.sheets.filter(state__in=(*ARRIVED, SheetState.CHECKING)).exists()


class FilingIndicator(models.Model):
    """An indicator of a filing, by the definition that holds for its period."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="indicators")
    definition = models.ForeignKey(IndicatorVersion, models.PROTECT, related_name="+")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "definition"], name="asked_once_in_a_filing")
        ]

    def __str__(self) -> str:
        return str(self.definition)


class FilingSheet(Base):
    """指标填报单: one school's part of a filing. `number`: how often it left the school; `approval`: the school's own
    steps before, where the filing asks for them."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="sheets")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="filing_sheets")
    state = models.CharField("状态", max_length=10, choices=SheetState, default=SheetState.TODO)
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField("报送次数", default=0)
    sent_at = models.DateTimeField("报送时间", null=True)
    sent_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField("县局核对时间", null=True)
    looked_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("审定时间", null=True)
    approved_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "指标填报单"
        ordering = ["filing_id", "organisation__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "organisation"], name="one_sheet_a_school"),
            models.CheckConstraint(
                condition=Q(state__in=("todo", "filling", "checking"))
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="sent_figures_say_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_figures_say_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.short}{self.filing.title}"

    @property
    def through_county(self) -> bool:
        """Whether a county bureau above the school has an officer today: schools move, posts fall vacant."""
        return looks_first(self.organisation.path, self.filing.organisation.path)

    @property
    def is_untouched(self) -> bool:
        """Nobody above has judged a line, now or earlier."""
        return not self.lines.filter(judged_at__isnull=False).exists()

    @property
    def has_returned(self) -> bool:
        return self.lines.filter(state=LineState.RETURNED).exists()

    @property
    def is_approved(self) -> bool:
        return not self.lines.exclude(state=LineState.APPROVED).exists()


class SheetLine(Base):
    """One indicator of one school's sheet. Evidence hangs here, whatever becomes of the figure.

    opinion  what the school's own leaders said of it when they returned it
    """

    AUDIT_PERSONAL = frozenset({"returned_words", "opinion"})

    sheet = models.ForeignKey(FilingSheet, models.CASCADE, related_name="lines")
    asked = models.ForeignKey(FilingIndicator, models.PROTECT, related_name="lines")
    state = models.CharField("状态", max_length=10, choices=LineState, default=LineState.WRITING)
    returned_words = models.CharField("退回理由", max_length=300, blank=True)
    opinion = models.CharField("校内意见", max_length=300, blank=True)
    returned_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField("审定或退回时间", null=True)

    class Meta:
        verbose_name = "填报的一项指标"
        ordering = ["asked__order", "asked_id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "asked"], name="one_line_an_indicator"),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(returned_words__gt="", returned_by__isnull=False),
                name="returned_line_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet.organisation.short} {self.asked.definition.indicator.title}"


class PrintedFigure(Base):
    """A figure as it was printed: as known at an instant, by which definition, and the hash of what stood there."""

    definition = models.ForeignKey(IndicatorVersion, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="printed_figures")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    title = models.CharField("指标", max_length=80, blank=True)  # as it was called then
    name = models.CharField("单位", max_length=200, blank=True)
    as_of = models.DateTimeField("截至")
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    text = models.TextField(blank=True)
    reported = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    digest = models.CharField("校验", max_length=64)
    printed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "打印过的数"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"打印过的数{self.public_id[-4:]}"
