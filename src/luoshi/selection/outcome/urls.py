"""Pages after a review."""

from django.urls import include, path

from .views import misconduct, notices, objections, public, results

of_call = [
    path("", results.outcome, name="outcome"),
    path("results.xlsx", results.results_xlsx, name="outcome-results-xlsx"),
    path("draw-up/", results.draw_up, name="outcome-draw-up"),
    path("undo/", results.undo_draw_up, name="outcome-undo-draw-up"),
    path("rank-again/", results.rank_again, name="outcome-rank-again"),
    path("decide/", results.decide, name="outcome-decide"),
    path("publish/", notices.publish, name="outcome-publish"),
    path("finish/", results.finish, name="outcome-finish"),
    path("objections/", objections.objections, name="outcome-objections"),
]
of_notice = [
    path("", notices.notice, name="outcome-notice"),
    path("notice.docx", notices.notice_docx, name="outcome-notice-docx"),
    path("notice.html", notices.notice_html, name="outcome-notice-html"),
    path("picture/", notices.picture, name="outcome-notice-picture"),
    path("stop/", notices.stop, name="outcome-stop"),
    path("correct/", notices.correct, name="outcome-correct"),
    path("official/", notices.official, name="outcome-official"),
    path("register/", notices.register, name="outcome-register"),
]
of_objection = [
    path("", objections.objection, name="outcome-objection"),
    path("files/<slug:which>/", objections.attachment, name="outcome-objection-file"),
    path("take/", objections.take, name="outcome-take"),
    path("refuse/", objections.refuse, name="outcome-refuse"),
    path("ask/", objections.ask, name="outcome-ask"),
    path("conclude/", objections.conclude, name="outcome-conclude"),
    path("withdraw/", objections.withdraw_paper, name="outcome-withdraw-paper"),
]
of_report = [
    path("", misconduct.report, name="misconduct"),
    path("file/", misconduct.attachment, name="misconduct-file"),
    path("take/", misconduct.take, name="misconduct-take"),
    path("conclude/", misconduct.conclude, name="misconduct-conclude"),
    path("hold/", misconduct.hold, name="misconduct-hold"),
    path("unhold/", misconduct.unhold, name="misconduct-unhold"),
]
urlpatterns = [
    path("outcomes/", results.outcomes, name="outcomes"),
    path("outcomes/<public_id:outcome_call>/", include(of_call)),
    path("outcome-results/<public_id:outcome_result>/change/", results.say_change, name="outcome-say-change"),
    path(
        "outcome-changes/<public_id:outcome_change>/confirm/", results.confirm_change, name="outcome-confirm"
    ),
    path("outcome-changes/<public_id:outcome_change>/drop/", results.drop_change, name="outcome-drop"),
    path("outcome-decisions/<public_id:outcome_decision>/minutes/", results.minutes, name="outcome-minutes"),
    path(
        "outcome-decisions/<public_id:outcome_decision>/undo/",
        results.undo_decision,
        name="outcome-undo-decision",
    ),
    path("outcome-notices/<public_id:outcome_notice>/", include(of_notice)),
    path("notice-objections/<public_id:notice_objection>/", include(of_objection)),
    path("own-objections/", objections.own, name="outcome-own-objections"),
    path("own-objections/<public_id:own_objection>/withdraw/", objections.withdraw, name="outcome-withdraw"),
    path("outcome-statements/<public_id:outcome_statement>/", objections.statement, name="outcome-statement"),
    path("misconduct/", misconduct.reports, name="misconduct-list"),
    path("misconduct/<public_id:misconduct>/", include(of_report)),
    path("public-notices/<public_id:public_notice>/", public.public_notice, name="outcome-public"),
    path("public-notices/<public_id:public_notice>/object/", public.object_to_notice, name="outcome-object"),
    path("public-objections/", public.look_up, name="outcome-look-up"),
    path("public-reports/<public_id:reported_call>/", public.report, name="outcome-report"),
]
