"""Files sent with a form page: kept one by one as they are chosen, or all together with the form.

A box for files is called as its field and holds the ids of what was uploaded; beside it `_file-<field>` carries new
ones. With JavaScript they come alone (`X-Requested-With: upload`), without it together with everything typed. Either
way they are in the store before anything is checked, so that a refusal of the form loses none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse

from luoshi.core.fields.model import MOST_FILES
from luoshi.core.fields.shown import size_words
from luoshi.core.reading.structure import Unreadable

from . import attached
from .fields import FilesField
from .sources import file_on_shelf
from .widgets import FROM_SHELF, NEW_FILE, REFUSED_FILE


def _fields(form: forms.Form) -> Iterator[tuple[str, FilesField]]:
    """The boxes for files of this form, by name."""
    for name, field in form.fields.items():
        if isinstance(field, FilesField):
            yield form.add_prefix(name), field


def _boxes(form: forms.Form) -> list[str]:
    return [name for name, _ in _fields(form)]


def brings_files(request: HttpRequest) -> bool:
    """Whether files come with it, or some were chosen from those that are kept already."""
    return bool(request.FILES) or any(name.startswith(FROM_SHELF) for name in request.POST)


def _kept(
    uploads: list[UploadedFile], by: Any, draft: attached.DraftOf
) -> tuple[list[dict[str, Any]], list[str]]:
    """What was kept, and what was refused in words."""
    kept, refused = [], []
    for upload in uploads:
        try:
            kept.append(attached.keep(upload, by=by, draft=draft))
        except Unreadable as unreadable:
            refused.append(str(unreadable))
    return kept, refused


def _from_shelf(
    keys: list[str], field: FilesField, by: Any, draft: attached.DraftOf, refused: list[str]
) -> list[dict[str, Any]]:
    """What was chosen from files that are kept already; what cannot be taken is added to `refused`."""
    kept = []
    for key in keys[:MOST_FILES]:
        found = file_on_shelf(field.field, by, key[:20])
        if found is None:
            refused.append("选的材料已经撤回，或者不能附在这里，请重新选择。")
            continue
        try:
            kept.append(attached.keep_shelved(*found, by=by, draft=draft))
        except Unreadable as unreadable:
            refused.append(str(unreadable))
    return kept


def answer_upload(request: HttpRequest, form: forms.Form, draft: attached.DraftOf) -> JsonResponse:
    """Files sent alone, by JavaScript."""
    uploads = [each for name in _boxes(form) for each in request.FILES.getlist(f"{NEW_FILE}{name}")]
    kept, refused = _kept(uploads, request.actor, draft)
    shown = [{**each, "words": size_words(each["size"])} for each in kept]
    return JsonResponse({"files": shown, "refused": refused})


def take_in(request: HttpRequest, form: forms.Form, draft: attached.DraftOf) -> None:
    """Files sent with the whole form: their ids join what was typed, and what was refused stands there in words."""
    if not brings_files(request):
        return
    typed = request.POST.copy()
    for name, field in _fields(form):
        kept, refused = _kept(request.FILES.getlist(f"{NEW_FILE}{name}"), request.actor, draft)
        kept += _from_shelf(typed.pop(f"{FROM_SHELF}{name}", []), field, request.actor, draft, refused)
        for each in kept:
            if each["id"] not in typed.getlist(name):
                typed.appendlist(name, each["id"])
        for message in refused:
            typed.appendlist(f"{REFUSED_FILE}{name}", message)
    request.POST = typed
