"""What is said of a binder and of a folder in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from luoshi.accounts.models import Membership
from luoshi.papers.filed.models import FiledPaper

from ..models import Evidence

MOST_AT_ONCE = 200


class TitleForm(forms.Form):
    title = forms.CharField(
        label="名称", max_length=120, help_text="会成为压缩包和目录的标题，如“2026年秋季迎检材料”。"
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)


class AskForm(forms.Form):
    """Who fills the gap, by when."""

    owner = forms.ModelChoiceField(
        label="谁来补",
        queryset=Membership.objects.none(),
        to_field_name="public_id",
        error_messages={"invalid_choice": "这个人已不在本单位岗位上，请另选一位。"},
    )
    due = forms.DateField(label="补齐日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, people: QuerySet[Membership], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["owner"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda post: f"{post.user.name}（{post.get_role_display()}）"  # type: ignore[attr-defined]


class AddForm(forms.Form):
    """Pieces and papers ticked to be put in."""

    pieces = forms.ModelMultipleChoiceField(
        label="材料", queryset=Evidence.objects.none(), to_field_name="public_id", required=False
    )
    papers = forms.ModelMultipleChoiceField(
        label="报送件", queryset=FiledPaper.objects.none(), to_field_name="public_id", required=False
    )

    def __init__(self, *args: Any, pieces: Any, papers: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pieces"].queryset = pieces  # type: ignore[attr-defined]
        self.fields["papers"].queryset = papers  # type: ignore[attr-defined]
        gone = "勾选的材料已撤回，或您已看不到它，请重新勾选。"
        for field in self.fields.values():
            field.error_messages |= {"invalid_choice": gone, "invalid_pk_value": gone}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [*cleaned.get("pieces", ()), *cleaned.get("papers", ())]
        if not chosen and not self.errors:
            raise forms.ValidationError("请至少勾选一件材料。")
        if len(chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(f"一次最多加入 {MOST_AT_ONCE} 件，请分几次。")
        return cleaned
