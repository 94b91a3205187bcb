"""Input of the bureau: a round's words and dates, its list of tasks, its schools, a condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from luoshi.accounts.models import Organisation
from luoshi.common.dataforms.editor.conditions import ConditionField
from luoshi.common.dataforms.models import FormVersion
from luoshi.plans.models import Plan, Task
from luoshi.undertakings.effects import as_typed

from . import asked
from .actions.making import Terms
from .models import Round, RoundTask
from .states import Verdict

BAD_TIME = {"invalid": "时间写成 2026-11-25 17:30 这样，请改正。"}
BAD_NUMBER = {
    "invalid": "请填整数，例如 3。",
    "min_value": "不能是负数，请改正。",
    "max_value": "数字太大，请改正。",
}
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
MOST = 9999


class TimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=FORMATS[0])


def _time(label: str, help_text: str = "", **given: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=FORMATS,
        widget=TimeInput(),
        error_messages={"required": "请填写截止时间。", **BAD_TIME},
        help_text=help_text,
        **given,
    )


def _count(label: str, **given: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST, error_messages=BAD_NUMBER, **given
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label="名称",
        max_length=80,
        error_messages={"required": "请写明这一轮申报的名称。"},
        help_text="例如：2026—2028年职业教育提质培优任务承接申报。",
    )


class RoundForm(NameForm):
    """What a round is called, when it runs, what each school may take."""

    words = forms.CharField(
        label="申报说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写给学校看：依据的文件、怎么选、注意什么。",
    )
    opens_at = _time("开始时间", "不填的，发布时就开始。", required=False)
    closes_at = _time(
        "截止时间", "在这一刻（含）之前送出学校的算按时。县局、市局的审核不受它限制。发布后只能往后延。"
    )
    least = _count("每校至少申报", help_text="项，不限的不填。")
    most = _count("每校至多申报", help_text="项，不限的不填。")
    form_version = forms.ModelChoiceField(
        label="每项任务填写的表",
        queryset=FormVersion.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label="不另外填表，只写理由和数量",
        error_messages={"invalid_choice": "这张表不能选，请重新选择。"},
        help_text="在“填报表”里可以修改和新做。发布以后用发布时的版本。",
    )
    reference = forms.ModelChoiceField(
        label="对照哪份计划的承接",
        queryset=Plan.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label="不显示上次承接情况",
        error_messages={"invalid_choice": "这份计划不能选，请重新选择。"},
        help_text="申报时学校看得到同类学校上次承接了哪些任务。",
    )

    def __init__(self, *args: Any, round_: Round, **given: Any) -> None:
        super().__init__(*args, **given)
        versions = [each.pk for each in asked.versions_for(round_)]
        if round_.form_version_id:
            versions.append(round_.form_version_id)
        rows = FormVersion.objects.filter(pk__in=versions).select_related("definition")
        self.fields["form_version"].queryset = rows
        self.fields["form_version"].label_from_instance = lambda row: row.definition.title
        issuer = round_.plan.issuer_id
        self.fields["reference"].queryset = Plan.objects.filter(issuer=issuer, withdrawn_at__isnull=True)
        self.fields["reference"].label_from_instance = lambda row: row.short


class ExtendForm(forms.Form):
    until = _time("延期到")
    reason = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明延期的理由，各校都看得到。"},
    )


class TasksForm(forms.Form):
    """The whole list at once: per task ticked or not, and its terms."""

    def __init__(self, *args: Any, tasks: list[Task], rows: dict[int, RoundTask], **given: Any) -> None:
        super().__init__(*args, **given)
        self.tasks, self.stored = tasks, rows
        for task in tasks:
            for name, field in self._fields(str(task)).items():
                field.widget.attrs["aria-label"] = field.label
                self.fields[f"{name}-{task.public_id}"] = field

    @staticmethod
    def _fields(title: str) -> dict[str, forms.Field]:
        quantity = forms.DecimalField(
            label=f"{title}：数量合计至多",
            required=False,
            max_digits=12,
            decimal_places=2,
            min_value=0,
            error_messages={"invalid": "数量要填数字，例如 3。", "min_value": "数量不能是负数。"},
        )
        return {
            "on": forms.BooleanField(label=f"{title}：列入清单", required=False),
            "least": _count(f"{title}：至少几个单位"),
            "most": _count(f"{title}：至多几个单位"),
            "quantity_most": quantity,
            "joint": forms.BooleanField(label=f"{title}：可以联合承接", required=False),
            "words": forms.CharField(label=f"{title}：说明", required=False, max_length=200),
        }

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        """Per task its fields, and the row that is stored."""
        for task in self.tasks:
            names = ("on", "least", "most", "quantity_most", "joint", "words")
            fields = {name: self[f"{name}-{task.public_id}"] for name in names}
            yield {"task": task, "row": self.stored.get(task.pk), **fields}

    def terms(self, said: dict[str, Any]) -> list[Terms]:
        names = ("least", "most", "quantity_most", "joint", "words")
        return [
            Terms(task, **{name: said[f"{name}-{task.public_id}"] for name in names})
            for task in self.tasks
            if said[f"on-{task.public_id}"]
        ]


def stored_terms(tasks: list[Task], rows: dict[int, RoundTask]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for task in tasks:
        row, key = rows.get(task.pk), task.public_id
        found[f"on-{key}"] = row is not None
        for name in ("least", "most", "joint", "words"):
            found[f"{name}-{key}"] = getattr(row, name) if row else ("" if name == "words" else None)
        found[f"quantity_most-{key}"] = as_typed(row.quantity_most) if row else None
    return found


class SchoolsForm(forms.Form):
    """Who is invited."""

    organisations = forms.ModelMultipleChoiceField(
        label="申报单位",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "有一个单位不能选，请刷新页面再选。"},
    )

    def __init__(self, *args: Any, organisations: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["organisations"].queryset = organisations
        self.fields["organisations"].label_from_instance = lambda row: row.name


class ConditionForm(forms.Form):
    """A condition on facts of the organisation profile."""

    def __init__(self, *args: Any, row: RoundTask, **given: Any) -> None:
        super().__init__(*args, **given)
        form = asked.profile_form(row.round.plan.issuer)
        field = ConditionField(form, "申报条件", required=False)
        self.fields["condition"] = field
        self.initial["condition"] = field.start(row.condition)


class VerdictForm(forms.Form):
    """What the bureau says of one row."""

    verdict = forms.ChoiceField(
        label="意见",
        choices=[(each.value, each.label) for each in (Verdict.ACCEPTED, Verdict.DECLINED, Verdict.OPEN)],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择意见。", "invalid_choice": "请选择意见。"},
    )
    agreed = forms.DecimalField(
        label="核定数量",
        required=False,
        max_digits=12,
        decimal_places=2,
        error_messages={"invalid": "数量要填数字，例如 3。"},
        help_text="同意的数量与申报不同时填写。",
    )
    words = forms.CharField(
        label="理由或说明",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不同意的写明理由。确认以后学校看得到。",
    )
