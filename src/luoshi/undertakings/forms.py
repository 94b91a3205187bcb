"""Input of the acts on duties. The rules themselves lie in the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.accounts.models import Organisation
from luoshi.plans.models import Basis, Task

REASON_MISSING = "请写明理由，例如依据哪一份通知或函件。"
BINDING = [Basis.UNDERTAKEN, Basis.REQUIRED, Basis.OWN]  # 市级培育 binds nobody by itself


class ReasonForm(forms.Form):
    """Why an organisation leaves a task or comes back to it."""

    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明依据（通知、函件、会议纪要）。理由留在这项责任的办理记录里。",
        error_messages={"required": REASON_MISSING},
    )


class QuantityForm(forms.Form):
    """How much the organisation took on."""

    quantity = forms.DecimalField(
        label="承接数量",
        required=False,
        max_digits=12,
        decimal_places=2,
        help_text="学校承诺完成的数量，例如 2 个团队。不填表示没有定数量。",
        error_messages={"invalid": "数量要填数字，例如 3。"},
    )


class TakeOnForm(forms.Form):
    """Who takes a task on, and as what."""

    organisation = forms.ModelChoiceField(
        label="单位",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="请选择单位",
        error_messages={
            "required": "请选择单位。",
            "invalid_choice": "这个单位不能选，请从列表里重新选择。",
        },
    )
    basis = forms.ChoiceField(label="性质", choices=[(basis.value, basis.label) for basis in BINDING])
    quantity = forms.DecimalField(
        label="承接数量",
        required=False,
        max_digits=12,
        decimal_places=2,
        help_text="没有定数量的不用填。",
        error_messages={"invalid": "数量要填数字，例如 3。"},
    )

    def __init__(self, *args: Any, task: Task, organisations: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["organisation"].queryset = organisations
        self.fields["organisation"].label_from_instance = lambda organisation: organisation.name
        binding = task.basis if task.basis in BINDING else Basis.UNDERTAKEN
        self.fields["basis"].initial = binding
