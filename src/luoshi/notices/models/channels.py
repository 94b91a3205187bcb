"""The ways out of the house: channels, machines of the own house, letters under way, what each person wishes."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.common import clock, crypto
from luoshi.common.models import Base

from .messages import Notice


class Channel(Base):
    """One way out, with its settings sealed: passwords and addresses of robots are secrets.

    It serves its organisation and those below: nothing of another city leaves by it.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", "邮件（SMTP）"
        WECOM = "wecom", "企业微信群机器人"
        DINGTALK = "dingtalk", "钉钉群机器人"
        WEBHOOK = "webhook", "签名推送"
        SMS = "sms", "短信网关"

    kind = models.CharField("种类", max_length=10, choices=Kind, editable=False)
    name = models.CharField("名称", max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enabled = models.BooleanField("启用", default=False)
    sealed = models.BinaryField(default=b"")

    class Meta:
        verbose_name = "消息通道"
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(kind="mail", enabled=True), name="one_mail_channel_each"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(kind="sms", enabled=True), name="one_sms_channel_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    def serves(self, path: str) -> bool:
        """An organisation at this path; where two of a kind do, the nearest is used (`posting.nearest`)."""
        return path.startswith(self.organisation.path)

    @property
    def settings(self) -> dict[str, Any]:
        """What it needs to work; never shown, never logged."""
        if not self.sealed:
            return {}
        return dict(json.loads(crypto.decrypt(self.sealed, context=f"channel:{self.public_id}")))

    def sealed_settings(self, values: dict[str, Any]) -> bytes:
        return crypto.encrypt(
            json.dumps(values, ensure_ascii=False).encode(), context=f"channel:{self.public_id}"
        )


class InHouse(Base):
    """A machine of the own house that may be reached although its address is internal: exactly this host and port."""

    host = models.CharField("主机名", max_length=253)
    port = models.PositiveIntegerField("端口")
    reason = models.CharField("用途", max_length=100)

    class Meta:
        verbose_name = "允许连接的内部主机"
        ordering = ["host", "port"]
        constraints = [models.UniqueConstraint(fields=["host", "port"], name="in_house_once")]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Letter(Base):
    """One message on its way out. Written in the transaction of the act that causes it, sent by a job after it.

    Where it was under way when the sender died, nobody knows whether it left: it is not sent again by itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        HANDED = "handed", "已交发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发出"
        UNKNOWN = "unknown", "可能已发出"
        FAILED = "failed", "未发出"

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="letters")
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="letters")
    key = models.CharField(max_length=200, unique=True)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    not_before = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField("情况", max_length=200, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True)

    class Meta:
        verbose_name = "外发消息"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "not_before"], name="letter_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="letter_sent_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.get_state_display()}"

    @property
    def content(self) -> dict[str, Any]:
        return dict(json.loads(crypto.decrypt(self.sealed, context=f"letter:{self.public_id}")))

    def sealed_content(self, values: dict[str, Any]) -> bytes:
        return crypto.encrypt(
            json.dumps(values, ensure_ascii=False).encode(), context=f"letter:{self.public_id}"
        )


class Wish(Base):
    """How a person wishes to hear of notices outside the site, and the hash of the calendar's link."""

    AUDIT_PERSONAL = frozenset({"address_sealed", "feed_hash"})

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    address_sealed = models.BinaryField(default=b"")
    digest = models.BooleanField("每天一封邮件汇总", default=True)
    digest_hour = models.PositiveSmallIntegerField("几点", default=8)
    sms = models.BooleanField("紧急消息发短信", default=True)
    feed_hash = models.CharField(max_length=64, unique=True, null=True)
    feed_made_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "消息偏好"

    def __str__(self) -> str:
        return "消息偏好"

    @property
    def address(self) -> str:
        if not self.address_sealed:
            return ""
        return crypto.decrypt(self.address_sealed, context=f"wish:{self.public_id}").decode()

    def sealed_address(self, address: str) -> bytes:
        return crypto.encrypt(address.encode(), context=f"wish:{self.public_id}") if address else b""

    @property
    def masked_address(self) -> str:
        name, _, domain = self.address.partition("@")
        return f"{name[:2]}***@{domain}" if domain else ""
