"""A form's definition from and to JSON, and everything that can be wrong with one, in Chinese.

`read` never raises: it gives the form as far as it can be understood, and the problems. A definition with problems is
kept as a draft and cannot be published.
"""

from __future__ import annotations

import re
from typing import Any

from luoshi.core.conditions import BadCondition, Condition, from_json

from .definition_rules import wrong_in
from .model import CHOSEN, KINDS, PLACES, RANGED, Check, Choice, Field, Form, Problem
from .parsing import parse
from .shown import typed
from .wrong import BadValue

KEY = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
MOST_FIELDS, MOST_COLUMNS, MOST_CHOICES, MOST_ROWS, MOST_CHECKS = 200, 30, 200, 500, 60
LONGEST = {"label": 60, "help": 500, "unit": 10, "section": 60, "prefill": 80, "pick": 80, "message": 200}
FLAGS = ("required", "personal", "find", "unique", "sums")
_KNOWN = {
    *("key", "kind", "low", "high", "places", "length", "choices", "columns", "rows", "least", "most"),
    *("label", "help", "unit", "section", "prefill", "pick", "shown_if", "required_if"),
    *FLAGS,
}
_BARRED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class _Reader:
    """Reads one definition, collecting problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def say(self, path: tuple[str, ...], message: str) -> None:
        self.problems.append(Problem(path, message))

    def field(self, data: Any, path: tuple[str, ...], *, inner: bool = False) -> Field | None:
        if not isinstance(data, dict):
            self.say(path, "这一项的写法不对，请删去后重新添加。")
            return None
        key, kind = data.get("key"), data.get("kind")
        if not isinstance(key, str) or not KEY.match(key):
            self.say(path, "代号只能用小写字母、数字和下划线，以字母开头，最多 40 个字符。")
            return None
        path = (*path, key)
        if not isinstance(kind, str) or kind not in KINDS or (inner and kind == "table"):
            self.say(path, "表格里不能再套表格。" if kind == "table" else "类型不认识，请重新选择。")
            return None
        if unknown := sorted(set(map(str, data)) - _KNOWN):
            self.say(path, f"有不认识的内容“{unknown[0][:30]}”。")
        return self._made(data, path, key, kind)

    def _made(self, data: dict[str, Any], path: tuple[str, ...], key: str, kind: str) -> Field:
        texts = {
            name: self.text(data, name, path)
            for name in ("label", "help", "unit", "section", "prefill", "pick")
        }
        if not texts["label"]:
            self.say(path, "请写名称，填表的人要靠它知道填什么。")
        flags = {name: data.get(name) is True for name in FLAGS}
        places = self.number(data, "places", path, 2, PLACES)
        bare = Field(key, kind, unit=texts["unit"], label=texts["label"], places=places)
        made: dict[str, Any] = {**texts, **flags}
        return Field(
            key=key,
            kind=kind,
            **made,
            low=self.bound(data, "low", bare, path),
            high=self.bound(data, "high", bare, path),
            places=bare.places,
            length=self.number(data, "length", path, 0, 20_000),
            choices=self.choices(data.get("choices"), path) if kind in CHOSEN else (),
            columns=self.columns(data.get("columns"), path) if kind == "table" else (),
            rows=self.choices(data.get("rows"), path, MOST_ROWS, "固定行") if kind == "table" else (),
            least=self.number(data, "least", path, 0, MOST_ROWS),
            most=self.number(data, "most", path, 100, MOST_ROWS),
            shown_if=self.condition(data.get("shown_if"), path),
            required_if=self.condition(data.get("required_if"), path),
        )

    def text(self, data: dict[str, Any], name: str, path: tuple[str, ...]) -> str:
        value = data.get(name, "")
        if not isinstance(value, str):
            self.say(path, "文字的写法不对，请重新填写。")
            return ""
        if len(value) > LONGEST[name]:
            self.say(path, f"“{value[:10]}……”太长，最多 {LONGEST[name]} 个字。")
        return _BARRED.sub("", value).strip()[: LONGEST[name]]

    def number(
        self, data: dict[str, Any], name: str, path: tuple[str, ...], otherwise: int, most: int
    ) -> int:
        value = data.get(name, otherwise)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.say(path, f"数字要在 0 到 {most} 之间。")
            return otherwise
        return value

    def bound(self, data: dict[str, Any], name: str, bare: Field, path: tuple[str, ...]) -> Any:
        value = data.get(name)
        if value is None or bare.kind not in RANGED:
            return None
        if not is_canonical(bare, value):
            self.say(path, "范围的写法不对，请重新填写。")
            return None
        return value

    def choices(
        self, data: Any, path: tuple[str, ...], most: int = MOST_CHOICES, what: str = "选项"
    ) -> tuple[Choice, ...]:
        if data is None:
            return ()
        if not isinstance(data, list) or len(data) > most:
            self.say(path, f"{what}最多 {most} 个。")
            return ()
        found = []
        for each in data:
            key, label = (each.get("key"), each.get("label")) if isinstance(each, dict) else (None, None)
            if (
                not isinstance(key, str)
                or not KEY.match(key)
                or not isinstance(label, str)
                or not label.strip()
            ):
                self.say(path, f"{what}要有名称。")
            elif len(label) > LONGEST["label"]:
                self.say(path, f"{what}“{label[:10]}……”太长，最多 {LONGEST['label']} 个字。")
            else:
                found.append(Choice(key, _BARRED.sub("", label).strip()))
        return tuple(found)

    def columns(self, data: Any, path: tuple[str, ...]) -> tuple[Field, ...]:
        if not isinstance(data, list) or not 1 <= len(data) <= MOST_COLUMNS:
            self.say(path, f"表格要有 1 至 {MOST_COLUMNS} 列。")
            return ()
        found = [self.field(each, path, inner=True) for each in data]
        return tuple(each for each in found if each is not None)

    def condition(self, data: Any, path: tuple[str, ...]) -> Condition | None:
        if data is None:
            return None
        try:
            return from_json(data)
        except BadCondition as bad:
            self.say(path, str(bad))
            return None


def read(data: Any) -> tuple[Form, list[Problem]]:
    """The form a definition describes, and what is wrong with it."""
    reader = _Reader()
    if not isinstance(data, dict) or not isinstance(data.get("fields"), list):
        return Form(), [Problem((), "表单的写法不对，请重新建立。")]
    if len(data["fields"]) > MOST_FIELDS:
        return Form(), [Problem((), f"一张表最多 {MOST_FIELDS} 项，请拆成几张表。")]
    fields = [reader.field(each, ()) for each in data["fields"]]
    checks = _checks(data.get("checks", []), reader)
    form = Form(tuple(each for each in fields if each is not None), checks)
    if not form.fields and not reader.problems:
        reader.say((), "还没有任何项目，请先添加。")
    return form, [*reader.problems, *wrong_in(form)]


def _checks(data: Any, reader: _Reader) -> tuple[Check, ...]:
    if not isinstance(data, list) or len(data) > MOST_CHECKS:
        reader.say((), f"核对规则最多 {MOST_CHECKS} 条。")
        return ()
    found = []
    for each in data:
        if not isinstance(each, dict) or not isinstance(each.get("table", ""), str):
            reader.say((), "核对规则的写法不对，请重新设置。")
            continue
        must, message = reader.condition(each.get("must"), ()), reader.text(each, "message", ())
        if must is None or not message:
            reader.say((), "核对规则要写明条件，以及不符合时的提示。")
        else:
            found.append(Check(must, message, each.get("table", "")))
    return tuple(found)


def is_canonical(field: Field, value: Any) -> bool:
    """Whether this is a canonical value of the field's kind."""
    if isinstance(value, float) or (isinstance(value, bool) and field.kind != "yes_no"):
        return False
    try:
        again = parse(field, typed(field, value))
        return bool(again == value and type(again) is type(value))
    except BadValue:
        return False
