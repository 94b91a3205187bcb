"""Input of the outcome. Never writes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from luoshi.accounts.models import Membership
from luoshi.common import files, uploads
from luoshi.common.actor import Actor
from luoshi.core.public_notice import ALWAYS, FIELDS
from luoshi.core.selection import Rules, read_rules
from luoshi.selection.models import Call

from .actions import Meeting, NoticeFacts, Standing
from .listing import level_titles
from .models import Objection, PublicNotice, Result
from .queries import checkers_of, last_contact
from .sealing import Words
from .states import Came, DecisionStage, ObjectionState, RefusedFor

OUT, EXCLUDED, IN = "out", "excluded", "in:"
PHONE = re.compile(r"[0-9+（）() -]{7,20}")
BAD_DAY = {"required": "请填写日期。", "invalid": "日期写成 2026-11-30 这样，请改正。"}


def _day(label: str, **given: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=BAD_DAY, **given)


def _text(label: str, most: int, rows: int = 3, required: str = "", **given: Any) -> forms.CharField:
    errors = {"required": required} if required else {}
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=most, widget=widget, required=bool(required), error_messages=errors, **given
    )


def _conclusion(*choices: tuple[str, str]) -> forms.ChoiceField:
    """None is chosen to begin with: what was not chosen must not be sent by mistake."""
    errors = {"required": "请选择结论。"}
    return forms.ChoiceField(label="结论", choices=[("", "请选择"), *choices], error_messages=errors)


def reason_field() -> forms.CharField:
    return _text("理由", 300, 2, "请写明理由，监督员看得到。")


class _FileForm(forms.Form):
    """A form that may bring one file."""

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is not None and (wrong := list(uploads.refusals([upload]))):
            raise forms.ValidationError(wrong)
        return upload


def stored(upload: UploadedFile | None) -> Any:
    """The bytes and the name, kept; None for no file."""
    return (files.put(upload.chunks()), files.given_name(upload.name or "")) if upload is not None else None


def _attached(label: str = "附件", **given: Any) -> forms.FileField:
    given = {"required": False, **given}
    field = forms.FileField(label=label, **given)
    field.widget.attrs["accept"] = ",".join(uploads.BEGINNINGS)
    return field


class ChangeForm(forms.Form):
    """How one result is to stand, and why."""

    standing = forms.ChoiceField(label="变更为")
    objection = forms.ModelChoiceField(
        label="依据的异议", queryset=Objection.objects.none(), required=False, to_field_name="public_id",
        empty_label="不是根据异议", help_text="根据认定成立的异议变更的，选出这件异议。",
    )  # fmt: skip
    reason = reason_field()

    def __init__(self, *given: Any, call: Call, **more: Any) -> None:
        super().__init__(*given, **more)
        titles = level_titles(read_rules(call.rules)) or {"": ""}
        levels = [(f"{IN}{key}", f"入选　{title}" if title else "入选") for key, title in titles.items()]
        self.fields["standing"].choices = [  # type: ignore[attr-defined]
            *levels, (OUT, "不入选"), (EXCLUDED, "取消资格"),
        ]  # fmt: skip
        field = self.fields["objection"]
        field.queryset = Objection.objects.filter(  # type: ignore[attr-defined]
            notice__call=call, state=ObjectionState.UPHELD
        )
        field.label_from_instance = lambda row: f"{timezone.localtime(row.received_at):%Y-%m-%d} 收到的异议"  # type: ignore[attr-defined]

    def standing_said(self) -> Standing:
        said = self.cleaned_data["standing"]
        if said.startswith(IN):
            return Standing(True, said.removeprefix(IN))
        return Standing(False, "", said == EXCLUDED)


class DecideForm(_FileForm):
    """What the minutes of a meeting say of the list."""

    stage = forms.ChoiceField(label="环节", choices=DecisionStage.choices[:2])
    body = forms.CharField(label="会议", max_length=60, help_text="哪个会议审定的，写全称。")
    held_on = _day("会议日期")
    number = forms.CharField(label="纪要文号", max_length=80, required=False)
    words = _text("审定意见", 1000, 3, "请写明会议怎么定的。")
    file = _attached("会议纪要", required=True, error_messages={"required": "请附上会议纪要。"})

    def __init__(self, *given: Any, call: Call, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["body"].help_text = f"哪个会议审定的，写全称，{call.own_words.bodies}。"

    def meeting(self) -> Meeting:
        said = self.cleaned_data
        return Meeting(said["stage"], said["body"], said["held_on"], said["words"], said["number"])


class NoticeForm(forms.Form):
    """What a public notice says, and which columns it shows."""

    title = forms.CharField(label="标题", max_length=120)
    words = _text("正文", 4000, 5)
    contact = _text(
        "受理异议的联系方式",
        500,
        3,
        "请写明受理异议的电话、邮箱和地址。",
        help_text="单位的电话、邮箱和地址。",
    )
    columns = forms.MultipleChoiceField(
        label="公示的内容", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(key, title) for key, title in FIELDS.items() if key not in ALWAYS],
        help_text="序号、名称和申报单位总是公示。得分、证件号码、个人电话不能公示。",
    )  # fmt: skip
    days = forms.IntegerField(label="公示期", min_value=1, max_value=60, help_text="从发布次日起算的工作日。")

    def __init__(self, *given: Any, call: Call, correcting: bool = False, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["days"].unit = "个工作日"  # type: ignore[attr-defined]
        if correcting:
            help_text = "写在更正后的公示上，请不要写异议人和个人信息。"
            self.fields["reason"] = _text("更正理由", 300, 2, "请写明更正的理由。", help_text=help_text)

    def facts(self) -> NoticeFacts:
        said = self.cleaned_data
        return NoticeFacts(
            said["title"], said["words"], said["contact"], tuple(said["columns"]), said["days"]
        )


def suggested(call: Call, before: PublicNotice | None) -> dict[str, Any]:
    """What a new notice begins with: the one before, or plain words."""
    rules: Rules = read_rules(call.rules)
    if before is not None:
        shown = [key for key in before.fields if key not in ALWAYS]
        return {
            "title": before.title, "words": before.words, "contact": before.contact, "columns": shown,
            "days": before.days,
        }  # fmt: skip
    words = (
        f"经专家评审、会议审定，现将“{call.title}”拟入选名单予以公示。"
        "对公示内容有异议的，请在公示期内以真实姓名提出。"
    )
    groups = ["group"] if rules.group_titles else []
    people = ["people"] if rules.applicant != "school" else []
    return {
        "title": f"{call.title}拟入选名单公示", "words": words, "days": max(1, rules.notice_days),
        "contact": last_contact(call.organisation_id),
        "columns": [*groups, *people, *(["level"] if rules.levels else [])],
    }  # fmt: skip


class OfficialForm(_FileForm):
    """Where the bureau's own site showed it."""

    url = forms.URLField(
        label="官网地址", max_length=300, assume_scheme="https",
        error_messages={"required": "请填写官网上公示的地址。", "invalid": "请填写完整的网址，以 http 开头。"},
    )  # fmt: skip
    file = _attached("页面截图")


