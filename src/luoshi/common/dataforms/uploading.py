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

from luoshi.core.fields.shown import size_words
from luoshi.core.reading.structure import Unreadable

from . import attached
from .fields import FilesField
from .widgets import NEW_FILE, REFUSED_FILE


def _boxes(form: forms.Form) -> Iterator[str]:
    """Names of the boxes for files of this form."""
    for name, field in form.fields.items():
        if isinstance(field, FilesField):
            yield form.add_prefix(name)


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


def answer_upload(request: HttpRequest, form: forms.Form, draft: attached.DraftOf) -> JsonResponse:
    """Files sent alone, by JavaScript."""
    uploads = [each for name in _boxes(form) for each in request.FILES.getlist(f"{NEW_FILE}{name}")]
    kept, refused = _kept(uploads, request.actor, draft)
    shown = [{**each, "words": size_words(each["size"])} for each in kept]
    return JsonResponse({"files": shown, "refused": refused})


def take_in(request: HttpRequest, form: forms.Form, draft: attached.DraftOf) -> None:
    """Files sent with the whole form: their ids join what was typed, and what was refused stands there in words."""
    if not request.FILES:
        return
    typed = request.POST.copy()
    for name in _boxes(form):
        kept, refused = _kept(request.FILES.getlist(f"{NEW_FILE}{name}"), request.actor, draft)
        for each in kept:
            if each["id"] not in typed.getlist(name):
                typed.appendlist(name, each["id"])
        for message in refused:
            typed.appendlist(f"{REFUSED_FILE}{name}", message)
    request.POST = typed
