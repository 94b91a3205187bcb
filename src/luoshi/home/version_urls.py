"""The versions of a plan's pack."""

from django.urls import path

from . import version_pages

urlpatterns = [
    path("plans/<public_id:plan>/versions/", version_pages.versions, name="plan-versions"),
    path("plans/<public_id:plan>/versions/current.yaml", version_pages.current_pack, name="current-pack"),
    path(
        "plans/<public_id:plan>/versions/<public_id:version>/as-loaded.yaml",
        version_pages.loaded_pack,
        name="loaded-pack",
    ),
]
