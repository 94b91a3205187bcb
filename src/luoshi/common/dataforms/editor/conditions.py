"""A condition as up to three lines: field, comparison, value or another field; all of them or any.

A condition that says more (made in a pack) is shown in words and kept until it is replaced.
"""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.core.conditions import OPS, Test, from_json, to_json
from luoshi.core.conditions import All as AllOf
from luoshi.core.conditions import Any as AnyOf
from luoshi.core.conditions.tree import Condition
from luoshi.core.fields import BadValue, Field, Form, parse, words_of
from luoshi.core.fields.lookup import literal_words
from luoshi.core.fields.model import FILES, NUMBERS
from luoshi.core.fields.shown import typed

LINES = 3
PARTS = ("field", "op", "value", "than")


def names_in(form: Form, table: str = "", own: str = "") -> list[tuple[str, str]]:
    """What a condition may look at: fields, sums and counts of tables, in a table's own conditions its columns."""
    inner = form.field(table) if table else None
    found = [(c.key, f"本行：{c.label}") for c in inner.columns if c.key != own] if inner else []
    for field in form.fields:
        if field.kind != "table":
            found += [(field.key, field.label)] if table or field.key != own else []
            continue
        if not table and field.key == own:
            continue
        found.append((f"{field.key}.count", form.label(f"{field.key}.count")))
        found += [
            (f"{field.key}.{c.key}", form.label(f"{field.key}.{c.key}"))
            for c in field.columns
            if c.kind in NUMBERS
        ]
    return found


class ConditionWidget(forms.Widget):
    template_name = "dataforms/editor/condition.html"
    use_fieldset = True

    def __init__(self, names: list[tuple[str, str]], folded: bool = False) -> None:
        self.names, self.words, self.folded = names, "", folded
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        lines = [{part: data.get(f"{name}-{n}-{part}", "") for part in PARTS} for n in range(LINES)]
        return {
            "mode": data.get(f"{name}-mode", "all"),
            "keep": bool(data.get(f"{name}-keep")),
            "lines": lines,
        }

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-mode" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        given = value or {"mode": "all", "lines": []}
        lines = [*given["lines"], *[{}] * LINES][:LINES]
        context["widget"] |= {
            "mode": given["mode"],
            "words": self.words,
            "folded": self.folded,
            "open": bool(self.words or any(line.get("field") for line in given["lines"])),
            "keep": given.get("keep", bool(self.words)),
            "lines": [self._line(name, n, line) for n, line in enumerate(lines)],
        }
        return context

    def _line(self, name: str, number: int, line: dict[str, str]) -> dict[str, Any]:
        return {
            "name": f"{name}-{number}",
            "number": number + 1,
            "fields": [(key, label, key == line.get("field")) for key, label in self.names],
            "ops": [(op.key, op.words, op.key == line.get("op")) for op in OPS.values()],
            "value": line.get("value", ""),
            "than": [(key, label, key == line.get("than")) for key, label in self.names],
        }


class ConditionField(forms.Field):
    """Gives the condition's JSON, or None."""

    widget: ConditionWidget

    def __init__(
        self, form: Form, label: str, *, table: str = "", own: str = "", folded: bool = False, **more: Any
    ) -> None:
        """`folded`: shown closed until there is a condition."""
        self.form, self.table, self.stored = form, table, None
        widget = ConditionWidget(names_in(form, table, own), folded)
        super().__init__(label=label, widget=widget, **more)

    def start(self, data: Any) -> dict[str, Any] | None:
        """The stored condition as the lines to show; one that says more is kept in words."""
        if not data:
            return None
        self.stored = data
        condition = from_json(data)
        tests, mode = _tests(condition)
        if tests is None:
            self.widget.words = words_of(self.form, condition, self.table)
            return {"mode": "all", "keep": True, "lines": []}
        return {"mode": mode, "lines": [self._line(test) for test in tests]}

    def _field(self, name: str) -> Field | None:
        inner = self.form.field(self.table) if self.table else None
        return (inner.column(name) if inner else None) or self.form.at(name)

    def _line(self, test: Test) -> dict[str, str]:
        each = self._field(test.field)
        if isinstance(test.value, tuple):
            said = "、".join(literal_words(each, value).strip("“”") for value in test.value)
        else:
            said = "" if test.value is None else typed(each, test.value) if each else str(test.value)
        return {"field": test.field, "op": test.op, "value": said, "than": test.than}

    def clean(self, value: Any) -> Any:
        given = value or {"lines": []}
        lines = [line for line in given["lines"] if line.get("field")]
        if not lines:
            if given.get("keep") and self.widget.words:
                return self.stored
            if self.required:
                raise forms.ValidationError("请至少写一个条件。")
            return None
        tests = [self._test(line) for line in lines]
        if len(tests) == 1:
            return to_json(tests[0])
        joined: Condition = (AnyOf if given.get("mode") == "any" else AllOf)(tuple(tests))
        return to_json(joined)

    def _test(self, line: dict[str, str]) -> Test:
        name, op, known = line["field"], line["op"], dict(self.widget.names)
        if name not in known or op not in OPS:
            raise forms.ValidationError("请选择项目和比较方式。")
        if OPS[op].needs == "nothing":
            return Test(name, op)
        if line.get("than"):
            if line["than"] not in known or OPS[op].needs != "one":
                raise forms.ValidationError(f"“{known[name]}”不能这样与另一项比较。")
            return Test(name, op, None, line["than"])
        return Test(name, op, self._literal(name, op, line.get("value", ""), known[name]))

    def _literal(self, name: str, op: str, text: str, label: str) -> Any:
        each = self._field(name)
        if not text.strip():
            raise forms.ValidationError(f"请写明“{label}”与什么比较，或选择另一项。")
        if each is None or each.kind == "table" or each.kind in FILES:
            each = Field(name, "integer", label)
        if OPS[op].needs == "many":
            return tuple(
                str(self._read(each, part)) for part in text.replace("，", "、").split("、") if part.strip()
            )
        return self._read(each, text)

    @staticmethod
    def _read(each: Field, text: str) -> Any:
        try:
            value = parse(each, text)
        except BadValue as bad:
            raise forms.ValidationError(str(bad)) from bad
        return value[0] if isinstance(value, list) else value

    def in_words(self, value: Any) -> str:
        lines = (value or {}).get("lines", [])
        said = [" ".join(filter(None, (line.get(part, "") for part in PARTS))) for line in lines]
        return "；".join(filter(None, said)) or self.widget.words


def _tests(condition: Condition) -> tuple[list[Test] | None, str]:
    if isinstance(condition, Test):
        return [condition], "all"
    if isinstance(condition, AllOf | AnyOf) and len(condition.parts) <= LINES:
        tests = [part for part in condition.parts if isinstance(part, Test)]
        if len(tests) == len(condition.parts):
            return tests, "any" if isinstance(condition, AnyOf) else "all"
    return None, "all"
