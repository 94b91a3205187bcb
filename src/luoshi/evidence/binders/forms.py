"""What is said of a binder and of a folder in it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.db.models import QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import files
from luoshi.papers.filed.models import FiledPaper

from .. import taking
from ..models import Evidence

LISTS = (".docx", ".xlsx", ".xls", ".doc", ".wps", ".et")
LARGEST = 20 * taking.MEGABYTE
MOST_AT_ONCE = 200


class TitleForm(forms.Form):
    title = forms.CharField(
        label="名称", max_length=120, help_text="会成为压缩包和目录的标题，如“2026年秋季迎检材料”。"
    )


class FolderForm(forms.Form):
    """What was read of a line, put right."""

    title = forms.CharField(label="名称", max_length=300)
    wanted = forms.CharField(
        label="要求的材料", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    asks = forms.BooleanField(label="这一项要有材料", required=False, help_text="标题行不勾。")


class ChecklistForm(forms.Form):
    """The list as it came from the office that will look."""

    file = forms.FileField(
        label="清单文件",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(LISTS)}),
        help_text="迎检目录、验收指标、归档目录，Word 或 Excel；一二三级指标、合并的格、一格里的①②③都认。",
    )
    title = forms.CharField(
        label="材料包名称", max_length=120, required=False, help_text="不填就用清单的标题。"
    )

    def __init__(
        self, *args: Any, places: QuerySet[Organisation] | None, named: bool = True, **more: Any
    ) -> None:
        """places: whose evidence it may be about; None: there is nothing to choose. named: a new binder."""
        super().__init__(*args, **more)
        if not named:
            del self.fields["title"]
        if places is not None:
            self.fields["about"] = forms.ModelChoiceField(
                label="哪个单位的材料",
                queryset=places,
                to_field_name="public_id",
                required=False,
                empty_label="全部下属单位",
                error_messages={"invalid_choice": "这个单位已经没有了，请重新选择。"},
            )
            self.fields["about"].label_from_instance = lambda row: row.short  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        name = files.clean_name(upload.name or "")
        head = upload.read(16)
        upload.seek(0)
        if PurePath(name).suffix.lower() not in LISTS:
            raise forms.ValidationError(f"“{name}”不能读成清单，请换成 {'、'.join(LISTS)} 文件。")
        if wrong := taking.refusal(name, upload.size or 0, head, largest=LARGEST):
            raise forms.ValidationError(wrong)
        return upload


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)


class AskForm(forms.Form):
    """Who fills the gap, by when."""

    owner = forms.ModelChoiceField(
        label="谁来补",
        queryset=Membership.objects.none(),
        to_field_name="public_id",
        empty_label="— 请选择 —",
        error_messages={"invalid_choice": "这个人已不在本单位岗位上，请另选一位。"},
    )
    due = forms.DateField(label="补齐日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, people: QuerySet[Membership], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["owner"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda post: f"{post.user.name}（{post.get_role_display()}）"  # type: ignore[attr-defined]


class AddForm(forms.Form):
    """Pieces and papers ticked to be put in."""

    pieces = forms.ModelMultipleChoiceField(
        label="材料", queryset=Evidence.objects.none(), to_field_name="public_id", required=False
    )
    papers = forms.ModelMultipleChoiceField(
        label="报送件", queryset=FiledPaper.objects.none(), to_field_name="public_id", required=False
    )

    def __init__(self, *args: Any, pieces: Any, papers: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pieces"].queryset = pieces  # type: ignore[attr-defined]
        self.fields["papers"].queryset = papers  # type: ignore[attr-defined]
        gone = "勾选的材料已撤回，或您已看不到它，请重新勾选。"
        for field in self.fields.values():
            field.error_messages |= {"invalid_choice": gone, "invalid_pk_value": gone}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [*cleaned.get("pieces", ()), *cleaned.get("papers", ())]
        if not chosen and not self.errors:
            raise forms.ValidationError("请至少勾选一件材料。")
        if len(chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(f"一次最多加入 {MOST_AT_ONCE} 件，请分几次。")
        return cleaned
