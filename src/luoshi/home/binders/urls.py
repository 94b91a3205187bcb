"""Binders begun from the plan."""

from django.urls import path

from luoshi.common import converters as _converters  # noqa: F401  registers <public_id:…>

from . import views

urlpatterns = [
    path("binders/new/", views.new_binder, name="new-binder"),
    path("binders/<public_id:binder>/renew/", views.renew, name="renew-binder"),
]
