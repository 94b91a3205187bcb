"""Pages of this stage."""

from django.urls import path

from . import grid_views, views

urlpatterns = [
    path("plans/<public_id:plan>/edit/undertakings/", grid_views.grid, name="edit-undertakings"),
    path("plans/<public_id:plan>/edit/undertakings/set/", grid_views.set_cells, name="set-undertakings"),
    path("duties/<public_id:duty>/withdraw/", views.withdraw, name="withdraw-duty"),
    path("duties/<public_id:duty>/restore/", views.restore, name="restore-duty"),
    path("duties/<public_id:duty>/quantity/", views.quantity, name="duty-quantity"),
    path("tasks/<public_id:task>/take-on/", views.take_on, name="take-on-duty"),
]
