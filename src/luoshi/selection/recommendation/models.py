"""Letters to the office above with their ranked tables, what came back, and what went on to the next competition."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership
from luoshi.common.models import Base, StoredFile
from luoshi.registers.models import Entry, ProjectStage
from luoshi.registers.states import Level
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Decision, Result

from .states import RecommendationState


class Recommendation(Base):
    """推荐上报 of a call, one version of it: fixed once it is drawn up; a mistake is mended by another version.

    number         which version; reason: why there is another one
    to, level      the office above, and its level
    decision       of the party group or the office meeting that it rests on
    rows           public ids of the results that go up, in their order, size: how many; list_digest: of the whole list
    columns        keys of the fields of the form that the table shows besides its own columns
    skipped_words  why somebody goes up who stands behind one who does not
    letter, table  the Word and the Excel file, each with its digest
    stamped_at     since when the stamped letter is known to be there; by a scan that came back, or as somebody says
    sent_on, sent_how   when it left, and by which way; sent_by: another person than who entered the decision
    """

    AUDIT_PERSONAL = frozenset({"words", "reason", "skipped_words", "recall_reason", "sent_how"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField("版次")
    to = models.CharField("上级单位", max_length=80)
    level = models.CharField("上级级别", max_length=10, choices=Level)
    letter_number = models.CharField("文号", max_length=80)
    title = models.CharField("标题", max_length=120)
    words = models.TextField("正文")
    on = models.DateField("成文日期")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    rows = models.JSONField(default=list)
    size = models.PositiveSmallIntegerField("项数")
    columns = models.JSONField(default=list)
    skipped_words = models.CharField("没有按名次推荐的理由", max_length=300, blank=True)
    list_digest = models.CharField("名单校验码", max_length=64)
    letter = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    letter_digest = models.CharField("推荐函校验码", max_length=64)
    table = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    table_digest = models.CharField("汇总表校验码", max_length=64)
    state = models.CharField(
        "状态", max_length=10, choices=RecommendationState, default=RecommendationState.DRAWN
    )
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField("换版的理由", max_length=300, blank=True)
    drawn_by = models.CharField("拟稿人", max_length=80)
    drawn_at = models.DateTimeField("拟稿时间")
    stamped_at = models.DateTimeField("登记盖章的时间", null=True)
    stamped_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="登记盖章的岗位"
    )
    sent_on = models.DateField("发出日期", null=True)
    sent_how = models.CharField("报送方式", max_length=120, blank=True)
    sent_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="登记发出的岗位"
    )
    recalled_at = models.DateTimeField("撤回时间", null=True)
    recall_reason = models.CharField("撤回的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "推荐上报"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="recommendation_number_once"),
            models.UniqueConstraint(
                fields=["call"], condition=Q(state__in=("drawn", "sent")), name="one_recommendation_stands"
            ),
            models.CheckConstraint(
                condition=Q(number=1, replaces__isnull=True)
                | Q(number__gt=1, replaces__isnull=False) & ~Q(reason=""),
                name="another_recommendation_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_on__isnull=False) & ~Q(sent_how=""),
                name="sent_recommendation_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="recalled") | Q(recalled_at__isnull=False) & ~Q(recall_reason=""),
                name="recalled_recommendation_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"推荐上报{self.public_id[-4:]}"


class UpperResult(Base):
    """上级结果 of one result that was recommended. Taken back with a reason, never changed.

    won      whether it was selected above; title: as what
    entry    the line of the register it was written into, stage: how it stands there; wrote: the stage was made for
             it, and is taken back with it (a school may have noted the same before)
    file     the paper from above
    checked_at   when another person than who noted it compared it with the paper: only then it counts for quotas
    """

    AUDIT_PERSONAL = frozenset({"title", "note", "undone_reason", "file_name"})

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="upper_results")
    result = models.ForeignKey(Result, models.PROTECT, related_name="upper_results")
    level = models.CharField("级别", max_length=10, choices=Level)
    won = models.BooleanField("入选")
    title = models.CharField("称号、等次", max_length=120, blank=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    on = models.DateField("公布日期")
    note = models.CharField("说明", max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField("文件名", max_length=120, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    stage = models.ForeignKey(ProjectStage, models.PROTECT, null=True, related_name="+")
    wrote = models.BooleanField(default=False)
    noted_by = models.CharField("登记人", max_length=80)
    noted_at = models.DateTimeField("登记时间")
    noted_post = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="登记岗位"
    )
    checked_at = models.DateTimeField("核对时间", null=True)
    checked_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="核对岗位"
    )
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_reason = models.CharField("撤销的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "上级结果"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["result", "level"], condition=Q(undone_at__isnull=True), name="upper_result_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""), name="upper_result_undone_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(won=False) | ~Q(title="") & ~Q(document_number=""), name="win_says_what_and_by_which_paper"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"上级结果{self.public_id[-4:]}"


class Promotion(Base):
    """晋级: a winner of a lower selection went into the upper one as an application of its own.

    result        of the lower selection; application: in the upper one
    skipped_words   why it went on though a better one of its group did not
    taken_back_at   with reason, while the upper one still took applications
    """

    AUDIT_PERSONAL = frozenset({"taken_back_reason", "skipped_words"})

    result = models.ForeignKey(Result, models.PROTECT, related_name="promotions")
    application = models.OneToOneField(Application, models.PROTECT, related_name="promotion")
    promoted_by = models.CharField("办理人", max_length=80)
    promoted_at = models.DateTimeField("晋级时间")
    skipped_words = models.CharField("没有按名次晋级的理由", max_length=300, blank=True)
    taken_back_at = models.DateTimeField("撤回时间", null=True)
    taken_back_reason = models.CharField("撤回的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "晋级"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["result"], condition=Q(taken_back_at__isnull=True), name="promoted_once"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | ~Q(taken_back_reason=""),
                name="promotion_taken_back_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=F("promoted_at")),
                name="promotion_taken_back_afterwards",
            ),
        ]

    def __str__(self) -> str:
        return f"晋级{self.public_id[-4:]}"
