"""Input of the pages on which a plan is written by hand. The rules stand in `checks`; here they meet their fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from luoshi.policies.models import Clause

from . import checks
from .models import Area, Basis, Plan, PlanDate, Target, Task
from .queries import areas_in, clauses_of, leaders_for, tasks_in
from .wording import LEVELS, RECURRENCES, SCOPES, target_sentence

NOT_SET = ("", "不写")
DAY_HELP = "年、年-月或年-月-日，如 2025、2025-06、2025-06-30。"


class RowChoice(forms.ModelChoiceField):
    """One row of the plan, chosen by its public id."""

    def __init__(self, label: str, empty: str = "不选", help_text: str = "") -> None:
        super().__init__(
            Clause.objects.none(),
            label=label,
            empty_label=empty,
            required=False,
            to_field_name="public_id",
            help_text=help_text,
        )


class RowChoices(forms.ModelMultipleChoiceField):
    """Several rows of the plan, chosen by their public ids."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            Clause.objects.none(),
            label=label,
            required=False,
            to_field_name="public_id",
            help_text=help_text,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        )


def _text(label: str, length: int, help_text: str = "", required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def _choice(label: str, choices: Any, required: bool = False, help_text: str = "") -> forms.ChoiceField:
    options = list(choices) if required else [NOT_SET, *choices]
    return forms.ChoiceField(label=label, choices=options, required=required, help_text=help_text)


def _id(row: Any) -> str:
    return row.public_id if row is not None else ""


class CheckedForm(forms.Form):
    """A form whose fields meet `faults_of`, one message at each field."""

    faults_of: Callable[[dict[str, Any]], dict[str, str]] = staticmethod(lambda said: {})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, message in type(self).faults_of(said).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, message)
        return said


class PlanForm(CheckedForm):
    """What a plan says of itself."""

    faults_of = staticmethod(checks.plan_faults)
    title = _text("名称", 200, "文件里的全名。", required=True)
    short = _text("简称", 40, "页面和表格上用的短名。", required=True)
    start = _text("开始", 10, DAY_HELP)
    end = _text("结束", 10, DAY_HELP)
    number = _text("文号", 60, "有文件的照文件写，如 某教发〔2025〕5号。")
    issued_on = _text("成文日期", 10, DAY_HELP)

    @staticmethod
    def stored(plan: Plan) -> dict[str, Any]:
        fields = ("title", "short", "start", "end", "number")
        issued_on = plan.document.issued_on if plan.document else ""
        return {name: getattr(plan, name) for name in fields} | {"issued_on": issued_on}


