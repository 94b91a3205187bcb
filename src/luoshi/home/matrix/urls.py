"""The matrix and its files."""

from django.urls import path

from luoshi.common.rendering.annex import FILES

from . import downloads, views

urlpatterns = [
    path("plans/matrix/", views.matrix_now, name="matrix-now"),
    path("plans/<public_id:plan>/matrix/", views.matrix, name="matrix"),
    *[
        path(
            f"plans/<public_id:plan>/matrix.{kind}", downloads.download, {"kind": kind}, name=f"matrix-{kind}"
        )
        for kind in FILES
    ],
]
