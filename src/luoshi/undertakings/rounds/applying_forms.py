"""Input of the school: which tasks, and what is written on each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from luoshi.accounts.models import Organisation
from luoshi.common import form_pages
from luoshi.common.dataforms.beside import OWN, Beside, apart
from luoshi.common.dataforms.sources import prefill_for
from luoshi.common.dataforms.web import DataForm, make_form
from luoshi.undertakings.effects import as_typed

from . import asked
from .models import RoundTask, Wish
from .queries import invited_to


class ChooseForm(forms.Form):
    """The list with a box per task."""

    chosen = forms.ModelMultipleChoiceField(
        label="要承接的任务",
        queryset=RoundTask.objects.none(),
        to_field_name="public_id",
        required=False,
        error_messages={"invalid_choice": "有一项任务不在清单里，请刷新页面再选。"},
    )

    def __init__(self, *args: Any, rows: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["chosen"].queryset = rows

    @property
    def ticked(self) -> set[str]:
        """Public ids of what is ticked, as typed or as stored."""
        value = self["chosen"].value() or []
        return {each if isinstance(each, str) else each.public_id for each in value}


class OwnForm(forms.Form):
    """Reason, quantity, alone or jointly. A draft takes what there is; what is missing is told before sending."""

    refused_as = form_pages.KEPT

    reason = forms.CharField(
        label="申报理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    quantity = forms.DecimalField(
        label="申报数量",
        required=False,
        max_digits=12,
        decimal_places=2,
        error_messages={"invalid": "数量要填数字，例如 3。"},
        help_text="没有数量要求的不填。分年度填了数量的，合计要与这里一致。",
    )
    led_by = forms.ModelChoiceField(
        label="承接方式",
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label="单独承接",
        error_messages={"invalid_choice": "这个单位不能选，请重新选择。"},
        help_text="与别的学校一起承接的，选牵头学校，并请它在自己的申报里选“本校牵头”；各校填写自己承担的部分。",
    )

    def __init__(self, *args: Any, wish: Wish, **given: Any) -> None:
        super().__init__(*args, prefix=OWN, **given)
        self.fields["reason"].needed_when = "报送时必填"  # type: ignore[attr-defined]
        if not wish.round_task.joint:
            del self.fields["led_by"]
            return
        own = wish.application.organisation_id

        def label(row: Organisation) -> str:
            return "联合承接，本校牵头" if row.pk == own else f"联合承接，{row.short}牵头"

        self.fields["led_by"].queryset = invited_to(wish.application.round)
        self.fields["led_by"].label_from_instance = label


class WishForm(Beside):
    """The summary of errors reads both at once."""

    refused_as = form_pages.KEPT

    def __init__(self, own: OwnForm, questions: DataForm | None) -> None:
        super().__init__(own, questions)
        if questions is not None:
            questions.lists_errors = False

    @property
    def _parts(self) -> list[forms.Form]:
        return [self.own] if self.questions is None else [self.own, self.questions]

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self._parts)

    def non_field_errors(self) -> list[str]:
        return [message for form in self._parts for message in form.non_field_errors()]

    def visible_fields(self) -> list[forms.BoundField]:
        return [field for form in self._parts for field in form.visible_fields()]


def split(said: Mapping[str, Any]) -> dict[str, Any]:
    """What both forms said, as the act takes it."""
    own, answers = apart(said)
    return {"led_by": None, **own, "answers": answers}


def make_wish_form(
    wish: Wish, actor: Any, *, data: Any = None, initial: Mapping[str, Any] | None = None
) -> WishForm:
    typed, rest = apart(initial or {})
    own = OwnForm(data, wish=wish, initial=typed)
    version = wish.application.round.form_version
    if version is None:
        return WishForm(own, None)
    prefill = prefill_for(
        version.form, actor, organisation_id=wish.application.organisation_id, about=wish.round_task.task
    )
    return WishForm(
        own, make_form(version, actor=actor, data=data, initial=rest, prefill=prefill, complete=False)
    )


def stored(wish: Wish) -> dict[str, Any]:
    """What is stored now, by the names the form uses."""
    wish.refresh_from_db()
    own = {"reason": wish.reason, "quantity": as_typed(wish.quantity), "led_by": wish.led_by}
    version = wish.application.round.form_version
    answers = asked.values_of(asked.answer_of(wish), version) if version is not None else {}
    return {f"{OWN}-{name}": value for name, value in own.items()} | answers
