"""Small forms of money in use."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import MoneyRule

NUMBER = {
    "invalid": "要填数字，例如 60 或 12.5。",
    "max_decimal_places": "最多两位小数。",
    "max_digits": "数太大，请改正。",
}


def _percent(label: str, most: int, help_text: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=most, max_digits=6, decimal_places=2, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            **NUMBER, "required": "请填写。", "min_value": "不能是负数。", "max_value": f"最大是 {most}。",
        },
    )  # fmt: skip


class RuleForm(forms.Form):
    least_rate = _percent("执行率低于", 100, "本年累计支出除以累计到位，低于这个数的要写原因。填 0 就不问。")
    most_difference = _percent(
        "到位与计划相差超过", 1000, "与备案方案本年的计划数比。多了随时问，少了在第四季度问。"
    )
    days = forms.IntegerField(
        label="季度结束后几个工作日内确认",
        min_value=0,
        max_value=60,
        help_text="到期前后按提醒规则提醒各校财务。",
        error_messages={
            "required": "请填写。",
            "invalid": "要填整数。",
            "min_value": "不能是负数。",
            "max_value": "最多 60 个工作日。",
        },
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name, unit in (("least_rate", "%"), ("most_difference", "%"), ("days", "个工作日")):
            self.fields[name].unit = unit  # type: ignore[attr-defined]


def stored(rule: MoneyRule) -> dict[str, Any]:
    said = {name: f"{getattr(rule, name).normalize():f}" for name in ("least_rate", "most_difference")}
    return {**said, "days": rule.days}
