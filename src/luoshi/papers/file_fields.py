"""Several files at once in a form, also in those of later stages."""

from __future__ import annotations

from typing import Any

from django import forms

from . import uploads


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files; each wrong one is named."""

    def __init__(self, *, endings: tuple[str, ...] = tuple(uploads.BEGINNINGS), **given: Any) -> None:
        self.endings = endings
        accept = ",".join(endings)
        super().__init__(widget=FilesInput(attrs={"multiple": True, "accept": accept}), **given)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if self.required and not chosen:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        wrong = list(uploads.refusals(chosen, self.endings))
        if wrong:
            raise forms.ValidationError(wrong)
        return chosen
