"""Forms of the review; none writes."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from luoshi.common import files
from luoshi.common.uploads import MEGABYTE
from luoshi.core.reading.harm import harm_in
from luoshi.selection.models import Call
from luoshi.selection.panel.loads import with_load
from luoshi.selection.panel.models import Seat

ENDINGS = (".pdf", ".docx", ".xlsx", ".pptx", ".jpg", ".jpeg", ".png", ".txt", ".mp4", ".mov")
LARGEST = 500 * MEGABYTE


class ReplaceForm(forms.Form):
    """A version of one file with the names blotted out, of the same kind as the one it stands for."""

    file = forms.FileField(label="去掉名称后的文件", help_text="只供评审使用，原来报送的文件不变。")

    def __init__(self, *given: Any, name: str, **more: Any) -> None:
        self.ending = PurePath(name).suffix.lower()
        super().__init__(*given, **more)
        self.fields["file"].widget.attrs["accept"] = ",".join(ENDINGS)

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        name = files.clean_name(upload.name or "")
        ending = PurePath(name).suffix.lower()
        if ending not in ENDINGS or (self.ending in (".mp4", ".mov")) != (ending in (".mp4", ".mov")):
            raise forms.ValidationError(f"“{name}”的类型与原来的材料不符，请换成 {self.ending} 或 PDF 文件。")
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError(f"“{name}”超过 {LARGEST // MEGABYTE} MB，请压缩后再上传。")
        if wrong := harm_in(name, upload):
            raise forms.ValidationError(wrong)
        return upload


class DueForm(forms.Form):
    """Until when the sheets of a round are asked for."""

    until = forms.DateField(
        label="交表期限",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填写日期。", "invalid": "日期写成 2026-11-30 这样，请改正。"},
    )


class DeclareForm(forms.Form):
    """Why an expert must not judge what he has before him."""

    reason = forms.CharField(
        label="为什么应当回避",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：曾在这个单位任职，认识申报人。",
    )


class ThirdForm(forms.Form):
    """Who reads as the third, and why he."""

    seat = forms.ModelChoiceField(
        label="第三位评审人", queryset=Seat.objects.none(), to_field_name="public_id", empty_label="请选择"
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *given: Any, call: Call, seats: QuerySet[Seat], **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["seat"]
        field.queryset = seats  # type: ignore[attr-defined]
        field.label_from_instance = with_load(call)  # type: ignore[attr-defined]  # of a ModelChoiceField


class TrialForm(forms.Form):
    """What a trial does otherwise than the rules; nothing of it is kept."""

    combine = forms.ChoiceField(
        label="合成", choices=[("mean", "平均"), ("median", "中位数"), ("trimmed", "去掉最高最低后平均")]
    )
    drop = forms.IntegerField(label="最高、最低各去掉", min_value=0, max_value=5)
    normalise = forms.ChoiceField(
        label="校正松紧",
        choices=[("none", "不校正"), ("shift", "按评审人均分平移"), ("spread", "按均分和离散度校正")],
    )
    veto = forms.ChoiceField(label="否决", choices=[("any", "一人否决即否决"), ("half", "过半否决")])
    pass_mark = forms.DecimalField(label="合格线", min_value=0, required=False)

    def method(self) -> dict[str, Any]:
        said = {key: self.cleaned_data[key] for key in ("combine", "drop", "normalise", "veto")}
        mark = self.cleaned_data["pass_mark"]
        return {**said, "pass_mark": None if mark is None else str(mark)}
