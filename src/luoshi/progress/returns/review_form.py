"""The boxes of the page on which a template is checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django import forms

from luoshi.common.actor import Actor
from luoshi.common.dataforms.sources import all_prefills
from luoshi.core.fields import read
from luoshi.core.quoting import quoted

from .forms import NOT_PLAIN
from .laying_out import (
    EITHER,
    TOGETHER,
    Printed,
    laid_out,
    may_be_either,
    may_come_otherwise,
    printed_of,
)
from .review import (
    ARRANGEMENTS,
    CHOSEN,
    KINDS,
    SHAPES,
    Group,
    Line,
    choices_in,
    content_of,
    groups_of,
    measured_kind,
)

HEADS = ("shape", "name")
NAMES = ("take", "label", "kind", "unit", "choices", "required", "personal", "source")


class ReviewForm(forms.Form):
    """Per column: asked or not, its name, kind, unit, choices, whether it must be filled, where it is held already."""

    def __init__(
        self,
        *args: Any,
        template: Mapping[str, Any],
        personal: Any = None,
        schools: Collection[str] = (),
        actor: Actor | None = None,
        **given: Any,
    ) -> None:
        """`personal`: keys of what a person said is personal; None: nobody has said yet. `schools`: names that a
        printed row can be given. `actor`: whose registers and indicators can be named as sources.
        """
        super().__init__(*args, **given)
        self.personal, self.known = personal, all_prefills(actor)
        self.template, self.groups = template, groups_of(template, self.known)
        self.sources = [
            ("", "学校填"),
            *((key, f"带出：{each.label}") for key, each in self.known.items()),
        ]
        self.schools = schools
        self.printed = {table["key"]: printed_of(table) for table in template["tables"]}
        self._layout(template)
        for group in self.groups:
            if group.shape == "schools":
                self._name_of(group)
            for line in group.lines:
                self._boxes(line)

    def _layout(self, template: Mapping[str, Any]) -> None:
        """How the answers come together, what the rows are, whose each printed row is."""
        if may_come_otherwise(template):
            self.fields["arrangement"] = forms.ChoiceField(
                label="各校的表怎样合到一起",
                choices=[(key, ARRANGEMENTS[key]) for key in TOGETHER],
                initial=template["arrangement"],
                help_text="改成“每个学校一份”的，表外要各校填的项目请在下面勾选。",
            )
        for table in template["tables"]:
            if may_be_either(table):
                choices = [(key, SHAPES[key]) for key in EITHER]
                field = forms.ChoiceField(label="这张表的行", choices=choices, initial=table["shape"])
                self.fields[f"shape-{table['key']}"] = field
            for row in self.printed[table["key"]]:
                box = forms.TextInput(
                    attrs={"list": "schools", "aria-label": f"第{row.at}行{quoted(row.label)}是哪个单位"}
                )
                self.fields[row.box] = forms.CharField(
                    label=row.label, max_length=100, required=False, initial=row.school, widget=box
                )

    def _name_of(self, group: Group) -> None:
        choices = [("0", "没有这一列"), *((str(at), head) for at, head in group.heads)]
        field = forms.ChoiceField(label="哪一列是学校名称", choices=choices, initial=str(group.name_at))
        self.fields[f"name-{group.key}"] = field

    def _is_personal(self, line: Line) -> bool:
        return line.personal if self.personal is None else line.key in self.personal

    def _boxes(self, line: Line) -> None:
        boxes: dict[str, forms.Field] = {
            "take": forms.BooleanField(required=False, initial=line.take, disabled=line.formula),
            "label": _text(60, line.label, "请写名称。"),
            "kind": forms.ChoiceField(choices=_kinds(line), initial=line.kind),
            "unit": _text(10, line.unit),
            "choices": _text(2000, line.choices, lines=True),
            "required": forms.BooleanField(required=False, initial=line.required),
            "personal": forms.BooleanField(required=False, initial=self._is_personal(line)),
        }
        if line.single:
            boxes["source"] = forms.ChoiceField(
                choices=self.sources,
                required=False,
                initial=line.source,
                error_messages={"invalid_choice": "这个来源已经没有了，请重新选择。"},
            )
        names = {"take": "要填", "label": "名称", "kind": "类型", "unit": "单位", "choices": "选项",
                 "required": "必填", "personal": "个人信息", "source": "谁填"}  # fmt: skip
        for name, field in boxes.items():
            field.label = f"{line.head}：{names[name]}"
            field.widget.attrs["aria-label"] = field.label
            if line.formula:  # the page shows no boxes for it: what is not sent must not be missing
                field.disabled, field.required = True, False
            self.fields[f"{name}-{line.key}"] = field

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """By group: the boxes of its layout, its printed rows with theirs, its lines with theirs."""
        return [
            {
                "group": group,
                "heads": [
                    self[f"{name}-{group.key}"] for name in HEADS if f"{name}-{group.key}" in self.fields
                ],
                "printed": list(self._printed(self.printed.get(group.key, ()))),
                "lines": [(line, self._shown(line)) for line in group.lines],
            }
            for group in self.groups
        ]

    def _printed(self, rows: Collection[Printed]) -> Iterator[tuple[str, list[tuple[Printed, Any]], bool]]:
        """(what they are, rows with their boxes, whether they stand open): those that nobody knew, the others."""
        for known, words in ((False, "行印好的没有认出是哪个单位"), (True, "行印好的已认出是哪个单位")):
            chosen = [(row, self[row.box]) for row in rows if bool(row.school) is known]
            if chosen:
                yield f"{len(chosen)} {words}", chosen, not known or any(box.errors for _, box in chosen)

    @property
    def how(self) -> Any:
        return self["arrangement"] if "arrangement" in self.fields else None

    def _shown(self, line: Line) -> dict[str, Any]:
        """The boxes of a line by name, all of them as `fields`, and what they say in few words."""
        boxes = {name: self[f"{name}-{line.key}"] for name in NAMES if f"{name}-{line.key}" in self.fields}
        kind, source = boxes["kind"].value(), boxes["source"].value() if "source" in boxes else ""
        said = [
            boxes["label"].value() if boxes["label"].value() != line.head else "",
            dict(KINDS).get(kind, ""),
            boxes["unit"].value(),
            "、".join(choices_in(boxes["choices"].value() or "")) if kind in CHOSEN else "",
            "必填" if boxes["required"].value() else "",
            "个人信息" if boxes["personal"].value() else "",
            self._filled_by(line, boxes["take"].value(), source or ""),
        ]
        return {**boxes, "fields": list(boxes.values()), "words": " · ".join(each for each in said if each)}

    def _filled_by(self, line: Line, asked: Any, source: str) -> str:
        """What is not asked is written by itself, or stays as it came."""
        if not asked:
            return line.auto or "不用填"
        return str(dict(self.sources).get(source, "学校填"))

    @property
    def initials(self) -> dict[str, Any]:
        return {name: field.initial for name, field in self.fields.items()}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for group in self.groups:
            for line in group.lines:
                self._check(line, said)
            self._check_rows(self.printed.get(group.key, ()), said)
        if not self.errors:
            content = content_of(*laid_out(self.template, said))
            if not content["fields"]:
                self.add_error(None, "一栏都没有选，请勾选要学校填的栏目。")
            else:
                for problem in read(content)[1][:1]:
                    self.add_error(None, problem.message)
        return said

    def _check_rows(self, rows: Collection[Printed], said: dict[str, Any]) -> None:
        met: dict[str, Printed] = {}
        for row in rows:
            school = said[row.box] = (said.get(row.box) or "").strip()
            if school and school != row.school and school not in self.schools:
                self.add_error(
                    row.box, f"没有叫{quoted(school[:40])}的下属单位，请从列表里选；不是学校的行空着。"
                )
            elif school and school in met:
                self.add_error(row.box, f"第{met[school].at}行已经是{quoted(school)}，一个单位只能有一行。")
            met.setdefault(school, row)

    def _check(self, line: Line, said: dict[str, Any]) -> None:
        if not said.get(f"take-{line.key}"):
            for name in NAMES:  # what is not asked need not be right
                self.errors.pop(f"{name}-{line.key}", None)
            return
        if (
            said.get(f"kind-{line.key}") in CHOSEN
            and len(choices_in(said.get(f"choices-{line.key}", ""))) < 2
        ):
            self.add_error(f"choices-{line.key}", "单选、多选至少要有两个选项，每行写一个。")
        if line.kind == "percent" and said.get(f"kind-{line.key}") in ("integer", "decimal"):
            self.add_error(f"kind-{line.key}", "原表这一栏是百分比，填成别的数会差一百倍；请选百分比或文字。")
        source = self.known.get(said.get(f"source-{line.key}", ""))
        kind, unit = said.get(f"kind-{line.key}", ""), said.get(f"unit-{line.key}", "")
        if source is not None and measured_kind(kind, unit) not in source.kinds:
            self.add_error(f"source-{line.key}", "这个来源带出的内容与类型不合，请改类型或改为学校填。")


def _kinds(line: Line) -> list[tuple[str, str]]:
    """Several answers only where one question stands alone with its boxes."""
    return [each for each in KINDS if each[0] != "choices" or line.at == 0]


def _text(most: int, initial: str, required: str = "", *, lines: bool = False) -> forms.CharField:
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "每行一个选项"}) if lines else forms.TextInput,
        max_length=most,
        required=bool(required),
        initial=initial,
        error_messages={"required": required, "null_characters_not_allowed": NOT_PLAIN},
    )
