"""Input of returns. Never writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from luoshi.accounts.models import Organisation
from luoshi.common import clock, uploads
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.dataforms.web import DataForm, make_form
from luoshi.core.fields.amounts import in_words
from luoshi.core.fields.blanks import is_wanted
from luoshi.core.quoting import quoted
from luoshi.plans.queries import plans_visible_to

from .cells import CellOf
from .models import SheetDoubt

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
BAD_TIME = {"required": "请填写截止的日期和时间。", "invalid": "时间写成 2026-11-25 17:30 这样，请改正。"}
TEMPLATES = (".xlsx", ".xls", ".et", ".docx", ".doc", ".wps")
LARGEST = 20_000_000
FIRST_YEAR, YEARS_AHEAD = 2020, 5
NOT_PLAIN = "只能是文字，不能有看不见的控制字符。请重新输入。"


class TimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=FORMATS[0])


def _within_reason(moment: dt.datetime) -> None:
    if not FIRST_YEAR <= moment.year <= clock.today().year + YEARS_AHEAD:
        raise forms.ValidationError(f"年份不对，请写 {FIRST_YEAR} 年以后、{YEARS_AHEAD} 年以内的日期。")


def _time(label: str, help_text: str = "", **given: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=FORMATS,
        widget=TimeInput(),
        error_messages=BAD_TIME,
        help_text=help_text,
        validators=[_within_reason],
        **given,
    )


def _text(label: str, most: int, required: str = "", help_text: str = "", **given: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        error_messages={"required": required, "null_characters_not_allowed": NOT_PLAIN},
        help_text=help_text,
        **given,
    )


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FactsForm(forms.Form):
    """What is asked, on what basis, by whom, what for, until when."""

    title = _text("名称", 80, "请写明这次收什么表。", "例如：2026年中等职业学校专业设置情况统计。")
    asked_by = _text("来文单位", 80, "", "上级要求的写上级，例如：省教育厅职成教处。本局自己要的不填。")
    basis = _text("依据", 200, "请写明依据的文件或会议。", "文号和名称，例如：鄂教职成函〔2026〕12号。")
    section = _text("科室", 80, "请写明哪个科室要这张表。")
    purpose = _text(
        "用途",
        300,
        "请写明收来做什么用，填表的人看得到。",
        "填表的人看得到，收完以后也在这里看结果。",
        widget=_area(2),
    )
    until = _time("截止时间", "在这一刻（含）之前送出的算按时。尽量给学校留出两个工作日，避开晚上。")
    words = _text("填报说明", 2000, "", "统计口径、时间点、找谁问。", widget=_area(3))
    asks_steps = forms.BooleanField(
        label="要校内领导审批后才能送出",
        required=False,
        help_text="按各校自己的审批流程走。不勾的，填表人确认就送出。",
    )
    asks_seal = forms.BooleanField(
        label="要盖章页", required=False, help_text="送出后打印、盖章、拍照或扫描传回；没有盖章页的不能收下。"
    )
    plan = forms.ModelChoiceField(
        label="所属计划",
        queryset=None,
        required=False,
        to_field_name="public_id",
        empty_label="与计划无关",
        error_messages={"invalid_choice": "这份计划不能选，请重新选择。"},
    )
    notice = forms.FileField(
        label="来文（通知）文件", required=False, help_text="学校可以下载。PDF、Word、图片都可以。"
    )

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        plans = self.fields["plan"]
        plans.queryset = plans_visible_to(actor).select_related(None)  # type: ignore[attr-defined]
        plans.label_from_instance = lambda row: row.short  # type: ignore[attr-defined]

    def clean_notice(self) -> UploadedFile | None:
        return _checked(self.cleaned_data.get("notice"))


class StartForm(FactsForm):
    """The same, with the template of the upper office."""

    template = forms.FileField(
        label="上级的原表",
        required=False,
        help_text="Excel 或 Word。系统认出栏目，各校填完后按原样写回这个文件。没有原表的，下一步在页面上做表。",
    )
    field_order = ["title", "notice", "template"]

    def clean_template(self) -> UploadedFile | None:
        return checked_template(self.cleaned_data.get("template"))


class TemplateForm(forms.Form):
    template = forms.FileField(
        label="上级的原表",
        help_text="Excel 或 Word（.xlsx、.xls、.docx、.doc），不超过 20 MB。",
        error_messages={"required": "请选择原表文件。", "empty": "这个文件是空的，请重新选择。"},
    )

    def clean_template(self) -> UploadedFile | None:
        return checked_template(self.cleaned_data.get("template"))


def _checked(upload: UploadedFile | None) -> UploadedFile | None:
    if upload:
        for message in uploads.refusals([upload]):
            raise forms.ValidationError(message)
    return upload or None


def checked_template(upload: UploadedFile | None) -> UploadedFile | None:
    if not upload:
        return None
    name = (upload.name or "").lower()
    if not name.endswith(TEMPLATES):
        raise forms.ValidationError("原表要是 Excel 或 Word 文件（.xlsx、.xls、.docx、.doc）。")
    if (upload.size or 0) > LARGEST:
        raise forms.ValidationError("原表超过 20 MB，请确认是不是选错了文件。")
    return _checked(upload)


class RecipientsForm(forms.Form):
    """Which schools are asked, with buttons for all of a kind on the page."""

    schools = forms.ModelMultipleChoiceField(
        label="填报单位",
        queryset=None,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "至少选一个单位。",
            "invalid_choice": "有的单位不能选，请刷新页面重新选择。",
            "invalid_pk_value": "有的单位不能选，请刷新页面重新选择。",
        },
    )

    def __init__(self, *args: Any, schools: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["schools"].queryset = schools  # type: ignore[attr-defined]
        self.fields["schools"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    until = _time("延期到")
    reason = _text("理由", 200, "请写明延期的理由，各单位都看得到。", widget=_area(2))


class SendUpForm(forms.Form):
    number = _text("上报文号", 80, "", "有文号的写文号，例如：宜教职成函〔2026〕8号。")
    words = _text("怎么报的", 300, "", "例如：已上传省厅平台；纸质件一式两份已寄出。", widget=_area(2))


class SendForm(forms.Form):
    """The last look before a sheet leaves: what the school says to each doubt, and a remark."""

    def __init__(
        self, *args: Any, doubts: list[SheetDoubt], large: list[tuple[str, str]], **given: Any
    ) -> None:
        """large: amounts that may well be in another unit."""
        super().__init__(*args, **given)
        self.doubts = doubts
        if large:
            self.fields["amounts_are_right"] = forms.BooleanField(
                label="大数核对过",
                help_text=f"{in_words(large)}是万元还是元？是元的请回去改；没有错的勾上。",
                error_messages={"required": "请核对是万元还是元，没有错的勾上再送出。"},
            )
        for doubt in doubts:
            label = f"对{quoted(doubt.label)}的答复" if doubt.label else "答复"
            self.fields[f"reply-{doubt.public_id}"] = _text(
                label, 200, "", "改了的写怎么改的，没有错的写为什么。"
            )
        self.fields["remark"] = _text("说明", 300, "", "要对方知道的写在这里，可以不写。", widget=_area(2))

    @property
    def replies(self) -> dict[str, str]:
        return {each.public_id: self.cleaned_data[f"reply-{each.public_id}"] for each in self.doubts}


class DoubtForm(forms.Form):
    """Per cell what is doubtful about it."""

    def __init__(self, *args: Any, cells: list[CellOf], **given: Any) -> None:
        super().__init__(*args, **given)
        self.cells = cells
        for number, cell in enumerate(cells):
            field = _text(f"{cell.label}：疑问", 200)
            field.widget.attrs["aria-label"] = f"{cell.label}：疑问"
            self.fields[f"cell-{number}"] = field
        self.fields["words"] = _text("总的意见", 300, "", widget=_area(2))

    @property
    def rows(self) -> list[tuple[CellOf, Any]]:
        return [(cell, self[f"cell-{number}"]) for number, cell in enumerate(self.cells)]


def schools_of(sheets: Any) -> list[Organisation]:
    return [sheet.organisation for sheet in sheets]


def wanted_form(version: FormVersion, **given: Any) -> DataForm:
    """As a school fills it in: what is asked is wanted, though it may be kept and sent with gaps."""
    form = make_form(version, complete=False, **given)
    for key, field in form.fields.items():
        declared = form.declared.field(key)
        field.wanted = declared is not None and is_wanted(declared)  # type: ignore[attr-defined]
    return form
