"""What must always hold of definitions and filings."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from luoshi.accounts.models import Organisation
from luoshi.common.stages import Invariant
from luoshi.core.counting import BadCounting
from luoshi.core.plausibility import BadRules
from luoshi.papers.states import ApprovalState

from ..models import IndicatorVersion, Observation
from ..states import STANDS, Status
from .actions.printing import digest_of
from .definitions import counting_of, rules_of
from .models import FilingIndicator, FilingSheet, PrintedFigure, SheetLine
from .states import LineState, SheetState

Found = Iterator[tuple[str, str]]


def definitions_can_be_carried_out() -> Found:
    for version in IndicatorVersion.objects.select_related("indicator").iterator():
        try:
            rules_of(version)
            counting_of(version)
        except (BadRules, BadCounting) as bad:
            yield f"指标口径 {version.public_id}", str(bad)


def filings_ask_what_is_filled_in() -> Found:
    wrong = FilingIndicator.objects.exclude(definition__period_type=F("filing__period__type"))
    for row in wrong.select_related("filing"):
        yield f"指标填报 {row.filing.public_id}", "所填指标的周期与统计期不同"
    for row in FilingIndicator.objects.exclude(definition__computed={}).select_related("filing"):
        yield f"指标填报 {row.filing.public_id}", "填报了由台账计算的指标"


def sheets_are_of_schools() -> Found:
    for sheet in FilingSheet.objects.exclude(organisation__kind=Organisation.Kind.SCHOOL):
        yield f"指标填报单 {sheet.public_id}", "不是学校的"


def what_was_sent_stands() -> Found:
    """A line that waits or is approved has its figure; what is approved is so in the figures too."""
    figure = Observation.objects.filter(
        superseded_at__isnull=True,
        status__in=STANDS,
        organisation=OuterRef("sheet__organisation"),
        period=OuterRef("sheet__filing__period"),
        indicator=OuterRef("asked__definition__indicator"),
    )
    sent = SheetLine.objects.filter(state__in=(LineState.WAITING, LineState.APPROVED))
    for line in sent.filter(~Exists(figure)):
        yield f"填报的一项 {line.public_id}", "已报送，却没有数"
    approved = SheetLine.objects.filter(state=LineState.APPROVED)
    for line in approved.filter(~Exists(figure.filter(status=Status.APPROVED))):
        yield f"填报的一项 {line.public_id}", "已审定，数却不是已审定的"


def checked_sheets_are_at_their_steps() -> Found:
    for sheet in FilingSheet.objects.filter(state=SheetState.CHECKING).select_related("approval"):
        if sheet.approval is None or sheet.approval.state != ApprovalState.RUNNING:
            yield f"指标填报单 {sheet.public_id}", "写着校内审批，审批却不在进行"


def sheets_left_by_their_steps() -> Found:
    """Where steps are asked, nothing arrives without them."""
    sent = (SheetState.SENT, SheetState.LOOKED, SheetState.APPROVED)
    rows = FilingSheet.objects.filter(filing__asks_steps=True, state__in=sent).select_related("approval")
    for sheet in rows:
        if sheet.approval is None or sheet.approval.state != ApprovalState.PASSED:
            yield f"指标填报单 {sheet.public_id}", "要求校内审批，没有审批完却报送了"


def prints_are_as_they_were() -> Found:
    rows = PrintedFigure.objects.select_related("definition", "organisation", "period")
    for row in rows.iterator():
        numbers = [row.numerator, row.denominator, row.text, row.reported, row.expected]
        said = digest_of(
            definition=row.definition,
            organisation=row.organisation.public_id,
            period=row.period.public_id,
            as_of=row.as_of,
            numbers=numbers,
        )
        if said != row.digest:
            yield f"打印过的数 {row.public_id}", "与留存时不同"


INVARIANTS = (
    Invariant("definition-can-be-carried-out", definitions_can_be_carried_out),
    Invariant("filing-asks-what-is-filled-in", filings_ask_what_is_filled_in),
    Invariant("filing-sheet-is-a-schools", sheets_are_of_schools),
    Invariant("sent-figure-stands", what_was_sent_stands),
    Invariant("filing-sheet-at-its-steps", checked_sheets_are_at_their_steps),
    Invariant("filing-sheet-left-by-steps", sheets_left_by_their_steps),
    Invariant("printed-figure-is-as-it-was", prints_are_as_they_were),
)
