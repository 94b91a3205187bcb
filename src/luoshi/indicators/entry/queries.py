"""Which filings and sheets exist for whom."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, within
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.common.dataforms.queries import line_of
from luoshi.papers.queries import approvals_visible_to

from ..models import Indicator, Observation
from ..states import Status
from .models import Filing, FilingSheet, PrintedFigure, SheetLine
from .states import FilingState, LineState, SheetState

FILLING = [
    role.key for role in ROLES.values() if "enter_figures" in role.permissions and role.level == "school"
]


def indicators_visible_to(actor: Actor) -> QuerySet[Indicator]:
    """Definitions of the own bureau and those above it, for all who read figures; withdrawn ones for their owner."""
    rows = Indicator.objects.select_related("owner")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_figures"):
        return rows.none()
    rows = rows.filter(owner__in=line_of(actor.path))
    own = Q(owner=actor.organisation_id) if actor.may("edit_indicators") else Q(pk__in=[])
    return rows.filter(Q(withdrawn_at__isnull=True) | own)


def sheets_visible_to(actor: Actor) -> QuerySet[FilingSheet]:
    """Of the own school; of those below the own bureau. What is being filled stands in no sheet's row."""
    rows = FilingSheet.objects.select_related(
        "filing__organisation", "filing__period", "organisation", "approval"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    at_steps = Q(
        organisation=actor.organisation_id, approval__in=approvals_visible_to(actor).order_by().values("pk")
    )
    if not actor.may("read_figures"):  # whoever has a step of it reads it all the same
        return rows.filter(at_steps).exclude(filing__state=FilingState.WITHDRAWN)
    not_withdrawn = ~Q(filing__state=FilingState.WITHDRAWN) | Q(filing__organisation=actor.organisation_id)
    return rows.filter(not_withdrawn, within(actor.path, "organisation__"))


def not_sent() -> Q:
    """Sheets of which nothing has come to those above: not filled in, being filled in, first time at its own steps."""
    came_before = SheetLine.objects.filter(sheet=OuterRef("pk"), state=LineState.RETURNED)
    inside = Q(state=SheetState.CHECKING) & ~Exists(came_before)
    return Q(state__in=(SheetState.TODO, SheetState.FILLING)) | inside


def filings_visible_to(actor: Actor) -> QuerySet[Filing]:
    rows = Filing.objects.select_related("organisation", "period")
    if actor.is_system:
        return rows
    sheets = sheets_visible_to(actor).order_by().filter(filing=OuterRef("pk"))
    own = Q(organisation=actor.organisation_id) if actor.may("edit_indicators") else Q(pk__in=[])
    return rows.filter(own | Q(Exists(sheets)))


def lines_visible_to(actor: Actor) -> QuerySet[SheetLine]:
    rows = SheetLine.objects.select_related(
        "sheet__filing__period", "sheet__organisation", "asked__definition__indicator"
    )
    return rows.filter(sheet__in=sheets_visible_to(actor).order_by().values("pk"))


def prints_visible_to(actor: Actor) -> QuerySet[PrintedFigure]:
    rows = PrintedFigure.objects.select_related("organisation", "definition__indicator", "period")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_figures"):
        return rows.none()
    return rows.filter(within(actor.path, "organisation__"))


def fillers_of(organisation: Organisation | int) -> list[Membership]:
    posts = memberships_today().filter(organisation=organisation, role__in=FILLING)
    return list(posts.order_by("id"))


def drafts_of(sheet: FilingSheet) -> dict[int, Observation]:
    """By key of the indicator, what is filled in and not sent."""
    return _by_indicator(sheet, Q(status=Status.FILLED))


def standing_of(sheet: FilingSheet) -> dict[int, Observation]:
    return _by_indicator(sheet, ~Q(status=Status.FILLED))


def _by_indicator(sheet: FilingSheet, which: Q) -> dict[int, Observation]:
    rows = Observation.objects.filter(
        which, superseded_at__isnull=True, organisation=sheet.organisation_id, period=sheet.filing.period_id
    )
    return {row.indicator_id: row for row in rows.select_related("definition", "recorded_by__user")}
