"""Pages over several stages."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.front, name="front"),
    path("desk/", views.desk, name="desk"),
]
