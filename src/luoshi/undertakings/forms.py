"""Input of the acts on duties. The rules themselves lie in the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.accounts.models import Membership, Organisation
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


class JoinForm(forms.Form):
    """Which duty is the same work, and why."""

    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：两份文件要求的都是双师型教师占比。理由留在办理记录里。",
        error_messages={"required": "请写明为什么是同一项工作。"},
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["with"] = forms.CharField(
            max_length=20, widget=forms.HiddenInput, error_messages={"required": "请先选一个责任项。"}
        )


class CommitmentForm(forms.Form):
    """Who does one of the bureau's own tasks, by when, in which words."""

    owner = forms.ModelChoiceField(
        label="责任人",
        queryset=Membership.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="还没有定",
        help_text="学校能看到责任人的姓名和职务。",
        error_messages={"invalid_choice": "这个人不能选，请从列表里重新选择。"},
    )
    due = forms.DateField(
        label="完成日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期要写成 2027-06-30 这样。"},
    )
    words = forms.CharField(
        label="承诺内容",
        required=False,
        max_length=200,
        help_text="用一句话告诉学校将做到什么。三项都不填，表示收回承诺。",
    )

    def __init__(self, *args: Any, owners: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["owner"].queryset = owners
        self.fields["owner"].label_from_instance = post_in_words


def post_in_words(post: Membership) -> str:
    """A post as it stands in a list to choose from."""
    place = post.section or post.organisation
    return f"{post.user.name}（{place.short} {post.title or post.get_role_display()}）"


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
