"""Input of the pages of notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.roles import ROLES
from luoshi.common import clock, files
from luoshi.common.file_fields import FilesField

from .models import Channel
from .unreached import Gap, gaps_of, in_words, sign_of

MEGABYTE = 1024 * 1024
LARGEST, MOST_FILES = 20 * MEGABYTE, 5
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
# Ending → what such a file begins with: an ending that lies is refused. Text has no sign of its own.
BEGINNINGS = {
    ".docx": (ZIP,), ".xlsx": (ZIP,), ".pptx": (ZIP,), ".ofd": (ZIP,), ".zip": (ZIP,),
    ".doc": (OLE, b"{\\rtf"), ".xls": (OLE,), ".ppt": (OLE,), ".wps": (OLE, ZIP), ".et": (OLE, ZIP),
    ".pdf": (b"%PDF",), ".png": (b"\x89PNG",), ".jpg": (b"\xff\xd8",), ".jpeg": (b"\xff\xd8",),
    ".txt": (b"",), ".csv": (b"",),
}  # fmt: skip
KINDS = {"schools": Organisation.Kind.SCHOOL, "counties": Organisation.Kind.COUNTY_BUREAU}
GROUPS = (("schools", "全部学校"), ("counties", "全部县市教育局"), ("own", "本单位"))
USUAL_ROLES = ("office", "county_officer", "city_officer")


def instant_of(text: str) -> dt.datetime | None:
    """The instant written here, None where it is none."""
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


class UndoForm(forms.Form):
    """Which marking is taken back, by its instant."""

    at = forms.CharField(max_length=40)

    def clean_at(self) -> dt.datetime:
        at = instant_of(self.cleaned_data["at"])
        if at is None:
            raise forms.ValidationError("要撤回的操作不存在。")
        return at


class ReasonForm(forms.Form):
    """Why a notice is withdrawn."""

    reason = forms.CharField(label="理由", max_length=300, error_messages={"required": "请写明理由。"})


def _refusals(uploads: list[Any]) -> Iterator[str]:
    """Files whose beginning fits their ending."""
    if len(uploads) > MOST_FILES:
        yield f"附件最多 {MOST_FILES} 个，请打成一个压缩包，或分几条消息发送。"
    yield from (problem for upload in uploads if (problem := _refusal(upload)))


def _refusal(upload: Any) -> str:
    name = files.clean_name(upload.name or "")
    beginnings = BEGINNINGS.get(PurePath(name).suffix.lower())
    if beginnings is None:
        return f"“{name}”不能作为附件。可以发 Word、Excel、PPT、PDF、OFD、图片、文本和 zip 文件。"
    if not upload.size:
        return f"“{name}”是空文件，请重新选择。"
    if upload.size > LARGEST:
        return f"“{name}”超过 {LARGEST // MEGABYTE} MB，请压缩后再选。"
    head = upload.read(8)
    upload.seek(0)
    return "" if head.startswith(beginnings) else f"“{name}”的内容与文件类型不符，请用原来的软件重新保存。"


class TextForm(forms.Form):
    """What a notice says."""

    refused_as = "没有发送：请先改正下面的内容"
    title = forms.CharField(label="标题", max_length=200, error_messages={"required": "请填写标题。"})
    body = forms.CharField(
        label="正文",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="要做什么、怎么做、找谁问。不要写身份证号、银行卡号等个人信息。",
    )
    due = forms.DateField(
        label="期限",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="对方按这一天排序办理，到期前后按“提醒规则”自动提醒。",
        error_messages={"invalid": "日期不对，请写成 2026-12-01 这样。"},
    )
    receipt = forms.BooleanField(label="要求签收（能看到谁还没有签收）", required=False)
    urgent = forms.BooleanField(label="紧急（夜间也立即发到手机；请慎用）", required=False)
    attachments = FilesField(
        label="附件",
        required=False,
        refusals=_refusals,
        help_text=f"最多 {MOST_FILES} 个，每个不超过 {LARGEST // MEGABYTE} MB。",
    )

    def clean_due(self) -> dt.date | None:
        due: dt.date | None = self.cleaned_data["due"]
        if due is not None and due < clock.today():
            raise forms.ValidationError("期限已经过去，请改为今天或以后的日期。")
        return due


class PostsField(forms.ModelMultipleChoiceField):
    """People, each with place and post."""

    def label_from_instance(self, post: Membership) -> str:
        return f"{post.organisation.short} {post.get_role_display()} {post.user.name}"


class NoticeForm(TextForm):
    """To whom: groups or single organisations, which posts there, and single people."""

    groups = forms.MultipleChoiceField(
        label="成批选单位", choices=GROUPS, required=False, widget=forms.CheckboxSelectMultiple
    )
    places = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="逐个选单位",
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "请从名单中选择本单位或下属单位。"},
    )
    roles = forms.MultipleChoiceField(
        label="发给这些单位的哪些岗位", required=False, widget=forms.CheckboxSelectMultiple
    )
    people = PostsField(
        Membership.objects.none(),
        label="再加上这些人",
        to_field_name="public_id",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="电脑上按住 Ctrl 可以选多人。",
        error_messages={"invalid_choice": "请从名单中选择本单位及下属单位在岗的人员。"},
    )
    channels = forms.ModelMultipleChoiceField(
        Channel.objects.none(),
        label="同时发到工作群",
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="群里只显示标题、期限和链接。",
        error_messages={"invalid_choice": "请从本单位的工作群中选择。"},
    )
    known = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    field_order = ("title", "body", "due", "receipt", "urgent", "attachments")

    def __init__(
        self,
        *args: Any,
        own: int | None,
        organisations: QuerySet[Organisation],
        people: QuerySet[Membership],
        channels: QuerySet[Channel],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own, self.organisations, self.visible = own, organisations, people
        self.gaps: list[Gap] = []
        self.fields["places"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["places"].label_from_instance = lambda row: row.short  # type: ignore[attr-defined]
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["channels"].queryset = channels  # type: ignore[attr-defined]
        held = set(people.order_by().values_list("role", flat=True).distinct())
        self.fields["roles"].choices = [(r.key, r.name) for r in ROLES.values() if r.key in held]  # type: ignore[attr-defined]
        self.fields["roles"].needed_when = "选了单位的必选"  # type: ignore[attr-defined]
        self.fields["roles"].initial = [role for role in USUAL_ROLES if role in held]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        to = self._chosen(given)
        given["meant"] = self._meant(given)
        self.gaps = gaps_of(given["meant"], to, self.visible)
        if given["meant"] and not given.get("roles") and "roles" not in self.errors:
            self.add_error("roles", "选了单位，还要选发给哪些岗位。")
        elif not to and not self.errors:
            self.add_error(None, "还没有选出收件人：所选单位现在没有人担任所选岗位，请增加岗位或直接选人。")
        elif self.gaps and given.get("known") != self.gaps_sign and "roles" not in self.errors:
            self.add_error("groups", f"{in_words(self.gaps)}怎么办写在“发送”按钮上面。")
        given |= {"to": to, "gaps": self.gaps}
        return given

    @property
    def gaps_sign(self) -> str:
        return sign_of(self.gaps)

    def _meant(self, given: dict[str, Any]) -> list[Organisation]:
        """The organisations chosen, whoever is there."""
        groups = given.get("groups") or ()
        meant = Q(pk__in=[place.pk for place in given.get("places") or ()])
        meant |= Q(kind__in=[KINDS[group] for group in groups if group in KINDS])
        if "own" in groups:
            meant |= Q(pk=self.own)
        return list(self.organisations.filter(meant))

    def _chosen(self, given: dict[str, Any]) -> list[Membership]:
        places = Q(organisation__in=[place.pk for place in given.get("places") or ()])
        for group in given.get("groups") or ():
            places |= self._group(group)
        wanted = Q(pk__in=[post.pk for post in given.get("people") or ()])
        if given.get("roles"):
            wanted |= places & Q(role__in=given["roles"])
        return list(self.visible.filter(wanted).order_by("organisation__order", "id"))

    def _group(self, group: str) -> Q:
        return Q(organisation__kind=KINDS[group]) if group in KINDS else Q(organisation=self.own)


class RuleForm(forms.Form):
    """One reminder: of what, how many working days from the due date, and whom."""

    kind = forms.ChoiceField(
        label="哪些期限",
        required=False,
        help_text="给一个计划单独定了规则，这个计划的期限就只按它自己的规则提醒。",
        error_messages={"invalid_choice": "请从名单中选择。"},
    )
    side = forms.ChoiceField(
        label="什么时候", choices=(("before", "期限前"), ("on", "期限当天"), ("after", "期限后"))
    )
    days = forms.IntegerField(
        label="几个工作日",
        min_value=0,
        max_value=60,
        required=False,
        error_messages={
            "invalid": "请填整数。",
            "min_value": "请填 1 到 60。",
            "max_value": "请填 1 到 60。",
        },
    )
    level = forms.TypedChoiceField(label="提醒谁", choices=((0, "办理人"), (1, "上一级")), coerce=int)

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["kind"].choices = groups  # type: ignore[attr-defined]
        self.fields["days"].needed_when = "选“期限当天”的不填"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        days, side = given.get("days") or 0, given.get("side")
        if side != "on" and days == 0 and not self.errors:
            self.add_error("days", "请填写提前或推后几个工作日。")
        given["offset"] = {"before": -days, "after": days}.get(side or "", 0)
        return given


class HolidaysForm(forms.Form):
    """One year's table as lines, or as a workbook."""

    year = forms.IntegerField(
        label="年份", min_value=2000, max_value=2100, error_messages={"invalid": "请填四位年份。"}
    )
    lines = forms.CharField(
        label="放假和调休",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="一行一天或一段，也可以把放假通知的原文整段粘贴过来。"
        "例如：10月1日至7日 休 国庆节；10月9日 班 国庆节调休",
    )
    file = forms.FileField(
        label="或者上传 Excel",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
        help_text="有日期和“休/班”两列，或有“节日”“放假时间”“调休上班”三列的表。选了文件，上面的文字不算。",
        error_messages={"empty": "文件是空的，请重新选择。"},
    )
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput())
