"""What experts get instead of the files as handed in, what they hand in, and what is computed of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership
from luoshi.common.models import Base, Job, StoredFile
from luoshi.selection.applying.models import Application, Material
from luoshi.selection.declining import Declinable, declined_with_reason
from luoshi.selection.models import Call
from luoshi.selection.panel.models import Assigned

from .states import USABLE, CopyState, SheetState


class BareCopy(Base):
    """评审用副本: what experts get of one file of an accepted application. The file itself stays as it was handed in.

    replaced   a version with the names blotted out, handed in for the review alone; the copy is made of it then
    stored     the copy; in a review that is not double blind the file itself
    bare       made bare and searched for names
    words      what was taken away; held: why it cannot be made bare, or why an officer holds it
    reason     why it went back or was let pass in spite of the names
    """

    AUDIT_PERSONAL = frozenset({"reason", "replaced_name"})

    material = models.OneToOneField(Material, models.PROTECT, related_name="bare_copy")
    replaced = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    replaced_name = models.CharField("更换的文件名", max_length=120, blank=True)
    replaced_by = models.CharField("更换人", max_length=80, blank=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    bare = models.BooleanField("清理过", default=False)
    state = models.CharField("状态", max_length=10, choices=CopyState, default=CopyState.WAITING)
    words = models.CharField("清理说明", max_length=300, blank=True)
    held = models.CharField("扣下的原因", max_length=300, blank=True)
    hit_count = models.PositiveIntegerField("名称处数", default=0)
    reason = models.CharField("理由", max_length=300, blank=True)
    decided_by = models.CharField("处理人", max_length=80, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "评审用副本"
        ordering = ["material__application", "material__item", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=USABLE) | Q(stored__isnull=False), name="usable_copy_has_its_file"
            ),
            models.CheckConstraint(
                condition=~Q(state=CopyState.PASSED) | ~Q(reason=""), name="passed_copy_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="bare_copy_state")]

    def __str__(self) -> str:
        return f"评审用副本{self.public_id[-4:]}"


class NameHit(Base):
    """A name of those who apply that stayed in a copy, and where; cleaned: it stood in the file as handed in (its name
    and properties too) and is gone from the copy, told to the officer all the same.
    """

    copy = models.ForeignKey(BareCopy, models.CASCADE, related_name="hits")
    wanted = models.CharField("名称", max_length=120)
    where = models.CharField("位置", max_length=80)
    around = models.CharField("前后文字", max_length=300, blank=True)
    cleaned = models.BooleanField("已清理", default=False)

    class Meta:
        verbose_name = "副本里的名称"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"名称{self.public_id[-4:]}"


class Sheet(Base):
    """评分表 of one expert for one application in one round, as he handed it in. What is being filled in is a draft.

    sealed   values, comments and opinion (JSON), encrypted; opened when the round is closed (`opened_at` of the round)
    digest   SHA-256 of the JSON, so that what is counted can be held against what was handed in
    done_by  the post that handed it in: nobody but this person takes it back or hands it in again
    aside_at an opened sheet that does not count any more, with the reason
    """

    AUDIT_PERSONAL = frozenset({"sealed", "digest", "aside_reason"})

    assigned = models.OneToOneField(Assigned, models.PROTECT, related_name="sheet")
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=10, choices=SheetState, default=SheetState.DONE)
    done_at = models.DateTimeField("交表时间", null=True)
    done_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="交表人"
    )
    aside_at = models.DateTimeField("不计分时间", null=True)
    aside_reason = models.CharField("不计分的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "评分表"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SheetState.DONE) | Q(done_at__isnull=False), name="sheet_done_at_some_time"
            ),
            models.CheckConstraint(
                condition=Q(aside_at__isnull=True) | ~Q(aside_reason=""), name="sheet_aside_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"评分表{self.public_id[-4:]}"

    @property
    def context(self) -> str:
        """The place its content is sealed for."""
        return f"review.sheet:{self.assigned.public_id}"


class ThirdReading(Base):
    """第三人评审: two who read an application were too far apart; which one it is stands in `assigned` once given."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="third_readings")
    round = models.CharField("轮次", max_length=40, blank=True)
    assigned = models.OneToOneField(Assigned, models.PROTECT, null=True, related_name="third_reading")

    class Meta:
        verbose_name = "第三人评审"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["application", "round"], name="third_reading_once")]

    def __str__(self) -> str:
        return f"第三人评审{self.public_id[-4:]}"


class ClosingProposal(Declinable, Base):
    """提请结束本轮: said by one officer, with the reason where something is missing. The sheets open only once another
    person confirms it (controls SE-05).

    missing  sheets that had not come when it was said
    """

    AUDIT_PERSONAL = frozenset({"reason", "declined_words"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="closing_proposals")
    round = models.CharField("轮次", max_length=40, blank=True)
    missing = models.PositiveIntegerField("没有交的")
    reason = models.CharField("理由", max_length=300, blank=True)
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="提请人")
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    dropped_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "提请结束本轮"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(missing=0) | ~Q(reason=""), name="closing_proposed_short_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, dropped_at__isnull=True)
                & ~Q(confirmed_by=F("said_by")),
                name="round_closed_by_two_persons",
            ),
            declined_with_reason("closing_proposal_declined_with_reason"),
            models.UniqueConstraint(
                fields=["call", "round"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                name="one_open_closing_of_a_round",
            ),
        ]

    def __str__(self) -> str:
        return f"提请结束本轮{self.public_id[-4:]}"


class RoundClosing(Base):
    """A round of a call that was closed: from then on its sheets are open, and nobody changes them.

    proposal  what two persons said; none where the rules open the sheets as soon as all are in
    reason    why it was closed though sheets had not come
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="closed_rounds")
    round = models.CharField("轮次", max_length=40, blank=True)
    proposal = models.OneToOneField(ClosingProposal, models.PROTECT, null=True, related_name="closing")
    closed_at = models.DateTimeField("结束时间")
    closed_by = models.CharField("结束人", max_length=80)
    asked = models.PositiveIntegerField("应交")
    came = models.PositiveIntegerField("已交")
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "评审轮次"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "round"], name="round_closed_once"),
            models.CheckConstraint(
                condition=Q(came=F("asked")) | ~Q(reason=""), name="round_closed_short_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"评审轮次{self.public_id[-4:]}"


class RoundDue(Base):
    """交表期限 of a round: until which day its sheets are asked for. It opens and closes nothing: two persons do."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="round_dues")
    round = models.CharField("轮次", max_length=40, blank=True)
    until = models.DateField("交表期限")
    set_by = models.CharField("设定人", max_length=80)

    class Meta:
        verbose_name = "交表期限"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["call", "round"], name="round_due_once")]

    def __str__(self) -> str:
        return f"交表期限{self.public_id[-4:]}"


class Scoring(Base):
    """计分: what `core.scoring.compute` took and gave, for ever; the last one counts.

    data    rubric, method, seed, applications, reviews and results, applications and experts by codes
    names   code → key of the application
    digest  SHA-256 of the canonical JSON of `data`
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="scorings")
    number = models.PositiveIntegerField("次第")
    data = models.JSONField()
    names = models.JSONField(default=dict)
    digest = models.CharField("校验码", max_length=64)
    words = models.CharField("说明", max_length=200, blank=True)
    made_by = models.CharField("计算人", max_length=80)

    class Meta:
        verbose_name = "计分"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="scoring_number_once"),
        ]

    def __str__(self) -> str:
        return f"计分{self.public_id[-4:]}"
