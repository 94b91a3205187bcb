"""Pages over several stages."""

from django.urls import include, path

from . import desk, rules, views

urlpatterns = [
    path("", views.front, name="front"),
    path("desk/", desk.desk, name="desk"),
    path("rules/", rules.rules, name="rules"),
    path("", include("luoshi.home.page_urls")),
    path("", include("luoshi.home.version_urls")),
    path("", include("luoshi.home.log.urls")),
    path("", include("luoshi.home.matrix.urls")),
    path("", include("luoshi.home.duty.urls")),
    path("", include("luoshi.home.wizard.urls")),
    path("", include("luoshi.home.profile.urls")),
    path("", include("luoshi.home.binders.urls")),
    path("", include("luoshi.home.cockpit.urls")),
]
