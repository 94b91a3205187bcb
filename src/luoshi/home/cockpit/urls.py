"""Pages of the cockpit."""

from django.urls import path

from . import school, terms_view, upward, views, week_views

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
    path("plans/<public_id:plan>/upward/", upward.packages, name="upward"),
    path("plans/<public_id:plan>/upward/make/", upward.make_package, name="make-upward"),
    path("plans/<public_id:plan>/upward/shape/", upward.upward_shape, name="upward-shape"),
    path("upward/<public_id:upward_package>/", upward.package, name="upward-package"),
    path("upward/<public_id:upward_package>.xlsx", upward.package_sheet, name="upward-xlsx"),
    path("upward/<public_id:upward_package>/withdraw/", upward.withdraw_package, name="withdraw-upward"),
    path("upward/<public_id:upward_package>/restore/", upward.restore_package, name="restore-upward"),
    path("weeks/", week_views.weeks, name="weeks"),
    path("weeks/<public_id:week_page>/", week_views.week_page, name="week-page"),
    path("weeks/<public_id:week_page>.pdf", week_views.week_pdf, name="week-pdf"),
    path("weeks/<public_id:week_page>.png", week_views.week_picture, name="week-picture"),
]
