"""Pages of the library."""

from django.urls import include, path

from luoshi.common import converters as _converters  # noqa: F401  registers <public_id:…>

from .views import adding, gaps, library, many, piece, uploading

one_piece = [
    path("", piece.piece, name="evidence-piece"),
    path("file/", piece.file, name="evidence-file"),
    path("preview/", piece.preview, name="evidence-preview"),
    path("preview/again/", piece.preview_again, name="evidence-preview-again"),
    path("pages/<int:number>/", piece.picture, name="evidence-picture"),
    path("edit/", piece.edit, name="edit-evidence"),
    path("withdraw/", piece.withdraw, name="withdraw-evidence"),
    path("restore/", piece.restore, name="restore-evidence"),
]
urlpatterns = [
    path("evidence/", library.library, name="evidence"),
    path("evidence/new/", adding.add_files, name="add-evidence"),
    path("evidence/new/link/", adding.add_link, name="add-evidence-link"),
    path("evidence/added/", adding.added, name="evidence-added"),
    path("evidence/many/", many.many, name="evidence-many"),
    path("evidence/gaps/", gaps.evidence_gaps, name="evidence-gaps"),
    path("evidence/gaps/rule/", gaps.rule, name="evidence-rule"),
    path("evidence/gaps/rule/clear/", gaps.clear, name="clear-evidence-rule"),
    path("evidence/uploads/", uploading.begin, name="evidence-upload-begin"),
    path("evidence/uploads/<public_id:evidence_upload>/", uploading.part, name="evidence-upload-part"),
    path(
        "evidence/uploads/<public_id:evidence_upload>/discard/",
        uploading.discard,
        name="evidence-upload-discard",
    ),
    path("evidence/<public_id:evidence>/", include(one_piece)),
]
