"""Forms of the own office."""

from django.urls import path

from luoshi.common import converters as _converters  # noqa: F401  registers <public_id:…>

from . import version_views, views

ONE, VERSION = "forms/<public_id:form>/", "form-versions/<public_id:form_version>/"
urlpatterns = [
    path("forms/", views.forms, name="forms"),
    path("forms/new/", views.new_form, name="new-form"),
    path(ONE, views.form, name="form"),
    path(f"{ONE}facts/", views.form_facts, name="form-facts"),
    path(f"{ONE}withdraw/", views.withdraw_form, name="withdraw-form"),
    path(f"{ONE}restore/", views.restore_form, name="restore-form"),
    path(f"{ONE}draft/", views.draft_version, name="draft-form"),
    path(VERSION, version_views.form_version, name="form-version"),
    path(f"{VERSION}fields/new/", version_views.add_field, name="add-field"),
    path(f"{VERSION}fields/<str:path>/", version_views.edit_field, name="edit-field"),
    path(f"{VERSION}checks/new/", version_views.add_check, name="add-check"),
    path(f"{VERSION}checks/<int:number>/", version_views.edit_check, name="edit-check"),
    path(f"{VERSION}arrange/", version_views.arrange_form, name="arrange-form"),
    path(f"{VERSION}try/", version_views.try_form, name="try-form"),
    path(f"{VERSION}print/", version_views.print_form, name="print-form"),
    path(f"{VERSION}publish/", version_views.publish_form, name="publish-form"),
    path(f"{VERSION}discard/", version_views.discard_version, name="discard-form"),
    path(f"{VERSION}withdraw/", version_views.withdraw_version, name="withdraw-version"),
]
