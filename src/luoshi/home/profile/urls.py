"""The profile of one school, and of all below."""

from django.urls import path

from . import views

ONE = "organisations/<public_id:school>/profile/"
urlpatterns = [
    path("profiles/", views.profiles, name="profiles"),
    path(ONE, views.profile, name="profile"),
    path(f"{ONE}edit/", views.edit_profile, name="edit-profile"),
    path(f"{ONE}history/", views.profile_history, name="profile-history"),
    path(f"{ONE}print/", views.print_profile, name="print-profile"),
    path(f"{ONE}profile.pdf", views.profile_pdf, name="profile-pdf"),
    path(f"{ONE}files/<public_id:profile_file>/", views.profile_file, name="profile-file"),
    path(f"{ONE}sheet.xlsx", views.profile_sheet, name="profile-sheet"),
    path(f"{ONE}upload/", views.upload_profile, name="upload-profile"),
]