class ObjectionForm(_FileForm):
    """An objection on the page of the notice, signed."""

    result = forms.ChoiceField(label="对哪一项有异议", required=False)
    words = _text("异议内容和依据", 4000, 6, "请写明异议的内容和依据。")
    name = forms.CharField(label="您的姓名", max_length=40, error_messages={"required": "请写真实姓名。"})
    phone = forms.CharField(
        label="联系电话", max_length=20, error_messages={"required": "请写联系电话，以便核实和答复。"}
    )
    unit = forms.CharField(label="所在单位或住址", max_length=80, required=False)
    file = _attached("证明材料")

    def __init__(self, *given: Any, notice: PublicNotice, **more: Any) -> None:
        super().__init__(*given, **more)
        rows = [(key, f"{row[0]}　{row[1]}　{row[2]}") for key, row in notice_rows(notice)]
        self.fields["result"].choices = [("", "整份名单或其他"), *rows]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        said: str = self.cleaned_data["phone"].strip()
        if said and not PHONE.fullmatch(said):
            raise forms.ValidationError("电话号码只写数字，请核对。")
        return said

    def said(self) -> Words:
        data = self.cleaned_data
        return Words(data["words"].strip(), data["name"].strip(), data["phone"], data["unit"].strip())


class LookUpForm(forms.Form):
    """What whoever objected was given and gave: by both together he finds the answer, without an account."""

    code = forms.CharField(
        label="受理号", max_length=12, error_messages={"required": "请填写受理号，提交异议时给您的。"}
    )
    phone = forms.CharField(
        label="提出异议时留的电话", max_length=20, error_messages={"required": "请填写提出异议时留的电话。"}
    )


