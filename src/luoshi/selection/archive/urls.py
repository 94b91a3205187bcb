"""Packages of selections."""

from django.urls import include, path

from .views import packages

of_call = [
    path("", packages.package_page, name="selection-package"),
    path("make/", packages.make, name="make-selection-package"),
    path("progress/", packages.progress, name="selection-package-progress"),
]
of_package = [
    path("download/", packages.download, name="download-selection-package"),
    path("stop/", packages.stop, name="stop-selection-package"),
    path("clear/", packages.clear, name="clear-selection-package"),
]
urlpatterns = [
    path("selection-packages/", packages.packages, name="selection-packages"),
    path("selection-packages/<public_id:packed_call>/", include(of_call)),
    path("selection-package-files/<public_id:selection_package>/", include(of_package)),
]
