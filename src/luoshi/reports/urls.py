"""Pages of reports and their templates."""

from django.urls import include, path

from .views import reports, templates

of_report = [
    path("", reports.report, name="made-report"),
    path("progress/", reports.progress, name="made-report-progress"),
    path("file/", reports.report_file, name="made-report-file"),
    path("since/", reports.since, name="made-report-since"),
    path("brief/", reports.brief_of_report, name="brief-of-made-report"),
    path("retry/", reports.retry_report, name="retry-made-report"),
    path("withdraw/", reports.withdraw_report, name="withdraw-made-report"),
    path("restore/", reports.restore_report, name="restore-made-report"),
]
of_version = [
    path("", templates.version, name="template-version"),
    path("file/", templates.version_file, name="template-version-file"),
    path("restore/", templates.restore_template, name="restore-template-version"),
]
urlpatterns = [
    path("made-reports/", reports.reports, name="made-reports"),
    path("made-reports/new/", reports.new_report, name="new-made-report"),
    path("made-reports/<public_id:made_report>/", include(of_report)),
    path("report-templates/", templates.templates, name="report-templates"),
    path("report-templates/one/", templates.template, name="report-template"),
    path("report-templates/shipped/", templates.shipped_file, name="shipped-template"),
    path("report-templates/use-shipped/", templates.use_shipped, name="use-shipped-template"),
    path("report-templates/markers/", templates.markers, name="report-markers"),
    path("report-templates/versions/<public_id:template_version>/", include(of_version)),
]
