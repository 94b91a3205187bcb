"""Several files at once in a form: the one field for it. What may come, each stage says by its `refusals`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from . import files, room


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files; all that is wrong with them is told together, each file by its name.

    refusals  what is wrong with these files, a sentence each
    accept    what the browser offers to choose from: endings or types, parted by commas
    """

    def __init__(
        self, *, refusals: Callable[[list[UploadedFile]], Iterable[str]], accept: str = "", **given: Any
    ) -> None:
        self.refusals = refusals
        attrs: dict[str, Any] = {"multiple": True, **({"accept": accept} if accept else {})}
        super().__init__(widget=FilesInput(attrs=attrs), **given)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        chosen = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if self.required and not chosen:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if wrong := list(self.refusals(chosen)):
            raise forms.ValidationError(wrong)
        if chosen and (full := room.disk_full(_names(chosen), sum(each.size or 0 for each in chosen))):
            raise forms.ValidationError(full)
        return chosen


def _names(chosen: list[UploadedFile]) -> str:
    first = files.clean_name(chosen[0].name or "")
    return f"{first}等 {len(chosen)} 个文件" if len(chosen) > 1 else first
