"""What a binder is to be made of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.plans.models import Plan

ALL = "全部下属单位"


class NewBinderForm(forms.Form):
    plan = forms.ModelChoiceField(
        label="计划", queryset=Plan.objects.none(), to_field_name="public_id", empty_label=None
    )
    organisation = forms.ModelChoiceField(
        label="单位",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=ALL,
        help_text="只做一个单位的，目录按任务排；全部单位的，每项任务下面再分单位。",
    )
    title = forms.CharField(
        label="名称", max_length=120, required=False, help_text="不填就用计划、任务和单位的名称。"
    )

    def __init__(
        self, *args: Any, plans: QuerySet[Plan], places: QuerySet[Organisation], own: bool, **more: Any
    ) -> None:
        """own: there is only the person's own organisation to choose."""
        super().__init__(*args, **more)
        plan: Any = self.fields["plan"]
        plan.queryset, plan.label_from_instance = plans, lambda row: row.short
        plan.error_messages |= {"invalid_choice": "这个计划已经没有了，请重新选择。"}
        place: Any = self.fields["organisation"]
        place.queryset, place.label_from_instance = places, lambda row: row.short
        place.error_messages |= {"invalid_choice": "这个单位已经没有了，请重新选择。"}
        if own:
            del self.fields["organisation"]
