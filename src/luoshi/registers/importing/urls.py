"""Pages of importing lists."""

from django.urls import include, path

from . import taking_over, views

of_import = [
    path("", views.list_import, name="list-import"),
    path("progress/", views.progress, name="list-import-progress"),
    path("columns/", views.columns, name="list-import-columns"),
    path("doubts/", views.doubts, name="list-import-doubts"),
    path("compare/", views.compare, name="compare-list-import"),
    path("apply/", views.apply, name="apply-list-import"),
    path("take-back/", views.take_back, name="take-back-list-import"),
    path("discard/", views.discard, name="discard-list-import"),
    path("resume/", views.resume, name="resume-list-import"),
]
urlpatterns = [
    path("registers/<public_id:register>/import/", views.start_import, name="start-list-import"),
    path(
        "return-sheets/<public_id:return_sheet>/take-over/",
        taking_over.take_over,
        name="take-over-return-sheet",
    ),
    path("list-imports/<public_id:list_import>/", include(of_import)),
]
