"""A form version as a Django form: `make_form` is all that a stage needs. See docs/recipes/use-data-forms.md."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms

from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.fields import Field, Form, Problem, is_asked, is_blank, problems_of, settle, words_of
from luoshi.core.fields.definition_rules import too_large
from luoshi.core.fields.model import FILES, PICKED

from . import attached
from .fields import DataField, FilesField, Known, TableField
from .models import FormVersion
from .queries import opened_in, opened_words
from .sources import Prefilled, picks_for, shelf_for
from .widgets import OPTIONS, list_id


class DataForm(forms.Form):
    """The fields of one version. `cleaned_data` holds canonical values, as `save_answer` takes them."""

    template_name = "dataforms/form.html"
    use_required_attribute = False
    declared: Form = Form()
    complete = True
    lists_errors = True  # off where a page lists them together with those of other forms

    def __init__(
        self,
        declared: Form,
        picks: dict[str, Any],
        complete: bool,
        opened: Mapping[str, str] | None = None,
        known: Known = lambda ids: {},
        **given: Any,
    ) -> None:
        super().__init__(**given)
        self.declared, self.complete, self.picks = declared, complete, picks
        for field in declared.fields:
            self.fields[field.key] = _made(declared, field, picks, opened or {}, known)
            stored = self.initial.get(field.key)
            if field.kind in FILES and isinstance(stored, list):
                kept = {each["id"]: each for each in stored if isinstance(each, dict)}
                self.fields[field.key].stored = kept  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        settled = settle(self.declared, said)
        for key in [key for key in self.errors if self._is_put_aside(key, settled)]:
            del self.errors[key]
        unread = set(self.errors)
        for problem in problems_of(self.declared, settled, complete=self.complete):
            if not problem.path or problem.path[0] not in unread:
                self._tell(problem)
        return {key: value for key, value in settled.items() if key not in self.errors}

    def _is_put_aside(self, key: str, settled: dict[str, Any]) -> bool:
        """An error at a field that is not asked is no error."""
        field = self.declared.field(key)
        return field is not None and not is_asked(self.declared, field, settled)

    def _tell(self, problem: Problem) -> None:
        key = problem.path[0] if problem.path else None
        message, field = problem.message, self.fields.get(key or "")
        if isinstance(field, TableField) and len(problem.path) > 1:
            place = field.numbers.get(problem.path[1], self._fixed_place(field, problem.path[1])) - 1
            message = field.put_error(place, problem.path[2] if len(problem.path) > 2 else "", message)
        if key is None:
            self.add_error(None, message)
        else:
            self._errors.setdefault(key, self.error_class(renderer=self.renderer)).append(message)

    @staticmethod
    def _fixed_place(field: TableField, row: str) -> int:
        return 1 + next((n for n, each in enumerate(field.field.rows) if each.key == row), 0)

    def not_asked(self) -> list[str]:
        """Keys of fields whose condition is not met by what is typed or stored so far."""
        return [f.key for f in self.declared.fields if not is_asked(self.declared, f, self._so_far())]

    def _so_far(self) -> dict[str, Any]:
        read = {bound.name: self.fields[bound.name].as_stored(bound.value()) for bound in self}
        return settle(self.declared, read)

    @property
    def hidden_now(self) -> str:
        return " ".join(self.not_asked())

    @property
    def conditional(self) -> str:
        """Keys of the fields that have a condition."""
        return " ".join(f.key for f in self.declared.fields if f.shown_if is not None)

    @property
    def picklists(self) -> list[dict[str, Any]]:
        """Lists of proposals for boxes that are typed into."""
        typed_in = {
            column.pick_name
            for field in self.declared.fields
            for column in field.columns
            if column.kind in PICKED
        }
        typed_in |= {f.pick_name for f in self.declared.fields if f.kind in PICKED and self._is_long(f)}
        return [{"id": list_id(name), "rows": self.picks.get(name, ())} for name in sorted(typed_in)]

    def _is_long(self, field: Field) -> bool:
        return not 0 < len(self.picks.get(field.pick_name, ())) <= OPTIONS


def _made(
    declared: Form, field: Field, picks: dict[str, Any], opened: Mapping[str, str], known: Known
) -> forms.Field:
    own = [label for path, label in opened.items() if path.partition(".")[0] == field.key]
    told = f"{opened_words(own)}{field.help}"
    if field.shown_if is not None:
        told = f"当{words_of(declared, field.shown_if)}时填写。{told}"
    elif field.required_if is not None:
        told = f"当{words_of(declared, field.required_if)}时必填。{told}"
    if field.kind == "table":
        return TableField(field, picks, told)
    if field.kind in FILES:
        return FilesField(field, known, told, picks.get(field.key, ()))
    return DataField(field, picks.get(field.pick_name, ()), told)


def make_form(
    version: FormVersion,
    *,
    actor: Actor,
    data: Any = None,
    files: Any = None,
    initial: Mapping[str, Any] | None = None,
    prefill: Mapping[str, Prefilled] | None = None,
    complete: bool = True,
    prefix: str | None = None,
) -> DataForm:
    """The form to fill in.

    initial   canonical values (what is stored), or what was typed before and could not be read
    prefill   by field what a source knows (`sources.prefill_for`); used where `initial` has no such key, and marked
    complete  False lets required fields be missing (a part, a trial)

    Raises RuleBroken for a form too large to be shown.
    """
    declared = version.form
    if message := too_large(declared):
        raise RuleBroken(message)
    fields = [each for _, each in declared.walk()]
    known = dict(initial or {})
    sources = {}
    for key, found in (prefill or {}).items():
        if key not in known and not is_blank(found.value):
            known[key], sources[key] = found.value, found.source
    given = {"data": data, "files": files, "initial": known, "prefix": prefix}
    known = partial(attached.known, by=actor)
    picks = picks_for(fields, actor) | {
        each.key: shelf_for(each, actor) for each in declared.fields if each.kind in FILES
    }
    form = DataForm(declared, picks, complete, opened_in(version), known, **given)
    for key, source in sources.items():
        if key in form.fields:
            form.fields[key].source = source  # type: ignore[attr-defined]
    return form
