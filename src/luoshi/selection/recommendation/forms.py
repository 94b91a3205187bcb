"""Input of recommendation and promotion. Never writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from luoshi.common import files, uploads
from luoshi.common.models import StoredFile
from luoshi.core.selection import read_rules
from luoshi.selection.models import Call
from luoshi.selection.outcome.listing import level_titles
from luoshi.selection.outcome.models import Decision, Result

from .drawing import Letter, fields_for

LONG_LIST = 20  # choices beyond which the list scrolls in a frame of its own
BAD_DAY = {"required": "请填写日期。", "invalid": "日期写成 2026-11-30 这样，请改正。"}


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=BAD_DAY)


def _text(label: str, most: int, required: str = "", rows: int = 0, **given: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    errors = {"required": required} if required else {}
    return forms.CharField(
        label=label, max_length=most, widget=widget, required=bool(required), error_messages=errors, **given
    )


class _FileForm(forms.Form):
    """A form that brings one file."""

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile = self.cleaned_data["file"]
        if wrong := list(uploads.refusals([upload])):
            raise forms.ValidationError(wrong)
        return upload


def _file(label: str, required: str) -> forms.FileField:
    field = forms.FileField(
        label=label, error_messages={"required": required, "empty": "这个文件是空的，请重选。"}
    )
    field.widget.attrs["accept"] = ",".join(uploads.BEGINNINGS)
    return field


def kept(upload: UploadedFile) -> tuple[StoredFile, str]:
    """The bytes in the store and the name, before any act begins."""
    return files.put(upload.chunks()), files.given_name(upload.name or "")


class UpwardForm(_FileForm):
    """What the minutes say of what goes up."""

    body = _text("会议", 60, "请写明是哪个会议。")
    held_on = _day("会议日期")
    number = _text("纪要文号", 80)
    words = _text("审定意见", 1000, "请写明会议怎么定的。", rows=3)
    file = _file("会议纪要", "请附上会议纪要。")

    def __init__(self, *given: Any, call: Call, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["body"].help_text = f"{call.own_words.meetings}，按纪要写全称。"


class DrawForm(forms.Form):
    """A letter and its table. again: there was one before, so that there has to be a reason."""

    decision = forms.ChoiceField(
        label="依据的审定",
        error_messages={"required": "请选择依据的审定。", "invalid_choice": "请在列出的里面选。"},
    )
    to = _text("报送到", 80, "请写明报送到哪个上级单位。", help_text="主送单位的名称，如某某省教育厅。")
    letter_number = _text("文号", 80, "请填写文号。")
    title = _text("标题", 120, "请填写标题。")
    words = _text("正文", 4000, "请填写正文。", rows=5, help_text="主送单位、附件、落款由系统加上，不用写。")
    on = _day("成文日期")
    rows = forms.MultipleChoiceField(
        label="推荐的项目",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选要推荐的。", "invalid_choice": "名单有变化，请刷新页面重新勾选。"},
    )
    skipped_words = _text(
        "没有按名次推荐的理由", 300, rows=2, help_text="排在前面的没有推荐、排在后面的推荐了才写。"
    )
    columns = forms.MultipleChoiceField(
        label="汇总表里还要列的内容",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="申报书里的内容。身份证号、电话等个人信息不能列。",
    )
    reason = _text("换版的理由", 300, "请写明为什么再出一版。", rows=2)

    def __init__(
        self, *given: Any, call: Call, selected: Sequence[Result], decisions: Sequence[Decision], again: bool,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*given, **more)
        self.decisions = {row.public_id: row for row in decisions}
        self._choose("decision", [(key, _decision_words(row)) for key, row in self.decisions.items()])
        limit, titles = read_rules(call.rules).next_number, level_titles(read_rules(call.rules))
        self._choose("rows", [(row.public_id, _row_words(row, titles)) for row in selected])
        if len(selected) > LONG_LIST:
            self.fields["rows"].widget.attrs["class"] = "many"
        if limit:
            each = "每个组别" if any(row.group for row in selected) else ""
            self.fields["rows"].help_text = f"{each}最多推荐 {limit} 个，按入选名单的次序。"
        else:
            self.fields["rows"].help_text = "按入选名单的次序。"
        fields = [(field.key, field.label) for field in fields_for(call)]
        self._choose("columns", fields)
        if not fields:
            del self.fields["columns"]
        if not again:
            del self.fields["reason"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_decision(self) -> Decision:
        return self.decisions[self.cleaned_data["decision"]]

    def clean_rows(self) -> list[str]:
        """In the order of the list, however they were ticked."""
        ticked = set(self.cleaned_data["rows"])
        return [key for key, _ in self.fields["rows"].choices if key in ticked]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`letter` beside what was typed."""
        said = dict(super().clean() or {})
        names = ("to", "letter_number", "title", "words", "on")
        if all(said.get(name) for name in names):
            said["letter"] = Letter(**{name: said[name] for name in names})
        return said


def _decision_words(row: Decision) -> str:
    number = f"，{row.number}" if row.number else ""
    return f"{row.body}（{row.held_on:%Y-%m-%d}{number}）"


def _row_words(row: Result, titles: dict[str, str]) -> str:
    application = row.application
    parts = (
        f"{row.order}．{application.title}",
        application.organisation.short,
        row.group,
        titles.get(row.level, ""),
    )
    return "　".join(part for part in parts if part)


class SendForm(forms.Form):
    on = _day("发出日期")
    how = _text("报送方式", 120, "请写明怎么报送的。", help_text="如公文交换、机要、当面报送、上级平台。")


class PaperForm(_FileForm):
    file = _file("上级文件", "请选择上级公布结果的文件。")

    def __init__(self, *given: Any, there: str = "", **more: Any) -> None:
        """there: name of the paper that lies with the results already."""
        super().__init__(*given, **more)
        if there:
            self.fields["file"].required = False
            self.fields["file"].help_text = f"已附“{there}”。要换一份更清楚的才选。"

    def clean_file(self) -> UploadedFile | None:
        return super().clean_file() if self.cleaned_data["file"] else None


class UpperCallForm(forms.Form):
    """Into which selection winners go on."""

    upper = forms.ChoiceField(
        label="晋级到", required=False, error_messages={"invalid_choice": "请在列出的里面选。"}
    )

    def __init__(self, *given: Any, uppers: Sequence[Call], **more: Any) -> None:
        super().__init__(*given, **more)
        self.uppers = {row.public_id: row for row in uppers}
        field = self.fields["upper"]
        assert isinstance(field, forms.ChoiceField)
        rows = [(key, f"{row.title}（{row.organisation.short}）") for key, row in self.uppers.items()]
        field.choices = [("", "不晋级到别的遴选"), *rows]

    def clean_upper(self) -> Call | None:
        return self.uppers.get(self.cleaned_data["upper"])