class AreaForm(forms.Form):
    """A group of tasks."""

    name = _text("名称", 120, required=True)
    clause = RowChoice("依据条款")

    def __init__(self, *args: Any, plan: Plan, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["clause"].queryset = clauses_of(plan)

    @staticmethod
    def stored(area: Area) -> dict[str, Any]:
        return {"name": area.name, "clause": _id(area.clause)}


class TaskForm(CheckedForm):
    """A task: what must be done, and what binds whom."""

    faults_of = staticmethod(checks.task_faults)
    area = RowChoice("任务领域", "未分领域")
    code = _text("编号", 20, "照文件印的编号，如 4.2。")
    title = forms.CharField(label="工作任务", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    source = _choice(
        "出处",
        Task.Source.choices,
        required=True,
        help_text="附件：出自附件的表；条款：出自正文；自定：本单位自己定的，文件里没有。",
    )
    basis = _choice(
        "性质",
        Basis.choices,
        required=True,
        help_text="承接：学校认领；各校必做：每所学校都要做；市级培育：由市局定数后遴选；主管部门任务：市局自己做。",
    )
    declared = forms.IntegerField(
        label="承接数量",
        min_value=0,
        max_value=100000,
        required=False,
        help_text="文件里写的承接单位个数；只有“承接”填。",
    )
    declared_differs = _text("数量不一致的原因", 200, "文件写的数量与承接单位个数本来就不一致的，写明原因。")
    led_by = RowChoice("主管单位", "未定", "“市级培育”由谁定数和组织遴选。")
    number = forms.IntegerField(label="拟定数量", min_value=0, max_value=1_000_000_000, required=False)
    clauses = RowChoices("依据条款", "从这份计划的政策文件里选，可以选几条。")

    def __init__(self, *args: Any, plan: Plan, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].queryset = areas_in(plan)
        self.fields["led_by"].queryset = leaders_for(plan)
        self.fields["clauses"].queryset = clauses_of(plan)
        if plan.document_id is None:
            self.fields["source"].initial = Task.Source.OWN

    @staticmethod
    def stored(task: Task) -> dict[str, Any]:
        return {
            **{name: getattr(task, name) for name in ("code", "title", "source", "basis", "declared")},
            "declared_differs": task.extra.get("declared_differs") or "",
            "area": _id(task.area),
            "led_by": _id(task.led_by),
            "number": None if task.number is None else int(task.number),
            "clauses": [clause.public_id for clause in task.clauses.all()],
        }


class TargetForm(CheckedForm):
    """A target with all it can say (design, section 3)."""

    faults_of = staticmethod(checks.target_faults)
    sentence = forms.CharField(
        label="用一句话写",
        max_length=500,
        required=False,
        help_text="照文件的说法写，如“到2025年，每校建成1—3个市级及以上教学创新团队”，系统读成下面各项，请核对改正。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    subject = _text("对象", 120, "数的是什么，如 在线精品课程。")
    comparator = _choice("比较", Target.Comparator.choices, required=True)
    quantity = forms.DecimalField(
        label="数量",
        max_digits=18,
        decimal_places=4,
        required=False,
        help_text="折成基本单位：1万名写 10000；百分之五十写 50，单位写 %。",
    )
    upper = forms.DecimalField(
        label="上限",
        max_digits=18,
        decimal_places=4,
        required=False,
        help_text="比较选“至”才填，是两个数里大的那个。",
    )
    unit = _text("单位", 20, "个、门、名、%。")
    measure = _choice("量法", Target.Measure.choices, required=True)
    level = _choice("级别", LEVELS)
    and_above = forms.BooleanField(label="及以上", required=False)
    scope = _choice("范围", SCOPES, help_text="全国的总数只作背景，不算任何单位自己的目标。")
    scope_basis = _choice("范围依据", (("stated", "文件写明"), ("inferred", "推定")))
    due = _text("期限", 10, DAY_HELP)
    period = _text("期间", 9, "起年-止年，如 2023-2025。")
    recurrence = _choice("频次", RECURRENCES)
    clause = RowChoice("依据条款")
    words = _text("目标的说法", 300, "不写就用系统读出的那句话。")
    task = RowChoice("所属任务", "还没有归到任务")

    def __init__(self, *args: Any, plan: Plan, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["clause"].queryset = clauses_of(plan)
        self.fields["task"].queryset = tasks_in(plan)

    def clean(self) -> dict[str, Any]:
        """A target without words of its own is called by its sentence; a scope is stated unless said otherwise."""
        said = super().clean()
        said.pop("sentence", None)  # only a way to fill in the others
        said["words"] = said.get("words") or target_sentence(said)[:300]
        said["scope_basis"] = (said.get("scope_basis") or "stated") if said.get("scope") else ""
        return said

    @staticmethod
    def stored(target: Target) -> dict[str, Any]:
        names = ("subject", "comparator", "unit", "measure", "level", "and_above", "scope", "due")
        return {
            **{
                name: getattr(target, name)
                for name in (*names, "scope_basis", "period", "recurrence", "words")
            },
            "quantity": _plain(target.quantity),
            "upper": _plain(target.upper),
            "clause": _id(target.clause),
            "task": _id(target.task),
        }


def _plain(value: Any) -> Any:
    """A stored decimal without the zeros nobody wrote."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


class NewTargetForm(TargetForm):
    """The task is known from where the form was opened."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["task"]


class DateForm(CheckedForm):
    """A date of the calendar, or how it is set."""

    faults_of = staticmethod(checks.date_faults)
    title = _text("事项", 200, required=True)
    date = _text("日期", 10, DAY_HELP)
    recurrence = _choice("频次", RECURRENCES)
    rule = _text("说明", 200, "没有确定日期的，用一句话写怎么定。")
    clause = RowChoice("依据条款")

    def __init__(self, *args: Any, plan: Plan, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["clause"].queryset = clauses_of(plan)

    @staticmethod
    def stored(date: PlanDate) -> dict[str, Any]:
        return {
            "title": date.title,
            "date": date.day.isoformat() if date.day else date.extra.get("date") or "",
            "recurrence": date.extra.get("recurrence") or "",
            "rule": date.rule,
            "clause": _id(date.clause),
        }
