"""Pages of this stage."""

from django.urls import path

from . import commitment_views, grid_views, views, work_views

urlpatterns = [
    path("plans/<public_id:plan>/edit/undertakings/", grid_views.grid, name="edit-undertakings"),
    path("plans/<public_id:plan>/edit/undertakings/set/", grid_views.set_cells, name="set-undertakings"),
    path("duties/<public_id:duty>/withdraw/", views.withdraw, name="withdraw-duty"),
    path("duties/<public_id:duty>/restore/", views.restore, name="restore-duty"),
    path("duties/<public_id:duty>/quantity/", views.quantity, name="duty-quantity"),
    path("duties/<public_id:duty>/same-work/", work_views.join, name="same-work"),
    path("duties/<public_id:duty>/separate/", work_views.separate, name="separate-duty"),
    path("duties/<public_id:duty>/commitment/", commitment_views.commitment, name="commitment"),
    path("tasks/<public_id:task>/take-on/", views.take_on, name="take-on-duty"),
]
