"""The log page."""

from django.urls import path

from . import views

urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/export/", views.export_log, name="export-log"),
]
