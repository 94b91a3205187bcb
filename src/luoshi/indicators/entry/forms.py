"""Forms of definitions and filings. They clean; they never write."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from luoshi.common import clock
from luoshi.core.conditions import OPS
from luoshi.core.fields import BadValue, Field, parse
from luoshi.core.fields.model import NUMBERS as NUMBER_KINDS
from luoshi.core.targets import WORDS
from luoshi.registers.facts import DATED

from ..models import Indicator, IndicatorVersion
from ..states import Kind, Nature, PeriodType, Scope
from .definitions import as_fields

STANDARDS = ("at_least", "more_than", "reach", "about", "at_most", "less_than", "range", "exact")
NUMBERS = ("low", "high", "usual_low", "usual_high", "jump", "peers")
TYPED, KEPT, COUNTED = "typed", "kept", "counted"
TESTS = 3
PARTS = 2


class Number(forms.CharField):
    """A number as people type it, kept as plain text; None for an empty box."""

    def __init__(self, label: str, help_text: str = "") -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(label=label, required=False, max_length=40, help_text=help_text, widget=widget)

    def clean(self, value: Any) -> int | float | None:
        text = super().clean(value)
        try:
            read = parse(Field("number", "decimal", self.label or "", places=4), text)
        except BadValue as bad:
            raise forms.ValidationError(str(bad)) from bad
        if read is None:
            return None
        return int(read) if "." not in read else float(read)


def _choice(label: str, choices: Any, required: bool = True, help_text: str = "") -> forms.ChoiceField:
    messages = {"required": "请选择。", "invalid_choice": "没有这个选项，请从列表里选。"}
    rows = [*([] if required else [("", "—")]), *choices]
    return forms.ChoiceField(
        label=label, choices=rows, required=required, error_messages=messages, help_text=help_text
    )


def _text(
    label: str, most: int, required: bool = False, help_text: str = "", lines: int = 0
) -> forms.CharField:
    messages = {"required": "请填写。", "max_length": f"最多 {most} 个字，请精简。"}
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=widget,
        error_messages=messages,
    )


class DefinitionForm(forms.Form):
    title = _text("名称", 80, True)
    group = _text("分组", 40, True, "在指标目录里归到哪一组，例如：教师队伍。")
    definition = _text(
        "口径", 1000, True, "算什么、不算什么、按哪一天、依据什么。填报的人和看数的人都看得到。", 5
    )
    basis = _text("依据", 200, help_text="文件、条款或任务编号。")
    kind = _choice("类型", [(kind.value, kind.label) for kind in Kind])
    nature = _choice(
        "时间性质", Nature.choices, help_text="时点数：到某一天有多少；时期数：一段时间里做了多少，可以相加。"
    )
    period = _choice("统计周期", PeriodType.choices)
    count_day = _text(
        "统计日", 5, help_text="时点数以哪一天为准，写月-日，例如 09-01；不填就是周期的最后一天。"
    )
    unit = _text("单位", 20, help_text="例如：人、个、%。比率写 % 的按百分数显示。")
    scale = forms.IntegerField(
        label="小数位数",
        min_value=0,
        max_value=4,
        initial=0,
        error_messages={
            "required": "请填写。",
            "invalid": "要填整数。",
            "min_value": "最少 0 位。",
            "max_value": "最多 4 位。",
        },
    )
    scope = _choice("管理口", Scope.choices)
    numerator = _text("分子", 120, help_text="比率才填：分子叫什么。")
    denominator = _text("分母", 120, help_text="比率才填：分母叫什么。")
    numerator_from = _choice("分子就是哪个指标的数", (), False)
    denominator_from = _choice("分母就是哪个指标的数", (), False)
    enters = _text("谁填报", 40)
    checks = _text("谁审核", 40)
    way = _choice("怎样得到", ())
    register = _choice("由哪个台账计算", (), False)
    low = Number("不能小于")
    high = Number("不能大于")
    part_of = _choice("不能大于哪个指标", (), False)
    over = forms.BooleanField(label="分子可以大于分母（如生师比）", required=False)
    usual_low = Number("通常不低于", "超出时要写一句说明，仍可以保存。")
    usual_high = Number("通常不高于")
    jump = Number("与上期相差超过（%）", "百分比指标按百分点。")
    peers = Number("离群（几倍离差）", "与其他单位的中位数相差太多时要写说明，一般填 5。")
    direction = _choice("应当", [("rise", "上升"), ("fall", "下降")], False)
    comparator = _choice("公布的标准", [(key, WORDS[key]) for key in STANDARDS], False)
    quantity = Number("标准的数")
    upper = Number("区间的上限")
    level = _choice("对谁", [("each", "每个学校"), ("city", "全市合计")], False)
    standard_basis = _text("标准的依据", 200)
    to_verify = _text("待核实", 300, help_text="口径里还没有核实的地方。")

    def __init__(
        self, *args: Any, registers: Mapping[str, tuple[str, Any]], others: QuerySet[Indicator],
        indicator: Indicator | None = None,
        version: IndicatorVersion | None = None, **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.registers, self.version = registers, version
        kept = [(KEPT, "由台账计算，方法不变")] if version is not None and version.computed else []
        ways = [*kept, (TYPED, "填报"), *([(COUNTED, "由台账计算，用下面的条件")] if registers else [])]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        titles = [("", "—"), *((key, title) for key, (title, _) in registers.items())]
        self.fields["register"].choices = titles  # type: ignore[attr-defined]
        others = others.filter(withdrawn_at__isnull=True)
        if indicator is not None:
            others = others.exclude(pk=indicator.pk)
            self.fields["valid_from"] = forms.DateField(
                label="从哪天起用",
                initial=clock.today,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                help_text="最后一天在这天以后的统计期按新口径，以前的仍按原口径。",
                error_messages={"required": "请填写。", "invalid": "日期写成 2026-09-01 这样。"},
            )
        for name in ("part_of", "numerator_from", "denominator_from"):
            self.fields[name].choices = [("", "—"), *others.values_list("key", "title")]  # type: ignore[attr-defined]
        if registers:
            self._add_tests()

    def _add_tests(self) -> None:
        """Short conditions: `register.field`, comparison, value. Longer ones come with a pack and stay as they are."""
        fields = [("", "—")] + [
            (f"{key}.{path}", f"{title} · {form.label(path)}")
            for key, (title, form) in self.registers.items()
            for path, each in form.walk()
            if not each.personal and "." not in path and each.kind not in ("table", "evidence", "long_text")
        ]
        ops = [(key, op.words) for key, op in OPS.items() if op.needs != "many"]
        for name, label, count in (("test", "算哪些条目", TESTS), ("part", "其中算分子的", PARTS)):
            for number in range(1, count + 1):
                self.fields[f"{name}_field_{number}"] = _choice(
                    f"{label} {number}：看哪一项", fields[1:], False
                )
                self.fields[f"{name}_op_{number}"] = _choice("比较", ops, False)
                self.fields[f"{name}_value_{number}"] = _text("与什么比", 60)
        self.fields["sum"] = _choice("对哪一项求和", [*fields[1:], *self._columns(NUMBER_KINDS)], False)
        self.fields["day"] = _choice("按哪个日期（时期数）", [*fields[1:], *self._columns(DATED)], False)

    def _columns(self, kinds: Collection[str]) -> list[tuple[str, str]]:
        """Columns of tables that say when row by row, of these kinds."""
        found = []
        for key, (title, form) in self.registers.items():
            for table in form.fields:
                open_ones = [column for column in table.columns if not column.personal and not table.personal]
                if any(column.kind in DATED for column in open_ones):
                    found += [
                        (f"{key}.{table.key}.{column.key}", f"{title} · {table.label} · {column.label}")
                        for column in open_ones
                        if column.kind in kinds
                    ]
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            said["fields"] = self._as_fields(said)
        return said

    def _as_fields(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """By the names of the pack."""
        plain = ("title", "group", "kind", "nature", "period", "unit", "scale", "scope", "definition")
        fields = {name: said[name] for name in plain}
        texts = ("count_day", "numerator", "denominator", "basis", "enters", "checks", "to_verify")
        for name in (*texts, "numerator_from", "denominator_from"):
            fields[name] = said[name] or None
        rules = {name: said[name] for name in NUMBERS if said[name] is not None}
        rules |= {name: said[name] for name in ("part_of", "direction", "over") if said[name]}
        return {**fields, "rules": rules, "standard": _standard(said), "computed": self._computed(said)}

    def _computed(self, said: Mapping[str, Any]) -> dict[str, Any] | None:
        if said["way"] == TYPED:
            return None
        if said["way"] == KEPT and self.version is not None:
            return dict(self.version.computed)
        register = said["register"]
        if not register:
            self.add_error("register", "请选由哪个台账计算。")
            return None
        found: dict[str, Any] = {"register": register}
        for name, target, count in (("test", "condition", TESTS), ("part", "numerator", PARTS)):
            tests = [each for n in range(1, count + 1) if (each := self._test(said, name, n, register))]
            if tests:
                found[target] = tests[0] if len(tests) == 1 else {"all": tests}
        for name in ("sum", "day"):
            if said.get(name):
                found[name] = self._own_field(said[name], register, name)
        return found

    def _test(self, said: Mapping[str, Any], name: str, number: int, register: str) -> dict[str, Any] | None:
        path, op = said.get(f"{name}_field_{number}"), said.get(f"{name}_op_{number}")
        if not path:
            return None
        field = self._own_field(path, register, f"{name}_field_{number}")
        if not op:
            self.add_error(f"{name}_op_{number}", "请选怎样比较。")
            return None
        test: dict[str, Any] = {"field": field, "op": op}
        if OPS[op].needs == "nothing":
            return test
        declared = self.registers[register][1].at(field) if register in self.registers else None
        try:
            value = parse(declared, said.get(f"{name}_value_{number}") or "") if declared else None
        except BadValue as bad:
            self.add_error(f"{name}_value_{number}", str(bad))
            return None
        if value is None:
            self.add_error(f"{name}_value_{number}", "请写与什么比。")
            return None
        return {**test, "value": value[0] if isinstance(value, list) else value}

    def _own_field(self, path: str, register: str, name: str) -> str:
        owner, _, field = path.partition(".")
        if owner != register:
            self.add_error(name, "这一项不在所选的台账里，请重新选择。")
        return field


def _standard(said: Mapping[str, Any]) -> dict[str, Any] | None:
    if not said["comparator"] or said["quantity"] is None:
        return None
    found = {"comparator": said["comparator"], "quantity": said["quantity"], "level": said["level"] or "each"}
    if said["upper"] is not None:
        found["upper"] = said["upper"]
    return {**found, "basis": said["standard_basis"] or "市教育局"}


def stored(indicator: Indicator, version: IndicatorVersion) -> dict[str, Any]:
    """A definition as the form shows it."""
    fields = as_fields(version)
    standard, rules = fields.pop("standard") or {}, fields.pop("rules")
    said = {name: value for name, value in fields.items() if name != "computed"}
    return {
        **said,
        "title": indicator.title,
        "group": indicator.group,
        **rules,
        "way": KEPT if version.computed else TYPED,
        "comparator": standard.get("comparator"),
        "quantity": standard.get("quantity"),
        "upper": standard.get("upper"),
        "level": standard.get("level"),
        "standard_basis": standard.get("basis"),
    }
