"""The wizard's forms: each gives the changes a person wants, none of them writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from luoshi.common.file_fields import FilesField

from .matches import PlanTasks
from .subjects import COMPARATOR_WORDS, SCOPE_WORDS
from .uploads import refusals

NEW_PLAN = "new"
LEFT_OUT = "-"
LONGEST_PASTE = 1_000_000
DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


class NewImportForm(forms.Form):
    """What to read, and into which plan."""

    uploads = FilesField(
        label="文件",
        required=False,
        refusals=refusals,
        help_text="正文和附表可以一起选，也可以拖到这里。"
        "能读 Word、Excel、PDF（有文字层）、OFD、文本和网页，每个不超过 50 MB。",
    )
    pasted = forms.CharField(
        label="或者粘贴文字",
        required=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="只有扫描件时，把文字和表格粘贴到这里，扫描件在上面一起选，作为原件留在旁边；表格的各列之间留制表符。",
    )
    plan = forms.ChoiceField(
        label="装入哪个计划", help_text="修订后的附表选原来的计划，装载前会逐格显示变化。"
    )
    title = forms.CharField(
        label="新计划的名称", required=False, max_length=200, help_text="不填就用文件的标题。"
    )

    def __init__(self, *args: Any, plans: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [(NEW_PLAN, "新建一个计划"), *plans]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "uploads" in cleaned and not cleaned["uploads"] and not cleaned.get("pasted", "").strip():
            self.add_error("uploads", "请选择文件，或在下面粘贴文字。")
        return cleaned

    @property
    def plan_wanted(self) -> str:
        chosen = self.cleaned_data["plan"]
        return "" if chosen == NEW_PLAN else chosen


class CorrectionForm(forms.Form):
    """The base of all corrections: an optional reason, and the changes wanted."""

    reason = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order: list[str] | None = None

    def changes(self) -> list[dict[str, Any]]:
        """The changes in the form of core.packs.settling; valid forms only."""
        raise NotImplementedError


class RemarkForm(CorrectionForm):
    """Nothing to set: say how it was dealt with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].label = "怎么处理的"

    def changes(self) -> list[dict[str, Any]]:
        return [{"do": "note", "text": self.cleaned_data["reason"]}]


