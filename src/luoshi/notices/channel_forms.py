"""Input of the pages of channels and of one's own wishes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.common import outgoing

from .models import Channel

SECRET = {"autocomplete": "off", "spellcheck": "false"}
KEPT = "已保存，不再显示；不改就留空。改了服务器、端口、用户名或地址时要重新填写。"


class ChannelForm(forms.Form):
    """What every channel has."""

    name = forms.CharField(
        label="名称",
        max_length=40,
        help_text="例如：市教育局邮箱、职成科工作群。",
        error_messages={"required": "请填写名称。"},
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="哪个单位使用",
        to_field_name="public_id",
        empty_label=None,
        help_text="只为这个单位及其下属单位发送；群机器人只有这个单位的人发消息时可以选用。",
    )
    secret_fields: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], channel: Channel | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        if channel is not None:
            del self.fields["organisation"]
            for name in self.secret_fields:
                self.fields[name].required = False
                self.fields[name].help_text = KEPT

    def values(self) -> dict[str, Any]:
        """The settings of the channel itself."""
        return {key: value for key, value in self.cleaned_data.items() if key not in ("name", "organisation")}


class CaField(forms.CharField):
    """A root certificate of the office's own, as text."""

    def __init__(self) -> None:
        super().__init__(
            label="单位自己的根证书（PEM）",
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 3, **SECRET}),
            help_text="只有对方用单位自己签发的证书时才需要粘贴。证书总要验证，不能关闭。",
        )

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            outgoing.tls_context(text)
        except outgoing.Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return text


class MailForm(ChannelForm):
    host = forms.CharField(label="邮件服务器", max_length=253, help_text="例如 smtp.example.org。")
    port = forms.IntegerField(label="端口", min_value=1, max_value=65535, initial=465)
    tls = forms.ChoiceField(
        label="加密", choices=(("tls", "TLS（465 端口）"), ("starttls", "STARTTLS（587、25 端口）"))
    )
    sender = forms.EmailField(
        label="发件地址", error_messages={"invalid": "地址不对，请写成 a@example.org 这样。"}
    )
    user = forms.CharField(
        label="用户名", max_length=200, required=False, widget=forms.TextInput(attrs=SECRET)
    )
    password = forms.CharField(
        label="密码或授权码", max_length=200, strip=False, widget=forms.PasswordInput(attrs=SECRET)
    )
    ca = CaField()
    secret_fields = ("password",)

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"].strip().lower()
        try:
            outgoing.check_name(host)
        except outgoing.Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return host


class AddressForm(ChannelForm):
    url = forms.CharField(
        label="地址",
        max_length=500,
        widget=forms.TextInput(attrs=SECRET),
        error_messages={"required": "请填写地址。"},
    )
    secret_fields = ("url",)

    def clean_url(self) -> str:
        """Its form only: the name is looked up when a message leaves, never while a page is made."""
        url: str = self.cleaned_data["url"].strip()
        match = outgoing.URL.fullmatch(url)
        if url and (match is None or "#" in url):
            raise forms.ValidationError("地址要写成 https://主机名/路径，不能带用户名、空格和特殊符号。")
        return url


class RobotForm(AddressForm):
    ca = CaField()


class SignedForm(AddressForm):
    secret = forms.CharField(
        label="签名密钥",
        min_length=16,
        max_length=200,
        widget=forms.TextInput(attrs=SECRET),
        help_text="至少 16 个字符，与接收方约定；对方用它核对每条消息。",
        error_messages={"required": "请填写签名密钥。", "min_length": "密钥至少 16 个字符。"},
    )
    ca = CaField()
    secret_fields = ("url", "secret")


class DingTalkForm(SignedForm):
    """The robot's own 加签 key."""


FORMS: dict[str, type[ChannelForm]] = {
    Channel.Kind.MAIL: MailForm,
    Channel.Kind.WECOM: RobotForm,
    Channel.Kind.DINGTALK: DingTalkForm,
    Channel.Kind.WEBHOOK: SignedForm,
    Channel.Kind.SMS: SignedForm,
}


class TrialForm(forms.Form):
    """Where a test message of a channel to people goes."""

    to = forms.CharField(label="发到哪里", max_length=200, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_to(self) -> str:
        to: str = self.cleaned_data["to"].strip()
        if self.kind == Channel.Kind.MAIL:
            EmailValidator("请填写收测试邮件的地址。")(to)
        if self.kind == Channel.Kind.SMS and not (len(to) == 11 and to.isascii() and to.isdigit()):
            raise forms.ValidationError("请填写收测试短信的 11 位手机号。")
        return to


class HostForm(forms.Form):
    """A machine of the own house, by name."""

    host = forms.CharField(label="主机名", max_length=253, error_messages={"required": "请填写主机名。"})
    port = forms.IntegerField(
        label="端口", min_value=1, max_value=65535, error_messages={"required": "请填写端口。"}
    )
    reason = forms.CharField(label="用途", max_length=100, error_messages={"required": "请写明用途。"})

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"].strip().lower()
        try:
            outgoing.check_name(host)
        except outgoing.Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        if not outgoing.NAME.fullmatch(host) or host.rpartition(".")[2].isdigit():
            raise forms.ValidationError("要写主机名，不能写数字地址；请单位的网络管理员在域名解析中登记。")
        if outgoing.is_this_machine(host):
            raise forms.ValidationError("不能写本机（localhost）；请写提供服务的那台主机的名称。")
        return host


class WishForm(forms.Form):
    """How I wish to hear of notices outside the site."""

    address = forms.EmailField(
        label="邮箱",
        required=False,
        max_length=200,
        help_text="加密保存，只用来给您本人发每日汇总；清空即不再发。",
        error_messages={"invalid": "地址不对，请写成 a@example.org 这样。"},
    )
    digest = forms.BooleanField(label="每个工作日一封邮件汇总（没有事就不发）", required=False)
    digest_hour = forms.TypedChoiceField(
        label="几点发", coerce=int, choices=[(hour, f"{hour}:00") for hour in range(7, 20)], initial=8
    )
    sms = forms.BooleanField(label="紧急消息发短信到登记的手机号（站点开通短信时）", required=False)
