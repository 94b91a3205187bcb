"""Pages of binders."""

from django.urls import include, path

from luoshi.common import converters as _converters  # noqa: F401  registers <public_id:…>

from .views import binder, checklist, folder, making

of_binder = [
    path("", binder.binder, name="binder"),
    path("title/", binder.rename, name="rename-binder"),
    path("close/", binder.close, name="close-binder"),
    path("reopen/", binder.reopen, name="reopen-binder"),
    path("accept/", binder.accept, name="accept-proposals"),
    path("checklist/", checklist.change_checklist, name="change-checklist"),
    path("make/", making.make, name="make-binder"),
    path("progress/", making.progress, name="binder-progress"),
]
of_checklist = [
    path("", checklist.checklist, name="binder-checklist"),
    path("progress/", checklist.progress, name="binder-checklist-progress"),
    path("apply/", checklist.apply, name="apply-checklist"),
    path("discard/", checklist.discard, name="discard-checklist"),
    path("resume/", checklist.resume, name="resume-checklist"),
]
of_folder = [
    path("", folder.folder, name="binder-folder"),
    path("choose/", folder.choose, name="choose-binder-contents"),
    path("add/", folder.add, name="add-binder-contents"),
    path("upload/", folder.upload, name="upload-to-binder"),
    path("edit/", folder.edit, name="edit-binder-folder"),
    path("aside/", folder.aside, name="set-aside-folder"),
    path("back/", folder.back, name="take-back-folder"),
    path("ask/", folder.ask, name="ask-for-folder"),
    path("ask/drop/", folder.drop, name="drop-folder-owner"),
]
of_making = [
    path("", making.download, name="download-binder"),
    path("stop/", making.stop, name="stop-binder"),
    path("clear/", making.clear, name="clear-binder"),
]
urlpatterns = [
    path("binders/", binder.binders, name="binders"),
    path("binders/new/checklist/", checklist.new_checklist, name="new-checklist"),
    path("binder-checklists/<public_id:binder_checklist>/", include(of_checklist)),
    path("binders/<public_id:binder>/", include(of_binder)),
    path("binder-folders/<public_id:binder_folder>/", include(of_folder)),
    path("binder-files/<public_id:binder_file>/", include(of_making)),
]
