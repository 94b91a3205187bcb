"""Input of the ladder."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.papers.file_fields import FilesField

from .forms import NOT_THERE, _day, _words, in_reason
from .queries import schools_below


class LetterForm(forms.Form):
    words = _words("要求", 3000, 5, error_messages={"required": "请写要学校做什么。"})
    reply_by = _day("回复期限", "请选回复期限。")

    def clean_reply_by(self) -> dt.date:
        day = in_reason(self.cleaned_data["reply_by"])
        if day < clock.today():
            raise forms.ValidationError("回复期限不能早于今天。")
        return day


class CaseForm(LetterForm):
    school = forms.ModelChoiceField(
        label="学校",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="请选择",
        error_messages={"required": "请选学校。", **NOT_THERE},
        help_text="该校现在逾期、受阻的里程碑、学校最近的说明和提醒次数会自动写进函里；起草以后、印发以前可以逐条去掉。",
    )
    title = forms.CharField(
        label="督办事项",
        max_length=120,
        error_messages={"required": "请写督办什么。"},
        help_text="例如：提质培优行动计划任务逾期。",
    )
    field_order = ["school", "title", "words", "reply_by"]

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["school"].queryset = schools_below(actor)
        self.fields["school"].label_from_instance = lambda row: row.short


class FactsForm(forms.Form):
    facts = forms.MultipleChoiceField(
        label="写进函里的事实",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "情况有变化，已按现在的重新列出，请再核对一遍勾选。"},
    )

    def __init__(self, *args: Any, offered: list[str], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["facts"].choices = [(line, line) for line in offered]


class CaseReplyForm(forms.Form):
    said = _words("整改情况", 3000, 4, error_messages={"required": "请先写明整改情况，再回复。"})
    files = FilesField(label="附件", required=False, help_text="盖章的回复或证明材料，一个文件。")


class ReturnForm(forms.Form):
    reason = _words("退回意见", 1000, error_messages={"required": "请写明哪里没有整改到位。"})
    reply_by = _day("重新回复的期限", "请选期限。")

    def clean_reply_by(self) -> dt.date:
        return in_reason(self.cleaned_data["reply_by"])


class RungForm(forms.Form):
    on = _day("日期", "请选日期。")
    who = forms.CharField(label="谁约谈谁", max_length=200, required=False)
    words = _words("记录", 3000, 5, error_messages={"required": "请写记录。"})

    def __init__(self, *args: Any, talk: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        if not talk:
            del self.fields["who"]
            self.fields["words"].label = "通报的范围和文号"
            self.fields["words"].help_text = "先下载通报草稿，改好按程序印发后，在这里记下。"

    def clean_on(self) -> dt.date:
        return in_reason(self.cleaned_data["on"])
