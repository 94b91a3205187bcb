"""Pages of the review."""

from django.urls import include, path

from .views import copies, desk, results, rounds

of_copy = [
    path("", copies.review_copy, name="review-copy"),
    path("pages/<int:number>/", copies.review_copy_picture, name="review-copy-picture"),
    path("files/<slug:which>/", copies.review_copy_file, name="review-copy-file"),
    path("pass/", copies.review_pass_copy, name="review-pass-copy"),
    path("back/", copies.review_send_copy_back, name="review-send-copy-back"),
    path("hold/", copies.review_hold_copy, name="review-hold-copy"),
    path("replace/", copies.review_replace_copy, name="review-replace-copy"),
]
of_call = [
    path("", copies.review_copies, name="review-copies"),
    path("make/", copies.review_begin_copies, name="review-begin-copies"),
]
of_task = [
    path("", desk.review_task, name="review-task"),
    path("sum/", desk.review_sum, name="review-sum"),
    path("take-back/", desk.review_take_back, name="review-take-back"),
    path("declare/", desk.review_declare, name="review-declare"),
    path("pieces/<int:place>/pages/<int:number>/", desk.review_page, name="review-page"),
    path("pieces/<int:place>/film/", desk.review_film, name="review-film"),
    path("pieces/<int:place>/file/", desk.review_file, name="review-file"),
]
of_review = [
    path("", rounds.review_rounds, name="review-rounds"),
    path("ask-third/", rounds.review_ask_third, name="review-ask-third"),
    path("due/", rounds.review_set_due, name="review-set-due"),
    path("urge/", rounds.review_urge, name="review-urge"),
    path("propose-closing/", rounds.review_propose_closing, name="review-propose-closing"),
    path("results/", results.review_results, name="review-results"),
    path("results.json", results.review_scoring_file, name="review-scoring-file"),
    path("results/<slug:code>/", results.review_result, name="review-result"),
    path("close/", results.review_close, name="review-close"),
    path("reopen/", results.review_reopen, name="review-reopen"),
]
of_closing = [
    path("confirm/", rounds.review_close_round, name="review-close-round"),
    path("decline/", rounds.review_decline_closing, name="review-decline-closing"),
    path("drop/", rounds.review_drop_closing, name="review-drop-closing"),
]
urlpatterns = [
    path("review-desk/", desk.review_desk, name="review-desk"),
    path("review-desk/<public_id:review_task>/", include(of_task)),
    path("reviews/<public_id:review_call>/", include(of_review)),
    path("review-thirds/<public_id:review_third>/", rounds.review_give_third, name="review-give-third"),
    path("review-closings/<public_id:review_closing>/", include(of_closing)),
    path("review-sheets/<public_id:review_sheet>/aside/", results.review_set_aside, name="review-set-aside"),
    path(
        "review-sheets/<public_id:review_sheet>/restore/",
        results.review_restore_sheet,
        name="review-restore-sheet",
    ),
    path("reviews/<public_id:review_call>/copies/", include(of_call)),
    path("review-copies/<public_id:blind_copy>/", include(of_copy)),
]
