"""The duty page and where it comes from."""

from django.urls import path

from . import views

urlpatterns = [
    path("duties/<public_id:duty>/", views.duty, name="duty"),
    path("duties/<public_id:duty>/source/", views.duty_source, name="duty-source"),
]
