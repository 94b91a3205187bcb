"""Uploading scans, filing a page by hand, registering paper copies, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from luoshi.common import clock, files
from luoshi.common.actor import Actor
from luoshi.common.file_fields import FilesField
from luoshi.core.scans.codes import typed

from .actions import Upload
from .models import FiledPaper
from .queries import papers_visible_to

MEGABYTE = 1024 * 1024
LARGEST, LARGEST_TOGETHER, MOST = 40 * MEGABYTE, 200 * MEGABYTE, 60
ACCEPT = ".jpg,.jpeg,.png,.tif,.tiff,.bmp,.webp,.pdf,image/jpeg,image/png,application/pdf"
HEIC = (".heic", ".heif")
HEIC_WORDS = (
    "“{name}”是苹果手机的 HEIC 照片，这里读不了。请在“设置—相机—格式”中选“兼容性最佳”后重拍，"
    "或用微信发给自己后保存成 JPG。"
)


def refusals(uploads: list[UploadedFile]) -> Iterator[str]:
    """What is wrong before anything is read, a sentence each. Types are told by content later on."""
    if len(uploads) > MOST:
        yield f"一次最多上传 {MOST} 个文件，请分几次上传。"
    if sum(upload.size or 0 for upload in uploads) > LARGEST_TOGETHER:
        yield f"这些文件加起来超过 {LARGEST_TOGETHER // MEGABYTE} MB，请分几次上传。"
    for upload in uploads:
        name = files.clean_name(upload.name or "")
        if not upload.size:
            yield f"“{name}”是空文件，请重新扫描或拍照后再上传。"
        elif upload.size > LARGEST:
            yield f"“{name}”超过 {LARGEST // MEGABYTE} MB，请用 300 dpi 以下重新扫描，或拆成几个文件。"
        elif PurePath(name).suffix.lower() in HEIC:
            yield HEIC_WORDS.format(name=name)


class ScansForm(forms.Form):
    scans = FilesField(
        label="扫描件或照片",
        refusals=refusals,
        accept=ACCEPT,
        error_messages={"required": "没有收到文件。请选择扫描件或照片；文件太多太大时请分几次上传。"},
        help_text="可以一次选很多，也可以拖到这里：JPG、PNG、TIFF 图片或 PDF，手机上可以直接拍照。"
        "方向、先后、是哪份材料都不用管，系统按每页的二维码归位。",
    )


def keep(uploads: list[UploadedFile]) -> list[Upload]:
    """The bytes in the store, before the act begins."""
    return [Upload(files.put(upload.chunks()), files.given_name(upload.name or "")) for upload in uploads]


class PlaceForm(forms.Form):
    """Which page of which paper a scan is: chosen from what is missing, or by the short code."""

    place = forms.ChoiceField(label="从还缺的页里选", required=False)
    code = forms.CharField(
        label="或者填短码",
        required=False,
        max_length=20,
        help_text="印在每页左下方二维码旁，八位，如 K7QF-93XM；报送件列表里也能查到。",
    )
    number = forms.IntegerField(label="第几页", required=False, min_value=1, max_value=999)

    def __init__(
        self, *args: Any, places: list[tuple[str, str]], actor: Actor | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.actor = actor
        self.fields["place"].choices = [("", "请选择"), *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        code, number = typed(cleaned.get("code", "")), cleaned.get("number")
        if cleaned.get("place"):
            code, _, chosen = cleaned["place"].partition("-")
            number = int(chosen)
        if not code or number is None:
            self.add_error(None, "请从还缺的页里选一页，或填写短码和页码。")
            return cleaned
        paper = papers_visible_to(self.actor).filter(code=code).first() if self.actor else None
        if paper is None:
            self.add_error("code", "没有查到这个短码的报送件。请照着页面左下方核对，或从还缺的页里选。")
        else:
            self.chosen: tuple[FiledPaper, int] = (paper, number)
        return cleaned


class ReceivedForm(forms.Form):
    copies = forms.IntegerField(label="收到份数", min_value=1, max_value=999, initial=1)
    received_on = forms.DateField(
        label="收到日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["received_on"].initial = clock.today
        self.fields["copies"].unit = "份"  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)
