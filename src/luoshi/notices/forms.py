"""Input of the pages of notices."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.dateparse import parse_datetime


def instant_of(text: str) -> dt.datetime | None:
    """The instant written here, None where it is none."""
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


class UndoForm(forms.Form):
    """Which marking is taken back, by its instant."""

    at = forms.CharField(max_length=40)

    def clean_at(self) -> dt.datetime:
        at = instant_of(self.cleaned_data["at"])
        if at is None:
            raise forms.ValidationError("要撤回的操作不存在。")
        return at
