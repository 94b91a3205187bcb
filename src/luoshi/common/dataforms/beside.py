"""Fields of our own and the questions of a data form on one page, as `form_pages` knows a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from .web import DataForm

OWN = "own"  # prefix of the fields that are not part of the data form: its keys have no hyphen
_START = len(OWN) + 1


def apart(said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values by field name → those of our own fields, by their name, and those of the data form."""
    own = {name[_START:]: value for name, value in said.items() if name.startswith(f"{OWN}-")}
    return own, {name: value for name, value in said.items() if not name.startswith(f"{OWN}-")}


class Beside:
    """`own`: made with the prefix OWN; `questions`: None where there is no form."""

    def __init__(self, own: forms.Form, questions: DataForm | None) -> None:
        self.own, self.questions = own, questions
        self.fields = {own.add_prefix(name): field for name, field in own.fields.items()}
        if questions is not None:
            self.fields |= questions.fields

    def add_prefix(self, name: str) -> str:
        return name

    def is_valid(self) -> bool:
        own = self.own.is_valid()
        return own and (self.questions is None or self.questions.is_valid())

    def add_error(self, name: str | None, message: str) -> None:
        self.own.add_error(name, message)

    def not_asked(self) -> list[str]:
        return self.questions.not_asked() if self.questions is not None else []

    @property
    def cleaned_data(self) -> dict[str, Any]:
        said = {self.own.add_prefix(name): value for name, value in self.own.cleaned_data.items()}
        return said | (self.questions.cleaned_data if self.questions is not None else {})
