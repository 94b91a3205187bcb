"""Adding files and links, saying what a piece is, finding pieces."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet

from luoshi.common import clock
from luoshi.common.file_fields import FilesField
from luoshi.common.models import StoredFile
from luoshi.core.piece_titles import piece_title, tells

from . import taking
from .actions import Piece
from .models import Evidence, EvidenceUpload
from .states import EvidenceKind, Grade

MOST = 60  # sentences that are told
BY_TYPE = "按文件类型"


def _day() -> forms.DateField:
    return forms.DateField(
        label="发生日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="事情发生、文件印发的那一天；按它看佐证是否过期。",
    )


class SaidForm(forms.Form):
    """What is said of one piece."""

    title = forms.CharField(label="标题", max_length=120, help_text="写清是什么：事由、对象、时间。")
    kind = forms.ChoiceField(label="种类", choices=EvidenceKind.choices)
    grade = forms.TypedChoiceField(
        label="等级",
        choices=Grade.choices,
        coerce=int,
        help_text="实时数据最有力，书面说明最弱；汇总时会看各等级的比例。",
    )
    happened_on = _day()
    source = forms.CharField(
        label="来源",
        max_length=120,
        required=False,
        help_text="谁出具的、从哪里来，如“市教育局文件”“教务系统”。",
    )
    note = forms.CharField(
        label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day is not None and day > clock.today():
            raise forms.ValidationError("发生日期不能晚于今天，请核对后重新填写。")
        return day


class RowForm(SaidForm):
    """One piece among many: what tells them apart."""

    source = note = None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for each in self.fields.values():
            each.help_text = ""


class AlikeForm(forms.Form):
    """What all of them have in common; what is left empty stays as it is with each."""

    title = forms.CharField(
        label="标题", max_length=110, required=False, help_text="几份的，后面自动加（1）（2）……"
    )
    kind = forms.ChoiceField(label="种类", choices=[("", "各按各的"), *EvidenceKind.choices], required=False)
    grade = forms.TypedChoiceField(
        label="等级", choices=[("", "各按各的"), *Grade.choices], coerce=int, empty_value="", required=False
    )
    happened_on = _day()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["happened_on"].required = False
        self.fields["happened_on"].help_text = "不填，各按各的。"


class LinkForm(SaidForm):
    link = forms.CharField(
        label="网址",
        max_length=500,
        validators=[
            URLValidator(schemes=["http", "https"], message="请填写完整的网址，以 http:// 或 https:// 开头。")
        ],
        help_text="打开就能看到佐证的页面。需要登录的系统，请在说明里写明怎么看。",
    )
    field_order = ("link", "title", "kind", "grade", "happened_on", "source", "note")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].initial = EvidenceKind.PAGE
        self.fields["grade"].initial = Grade.LIVE
        self.fields["happened_on"].initial = clock.today

    def piece(self) -> Piece:
        return Piece(**self.cleaned_data)


class FilesForm(SaidForm):
    """Several files at once, with what is said of all of them."""

    files = FilesField(
        label="文件",
        required=False,
        refusals=taking.too_many,
        accept=taking.ACCEPT,
        help_text=f"可以一次选很多，也可以拖到这里。收{taking.KINDS_IN_WORDS}。",
    )
    photos = FilesField(label="拍照", required=False, refusals=taking.too_many, accept="image/*")
    uploads = forms.ModelMultipleChoiceField(
        label="传好的文件",
        queryset=EvidenceUpload.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={
            "invalid_choice": "有一个传好的文件已经添加或去掉了，请到材料库核对；没有的，重新选择。",
            "invalid_pk_value": "有一个传好的文件已经添加或去掉了，请到材料库核对；没有的，重新选择。",
        },
    )
    field_order = ("files", "photos", "title", "kind", "grade", "happened_on", "source", "note")

    def __init__(self, *args: Any, coming: QuerySet[EvidenceUpload], **more: Any) -> None:
        """coming: the person's own files that came in parts."""
        super().__init__(*args, **more)
        self.coming = coming
        self.fields["uploads"].queryset = coming  # type: ignore[attr-defined]
        self.fields["photos"].widget.attrs["capture"] = "environment"
        self.fields[
            "photos"
        ].help_text = "现在拍一张：四边拍全、字要清楚。要传相册里拍好的几张，用上面的“文件”一次选。"
        self.fields["files"].needed_when = "手机上也可以在下面拍照"  # type: ignore[attr-defined]
        title, kind, grade = (self.fields[name] for name in ("title", "kind", "grade"))
        title.required = kind.required = grade.required = False
        title.help_text = (
            "不填就用文件名；手机、相机起的文件名，换成用在哪里、日期和序号。"
            "一次传几个文件的，后面自动加序号，添加以后可以在一页上逐件改。"
        )
        kind.choices = [("", BY_TYPE), *EvidenceKind.choices]  # type: ignore[attr-defined]
        grade.choices = [("", "按文件类型：图片算照片或截图，其他算书面说明"), *Grade.choices]  # type: ignore[attr-defined]
        day = self.fields["happened_on"]
        day.required = False
        day.help_text = (
            "不填就按照片的拍摄时间或文件名里的日期，都没有的按今天；添加以后写明按的是什么，可以改。"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [*(cleaned.get("files") or []), *(cleaned.get("photos") or [])]
        if not (chosen or cleaned.get("uploads")) and not ({"files", "photos", "uploads"} & set(self.errors)):
            self.add_error("files", "没有收到文件。请选择文件或拍照；文件太多太大时请分几次上传。")
        uploads = list(cleaned.get("uploads") or [])
        return {**cleaned, "chosen": chosen, "uploads": uploads, "refused": refused_on_the_way(self.data)}


def refused_on_the_way(data: Any) -> list[str]:
    """What the page was told of files that could not come in parts, for the page after this one."""
    said = data.getlist("refused")[:MOST] if hasattr(data, "getlist") else []
    return [words for each in said if (words := " ".join(each.replace("\0", "").split())[:200])]


def pieces_of(kept: list[tuple[StoredFile, str]], said: dict[str, Any], place: str = "") -> list[Piece]:
    """One piece a file; what is not said goes by the file. `place`: what they are uploaded for."""
    title, many = said.get("title", "").strip(), len(kept) > 1
    pieces = []
    for number, (stored, name) in enumerate(kept, 1):
        numbered = f"{title[:112]}（{number}）" if many else title
        kind = said.get("kind") or taking.kind_of(name)
        day, day_from = (said["happened_on"], "") if said.get("happened_on") else taking.day_of(stored, name)
        pieces.append(
            Piece(
                title=(numbered if title else own_title(name, kind, day, place, number * many))[:120],
                kind=kind,
                grade=said.get("grade") or taking.grade_of(name),
                happened_on=day,
                day_from=day_from,
                source=said.get("source", ""),
                note=said.get("note", ""),
                stored=stored,
                file_name=name,
            )
        )
    return pieces


def own_title(name: str, kind: str, day: dt.date, place: str, number: int) -> str:
    """A name somebody gave stays as it is; another is told apart by place, day and number."""
    what = EvidenceKind(kind).label.partition("、")[0]
    return piece_title(name, what=what, day=day, place="" if tells(name) else place, number=number)


class ChosenForm(forms.Form):
    """Pieces ticked in the own library, to be cited together."""

    pieces = forms.ModelMultipleChoiceField(
        label="材料",
        queryset=Evidence.objects.none(),
        to_field_name="public_id",
        error_messages={
            "required": "请至少勾选一份材料。",
            "invalid_choice": "勾选的材料已撤回，或不在本单位材料库里，请重新勾选。",
            "invalid_pk_value": "勾选的材料已撤回，或不在本单位材料库里，请重新勾选。",
        },
    )
    pages = forms.CharField(
        label="页码", max_length=60, required=False, help_text="只用其中几页的，写页码，如“2—4”。"
    )
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="这份材料证明什么。")

    def __init__(self, *args: Any, usable: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pieces"].queryset = usable  # type: ignore[attr-defined]

    def clean_pieces(self) -> list[Evidence]:
        return list(self.cleaned_data["pieces"])


class RuleForm(forms.Form):
    """What counts as too much, too weak, too old."""

    too_many = forms.IntegerField(
        label="一份材料用在几处以上要提醒",
        min_value=2,
        max_value=99,
        help_text="用在太多地方的，未必处处贴切。",
    )
    statements = forms.IntegerField(
        label="书面说明超过百分之几要提醒", min_value=0, max_value=100, help_text="占已引用材料的比例。"
    )
    since = forms.DateField(
        label="早于哪天算太早",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="不填就按各计划开始的那天。",
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)
