"""What was recognised, step by step, and the certificates that say so."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.common.models import Base, StoredFile
from luoshi.registers.models import Entry, ProjectStage
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call

from .states import STEPS, AwardState


class Award(Base):
    """认定 of what one application was selected for; cultivated first where the kind says so.

    issuer, year, sequence   make the 证书编号, given with the recognition; `number` is it in words
    holder, title, honour, level   as they were then: for ever on the certificate
    entry        the line of the register into which each step is written
    granted_on, document_number   day and paper of the first step
    valid_until  last day; empty: for ever, or not recognised yet
    """

    AUDIT_PERSONAL = frozenset({"title", "holder"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="awards")
    application = models.OneToOneField(Application, models.PROTECT, related_name="award")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="awards", verbose_name="获认定单位"
    )
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="认定单位")
    holder = models.CharField("获认定单位名称", max_length=200)
    title = models.CharField("项目名称", max_length=120)
    honour = models.CharField("称号", max_length=60)
    level = models.CharField("等次", max_length=40, blank=True)
    rank = models.CharField("级别", max_length=10, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="awards")
    state = models.CharField("状态", max_length=12, choices=AwardState, default=AwardState.CULTIVATED)
    granted_on = models.DateField("公布日期")
    document_number = models.CharField("文号", max_length=80)
    year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    number = models.CharField("证书编号", max_length=80, blank=True)
    recognised_on = models.DateField("认定日期", null=True)
    valid_until = models.DateField("有效期至", null=True)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "认定"
        ordering = ["-granted_on", "call", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year", "sequence"], name="award_number_once"),
            models.CheckConstraint(
                condition=~Q(state="recognised")
                | Q(recognised_on__isnull=False, sequence__isnull=False) & ~Q(number=""),
                name="recognised_award_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("recognised_on")),
                name="award_is_valid_for_a_while",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="award_of_a_school")]

    def __str__(self) -> str:
        return f"认定{self.public_id[-4:]}"

    @property
    def is_expired(self) -> bool:
        over = self.valid_until is not None and self.valid_until < clock.today()
        return self.state == AwardState.RECOGNISED and over

    @property
    def full_honour(self) -> str:
        """With its level, as it stands on the certificate."""
        return f"{self.honour}（{self.level}）" if self.level else self.honour


class AwardStep(Base):
    """One step of an award, with the stage it became in the register, where it has an entry."""

    AUDIT_PERSONAL = frozenset({"words"})

    award = models.ForeignKey(Award, models.PROTECT, related_name="steps")
    kind = models.CharField("阶段", max_length=12, choices=STEPS)
    on = models.DateField("日期")
    passed = models.BooleanField("通过", default=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    valid_until = models.DateField("有效期至", null=True)
    words = models.CharField("说明", max_length=300, blank=True)
    noted_by = models.CharField("登记人", max_length=80)
    stage = models.ForeignKey(ProjectStage, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "认定过程"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"认定过程{self.public_id[-4:]}"


class Revocation(Base):
    """撤销: said by one person with paper and reason, done when another one confirms it."""

    AUDIT_PERSONAL = frozenset({"reason"})

    award = models.ForeignKey(Award, models.PROTECT, related_name="revocations")
    on = models.DateField("撤销日期")
    document_number = models.CharField("撤销文号", max_length=80)
    reason = models.CharField("理由", max_length=300)
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="提出人")
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    dropped_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "撤销认定"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="revocation_has_a_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, dropped_at__isnull=True)
                & ~Q(confirmed_by=F("said_by")),
                name="revocation_by_two_persons",
            ),
            models.UniqueConstraint(
                fields=["award"], condition=Q(dropped_at__isnull=True), name="one_revocation_of_an_award"
            ),
        ]

    def __str__(self) -> str:
        return f"撤销认定{self.public_id[-4:]}"


class Certificate(Base):
    """证书 of a recognised award. What it says is fixed when it is issued: `credential`, signed.

    code         in its public address; who has it may look the certificate up
    replaced_at  another one was issued in its place (到期复核)
    revoked_on   from that day on it is worth nothing, by the paper `revoked_by_paper`
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="certificates")
    code = models.CharField("查验码", max_length=16, unique=True, editable=False)
    credential = models.TextField("电子证书")
    since = models.DateField("起")
    valid_until = models.DateField("有效期至", null=True)
    issued_at = models.DateTimeField("签发时间")
    replaced_at = models.DateTimeField("换发时间", null=True)
    revoked_on = models.DateField("撤销日期", null=True)
    revoked_by_paper = models.CharField("撤销文号", max_length=80, blank=True)

    class Meta:
        verbose_name = "证书"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(replaced_at__isnull=True, revoked_on__isnull=True),
                name="one_certificate_stands",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("since")),
                name="certificate_is_valid_for_a_while",
            ),
        ]

    def __str__(self) -> str:
        return f"证书{self.public_id[-4:]}"


class Announcement(Base):
    """公布文件 of a call, one version of it: fixed once it is issued; a mistake is mended by another one in its place.

    number       which version; reason: why there is another one, for everybody to read
    digest       of the Word file; list_digest: of the list it was made of
    stamped_at   when it was said to be stamped and sent out; before that nobody outside the bureau reads it, and what
                 it replaces still stands
    """

    AUDIT_PERSONAL = frozenset({"words"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="announcements")
    number = models.PositiveSmallIntegerField("版次")
    document_number = models.CharField("文号", max_length=80)
    title = models.CharField("标题", max_length=120)
    words = models.TextField("正文")
    on = models.DateField("成文日期")
    copies = models.CharField("抄送", max_length=300, blank=True)
    printed_by = models.CharField("印发机关", max_length=80, blank=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    digest = models.CharField("校验码", max_length=64)
    list_digest = models.CharField("名单校验码", max_length=64)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField("更正理由", max_length=300, blank=True)
    issued_by = models.CharField("出文人", max_length=80)
    issued_at = models.DateTimeField("出文时间")
    stamped_by = models.CharField("登记盖章的人", max_length=80, blank=True)
    stamped_at = models.DateTimeField("登记盖章的时间", null=True)

    class Meta:
        verbose_name = "公布文件"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="announcement_number_once"),
            models.CheckConstraint(
                condition=Q(number=1, replaces__isnull=True)
                | Q(number__gt=1, replaces__isnull=False) & ~Q(reason=""),
                name="another_announcement_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(stamped_at__isnull=True, stamped_by="")
                | Q(stamped_at__isnull=False) & ~Q(stamped_by=""),
                name="announcement_stamped_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"公布文件{self.public_id[-4:]}"


class NoAnnouncement(Base):
    """Somebody said that no 公布文件 of this call is made here, and why; one may be issued all the same."""

    AUDIT_PERSONAL = frozenset({"reason"})

    call = models.OneToOneField(Call, models.PROTECT, related_name="no_announcement")
    reason = models.CharField("理由", max_length=300)
    said_by = models.CharField("登记人", max_length=80)
    said_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "不出公布文件"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="no_announcement_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"不出公布文件{self.public_id[-4:]}"
