"""Input of the editor: one field in the words of an officer, a check, the form's facts. They never write."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.common.actor import Actor
from luoshi.common.stages import installed
from luoshi.core.fields import BadValue, Field, Form, parse, typed
from luoshi.core.fields.model import CHOSEN, FILES, MONEY_UNITS, MOST_FILES, NUMBERS, PICKED, RANGED, TEXTS

from ..builtin import BUILT_IN
from ..models import FormDefinition
from ..queries import definitions_visible_to
from ..sources import all_picks, all_prefills
from .conditions import ConditionField, names_in


def _text(label: str, length: int, help_text: str = "", required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def _lines(label: str, help_text: str) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, required=False, help_text=help_text, widget=box, max_length=14_000)


def _tick(label: str, help_text: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=help_text)


class FactsForm(forms.Form):
    """What a form is called and for."""

    title = _text("表的名称", 80, required=True)
    purpose = forms.CharField(
        label="为什么要填",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="填表的人会看到。已经有别的表要过的内容，请不要再要一次。",
        error_messages={"required": "请写明为什么要填。"},
    )
    basis = _text("依据", 200, "文件和文号，如 某教发〔2026〕5号。没有文件的写明谁布置的。")
    until = forms.DateField(
        label="用到哪一天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="过了这一天，列表里标为逾期；不再需要的表请停用，免得一直要填。",
        error_messages={"invalid": "日期要写成 2026-12-31 这样。"},
    )


class StartForm(FactsForm):
    """A new form: empty, beginning as one that comes with the product, or as a copy of one that is in use."""

    begin = forms.ChoiceField(
        label="从哪里开始",
        required=False,
        choices=(),
        help_text="照着已有的表做的，项目和核对规则全部带过来，再改成自己要的；原来的表不变。",
    )

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        self.actor = actor
        ready = [(each.key, f"自带样表：{each.title}") for each in BUILT_IN.values()]
        rows = definitions_visible_to(actor).filter(current__isnull=False).order_by("title", "pk")
        self.sources = {row.public_id: row for row in rows}
        taken = {row.key for row in self.sources.values()}
        others = [each for stage in installed() for each in stage.ready_forms if each.key not in taken]
        self.ready = {f"ready:{each.key}": each for each in others}
        ready += [(name, f"自带样表：{each.title}") for name, each in self.ready.items()]
        copies = [(key, f"照着“{row.title}”{self._whose(row)}") for key, row in self.sources.items()]
        self.fields["begin"].choices = [("", "空白表"), *ready, *copies]  # type: ignore[attr-defined]

    def _whose(self, row: FormDefinition) -> str:
        return "" if row.owner_id == self.actor.organisation_id else f"（{row.owner_name}）"


class FieldForm(forms.Form):
    """One field or column. `field_data()` gives its JSON; keys of choices follow their words."""

    label = _text("名称", 60, "填表的人看到的名称，如 在校生数。", required=True)

    def __init__(
        self,
        *args: Any,
        declared: Form,
        kind: str,
        table: str = "",
        actor: Actor | None = None,
        old: dict[str, Any] | None = None,
        **given: Any,
    ):
        self.declared, self.kind, self.table, self.old = declared, kind, table, old or {}
        self.actor = actor
        initial = given.pop("initial", None)
        super().__init__(*args, **given)
        self._add_fields()
        self.initial = initial if initial is not None else self.start()

    def _add_fields(self) -> None:
        kind, add = self.kind, self.fields
        add["help"] = _text("说明", 500, "告诉填表的人怎么填、从哪里查。")
        if kind in NUMBERS - {"percent", "money"}:
            add["unit"] = _text("单位", 10, "如 人、个、平方米。")
        if kind == "money":
            add["unit"] = forms.ChoiceField(label="单位", choices=[(unit, unit) for unit in MONEY_UNITS])
        if kind in CHOSEN:
            add["choices"] = _lines("选项", "一行一个。")
        if kind in RANGED:
            add["low"], add["high"] = _text("不小于", 30, "不限就不填。"), _text("不大于", 30)
        if kind in ("decimal", "percent"):
            add["places"] = forms.IntegerField(label="最多几位小数", min_value=0, max_value=4, initial=2)
        if kind in TEXTS:
            add["length"] = forms.IntegerField(
                label="最多几个字", required=False, min_value=0, max_value=20_000
            )
        if kind in PICKED:
            lists = [(name, pick.label) for name, pick in all_picks().items() if pick.kind == kind]
            add["pick"] = forms.ChoiceField(label="从哪个名单里选", required=False, choices=lists)
        self._add_more(kind, add)

    def _add_more(self, kind: str, add: dict[str, forms.Field]) -> None:
        own = self.old.get("key", "")
        if kind == "table":
            add["rows"] = _lines("固定的行", "一行一个，如 中央、省、市。不填就由填表的人自己加行。")
            add["least"] = forms.IntegerField(label="最少几行", required=False, min_value=0, max_value=500)
            add["most"] = forms.IntegerField(label="最多几行", min_value=1, max_value=500, initial=100)
        if kind in FILES:
            label = "最多几个文件"
            add["most"] = forms.IntegerField(label=label, min_value=1, max_value=MOST_FILES, initial=5)
        add["required"] = _tick("必填")
        asks = {"own": own, "folded": True, "required": False}
        within = {**asks, "table": self.table}
        if names_in(self.declared, self.table, own) or self.old.get("required_if"):
            add["required_if"] = ConditionField(self.declared, "在这些情况下必填", **within)
        if not self.table:
            sources = [
                (name, each.label) for name, each in all_prefills(self.actor).items() if kind in each.kinds
            ]
            if sources:
                add["prefill"] = forms.ChoiceField(
                    label="自动带出",
                    required=False,
                    choices=[("", "不带出"), *sources],
                    help_text="系统里已有的，不让人再填。",
                )
            if names_in(self.declared, "", own) or self.old.get("shown_if"):
                add["shown_if"] = ConditionField(self.declared, "只在这些情况下才问", **asks)
            add["section"] = _text("从这一项开始的小标题", 60)
        elif kind in NUMBERS:
            add["sums"] = _tick("表下合计")
        if self.table:
            add["unique"] = _tick("各行不能相同")
        if kind != "table" and kind not in FILES:
            add["find"] = _tick("要按它查找、排序或汇总")
            add["personal"] = _tick(
                "个人信息", "加密保存，只有填报单位看得到；要查找时只能按完整内容查，不能排序、汇总。"
            )

    def start(self) -> dict[str, Any]:
        """What the stored field shows."""
        old, bare = self.old, self._bare()
        found = {name: old[name] for name in self.fields if name in old}
        for name in ("low", "high"):
            if name in found:
                found[name] = typed(bare, found[name])
        for name in ("choices", "rows"):
            if name in found:
                found[name] = "\n".join(each["label"] for each in found[name])
        for name in ("shown_if", "required_if"):
            if name in self.fields:
                found[name] = self.fields[name].start(old.get(name))  # type: ignore[attr-defined]
        return found

    def _bare(self) -> Field:
        unit = (self.data.get("unit") if self.is_bound else self.old.get("unit")) or ""
        return Field("x", self.kind, "x", unit=unit, places=4)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name in ("low", "high"):
            if said.get(name):
                try:
                    said[name] = parse(self._bare(), said[name])
                except BadValue as bad:
                    self.add_error(name, str(bad))
        for name in ("choices", "rows"):
            if name in said:
                said[name] = keyed(said[name], self.old.get(name) or [])
        if self.kind in CHOSEN and not said.get("choices"):
            self.add_error("choices", "请至少写一个选项，一行一个。")
        return said

    def field_data(self, key: str) -> dict[str, Any]:
        """The field as JSON; what stands empty is left out, but 0 is a number."""
        empty = (None, "", [])
        said = {name: v for name, v in self.cleaned_data.items() if v is not False and v not in empty}
        return {"key": key, "kind": self.kind, **said}


def keyed(text: str, before: list[dict[str, str]]) -> list[dict[str, str]]:
    """Lines as choices. A line that stays keeps its key, and so does one whose wording changed at its place."""
    labels = [line.strip() for line in text.splitlines() if line.strip()]
    kept = {each["label"]: each["key"] for each in before}
    taken = {kept[label] for label in labels if label in kept}
    used = {each["key"] for each in before}
    found = []
    for place, label in enumerate(labels):
        key = kept.get(label, "")
        if not key and place < len(before) and before[place]["key"] not in taken:
            key = before[place]["key"]
        if not key:
            key = next(f"c{n}" for n in range(1, len(used) + 2) if f"c{n}" not in used)
        taken.add(key)
        used.add(key)
        found.append({"key": key, "label": label})
    return found


class CheckForm(forms.Form):
    """What must hold, and what to say where it does not."""

    def __init__(
        self, *args: Any, declared: Form, table: str = "", old: dict[str, Any] | None = None, **given: Any
    ):
        self.old = old or {}
        initial = given.pop("initial", None)
        super().__init__(*args, **given)
        self.fields["must"] = ConditionField(declared, "必须符合", table=table)
        self.fields["message"] = _text("不符合时的提示", 200, "告诉填表的人哪里不对、怎么改。", required=True)
        self.table = table
        self.initial = (
            initial
            if initial is not None
            else {
                "must": self.fields["must"].start(self.old.get("must")),
                "message": self.old.get("message", ""),
            }
        )

    def check_data(self) -> dict[str, Any]:
        table = {"table": self.table} if self.table else {}
        return {"must": self.cleaned_data["must"], "message": self.cleaned_data["message"], **table}
