"""Pages of progress."""

from django.urls import include, path

from .views import behind, many, milestones, updates

of_update = [
    path("", updates.update, name="update"),
    path("take-back/", updates.take_back, name="take-back-update"),
    path("evidence/", updates.choose_evidence, name="choose-update-evidence"),
    path("evidence/new/", updates.upload_evidence, name="upload-update-evidence"),
    path("evidence/<public_id:update_use>/remove/", updates.remove_evidence, name="remove-update-evidence"),
]
urlpatterns = [
    path("progress/", milestones.my_milestones, name="my-milestones"),
    path("progress/milestones/<public_id:milestone>/", milestones.milestone, name="milestone"),
    path("progress/many/", many.many, name="many-updates"),
    path("progress/many.xlsx", many.sheet, name="many-updates-xlsx"),
    path("progress/behind/", behind.behind, name="behind"),
    path("progress/behind.xlsx", behind.behind_sheet, name="behind-xlsx"),
    path("progress/updates/<public_id:update>/", include(of_update)),
]
