"""The file, the columns, the answers to doubts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from luoshi.common import files
from luoshi.core.fields import BadValue, parse, shown
from luoshi.core.fields.checking import exposure, range_problem
from luoshi.core.fields.model import RANGED, Field, Picked
from luoshi.core.lists.asking import shape_of
from luoshi.core.lists.model import Shape
from luoshi.core.lists.persons import id_number
from luoshi.core.masking import mask_numbers

from .deciding import CONFLICT, DROP, EMPTY, KEEP, OTHER, TAKE, TYPE, Group

ENDINGS = (".xlsx", ".xls", ".et", ".csv", ".docx")
MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
CHOOSE = ("", "— 请选择 —")
LEFT_OUT = ("", "不读入")
NOT_FOR_OTHERS = "（个人信息，只给上传人看）"


class FileForm(forms.Form):
    upload = forms.FileField(
        label="名单文件",
        widget=forms.ClearableFileInput(
            attrs={"accept": ",".join(ENDINGS)},
        ),
        help_text="Excel（.xlsx、.xls）、.csv 或 Word 里的表格（.docx），不超过 20 MB。"
        "不用先整理：标题、合并单元格、合计行都可以留着。",
        error_messages={
            "required": "请选择要导入的名单。",
            "empty": "这是空文件，里面没有内容，请重新选择。",
        },
    )

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        name = files.clean_name(upload.name or "")
        if PurePath(name).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(f"“{name}”读不了。请上传 Excel、.csv 或 Word 文件。")
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError(f"“{name}”超过 20 MB，请删去图片，或拆成几个文件。")
        return upload


class TakeOverForm(forms.Form):
    """Which rows of a sheet, into which register."""

    def __init__(
        self, *args: Any, parts: Sequence[tuple[str, str]], registers: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        gone = {"invalid_choice": "请从列出的里面选一个。"}
        self.fields["part"] = forms.ChoiceField(
            label="表里的哪一部分",
            choices=parts,
            widget=forms.RadioSelect,
            initial=parts[0][0] if parts else "",
            error_messages={"required": "请选择要导入的部分。", **gone},
        )
        self.fields["register"] = forms.ChoiceField(
            label="导入哪个台账",
            choices=[CHOOSE, *registers],
            error_messages={"required": "请选择台账。", **gone},
            help_text="台账里没有的栏目读不进去，仍留在这张表里；要长期登记的，请市教育局在台账的内容项目里加上，再导入。",
        )


class ColumnsForm(forms.Form):
    """One choice for each column of each table."""

    def __init__(
        self, *args: Any, tables: Sequence[dict[str, Any]], fields: Sequence[Field], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tables = tables
        choices = [LEFT_OUT, *((each.key, each.label) for each in fields)]
        self.required_ones = {each.key: each.label for each in fields if each.required}
        for number, table in enumerate(tables):
            for column in table["columns"]:
                label = f"{column['letter']}列“{' / '.join(column['path'])}”"
                self.fields[f"c-{number}-{column['at']}"] = forms.ChoiceField(
                    label=label,
                    choices=choices,
                    required=False,
                    initial=column["field"],
                    widget=forms.Select(attrs={"aria-label": label}),
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number, table in enumerate(self.tables):
            seen: dict[str, str] = {}
            for column in table["columns"]:
                name = f"c-{number}-{column['at']}"
                key = cleaned.get(name, "")
                if key and key in seen and not column["tick"]:
                    self.add_error(name, f"和{seen[key]}列选了同一项，请只留一列。")
                seen.setdefault(key, column["letter"])
            for key, label in self.required_ones.items():
                if key not in seen:
                    self.add_error(None, f"必填的“{label}”还没有对应到任何一列。")
        self._refuse_differing(cleaned)
        return cleaned

    def _refuse_differing(self, cleaned: dict[str, Any]) -> None:
        """Tables with the same headings are read alike: they are remembered by them."""
        first: dict[tuple[str, int], str] = {}
        for number, table in enumerate(self.tables):
            for column in table["columns"]:
                name = f"c-{number}-{column['at']}"
                said = cleaned.get(name, "")
                if first.setdefault((table["digest"], column["at"]), said) != said:
                    self.add_error(name, "前面有一张表的表头与这张相同，这一列要选得一样。")

    def chosen(self) -> dict[str, dict[str, str]]:
        """By digest of the headings."""
        return {
            table["digest"]: {
                str(column["at"]): self.cleaned_data.get(f"c-{number}-{column['at']}", "")
                for column in table["columns"]
            }
            for number, table in enumerate(self.tables)
        }

    def blocks(self) -> Iterator[tuple[dict[str, Any], list[tuple[dict[str, Any], Any]]]]:
        for number, table in enumerate(self.tables):
            yield table, [(column, self[f"c-{number}-{column['at']}"]) for column in table["columns"]]


class DoubtsForm(forms.Form):
    """For each group of doubts what becomes of it; nothing is answered beforehand."""

    def __init__(
        self,
        *args: Any,
        groups: Sequence[Group],
        picks: dict[str, tuple[Picked, ...]],
        decided: dict[str, list[Any]],
        personal: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups, self.picks, self.personal, self.decided = groups, picks, personal, decided
        for group in groups:
            how, value = decided.get(group.id, ["", None])
            what = f"{group.place}“{group.field.label if group.field else '整行'}”"
            self.fields[f"how-{group.id}"] = forms.ChoiceField(
                label=f"{what}怎样处理", choices=choices_of(group, personal), required=False, initial=how,
                widget=forms.Select(attrs={"aria-label": f"{what}怎样处理"}),
            )  # fmt: skip
            attrs = {
                "aria-label": f"{what}改成的内容或理由",
                "autocomplete": "off",
                "placeholder": "改成的内容；不读入时写理由",
            }
            self.fields[f"value-{group.id}"] = forms.CharField(
                label=f"{what}改成", required=False, max_length=2000, initial=_typed(group, how, value, personal),
                widget=forms.TextInput(attrs=attrs),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.said: dict[str, dict[str, Any]] = {"cells": {}, "rows": {}}
        for group in self.groups:
            how, text = cleaned.get(f"how-{group.id}", ""), cleaned.get(f"value-{group.id}", "").strip()
            if not how and text and group.field is not None:
                how = TYPE  # whoever typed a value means it
            if how and not self._is_as_it_was(group, how, text):
                self._take(group, how, text)
        return cleaned

    def _is_as_it_was(self, group: Group, how: str, text: str) -> bool:
        """A row left out by another doubt, a value that who sends the page may not see: sent again unchanged."""
        before, value = self.decided.get(group.id, ["", None])
        hidden = not self.personal and group.field is not None and group.field.personal and not text
        return how == before and (hidden or (how == DROP and text == value))

    def _take(self, group: Group, how: str, text: str) -> None:
        if how == DROP or group.is_row:
            self._take_row(group, how, text)
            return
        value = None
        if how == TAKE:
            value = group.proposal
        elif how == KEEP:
            value = group.doubt.get("mine")
        elif how == TYPE:
            try:
                value = self.value_of(group, text)
            except BadValue as bad:
                self.add_error(f"value-{group.id}", str(bad))
                return
        self.said["cells"] |= {key: [how, value] for key in group.cells()}
        if self.decided.get(group.id, [""])[0] == DROP:  # it was left out by this doubt, and is read in now
            self.said["rows"] |= {str(row): None for row in group.rows}

    def _take_row(self, group: Group, how: str, text: str) -> None:
        if how == DROP and not text and not group.is_row:
            self.add_error(f"value-{group.id}", "不读入要写明理由。")
            return
        words = text[:200] or (group.doubt["why"] if how == DROP else "")
        keys = [group.row_key] if group.is_row else [str(row) for row in group.rows]
        self.said["rows"] |= {key: [how, words] for key in keys}

    def value_of(self, group: Group, text: str) -> Any:
        assert group.field is not None
        field = group.field
        if not text:
            raise BadValue("请填写改成的内容，或改选其他做法。")
        if shape_of(field) == Shape.ID_NUMBER:
            outcome = id_number(text)
            if outcome.is_doubt:
                raise BadValue(outcome.why)
            text = outcome.value
        value = parse(field, text, self.picks.get(field.pick_name, ()))
        if problem := exposure(field, value) or (range_problem(field, value) if field.kind in RANGED else ""):
            raise BadValue(problem)
        return value

    def lines(self) -> Iterator[tuple[Group, Any, Any, str, str]]:
        for group in self.groups:
            why = group.doubt["why"] if self.personal else mask_numbers(group.doubt["why"])
            text = shown_text(group, self.personal)
            yield group, self[f"how-{group.id}"], self[f"value-{group.id}"], text, why


def choices_of(group: Group, personal: bool = True) -> list[tuple[str, str]]:
    count = f"（{len(group.rows)} 行）" if len(group.rows) > 1 else ""
    if group.is_row:
        choices = [CHOOSE, (KEEP, "读入这一行"), (DROP, "不读入这一行")]
        if group.doubt["code"] == "double":
            if group.twin:
                choices.insert(2, (OTHER, f"读入这一行，不读入{group.twin}"))
            choices[1] = (KEEP, "两行都读入，不是同一条")
        return choices
    assert group.field is not None
    if group.doubt["code"] == CONFLICT:
        words = (
            shown(group.field, group.proposal) or "空",
            shown(group.field, group.doubt.get("mine")) or "空",
        )
        return [
            CHOOSE,
            (TAKE, f"留台账里现在的：{words[0]}"[:120]),
            (KEEP, f"用登记表里的：{words[1]}"[:120]),
        ]
    choices = [CHOOSE]
    if group.has_proposal:
        seen = personal or not group.field.personal
        said = shown(group.field, group.proposal) if seen else NOT_FOR_OTHERS
        choices.append((TAKE, f"采用建议：{said}"[:120]))
    choices.append((TYPE, "改成右边填写的"))
    if not group.field.required:
        choices.append((EMPTY, "留空"))
    return [*choices, (DROP, f"不读入{count or '这一行'}")]


def _typed(group: Group, how: str, value: Any, personal: bool = True) -> str:
    if how == TYPE and group.field is not None and group.field.personal and not personal:
        return ""
    if how == TYPE and group.field is not None and value is not None:
        return (
            shown(group.field, value)
            if group.field.kind in ("organisation", "person", "entry")
            else str(value)
        )
    return str(value or "") if how == DROP else ""


def shown_text(group: Group, personal: bool) -> str:
    """What stands in the cell, for who may see it."""
    text = str(group.doubt["text"])
    if personal:
        return text
    if group.field is not None and group.field.personal:
        return NOT_FOR_OTHERS if text else ""
    return mask_numbers(group.open_text if group.is_row else text)
