"""Results, what was decided of them, what was shown to the public, and who objected."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership
from luoshi.common.models import Base, StoredFile
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.review.models import Scoring

from .states import (
    Came,
    DecisionStage,
    MisconductState,
    NoticeState,
    ObjectionState,
    RefusedFor,
)

CODE_LENGTH = 6  # of the number an objection is known by


class Result(Base):
    """结果 of one application, as drawn up from the scoring that counted; a copy, never computed again by itself.

    code, group, place, score, passed, vetoed   as the scoring and the application had them
    proposed   key of the level the rule gave; "" for none
    level, selected, order   as they stand now: only a change confirmed by another person touches them.
               order: the number in the list, 1 the first; empty for whoever is not in it
    tied       stands in a tie across the last seat: the meeting has to decide
    excluded_at  out of the selection for a reason (withdrawn, an objection upheld), not merely not chosen
    """

    AUDIT_PERSONAL = frozenset({"excluded_reason"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="results")
    application = models.OneToOneField(Application, models.PROTECT, related_name="result")
    scoring = models.ForeignKey(Scoring, models.PROTECT, related_name="+")
    code = models.CharField("编号", max_length=20)
    group = models.CharField("组别", max_length=40, blank=True)
    place = models.PositiveIntegerField("名次", null=True)
    score = models.CharField("得分", max_length=40, blank=True)
    passed = models.BooleanField("达到合格线", default=False)
    vetoed = models.BooleanField("被否决", default=False)
    proposed = models.CharField("按规则的等次", max_length=40, blank=True)
    tied = models.BooleanField("末位并列", default=False)
    level = models.CharField("等次", max_length=40, blank=True)
    selected = models.BooleanField("入选", default=False)
    order = models.PositiveIntegerField("序号", null=True)
    excluded_at = models.DateTimeField("取消资格时间", null=True)
    excluded_reason = models.CharField("取消资格的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "遴选结果"
        ordering = ["call", F("order").asc(nulls_last=True), "group", F("place").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="result_code_once"),
            models.CheckConstraint(
                condition=Q(selected=True, order__isnull=False) | Q(selected=False, order__isnull=True),
                name="selected_result_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(excluded_at__isnull=True) | Q(selected=False) & ~Q(excluded_reason=""),
                name="excluded_result_is_not_selected",
            ),
        ]
        indexes = [models.Index(fields=["call", "selected"], name="result_of_a_call")]

    def __str__(self) -> str:
        return f"遴选结果{self.public_id[-4:]}"


class Decision(Base):
    """审定 by a meeting, entered on its behalf (代录) from its minutes.

    body     which meeting it was, in words (局长办公会、局党组会、专家委员会)
    number   of the minutes
    digest   of the list it decided on; once the list is another one it has to decide again
    """

    AUDIT_PERSONAL = frozenset({"minutes_name", "words", "undone_reason"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="decisions")
    stage = models.CharField("环节", max_length=10, choices=DecisionStage)
    body = models.CharField("审定会议", max_length=60)
    held_on = models.DateField("会议日期")
    number = models.CharField("纪要文号", max_length=80, blank=True)
    minutes = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    minutes_name = models.CharField("纪要文件名", max_length=120)
    words = models.CharField("审定意见", max_length=1000)
    digest = models.CharField("名单校验码", max_length=64)
    entered_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="代录人")
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_reason = models.CharField("撤销理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "审定"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "stage"], condition=Q(undone_at__isnull=True), name="decision_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""), name="decision_undone_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"审定{self.public_id[-4:]}"


class PublicNotice(Base):
    """公示. What it shows is fixed when it is published; a mistake is corrected by another one in its place.

    snapshot   what the public sees: heading, words, columns, rows; digest: SHA-256 of its canonical JSON
    fields     which columns of the whitelist it shows
    rows       public ids of the results its rows are of, in their order; not shown
    from_on, until_on   the first and the last day, both included; days: working days
    official_url, picture   where the bureau's own site showed it, and a picture of that page
    """

    AUDIT_PERSONAL = frozenset({"reason", "contact", "picture_name"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="public_notices")
    number = models.PositiveSmallIntegerField("次第")
    title = models.CharField("标题", max_length=120)
    words = models.TextField("正文", blank=True)
    contact = models.TextField("联系方式")
    fields = models.JSONField(default=list)
    snapshot = models.JSONField()
    digest = models.CharField("校验码", max_length=64)
    rows = models.JSONField(default=list)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    from_on = models.DateField("公示开始")
    until_on = models.DateField("公示结束")
    days = models.PositiveSmallIntegerField("工作日")
    published_at = models.DateTimeField("发布时间")
    published_by = models.CharField("发布人", max_length=80)
    publisher = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="发布岗位"
    )
    state = models.CharField("状态", max_length=10, choices=NoticeState, default=NoticeState.SHOWN)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    official_url = models.URLField("官网地址", max_length=300, blank=True)
    picture = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    picture_name = models.CharField("截图文件名", max_length=120, blank=True)
    taken_down_at = models.DateTimeField("撤下时间", null=True)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "公示"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="public_notice_number_once"),
            models.UniqueConstraint(
                fields=["call"], condition=Q(state="shown"), name="one_public_notice_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="public_notice_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(state="shown") | Q(taken_down_at__isnull=False), name="ended_notice_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"公示{self.public_id[-4:]}"


class Objection(Base):
    """异议 to a public notice. Who objects lies sealed; whoever it is about never learns of it.

    sealed      name, telephone, organisation and what he says (JSON), encrypted
    by_index    keyed fingerprint of the person who objected signed in, so that he finds his own again
    received_at when all of it had arrived; of paper, the stamp of its arrival, with the reason it is entered later
    checker     who looks into it; until: by when
    """

    AUDIT_PERSONAL = frozenset(
        {"sealed", "by_index", "paper_reason", "reply", "outcome_words", "file_name", "entered_by"}
    )

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    result = models.ForeignKey(Result, models.PROTECT, null=True, related_name="objections")
    sealed = models.BinaryField()
    by_index = models.CharField(max_length=64, blank=True)
    signed = models.BooleanField("实名", default=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField("附件名", max_length=120, blank=True)
    came = models.CharField("来源", max_length=10, choices=Came)
    received_at = models.DateTimeField("收到时间")
    entered_by = models.CharField("登记人", max_length=80, blank=True)
    registered_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="登记的岗位"
    )  # of paper; the person counts when it is taken back
    paper_reason = models.CharField("登记说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=ObjectionState, default=ObjectionState.RECEIVED)
    refused_for = models.CharField("不予受理的原因", max_length=12, choices=RefusedFor, blank=True)
    checker = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="核查人"
    )
    until = models.DateField("核查期限", null=True)
    outcome_words = models.TextField("核查结论", blank=True)
    reply = models.TextField("答复", blank=True)
    replied_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "公示异议"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="checking") | Q(checker__isnull=False, until__isnull=False),
                name="objection_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_for=""), name="objection_refused_for_something"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("upheld", "rejected")) | Q(replied_at__isnull=False),
                name="objection_ends_with_a_reply",
            ),
            models.CheckConstraint(
                condition=Q(came="page") | ~Q(paper_reason=""), name="objection_on_paper_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["notice", "state"], name="objection_of_a_notice")]

    def __str__(self) -> str:
        return f"公示异议{self.public_id[-4:]}"

    @property
    def code(self) -> str:
        """受理号: what whoever objected names when he asks."""
        return self.public_id[-CODE_LENGTH:].upper()

    @property
    def context(self) -> str:
        """The place what it holds is sealed for."""
        return f"outcome.objection:{self.public_id}"


class Statement(Base):
    """申辩: what the applicant is asked, and says, when something is held against the result. Never by whom.

    asked    the question as the checker puts it; words: the answer, sealed
    """

    AUDIT_PERSONAL = frozenset({"asked", "sealed", "file_name"})

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="statement")
    asked = models.TextField("需要说明的问题")
    until = models.DateField("说明期限")
    sealed = models.BinaryField(default=b"")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField("附件名", max_length=120, blank=True)
    said_at = models.DateTimeField("说明时间", null=True)
    said_by = models.CharField("说明人", max_length=80, blank=True)

    class Meta:
        verbose_name = "申报单位说明"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"申报单位说明{self.public_id[-4:]}"

    @property
    def context(self) -> str:
        return f"outcome.statement:{self.public_id}"


class Change(Base):
    """结果变更: said by one person with the reason, applied when another one confirms it.

    before, after   {level, selected, excluded} of the result
    moved           what it did to others: whose number in the list became another one, [{code, before, after}]
    objection       the one it follows from
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    result = models.ForeignKey(Result, models.PROTECT, related_name="changes")
    objection = models.ForeignKey(Objection, models.PROTECT, null=True, related_name="changes")
    before = models.JSONField()
    after = models.JSONField()
    moved = models.JSONField(default=list)
    reason = models.CharField("理由", max_length=300)
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="提出人")
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    dropped_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "结果变更"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, dropped_at__isnull=True)
                & ~Q(confirmed_by=F("said_by")),
                name="change_by_two_persons",
            ),
            models.UniqueConstraint(
                fields=["result"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                name="one_open_change_of_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"结果变更{self.public_id[-4:]}"


class Misconduct(Base):
    """举报 of misconduct in a selection: for the monitors of its bureau alone, or whoever is next where none is free.

    sealed   what is said, and by whom where he says so (JSON), encrypted
    watch    it is about a monitor of the bureau himself: none of them reads it
    hold     the monitor asks not to finalise meanwhile
    """

    AUDIT_PERSONAL = frozenset({"sealed", "outcome_words", "file_name"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="misconduct")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField()
    signed = models.BooleanField("实名", default=False)
    watch = models.BooleanField("反映监督员本人", default=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField("附件名", max_length=120, blank=True)
    received_at = models.DateTimeField("收到时间")
    state = models.CharField("状态", max_length=10, choices=MisconductState, default=MisconductState.RECEIVED)
    taken_by = models.CharField("核查人", max_length=80, blank=True)
    outcome_words = models.TextField("核查结论", blank=True)
    hold = models.BooleanField("暂缓公布", default=False)

    class Meta:
        verbose_name = "举报"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("found", "unfounded")) | ~Q(outcome_words=""),
                name="misconduct_ends_with_words",
            )
        ]

    def __str__(self) -> str:
        return f"举报{self.public_id[-4:]}"

    @property
    def context(self) -> str:
        return f"outcome.misconduct:{self.public_id}"
