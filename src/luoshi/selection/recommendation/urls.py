"""Pages of recommendation, of what came back, and of promotion."""

from django.urls import include, path

from .views import calls, letters, lower, promoting, upper

of_call = [
    path("", calls.call, name="recommendation"),
    path("decide/", calls.decide, name="recommendation-decide"),
    path("draw/", letters.draw, name="recommendation-draw"),
    path("upper/", promoting.name_upper, name="recommendation-name-upper"),
    path("promote/", promoting.promote, name="recommendation-promote"),
]
of_answers = [
    path("", upper.grid, name="recommendation-results"),
    path("sheet.xlsx", upper.sheet, name="recommendation-results-sheet"),
    path("upload/", upper.upload, name="recommendation-results-upload"),
    path("check/", upper.check, name="recommendation-results-check"),
]
of_letter = [
    path("letter.docx", letters.letter, name="recommendation-letter"),
    path("table.xlsx", letters.table, name="recommendation-table"),
    path("print/", letters.print_, name="recommendation-print"),
    path("stamped/", letters.stamped, name="recommendation-stamped"),
    path("send/", letters.send, name="recommendation-send"),
    path("unsend/", letters.unsend, name="recommendation-unsend"),
    path("recall/", letters.recall, name="recommendation-recall"),
    path("restore/", letters.restore, name="recommendation-restore"),
    path("results/<slug:upper_level>/", include(of_answers)),
]
of_upper = [
    path("", lower.lower, name="recommendation-lower"),
    path("urge/", lower.urge, name="recommendation-urge-lower"),
]
urlpatterns = [
    path("lower-selections/<public_id:upper_call>/", include(of_upper)),
    path("recommendations/", calls.calls, name="recommendations"),
    path("recommendations/<public_id:recommended_call>/", include(of_call)),
    path("recommendation-letters/<public_id:recommendation>/", include(of_letter)),
    path(
        "recommendation-decisions/<public_id:upward_decision>/undo/",
        calls.undo_decision,
        name="recommendation-undo-decision",
    ),
    path("upper-results/<public_id:upper_result>/undo/", upper.undo, name="upper-result-undo"),
    path("upper-results/<public_id:upper_result>/file/", upper.file, name="upper-result-file"),
    path("promotions/<public_id:promotion>/take-back/", promoting.take_back, name="promotion-take-back"),
]
