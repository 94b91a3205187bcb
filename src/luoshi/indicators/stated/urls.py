"""Pages of official statistics."""

from django.urls import include, path

from . import views

of_source = [
    path("", views.source, name="stated-source"),
    path("columns/", views.choose_columns, name="choose-stated-columns"),
    path("apply/", views.apply_source, name="apply-stated-source"),
    path("withdraw/", views.withdraw_source, name="withdraw-stated-source"),
    path("restore/", views.restore_source, name="restore-stated-source"),
    path("discard/", views.discard_source, name="discard-stated-source"),
    path("resume/", views.resume_source, name="resume-stated-source"),
]
urlpatterns = [
    path("stated/", views.sources, name="stated-sources"),
    path("stated/new/", views.new_source, name="new-stated-source"),
    path("stated/<public_id:stated_source>/", include(of_source)),
    path("stated/figures/<public_id:stated_figure>/explain/", views.explain, name="explain-stated-figure"),
]
