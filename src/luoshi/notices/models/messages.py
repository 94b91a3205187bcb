"""A message to people, and its way to each of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base


class Notice(Base):
    """What is said once to several people: by the system, by an act, or by an officer who wrote it (`written`).

    The sender is a post and a snapshot of its words, so that a notice stays readable after the person has left.
    """

    AUDIT_PERSONAL = frozenset({"title", "body"})

    kind = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文", blank=True)
    href = models.CharField("办理页面", max_length=300, blank=True)
    about_type = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=20, blank=True)
    due = models.DateField("期限", null=True, blank=True)
    receipt = models.BooleanField("需要签收", default=False)
    urgent = models.BooleanField("紧急", default=False)
    key = models.CharField(max_length=200, blank=True)
    written = models.BooleanField("手工发送", default=False)
    sender = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    sender_words = models.CharField("发送人", max_length=200, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "消息"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(written=False) | Q(sender__isnull=False, organisation__isnull=False),
                name="a_written_notice_has_a_sender",
            )
        ]
        indexes = [models.Index(fields=["about_type", "about_id"], name="notice_about")]

    def __str__(self) -> str:
        return self.title


class Delivery(Base):
    """One notice at one post. `user` is the person of the post, kept here for the bell and for the key."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True)
    received_at = models.DateTimeField("签收时间", null=True)
    let_off_at = models.DateTimeField(
        "不用再办时间", null=True
    )  # for this post only; the notice holds for others

    class Meta:
        verbose_name = "送达"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "membership"], name="delivery_once"),
            models.UniqueConstraint(fields=["user", "key"], condition=~Q(key=""), name="delivery_key_once"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True)
                | Q(read_at__isnull=False, read_at__lte=F("received_at")),
                name="received_is_read",
            ),
        ]
        indexes = [models.Index(fields=["user", "read_at"], name="delivery_unread")]

    def __str__(self) -> str:
        return f"{self.notice} → {self.membership}"


class Unreached(Base):
    """An organisation a written notice was meant for and in which nobody held one of its posts."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="unreached")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "未送达单位"
        ordering = ["organisation__order", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "organisation"], name="unreached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} ↛ {self.organisation}"


class NoticeFile(Base):
    """A file that goes with a written notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="files")
    stored = models.ForeignKey("common.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)

    class Meta:
        verbose_name = "消息附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class PhoneCall(Base):
    """电话提醒: somebody called a person about a notice."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="calls")
    caller = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "电话提醒"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"电话提醒 {self.created_at}"


class ReminderRule(Base):
    """On which working day the system reminds whom; `kind` empty: of everything that has no rules of its own.

    Rules belong to the bureau that made them and hold for it and those below. Without `organisation`: from the time
    when they were the whole site's; they hold where no bureau has its own.
    """

    class Level(models.IntegerChoices):
        OWNER = 0, "办理人"
        ABOVE = 1, "上一级"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", editable=False
    )
    kind = models.CharField("种类", max_length=40, blank=True)
    offset = models.SmallIntegerField("距期限工作日数")
    level = models.PositiveSmallIntegerField("提醒谁", choices=Level)

    class Meta:
        verbose_name = "提醒规则"
        ordering = ["kind", "offset", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "offset", "level"], name="reminder_rule_once_each"
            )
        ]

    def __str__(self) -> str:
        if self.offset == 0:
            return f"期限当天提醒{self.get_level_display()}"
        side = "前" if self.offset < 0 else "后"
        return f"期限{side} {abs(self.offset)} 个工作日提醒{self.get_level_display()}"
