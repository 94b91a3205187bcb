"""Input of the acts on organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from luoshi.common import clock
from luoshi.core.workbooks import tidy

from .forms import day_field
from .models import Organisation
from .organisations import may_stand_below


def name_field(label: str, length: int, help_text: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。"},
    )


def organisation_field(label: str, rows: QuerySet[Organisation], **more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        rows,
        to_field_name="public_id",
        label=label,
        error_messages={"required": f"请选择{label}。", "invalid_choice": f"请从名单中选择{label}。"},
        **more,
    )


class ChangeForm(forms.Form):
    """What every act on an organisation asks: from when, and on what paper."""

    on = day_field(
        "生效日期",
        "请填写生效日期。",
        "今天，或前后一年之内的某天。以前的，历史数据按当时的名称和隶属显示；"
        "以后的，先登记，到那天自动办理，之前可以撤回。",
    )
    document = name_field("文号", 80, "批准文件的文号，没有可不填。", required=False)

    def __init__(
        self, *args: Any, organisation: Organisation, choices: QuerySet[Organisation], **kw: Any
    ) -> None:
        initial = {"on": clock.today(), **self.first_values(organisation), **kw.pop("initial", {})}
        super().__init__(*args, initial=initial, **kw)
        self.organisation = organisation
        self.add_fields(choices)
        self.order_fields(
            [*(name for name in self.fields if name not in ("on", "document")), "on", "document"]
        )

    @staticmethod
    def first_values(organisation: Organisation) -> dict[str, Any]:
        return {}

    def add_fields(self, choices: QuerySet[Organisation]) -> None:
        """More fields; `choices` are the organisations the actor may choose from."""

    def clean(self) -> dict[str, Any]:
        """Names lose stray spaces and invisible characters."""
        given = super().clean() or self.cleaned_data
        for field in ("name", "short"):
            if isinstance(given.get(field), str):
                given[field] = tidy.name(given[field])
        return given


class RenameForm(ChangeForm):
    def add_fields(self, choices: QuerySet[Organisation]) -> None:
        self.fields["name"] = name_field("全称", 80)
        self.fields["short"] = name_field("简称", 40)

    @staticmethod
    def first_values(organisation: Organisation) -> dict[str, Any]:
        return {"name": organisation.name, "short": organisation.short}


class SecondNameForm(ChangeForm):
    def add_fields(self, choices: QuerySet[Organisation]) -> None:
        self.fields["name"] = name_field("第二名称", 80, "一个单位、两块牌子时的另一个名称。")


class SupervisorForm(ChangeForm):
    def add_fields(self, choices: QuerySet[Organisation]) -> None:
        self.fields["name"] = name_field(
            "主管部门", 80, "例如：某市人力资源和社会保障局。只作说明，不产生权限。"
        )
        self.fields["side"] = name_field("主管的方面", 80, "例如：技工教育。", required=False)


class OnlyNameForm(ChangeForm):
    def add_fields(self, choices: QuerySet[Organisation]) -> None:
        self.fields["name"] = name_field("名称", 80)


class MoveForm(ChangeForm):
    def add_fields(self, choices: QuerySet[Organisation]) -> None:
        never = ["department", "teaching_research", "enterprise"]
        if self.organisation.kind not in never[:2]:
            never.append("school")
        above = choices.exclude(kind__in=never).exclude(pk=self.organisation.pk)
        self.fields["parent"] = organisation_field("新的上级单位", above, empty_label="请选择上级单位")


class MergeForm(ChangeForm):
    def add_fields(self, choices: QuerySet[Organisation]) -> None:
        alike = choices.filter(kind=self.organisation.kind).exclude(pk=self.organisation.pk)
        self.fields["others"] = forms.ModelMultipleChoiceField(
            alike,
            to_field_name="public_id",
            label="一起合并的单位",
            required=False,
            help_text="按住 Ctrl 可以选多个；只把本单位并入另一个单位的，不用选。",
            error_messages={"invalid_choice": "请从名单中选择单位。"},
        )
        self.fields["into"] = organisation_field(
            "并入", alike, required=False, empty_label="合并为新单位（在下面填写名称）"
        )
        self.fields["name"] = name_field("新单位全称", 80, "并入已有单位的不用填。", required=False)
        self.fields["short"] = name_field("新单位简称", 40, required=False)


class SplitForm(ChangeForm):
    parts = forms.CharField(
        label="分出来的单位",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个，全称和简称用空格隔开，例如：示例市第一职业学校 一职校",
        error_messages={"required": "请写明分出来的单位，一行一个。"},
    )

    def clean_parts(self) -> list[tuple[str, str]]:
        found = []
        for number, line in enumerate(self.cleaned_data["parts"].splitlines(), 1):
            words = tidy.plain(line).split()
            if not words:
                continue
            if len(words) != 2 or len(words[0]) > 80 or len(words[1]) > 40:
                raise forms.ValidationError(f"第{number}行要写成“全称 简称”，中间一个空格。")
            found.append((words[0], words[1]))
        return found


class FoundForm(ChangeForm):
    KINDS = [
        (kind.value, kind.label)
        for kind in Organisation.Kind
        if kind not in (Organisation.Kind.MINISTRY, Organisation.Kind.PROVINCE)
    ]

    def add_fields(self, choices: QuerySet[Organisation]) -> None:
        self.fields["kind"] = forms.ChoiceField(
            label="类别",
            choices=[row for row in self.KINDS if may_stand_below(self.organisation.kind, row[0])],
            error_messages={"invalid_choice": f"{self.organisation.short}之下不能有这类单位，请另选类别。"},
        )
        self.fields["name"] = name_field("全称", 80)
        self.fields["short"] = name_field("简称", 40)
        self.fields["owner"] = forms.ChoiceField(
            label="举办", choices=Organisation.Owner.choices, required=False
        )
        self.fields["territory"] = name_field("所在地", 60, required=False)

    @staticmethod
    def first_values(organisation: Organisation) -> dict[str, Any]:
        return {"territory": organisation.territory, "kind": Organisation.Kind.SCHOOL}


class DepartmentForm(ChangeForm):
    def add_fields(self, choices: QuerySet[Organisation]) -> None:
        del self.fields["document"]
        self.fields["name"] = name_field("处室（科室）名称", 40, "例如：教务处。")
        self.fields["kind"] = forms.ChoiceField(
            label="类别", choices=[("department", "处室（科室）"), ("teaching_research", "教研机构")]
        )
