"""Applications: whose, by whom, with which files, and what the formal check said of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.common.dataforms.models import Answer
from luoshi.common.models import Base, Named, StoredFile
from luoshi.papers.models import Approval
from luoshi.registers.models import Entry
from luoshi.selection.models import Call

from .states import ApplicationState, PersonRole


class Application(Base):
    """一份申报.

    title     what is applied for (the case, the team, the base)
    group     the 组别, where the call has groups
    entry     the register entry it is about: prefilled from it, recognised into it
    answer    the form as filled
    sequence  its number in the order of arrival in its call; receipt: as `core.receipts` made it when it was handed in
    sent_at   when all of it had arrived, for the first time in time; late_paper: registered from paper, with the reason
    rank      the county's order within its quota, 1 the first; empty where the quota is not the county's
    partners  other organisations it is filed with
    lower     the application of the selection below as which it won and was promoted, while that promotion stands: what
              it is called, its people and the own selection are as they were judged there
    edition   counts what is printed: goes up whenever something of it is changed
    received_as  by part (`receiving.parts_of`) a keyed digest of what the last receipt was given for; changed: the
              parts that were changed when the last correction came
    statements   key of each ticked commitment → who ticked it and when
    receipts_before   those given for what was handed in before, the first one first: it tells that it came in time
    correction   what the formal check asks to be mended, by `correct_until`
    """

    AUDIT_PERSONAL = frozenset({"title", "paper_reason", "reason", "receipt", "statements", "correction"}) | {
        "receipts_before"
    }

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="applications", verbose_name="申报单位"
    )
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="applications", verbose_name="填报人")
    title = models.CharField("申报名称", max_length=120)
    group = models.CharField("组别", max_length=40, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="applications")
    answer = models.OneToOneField(Answer, models.PROTECT, null=True, related_name="+")
    partners = models.ManyToManyField(Organisation, related_name="+", verbose_name="联合申报单位")
    state = models.CharField("状态", max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    sequence = models.PositiveIntegerField("受理序号", null=True)
    sent_at = models.DateTimeField("报送时间", null=True)
    receipt = models.JSONField("回执", null=True)
    receipts_before = models.JSONField("先前的回执", default=list)
    received_as = models.JSONField(default=dict, editable=False)
    changed = models.JSONField("补正改动的部分", default=list, editable=False)
    paper_at = models.DateTimeField("纸质材料收到时间", null=True)
    paper_reason = models.CharField("纸质登记的原因", max_length=300, blank=True)
    paper_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="纸质登记人"
    )
    rank = models.PositiveSmallIntegerField("推荐次序", null=True)
    lower = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="下级遴选的申报"
    )
    edition = models.PositiveIntegerField("内容版次", default=1, editable=False)
    statements = models.JSONField("承诺", default=dict)
    correct_until = models.DateTimeField("补正截止", null=True)
    correction = models.TextField("补正要求", blank=True)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "申报"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "sequence"], condition=Q(sequence__isnull=False), name="sequence_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(sequence__isnull=False, sent_at__isnull=False, receipt__isnull=False),
                name="sent_application_has_its_receipt",
            ),
            models.UniqueConstraint(
                fields=["call", "organisation", "owner", "title"],  # of one organisation once: the act looks
                condition=~Q(state="withdrawn"),
                name="application_title_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="draft")
                | Q(sequence__isnull=True, sent_at__isnull=True, rank__isnull=True),
                name="draft_has_no_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="correcting") | Q(correct_until__isnull=False),
                name="correction_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(paper_at__isnull=True) | Q(paper_by__isnull=False) & ~Q(paper_reason=""),
                name="paper_registered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state"], name="application_of_a_call"),
            models.Index(fields=["organisation", "state"], name="application_of_a_school"),
        ]

    def __str__(self) -> str:
        return f"申报{self.public_id[-4:]}"

    @property
    def is_correction_over(self) -> bool:
        return self.correct_until is not None and clock.now() > self.correct_until


class OwnSelection(Base):
    """校内遴选: how a school came to put this application forward, and its own public notice (校内公示)."""

    AUDIT_PERSONAL = frozenset({"words", "outcome", "name"})

    application = models.OneToOneField(Application, models.CASCADE, related_name="own_selection")
    decided_on = models.DateField("校内评选日期")
    words = models.TextField("评选过程")
    notice_from = models.DateField("公示开始")
    notice_until = models.DateField("公示结束")
    outcome = models.CharField("公示情况", max_length=300)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    name = models.CharField("文件名", max_length=120, blank=True)

    class Meta:
        verbose_name = "校内遴选"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(notice_until__gte=models.F("notice_from")), name="own_notice_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"校内遴选{self.public_id[-4:]}"


class Person(Named, Base):
    """A person of an application. `entry`: the line of the teacher register, where there is one.

    organisation, place  where he works: one of ours, or, where that is empty, as it was typed
    clear     whether the school found nothing against the person (师德师风、学术诚信); a no is a veto
    """

    AUDIT_PERSONAL = frozenset({"name", "words", "clear_words"})

    application = models.ForeignKey(Application, models.CASCADE, related_name="people")
    role = models.CharField("身份", max_length=10, choices=PersonRole, default=PersonRole.MEMBER)
    name = models.CharField("姓名", max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="所在单位"
    )
    place = models.CharField("其他所在单位", max_length=80, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    words = models.CharField("分工", max_length=200, blank=True)
    clear = models.BooleanField("师德师风和学术诚信审核通过", null=True)
    clear_words = models.CharField("审核说明", max_length=300, blank=True)
    clear_by = models.CharField("审核人", max_length=80, blank=True)
    clear_at = models.DateTimeField("审核时间", null=True)
    order = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "申报人员"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(role="leader", removed_at__isnull=True),
                name="one_leader",
            )
        ]

    def __str__(self) -> str:
        return f"申报人员{self.public_id[-4:]}"

    @property
    def works_at(self) -> str:
        """In words."""
        return self.organisation.short if self.organisation is not None else self.place


class Consent(Base):
    """本人确认: what somebody whom others named in their application says to it, or the office of a partner.

    given   he takes part: it binds him from then on, wherever the application lies; else it was not him, and it binds
            him no longer
    """

    AUDIT_PERSONAL = frozenset({"said_by"})

    application = models.ForeignKey(Application, models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="consents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given = models.BooleanField("参加")
    said_by = models.CharField("答复人", max_length=120)
    said_at = models.DateTimeField("答复时间")

    class Meta:
        verbose_name = "本人确认"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(organisation__isnull=True), name="consent_of_one"
            ),
            models.UniqueConstraint(
                fields=["person", "user"], condition=Q(person__isnull=False), name="consent_of_a_person_once"
            ),
            models.UniqueConstraint(
                fields=["application", "organisation"],
                condition=Q(organisation__isnull=False),
                name="consent_of_a_partner_once",
            ),
        ]

    def __str__(self) -> str:
        return f"本人确认{self.public_id[-4:]}"


class Material(Base):
    """One file of an application, for one line of the list of materials (`item`: its key in the rules).

    pages, seconds, words: as counted from the file when it came, where its kind has such a measure.
    """

    AUDIT_PERSONAL = frozenset({"name"})

    application = models.ForeignKey(Application, models.CASCADE, related_name="materials")
    item = models.CharField("材料项", max_length=60)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    pages = models.PositiveIntegerField("页数", null=True)
    seconds = models.PositiveIntegerField("时长（秒）", null=True)
    words = models.PositiveIntegerField("字数", null=True)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "申报材料"
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return f"申报材料{self.public_id[-4:]}"


class FormalCheck(Base):
    """One line of the formal check of one application (`item`: its key in the rules): met, not met, not looked at.

    applies   no where it was looked at and does not concern this one, as `words` say why; then it counts as met
    """

    AUDIT_PERSONAL = frozenset({"words"})

    application = models.ForeignKey(Application, models.CASCADE, related_name="checks")
    item = models.CharField("审查项", max_length=60)
    met = models.BooleanField("是否符合", null=True)
    applies = models.BooleanField("是否适用", default=True)
    words = models.CharField("说明", max_length=300, blank=True)
    checked_by = models.CharField("审查人", max_length=80, blank=True)
    checked_at = models.DateTimeField("审查时间", null=True)

    class Meta:
        verbose_name = "形式审查项"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "item"], name="formal_check_once"),
            models.CheckConstraint(
                condition=Q(applies=True) | Q(met=True) & ~Q(words=""), name="what_does_not_apply_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"形式审查项{self.public_id[-4:]}"


class Book(Base):
    """The upper office's own Word 申报书 of a call, with markers that are filled from the applications."""

    AUDIT_PERSONAL = frozenset({"name"})

    call = models.OneToOneField(Call, models.CASCADE, related_name="book")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    set_by = models.CharField("放入人", max_length=80, blank=True)

    class Meta:
        verbose_name = "申报书模板"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"申报书模板{self.public_id[-4:]}"


class OfficerConflict(Base):
    """回避: an officer who neither sees nor manages one application, until another officer lifts it with a reason.

    It binds the person, in all posts outside the applying organisation.
    """

    AUDIT_PERSONAL = frozenset({"reason", "lift_reason"})

    application = models.ForeignKey(Application, models.CASCADE, related_name="officer_conflicts")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="回避人")
    reason = models.CharField("理由", max_length=300)
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="提出人")
    lifted_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="解除人"
    )
    lifted_at = models.DateTimeField("解除时间", null=True)
    lift_reason = models.CharField("解除理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "回避"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "membership"],
                condition=Q(lifted_at__isnull=True),
                name="officer_conflict_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_by=models.F("membership")),
                name="conflict_lifted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"回避{self.public_id[-4:]}"
