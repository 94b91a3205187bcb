"""The pages of the import wizard, grouped by import."""

from django.urls import path

import luoshi.common.converters  # noqa: F401  (registers <public_id:…>)

from . import load_views, settle_views, views

ONE = "imports/<public_id:reading>/"
FINDING = f"{ONE}findings/<public_id:finding>/"

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new_import, name="import-new"),
    path(ONE, views.import_page, name="import"),
    path(f"{ONE}progress/", views.progress, name="import-progress"),
    path(f"{ONE}files/<int:order>/", views.file, name="import-file"),
    path(f"{ONE}retry/", views.retry, name="import-retry"),
    path(f"{ONE}discard/", views.discard, name="import-discard"),
    path(f"{ONE}resume/", views.resume, name="import-resume"),
    path(f"{ONE}difference/", load_views.difference, name="import-difference"),
    path(f"{ONE}keep-task/", load_views.keep_task, name="import-keep-task"),
    path(f"{ONE}load/", load_views.load, name="import-load"),
    path(f"{ONE}corrections/", settle_views.correct_by_hand, name="import-correct"),
    path(f"{ONE}accept-alike/", settle_views.accept_alike, name="import-accept-alike"),
    path(f"{ONE}as-before/", settle_views.as_before, name="import-as-before"),
    path(f"{FINDING}accept/", settle_views.accept, name="finding-accept"),
    path(f"{FINDING}correct/", settle_views.correct, name="finding-correct"),
    path(f"{FINDING}set-aside/", settle_views.set_aside, name="finding-set-aside"),
    path(f"{FINDING}reopen/", settle_views.reopen, name="finding-reopen"),
    path(f"{FINDING}draft/", settle_views.keep_draft, name="finding-draft"),
]
