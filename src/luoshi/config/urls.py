"""The table of contents of the site."""

from django.urls import include, path

from luoshi.common.health import healthz

handler400 = "luoshi.common.error_pages.bad_request"
handler403 = "luoshi.common.error_pages.forbidden"
handler404 = "luoshi.common.error_pages.not_found"
handler500 = "luoshi.common.error_pages.broken"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("luoshi.common.dataforms.editor.urls")),
    path("", include("luoshi.accounts.urls")),
    path("", include("luoshi.notices.urls")),
    path("", include("luoshi.papers.urls")),
    path("", include("luoshi.papers.filed.urls")),
    path("", include("luoshi.evidence.urls")),
    path("", include("luoshi.evidence.binders.urls")),
    path("", include("luoshi.policies.urls")),
    path("", include("luoshi.plans.urls")),
    path("", include("luoshi.undertakings.urls")),
    path("", include("luoshi.undertakings.rounds.urls")),
    path("", include("luoshi.workplans.urls")),
    path("", include("luoshi.workplans.reading.urls")),
    path("", include("luoshi.progress.urls")),
    path("", include("luoshi.progress.money.urls")),
    path("", include("luoshi.progress.returns.urls")),
    path("", include("luoshi.progress.meetings.urls")),
    path("", include("luoshi.registers.importing.urls")),
    path("", include("luoshi.registers.urls")),
    path("", include("luoshi.indicators.alerts.urls")),
    path("", include("luoshi.indicators.entry.urls")),
    path("", include("luoshi.indicators.stated.urls")),
    path("", include("luoshi.selection.applying.urls")),
    path("", include("luoshi.selection.panel.urls")),
    path("", include("luoshi.selection.review.urls")),
    path("", include("luoshi.selection.outcome.urls")),
    path("", include("luoshi.selection.recognition.urls")),
    path("", include("luoshi.selection.archive.urls")),
    path("", include("luoshi.selection.recommendation.urls")),
    path("", include("luoshi.selection.urls")),
    path("", include("luoshi.reports.urls")),
    path("", include("luoshi.home.urls")),
]
