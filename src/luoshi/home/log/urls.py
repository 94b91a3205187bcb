"""The log page."""

from django.urls import path

from . import selection_views, views

urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/export/", views.export_log, name="export-log"),
    path("selections/<public_id:selection>/log/", selection_views.selection_log, name="selection-log"),
    path(
        "selections/<public_id:selection>/log/export/",
        selection_views.export_selection_log,
        name="export-selection-log",
    ),
]