class TaskForm(CorrectionForm):
    """Who takes a task on, the printed count, the clause it comes from, and in a revision the plan's task it is."""

    names = forms.MultipleChoiceField(label="承接单位", required=False, widget=forms.CheckboxSelectMultiple)
    declared = forms.IntegerField(label="承接数量（文件所写）", required=False, min_value=0, max_value=100000)
    clause = forms.ChoiceField(label="出自哪一条", required=False)
    plan_task = forms.ChoiceField(
        label="对应计划中的哪项任务",
        required=False,
        help_text="文件改了名称或编号时在这里指定；原任务的承接和办理记录都保留。",
    )
    dropped = forms.BooleanField(label="这一行不是任务，不装入", required=False)
    field_order = ["names", "declared", "clause", "plan_task", "dropped", "reason"]

    def __init__(
        self,
        *args: Any,
        task: Mapping[str, Any],
        result: Mapping[str, Any],
        known: PlanTasks | None = None,
        wanted: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "names": [*task["undertaken_by"], *task["proposed_by"]],
            "declared": task["declared"],
            "clause": task["clause"] or "",
            "dropped": bool(task.get("dropped")),
        }
        super().__init__(*args, **kwargs)
        self.task = task
        self.fields["names"].choices = [(unit["name"], unit["name"]) for unit in result["organisations"]]
        if not result["organisations"]:
            del self.fields["names"], self.fields["declared"]
        self.fields["clause"].choices = [("", "只以附表为依据"), *clause_choices(result)]
        self.known = known
        if known is None:
            del self.fields["plan_task"]
        else:
            self.fields["plan_task"].choices = [("", "计划中没有，作为新任务"), *known.titles.items()]
            self.initial["plan_task"] = wanted if wanted in known.titles else known.now.get(task["key"], "")

    def clean_plan_task(self) -> str:
        """Two tasks of the document cannot be the same task of the plan."""
        key = str(self.cleaned_data["plan_task"])
        holder = self.known.holder(key) if self.known and key else None
        if holder not in (None, self.task["key"]):
            raise forms.ValidationError("文件中的另一项任务已经指定为计划中的这项任务，请先改那一项。")
        return key

    def changes(self) -> list[dict[str, Any]]:
        found, key, wanted = [], self.task["key"], self.cleaned_data
        if "names" in wanted and set(wanted["names"]) != set(self.task["undertaken_by"]):
            found.append({"do": "marks", "task": key, "names": wanted["names"]})
        if "declared" in wanted and wanted["declared"] != self.task["declared"]:
            found.append({"do": "declared", "task": key, "count": wanted["declared"]})
        if wanted["clause"] != (self.task["clause"] or ""):
            found.append({"do": "clause", "task": key, "clause": wanted["clause"] or None})
        found += self._match(wanted)
        if wanted["dropped"] and not self.task.get("dropped"):
            found.append({"do": "drop_task", "task": key})
        return found

    def _match(self, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.known is None or wanted["plan_task"] == self.known.now.get(self.task["key"], ""):
            return []
        key = wanted["plan_task"] or None
        title = self.known.titles[key] if key else ""
        return [{"do": "match", "task": self.task["key"], "with": key, "title": title}]


def clause_choices(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (clause["id"], f"{clause['number']} {clause['heading'] or ''}"[:60])
        for clause in result["clauses"]
        if clause["number"]
    ]


class TargetForm(CorrectionForm):
    """The figure of a target."""

    comparator = forms.ChoiceField(label="比较", choices=list(COMPARATOR_WORDS.items()))
    quantity = forms.DecimalField(
        label="数量",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text="百分之五十写 50。",
    )
    upper = forms.DecimalField(
        label="上限",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text="比较选“至”才填。",
    )
    unit = forms.CharField(label="单位", required=False, max_length=20)
    due = forms.RegexField(
        DATE,
        label="期限",
        required=False,
        help_text="写成 2025、2025-12 或 2025-12-31。",
        error_messages={"invalid": "期限请写成 2025、2025-12 或 2025-12-31。"},
    )
    scope = forms.ChoiceField(label="范围", required=False, choices=[("", "没有写明"), *SCOPE_WORDS.items()])
    dropped = forms.BooleanField(label="这不是目标，不装入", required=False)
    field_order = ["comparator", "quantity", "upper", "unit", "due", "scope", "dropped", "reason"]

    def __init__(self, *args: Any, target: Mapping[str, Any], ordinal: int, **kwargs: Any) -> None:
        names = ("comparator", "quantity", "upper", "unit", "due", "scope", "dropped")
        kwargs["initial"] = {name: target.get(name) for name in names}
        super().__init__(*args, **kwargs)
        self.target, self.ordinal = target, ordinal
        if target["scope"] and target["scope"] not in SCOPE_WORDS:
            self.fields["scope"].choices.append((target["scope"], "按原文读取的范围"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        comparator, low, high = (cleaned.get(name) for name in ("comparator", "quantity", "upper"))
        numberless = comparator in ("some", "all", "by_date")
        if comparator == "range" and (low is None or high is None or low >= high):
            self.add_error("upper", "“至”要写下限和上限，下限小于上限。")
        elif not numberless and low is None:
            self.add_error("quantity", "请写数量；文件只说“一批”的，比较请选“一批”。")
        if comparator == "by_date" and not cleaned.get("due"):
            self.add_error("due", "按期完成的目标要写期限。")
        if numberless:
            cleaned["quantity"] = None
        if comparator != "range":
            cleaned["upper"] = None
        return cleaned

    def changes(self) -> list[dict[str, Any]]:
        if self.cleaned_data["dropped"]:
            return [{"do": "drop_target", "target": self.ordinal}]
        wanted = {name: self.cleaned_data[name] for name in ("comparator", "quantity", "upper")}
        wanted |= {name: self.cleaned_data[name] or None for name in ("unit", "due", "scope")}
        wanted = {name: plain_number(value) for name, value in wanted.items()}
        fields = {name: value for name, value in wanted.items() if value != self.target.get(name)}
        if "scope" in fields:
            fields["scope_basis"] = "inferred"
        return [{"do": "target", "target": self.ordinal, "fields": fields}]  # none: confirmed as it was read


def plain_number(value: Any) -> Any:
    """A decimal as JSON holds it."""
    if hasattr(value, "to_integral_value"):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


class OrganisationForm(CorrectionForm):
    """Which unit of the site a printed name means."""

    key = forms.ChoiceField(label="是本站的哪个单位")
    field_order = ["key", "reason"]

    def __init__(self, *args: Any, name: str, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields["key"].choices = [("", "请选择"), *units, (LEFT_OUT, "本站没有这个单位，不装入")]

    def changes(self) -> list[dict[str, Any]]:
        key = self.cleaned_data["key"]
        return [{"do": "organisation", "name": self.name, "key": None if key == LEFT_OUT else key}]


class NewTaskForm(CorrectionForm):
    """A task made from a clause."""

    title = forms.CharField(label="任务名称", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["title", "reason"]

    def __init__(self, *args: Any, clause: str, title: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"title": title}, **kwargs)
        self.clause = clause

    def changes(self) -> list[dict[str, Any]]:
        return [{"do": "new_task", "clause": self.clause, "title": self.cleaned_data["title"]}]
