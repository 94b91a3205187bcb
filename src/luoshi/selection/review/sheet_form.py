"""The rubric as a form: veto first, then the blocks, with comments where the rubric asks for them. It never writes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from luoshi.core.scoring import BadScoring, Item, Rubric, count, points, said, so_far

from .content import Content

COMMENT, OPINION = 1000, 3000
VETO_COMMENT = "否决的依据"


class SheetForm(forms.Form):
    """Fields i0, i1 … of the items in their order, c0 … of their comments, `opinion`; `.content` once it is whole."""

    def __init__(self, *given: Any, rubric: Rubric, **more: Any) -> None:
        super().__init__(*given, **more)
        self.rubric = rubric
        for at, item in enumerate(rubric.items):
            self.fields[f"i{at}"] = _field(item)
            if item.comment or item.kind == "veto":
                label = VETO_COMMENT if item.kind == "veto" else f"“{item.title}”的说明"
                self.fields[f"c{at}"] = _words(label, COMMENT, 2)
        self.fields["opinion"] = _words("评审意见", OPINION, 4)

    def values(self) -> dict[str, Any]:
        """As far as it has been filled in: by item of the rubric."""
        found: dict[str, Any] = {}
        for at, item in enumerate(self.rubric.items):
            value = self.cleaned_data.get(f"i{at}", "")
            if value not in ("", None):
                found[item.key] = value == "yes" if item.kind == "veto" else value
        return found

    def clean(self) -> dict[str, Any]:
        values = self.values()
        vetoed = [at for at, item in enumerate(self.rubric.items) if values.get(item.key) is True]
        for at, item in enumerate(self.rubric.items):
            self._check(at, item, values, bool(vetoed))
        if self.rubric.opinion and not self.cleaned_data.get("opinion", "").strip():
            self.add_error("opinion", "请写评审意见。")
        if not self.errors:
            try:
                count(self.rubric, values)
            except BadScoring as bad:
                self.add_error(None, str(bad))
        return {**self.cleaned_data, "content": self.content}

    def _check(self, at: int, item: Item, values: Mapping[str, Any], vetoed: bool) -> None:
        value = values.get(item.key)
        if value is None:
            if item.kind != "bonus" and not vetoed:
                self.add_error(f"i{at}", "请先判断有没有。" if item.kind == "veto" else "请评分。")
        elif item.kind != "veto":
            try:
                points(item, value)
            except BadScoring as bad:
                self.add_error(f"i{at}", str(bad))
        asked = value is True if item.kind == "veto" else item.comment and value is not None
        if asked and not self.cleaned_data.get(f"c{at}", "").strip():
            where = "请写明在哪份材料的什么位置、为什么。" if item.kind == "veto" else "这一项要写说明。"
            self.add_error(f"c{at}", where)

    @property
    def content(self) -> Content:
        said = {
            item.key: self.cleaned_data[f"c{at}"].strip()
            for at, item in enumerate(self.rubric.items)
            if self.cleaned_data.get(f"c{at}", "").strip()
        }
        return Content(self.values(), said, self.cleaned_data.get("opinion", "").strip())

    def groups(self) -> Iterator[tuple[str, list[tuple[BoundField, BoundField | None]]]]:
        """For the page: vetoes first, then each block, then what is added; each line with its comment. What a whole
        sheet must have is not called optional there, though a draft may be without."""
        self.fields["opinion"].required = self.rubric.opinion
        blocks = {
            block.key: f"{block.title}（占 {said(block.weight * 100)}%）" for block in self.rubric.blocks
        }
        heads = {"veto": "先看有没有否决情形", "bonus": "加分"}
        found: dict[str, list[tuple[BoundField, BoundField | None]]] = {}
        order = sorted(
            range(len(self.rubric.items)),
            key=lambda at: {"veto": 0, "bonus": 2}.get(self.rubric.items[at].kind, 1),
        )
        for at in order:
            item = self.rubric.items[at]
            head = heads.get(item.kind) or blocks.get(item.block, "评分")
            self.fields[f"i{at}"].required = item.kind != "bonus"
            comment = self[f"c{at}"] if f"c{at}" in self.fields else None
            if comment is not None:
                comment.field.required = item.comment and item.kind not in ("veto", "bonus")
            found.setdefault(head, []).append((self[f"i{at}"], comment))
        yield from found.items()


def initial_of(rubric: Rubric, content: Content) -> dict[str, Any]:
    """What the form shows of a sheet that was handed in."""
    found: dict[str, Any] = {"opinion": content.opinion}
    for at, item in enumerate(rubric.items):
        value = content.values.get(item.key)
        if value is not None:
            found[f"i{at}"] = ("yes" if value else "no") if item.kind == "veto" else value
        found[f"c{at}"] = content.comments.get(item.key, "")
    return found


def total_so_far(rubric: Rubric, typed: Mapping[str, Any]) -> str:
    """The sum of what was typed, for people; what cannot be read yet counts nothing."""
    values = {item.key: _plain(str(typed.get(f"i{at}", ""))) for at, item in enumerate(rubric.items)}
    return said(so_far(rubric, values))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


class _Number(forms.CharField):
    """Kept as typed, in plain digits: whether it fits is told by the rubric."""

    def to_python(self, value: Any) -> str:
        return _plain(str(value or ""))[:20]


def _words(label: str, most: int, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=most, widget=forms.Textarea(attrs={"rows": rows})
    )


def _field(item: Item) -> forms.Field:
    if item.kind == "veto":
        return _choice(item.title, [("no", "没有"), ("yes", "有，否决")], "")
    if item.kind == "grade":
        grades = [(name, f"{name}（{said(item.most * share)} 分）") for name, share in item.grades]
        return _choice(item.title, grades, f"满分 {said(item.most)} 分。")
    help_text = f"满分 {said(item.most)} 分"
    if item.kind == "steps":
        steps = "；".join(f"{said(low)} 及以上 {said(given)} 分" for low, given in item.steps)
        help_text = f"填实际数值：{steps}；其余 {said(item.below)} 分"
    elif item.step is not None:
        help_text += f"，按 {said(item.step)} 分打分"
    made = _Number(label=item.title, required=False, help_text=f"{help_text}。", max_length=20)
    made.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})
    if item.kind != "steps":
        made.unit = "分"  # type: ignore[attr-defined]  # shown by the field's template
    return made


def _choice(label: str, choices: list[tuple[str, str]], help_text: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=forms.RadioSelect, help_text=help_text
    )
