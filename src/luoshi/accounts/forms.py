"""Input of the pages of people and sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet

from .models import Membership, Organisation, User
from .passwords import rule_in_words
from .queries import ancestors
from .roles import ROLES

ROLE_CHOICES = [(role.key, role.name) for role in ROLES.values()]
MOBILE = re.compile(r"1[0-9]{10}")


class SignInForm(forms.Form):
    """Mobile number or name, and the password as typed: nothing is trimmed or cut."""

    refused_as = "没有登录"

    account = forms.CharField(
        label="手机号或姓名",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "请填写手机号或姓名。"},
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写密码。"},
    )


def new_password_field(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": missing},
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice, checked against the site's profile for this person."""

    password = new_password_field("新密码", "请填写新密码。")
    again = new_password_field("再输一遍新密码", "请把新密码再输一遍。")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = rule_in_words(settings.PASSWORD_PROFILE)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if {"password", "again"} <= given.keys() and given["password"] != given["again"]:
            self.add_error("again", "两次输入的不一样，请重新输入。")
        return given


class ChangePasswordForm(NewPasswordForm):
    """The present password too: whoever finds an open browser cannot take the account over.

    The view checks it, after counting the attempt.
    """

    present = forms.CharField(
        label="现在的密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写现在的密码。"},
    )
    field_order = ("present", "password", "again")


class ReasonForm(forms.Form):
    """Why an administrator does it; enters the log protected."""

    reason = forms.CharField(label="理由", max_length=300, error_messages={"required": "请写明理由。"})


def day_field(label: str, missing: str, help_text: str = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": "日期要写成 2026-09-01 这样。"},
    )


class _ByUnit(forms.models.ModelChoiceIterator):
    """Sections under the unit each belongs to, in the order of the tree: of fifty one is found."""

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        rows = list(self.queryset.order_by("path"))
        above = {row.pk: (ancestors(row.path)[:-1] or [""])[-1] for row in rows}
        names = dict(Organisation.objects.filter(path__in=above.values()).values_list("path", "short"))
        for path, group in groupby(rows, key=lambda row: above[row.pk]):
            yield names.get(path, ""), [self.choice(row) for row in group]


class _SectionField(forms.ModelChoiceField):
    iterator = _ByUnit

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.short)


class PostForm(forms.Form):
    """Which post a person gets, where and from when."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        to_field_name="public_id",
        label="单位",
        empty_label="请选择单位",
        error_messages={
            "required": "请选择单位。",
            "invalid_choice": "请从名单中选择本单位或下属单位。",
        },
    )
    role = forms.ChoiceField(
        label="岗位",
        choices=[("", "请选择岗位"), *ROLE_CHOICES],
        help_text="各岗位能做什么，见“岗位与权限”。",
        error_messages={"required": "请选择岗位。", "invalid_choice": "请从名单中选择岗位。"},
    )
    title = forms.CharField(
        label="职务", max_length=40, required=False, help_text="例如：副校长、教务处主任，显示在岗位后面。"
    )

    section = _SectionField(
        Organisation.objects.none(),
        to_field_name="public_id",
        label="处室（科室）",
        required=False,
        empty_label="不分处室",
        error_messages={"invalid_choice": "请从名单中选择处室（科室）。"},
    )
    start = day_field(
        "任职日期", "", "不填就是今天；可以填前后一年之内的日期，到这一天起有权限。", required=False
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = (Organisation.Kind.DEPARTMENT, Organisation.Kind.TEACHING_RESEARCH)
        inside_schools = organisations.filter(kind__in=inside, placements__parent__kind="school")
        places = organisations.exclude(pk__in=inside_schools.values("pk"))
        self.fields["organisation"].queryset = places  # type: ignore[attr-defined]
        self.fields["section"].queryset = organisations.filter(kind__in=inside)  # type: ignore[attr-defined]


class PersonForm(PostForm):
    """A new person with the first post."""

    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    mobile = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="登录时用；加密保存，别人只能看到前三位和后四位。",
        error_messages={"required": "请填写手机号。"},
    )
    field_order = ("name", "mobile", "organisation", "section", "role", "title", "start")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name.isprintable():
            raise forms.ValidationError("姓名里有不能显示的字符，请重新输入。")
        return name

    def clean_mobile(self) -> str:
        mobile: str = self.cleaned_data["mobile"].replace(" ", "").replace("-", "")
        if not MOBILE.fullmatch(mobile):
            raise forms.ValidationError("手机号要填 11 位数字，以 1 开头。")
        return mobile


class LeavingForm(forms.Form):
    """Which posts are left, on which day, and who takes over each."""

    on = day_field("离任日期", "请填写离任日期。", "到这一天起不再有权限；可以填以前或以后一年之内的日期。")
    reason = forms.CharField(
        label="理由",
        max_length=300,
        help_text="例如：调任某校、退休。",
        error_messages={"required": "请写明理由。"},
    )

    def __init__(
        self, *args: Any, posts: list[tuple[Membership, QuerySet[Membership]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.posts = [post for post, _ in posts]
        for post, successors in posts:
            self.fields[f"leave-{post.public_id}"] = forms.BooleanField(label="离任这个岗位", required=False)
            self.fields[f"to-{post.public_id}"] = PostChoice(
                successors,
                to_field_name="public_id",
                label="接收人",
                required=False,
                empty_label="没有接收人",
                error_messages={"invalid_choice": "请从名单中选择接收人。"},
            )

    def rows(self) -> list[tuple[Membership, Any, Any]]:
        """Each post with its two fields."""
        return [(post, self[f"leave-{post.public_id}"], self[f"to-{post.public_id}"]) for post in self.posts]

    def chosen(self) -> list[tuple[Membership, Membership | None]]:
        """The posts ticked, each with its successor."""
        data = self.cleaned_data
        return [
            (post, data[f"to-{post.public_id}"]) for post in self.posts if data[f"leave-{post.public_id}"]
        ]


class PostChoice(forms.ModelChoiceField):
    """A post as one recognises it: person, role, title."""

    def label_from_instance(self, post: Membership) -> str:
        title = f"，{post.title}" if post.title else ""
        return f"{post.user.name}（{post}{title}）"


class ListForm(forms.Form):
    """A workbook of people, and for which organisation."""

    kind = forms.ChoiceField(label="哪一种名单", required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        to_field_name="public_id",
        label="单位",
        empty_label=None,
        error_messages={"required": "请选择单位。", "invalid_choice": "请从名单中选择本单位或下属单位。"},
    )
    file = forms.FileField(
        label="填好的名单",
        help_text="用下载的模板填写；自己的人员表也可以，只要有“姓名”“手机号”“岗位”三列。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], kinds: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["kind"].needed_when = "请核对"  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or "people"


class InvitationsForm(forms.Form):
    """For which organisation, and how long the links live."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        to_field_name="public_id",
        label="单位",
        empty_label=None,
        error_messages={"required": "请选择单位。", "invalid_choice": "请从名单中选择单位。"},
    )
    days = forms.TypedChoiceField(
        label="链接有效期",
        choices=[(1, "24 小时"), (3, "3 天"), (7, "7 天")],
        coerce=int,
        error_messages={"required": "请选择有效期。", "invalid_choice": "请从 24 小时、3 天、7 天中选择。"},
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
