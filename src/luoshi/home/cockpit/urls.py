"""Pages of the cockpit."""

from django.urls import path

from . import school, terms_view, views, week_views

urlpatterns = [
    path("cockpit/", views.cockpit_now, name="cockpit-now"),
    path("cockpit/terms/", terms_view.cockpit_terms, name="cockpit-terms"),
    path("plans/<public_id:plan>/cockpit/", views.cockpit, name="cockpit"),
    path("plans/<public_id:plan>/cockpit/<str:figure>/", views.cockpit_figure, name="cockpit-figure"),
    path("plans/<public_id:plan>/cockpit/<str:figure>.xlsx", views.cockpit_xlsx, name="cockpit-xlsx"),
    path("plans/<public_id:plan>/cockpit/<str:figure>.csv", views.cockpit_csv, name="cockpit-csv"),
    path(
        "organisations/<public_id:school>/plans/<public_id:plan>/",
        school.school_page,
        name="school-page",
    ),
    path("weeks/", week_views.weeks, name="weeks"),
    path("weeks/<public_id:week_page>/", week_views.week_page, name="week-page"),
    path("weeks/<public_id:week_page>.pdf", week_views.week_pdf, name="week-pdf"),
]
