"""Pages of alerts."""

from django.urls import include, path

from .views import lists, one, rules

of_alert = [
    path("", one.alert, name="alert"),
    path("answer/", one.answer_alert, name="answer-alert"),
    path("take-back/", one.take_back_answer, name="take-back-answer"),
]
urlpatterns = [
    path("alerts/", lists.alerts, name="alerts"),
    path("alerts.xlsx", lists.alerts_sheet, name="alerts-xlsx"),
    path("alerts.docx", lists.alerts_word, name="alerts-docx"),
    path("alerts/rules/", rules.rules, name="alert-rules"),
    path("alerts/rules/restore/", rules.restore_rules, name="restore-alert-rules"),
    path("alerts/<public_id:alert>/", include(of_alert)),
    path("plans/<public_id:plan>/alerts/rules/", rules.plan_rules, name="plan-alert-rules"),
    path(
        "plans/<public_id:plan>/alerts/rules/restore/",
        rules.restore_plan_rules,
        name="restore-plan-alert-rules",
    ),
]