def notice_rows(notice: PublicNotice) -> list[tuple[str, list[str]]]:
    """(number in the notice, the row as shown): what an objector names an item by."""
    return [(str(at), row) for at, row in enumerate(notice.snapshot["rows"], 1)]


def result_at(notice: PublicNotice, number: str) -> Result | None:
    """The result behind a row of the notice."""
    if not number:
        return None
    return Result.objects.filter(public_id=notice.rows[int(number) - 1]).first()


class RegisterForm(ObjectionForm):
    """An objection that came on paper or by mail; whatever it lacks, it is written down."""

    name = forms.CharField(label="提出异议人的姓名", max_length=40, required=False)
    came = forms.ChoiceField(
        label="怎么来的", error_messages={"required": "请选择怎么来的。"},
        choices=[("", "请选择"), *(row for row in Came.choices if row[0] != Came.PAGE)],
    )  # fmt: skip
    received_at = forms.DateTimeField(
        label="收到时间", input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="以收件章或邮件到达的时间为准。",
        error_messages={"required": "请填写收到的日期和时间。", "invalid": "时间写成 2026-11-25 17:30 这样，请改正。"},
    )  # fmt: skip
    reason = _text("登记说明", 300, 2, "请写明怎么收到的、由谁签收。")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in ("name", "phone"):
            self.fields[name].required = False


class RefuseForm(forms.Form):
    """monitor: who alone says that something is unrelated, and says nothing else."""

    refused_for = forms.ChoiceField(
        label="不予受理的情形", choices=[("", "请选择"), *RefusedFor.choices],
        error_messages={"required": "请选择不予受理的情形。"},
    )  # fmt: skip
    reply = _text("给异议人的答复", 2000, 3, "请写明给异议人的答复。")

    def __init__(self, *given: Any, monitor: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        found = [each for each in RefusedFor.choices if monitor == (each[0] == RefusedFor.UNRELATED)]
        none = [] if len(found) == 1 else [("", "请选择")]
        self.fields["refused_for"].choices = [*none, *found]  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    checker = forms.ModelChoiceField(
        label="核查人", queryset=Membership.objects.none(), to_field_name="public_id", empty_label="请选择",
        help_text="需要回避的、登记审定和发布公示的人，以及您本人不在这里。",
        error_messages={"required": "请选择核查人。"},
    )  # fmt: skip
    until = _day("核查期限")

    def __init__(self, *given: Any, call: Call, by: Actor, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["checker"]
        field.queryset = checkers_of(call).exclude(user=by.user_id)  # type: ignore[attr-defined]
        field.label_from_instance = lambda post: f"{post.user.name}（{post.get_role_display()}）"  # type: ignore[attr-defined]


class ConcludeForm(forms.Form):
    outcome = _conclusion(("uphold", "异议成立"), ("reject", "异议不成立"))
    words = _text("核查情况和依据", 2000, 4, "请写明核查了什么、结论是什么。")
    reply = _text("给异议人的答复", 2000, 3, "请写明给异议人的答复。")


class AskForm(forms.Form):
    asked = _text(
        "需要说明的问题", 2000, 4, "请写明需要说明的问题。",
        help_text="被要求说明的人看得到这里写的话。只写问题本身，不要写出、也不要让人猜出是谁提的。",
    )  # fmt: skip
    until = _day("说明期限")


class StatementForm(_FileForm):
    words = _text("说明", 4000, 6, "请写明情况。")
    file = _attached("证明材料")


class ReportForm(_FileForm):
    """A report of misconduct: signed or not."""

    words = _text(
        "要举报的事情", 4000, 6, "请写明要举报的事情。", help_text="时间、地点、人员和能够核实的线索。"
    )
    name = forms.CharField(label="您的姓名", max_length=40, required=False)
    phone = forms.CharField(
        label="联系电话", max_length=20, required=False, help_text="留下姓名和电话，便于核实和答复。"
    )
    file = _attached("证明材料")
    watch = forms.BooleanField(
        label="反映的是监督员本人的问题", required=False,
        help_text="勾选以后，由上级的监督员核查，没有的由本单位领导核查；本单位的监督员看不到。",
    )  # fmt: skip

    def said(self) -> Words:
        data = self.cleaned_data
        return Words(data["words"].strip(), data["name"].strip(), data["phone"].strip())


class FoundForm(forms.Form):
    """What a monitor found."""

    outcome = _conclusion(("find", "属实"), ("dismiss", "不属实"))
    words = _text("核查情况", 2000, 4, "请写明核查了什么、结论是什么。")
