"""The file with its period, the columns, the reason. They clean; they never write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from luoshi.common import clock, files
from luoshi.core.periods import Period as Span
from luoshi.core.periods import period_before, period_of

from ..models import Indicator
from ..states import PeriodType
from .reading import SCHOOL, key_of

ENDINGS = (".xlsx", ".xls", ".et", ".csv", ".docx")
LARGEST = 20 * 1024 * 1024
BACK = 3  # periods of each kind that are offered
FIRST = ("school_year", "year", "term")
LEFT_OUT = ("", "不收")


def spans() -> dict[str, Span]:
    """What a file can be of, the commonest first."""
    kinds = sorted(PeriodType.values, key=lambda kind: FIRST.index(kind) if kind in FIRST else len(FIRST))
    found: dict[str, Span] = {}
    for kind in kinds:
        span = period_of(kind, clock.today())
        for _ in range(BACK):
            found[f"{kind}:{span.starts}"] = span
            span = period_before(span)
    return found


class SourceForm(forms.Form):
    title = forms.CharField(
        label="名称",
        max_length=60,
        help_text="例如：2026学年初报表、教师系统导出。",
        error_messages={"required": "请写明是什么统计。", "max_length": "最多 60 个字。"},
    )
    period = forms.ChoiceField(
        label="哪一期的",
        help_text="与同一期的指标比。",
        error_messages={"required": "请选择。", "invalid_choice": "没有这一期，请从列表里选。"},
    )
    day = forms.DateField(
        label="统计时点",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="报表上写明的日期，没有就不填。",
        error_messages={"invalid": "日期的写法不对，例如 2026-09-01。"},
    )
    upload = forms.FileField(
        label="文件",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text="Excel、.csv 或 Word 里的表格，不超过 20 MB：一行一个学校、一列一个数，或一行一人的名册。",
        error_messages={"required": "请选择文件。", "empty": "这是空文件，里面没有内容，请重新选择。"},
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.spans = spans()
        self.fields["period"].choices = [(key, span.label) for key, span in self.spans.items()]  # type: ignore[attr-defined]

    def clean_period(self) -> Span:
        return self.spans[self.cleaned_data["period"]]

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        name = files.clean_name(upload.name or "")
        if PurePath(name).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(f"“{name}”读不了。请上传 Excel、.csv 或 Word 文件。")
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError(f"“{name}”超过 20 MB，请删去图片，或拆成几个文件。")
        return upload


class ColumnsForm(forms.Form):
    """What each column is, or that each row is one person."""

    def __init__(
        self, *args: Any, tables: Sequence[dict[str, Any]], indicators: Sequence[Indicator], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.tables, self.indicators = tables, {row.public_id: row for row in indicators}
        titles = [(key_of(row), row.title) for row in indicators]
        counted = forms.ChoiceField(
            label="每行是一个人（名册），人数作为",
            choices=[("", "不是名册，各列是数"), *((key, row.title) for key, row in self.indicators.items())],
            required=False,
            help_text="学籍名册、教师系统导出一行一人的，选这里；行数就是这个指标的数。",
        )
        self.fields["count_of"] = counted
        for number, table in enumerate(tables):
            for column in table["columns"]:
                label = f"{column['letter']}列“{' / '.join(column['path'])}”"
                self.fields[f"c-{number}-{column['at']}"] = forms.ChoiceField(
                    label=label,
                    choices=[LEFT_OUT, (SCHOOL, "学校"), *titles],
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
                if (key := cleaned.get(name, "")) and key in seen:
                    self.add_error(name, f"和{seen[key]}列选了同一项，请只留一列。")
                seen.setdefault(key, column["letter"])
        return cleaned

    def counted(self) -> Indicator | None:
        return self.indicators.get(self.cleaned_data["count_of"])

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
