"""The duty page and where it comes from."""

from django.urls import path

from . import evidence, views

urlpatterns = [
    path("duties/<public_id:duty>/", views.duty, name="duty"),
    path("duties/<public_id:duty>/source/", views.duty_source, name="duty-source"),
    path("duties/<public_id:duty>/evidence/", evidence.choose, name="duty-evidence"),
    path("duties/<public_id:duty>/evidence/new/", evidence.upload, name="duty-evidence-new"),
    path(
        "duties/<public_id:duty>/evidence/<public_id:evidence_use>/remove/",
        evidence.remove,
        name="duty-evidence-remove",
    ),
]
