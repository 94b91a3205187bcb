"""Which reports and templates exist for whom: those of the own organisation, for who reads or makes them."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor

from .models import Report, TemplateVersion
from .permissions import can_make_reports, can_read_reports
from .states import ReportState

KINDS_OF_PLACE = (
    Organisation.Kind.PROVINCE,
    Organisation.Kind.CITY_BUREAU,
    Organisation.Kind.COUNTY_BUREAU,
    Organisation.Kind.SCHOOL,
)


def reports_visible_to(actor: Actor) -> QuerySet[Report]:
    rows = Report.objects.select_related("place", "plan", "period", "register", "template", "job").defer(
        "template__texts"
    )
    if actor.is_system:
        return rows
    if not can_read_reports(actor):
        return rows.none()
    return rows.filter(organisation=actor.organisation_id)


def versions_visible_to(actor: Actor) -> QuerySet[TemplateVersion]:
    rows = TemplateVersion.objects.select_related("register")
    if actor.is_system:
        return rows
    if not can_make_reports(actor):
        return rows.none()
    return rows.filter(organisation=actor.organisation_id)


def version_in_use(organisation: Organisation | int | None, about: str) -> TemplateVersion | None:
    """The last version; None or one without a file: the shipped template is in use."""
    return TemplateVersion.objects.filter(organisation=organisation, about=about).order_by("-number").first()


def places_for(actor: Actor) -> QuerySet[Organisation]:
    """What reports may be about: the own organisation and those below it."""
    if not (can_make_reports(actor) and actor.path):
        return Organisation.objects.none()
    rows = Organisation.objects.filter(within(actor.path), kind__in=KINDS_OF_PLACE, withdrawn_at__isnull=True)
    return rows.order_by("path", "order", "id")


def earlier_of(report: Report) -> Report | None:
    """The one made before of the same kind about the same organisation and plan, of those that count."""
    rows = Report.objects.filter(
        organisation=report.organisation_id,
        about=report.about,
        place=report.place_id,
        plan=report.plan_id,
        state=ReportState.READY,
        pk__lt=report.pk,
    )
    return rows.select_related("period").order_by("-pk").first()
