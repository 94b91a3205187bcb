"""Pages of progress."""

from django.urls import include, path

from .views import behind, many, milestones, periods, report_acts, reports, updates

of_update = [
    path("", updates.update, name="update"),
    path("take-back/", updates.take_back, name="take-back-update"),
    path("evidence/", updates.choose_evidence, name="choose-update-evidence"),
    path("evidence/new/", updates.upload_evidence, name="upload-update-evidence"),
    path("evidence/<public_id:update_use>/remove/", updates.remove_evidence, name="remove-update-evidence"),
]
of_report = [
    path("", reports.report, name="report"),
    path("edit/", reports.edit_report, name="edit-report"),
    path("refresh/", report_acts.refresh_report, name="refresh-report"),
    path("send/", report_acts.send_report, name="send-report"),
    path("pass/", report_acts.pass_report, name="pass-report"),
    path("return/", report_acts.return_report, name="return-report"),
    path("enter/", report_acts.enter_report, name="enter-report"),
    path("resubmit/", report_acts.resubmit_report, name="resubmit-report"),
    path("recall/", report_acts.recall_report, name="recall-report"),
]
of_period = [
    path("", periods.period, name="report-period"),
    path("accept/", periods.accept, name="accept-reports"),
    path("extend/", periods.extend, name="extend-report-period"),
    path("close/", periods.close, name="close-report-period"),
    path("drop/", periods.drop, name="drop-report-period"),
    path("reopen/", periods.reopen, name="reopen-report-period"),
]
urlpatterns = [
    path("progress/", milestones.my_milestones, name="my-milestones"),
    path("progress/milestones/<public_id:milestone>/", milestones.milestone, name="milestone"),
    path("progress/many/", many.many, name="many-updates"),
    path("progress/many.xlsx", many.sheet, name="many-updates-xlsx"),
    path("progress/behind/", behind.behind, name="behind"),
    path("progress/behind.xlsx", behind.behind_sheet, name="behind-xlsx"),
    path("progress/updates/<public_id:update>/", include(of_update)),
    path("progress/reports/", reports.reports, name="reports"),
    path("progress/reports/<public_id:report>/", include(of_report)),
    path("progress/periods/<public_id:report_period>/", include(of_period)),
    path("plans/<public_id:plan>/reports/terms/", periods.terms, name="report-terms"),
    path("plans/<public_id:plan>/reports/terms/end/", periods.end_terms, name="end-report-terms"),
]
