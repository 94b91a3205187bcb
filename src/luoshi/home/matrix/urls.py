"""The matrix and its files."""

from django.urls import path

from . import views

urlpatterns = [
    path("plans/matrix/", views.matrix_now, name="matrix-now"),
    path("plans/<public_id:plan>/matrix/", views.matrix, name="matrix"),
]
