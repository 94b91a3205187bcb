"""Kinds of selection, calls, quotas and extensions."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.common.dataforms.models import FormDefinition, FormVersion
from luoshi.common.models import Base, StoredFile
from luoshi.plans.models import Plan

from .declining import Declinable, declined_with_reason
from .own_words import OwnWords, words_of
from .states import HOSTED, CallState, Outcome, ProposalKind


class Kind(Base):
    """遴选类别: what a selection is, as data of the site, changed on screen, begun by copying another.

    key        of the example shipped with the product that it began from, empty for any other
    rules      what `core.selection.read_rules` takes: who, conditions, quotas, materials, checks, rubric, method …
    definition the form of the application
    host       who usually runs it for the bureau, host_parts: which parts; a new call begins with that
    official   the rules were taken from an official paper, which `basis` names; shipped examples are not
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="selection_kinds", verbose_name="主管单位"
    )
    key = models.CharField(max_length=60, blank=True, editable=False)
    title = models.CharField("名称", max_length=60)
    group = models.CharField("分组", max_length=40, blank=True)
    words = models.TextField("说明", blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    official = models.BooleanField("按正式文件制定", default=False)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.RECOGNISE)
    rules = models.JSONField("规则", default=dict)
    definition = models.ForeignKey(FormDefinition, models.PROTECT, related_name="+", verbose_name="申报表")
    host = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="承办单位"
    )
    host_parts = models.JSONField("承办的事项", default=list)
    withdrawn_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "遴选类别"
        ordering = ["group", "title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "title"],
                condition=Q(withdrawn_at__isnull=True),
                name="selection_kind_title_once",
            ),
            models.CheckConstraint(
                condition=Q(official=False) | ~Q(basis=""), name="official_kind_has_basis"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Call(Base):
    """一次遴选 and its 申报通知. `rules` and `form_version` are frozen when it opens; `kind` is where they came from.

    until        fully received at or before this moment counts, on every path; extensions move it, for all
    school_until, county_until   days by which schools and counties should have passed theirs on; not enforced
    officer      the post that looks after it
    host         the 承办单位: it runs the parts that are ticked, for this call alone, and decides nothing
    parent       the selection of the level above into which its winners go on (competitions)
    level        school | city | province | nation
    hosts_before  public ids of those that hosted while what had arrived lay open to them, and do no longer
    quota_basis  by which rule its quotas were reckoned, from which numbers, as they were then; empty: they were not
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="calls", verbose_name="组织单位"
    )
    officer = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="经办人")
    host = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="承办单位"
    )
    host_checks = models.BooleanField("承办形式审查", default=False)
    host_panel = models.BooleanField("承办组建评审组", default=False)
    host_review = models.BooleanField("承办组织评审", default=False)
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="calls", verbose_name="类别")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+", verbose_name="所属计划")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="lower", verbose_name="上一级遴选"
    )
    level = models.CharField("级别", max_length=10, blank=True)
    title = models.CharField("名称", max_length=120)
    document_number = models.CharField("文号", max_length=80, blank=True)
    words = models.TextField("申报要求", blank=True)
    notice = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    notice_name = models.CharField("通知文件名", max_length=120, blank=True)
    rules = models.JSONField("规则", default=dict)
    form_version = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+")
    opens_at = models.DateTimeField("开始受理", null=True)
    until = models.DateTimeField("截止时间", null=True)
    school_until = models.DateField("学校报送日期", null=True)
    county_until = models.DateField("县市推荐日期", null=True)
    state = models.CharField("状态", max_length=10, choices=CallState, default=CallState.DRAFT)
    opened_at = models.DateTimeField("发出时间", null=True)
    closed_at = models.DateTimeField("截止受理时间", null=True)
    quota_basis = models.JSONField("名额的测算", default=dict)
    hosts_before = models.JSONField("截止以后承办过的单位", default=list)
    received = models.PositiveIntegerField("已受理份数", default=0)  # last sequence given out
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "遴选"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(opened_at__isnull=False, form_version__isnull=False, until__isnull=False),
                name="open_call_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "open", "withdrawn")) | Q(closed_at__isnull=False),
                name="closed_call_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(host__isnull=False) | Q(host_checks=False, host_panel=False, host_review=False),
                name="what_is_hosted_has_a_host",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="call_of_an_office")]

    def __str__(self) -> str:
        return f"遴选{self.public_id[-4:]}"

    @property
    def hosted(self) -> tuple[str, ...]:
        """The parts the host runs."""
        return tuple(part for part in HOSTED if getattr(self, f"host_{part}"))

    @property
    def own_words(self) -> OwnWords:
        """What its house calls its meetings and those who run it."""
        return words_of(self.organisation)

    @property
    def is_over(self) -> bool:
        return self.until is not None and clock.now() > self.until


class Quota(Base):
    """限额: how many applications of one school or county may go up in one call, in one group where there are groups.

    organisation: empty for every school or county that has none of its own.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="quotas")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    group = models.CharField("组别", max_length=40, blank=True)
    number = models.PositiveSmallIntegerField("名额")
    raised = models.PositiveSmallIntegerField("往届结果增加", default=0)
    reason = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "限额"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organisation", "group"], nulls_distinct=False, name="quota_once"
            )
        ]

    def __str__(self) -> str:
        return f"限额{self.public_id[-4:]}"


class Extension(Declinable, Base):
    """延期: one open rule for all, said by one person and confirmed by another, with the reason (controls DN-02).

    school_until, county_until   the days of the call that move with it; each with what stood before
    """

    AUDIT_PERSONAL = frozenset({"reason", "declined_words"})

    call = models.ForeignKey(Call, models.CASCADE, related_name="extensions")
    before = models.DateTimeField("原截止时间")
    until = models.DateTimeField("新截止时间")
    school_before = models.DateField("原学校报送日期", null=True)
    school_until = models.DateField("新学校报送日期", null=True)
    county_before = models.DateField("原县市推荐日期", null=True)
    county_until = models.DateField("新县市推荐日期", null=True)
    reason = models.CharField("理由", max_length=300)
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="提出人")
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    dropped_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "延期"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("before")), name="extension_is_later"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=models.F("said_by")),
                name="extension_by_two_persons",
            ),
            declined_with_reason("extension_declined_with_reason"),
        ]

    def __str__(self) -> str:
        return f"延期{self.public_id[-4:]}"

    @property
    def days(self) -> list[tuple[str, dt.date | None, dt.date]]:
        """What else moves: (what it is called, day before, day after)."""
        rows = [
            ("学校报送", self.school_before, self.school_until),
            ("县市推荐", self.county_before, self.county_until),
        ]
        return [(title, before, until) for title, before, until in rows if until is not None]


class Proposal(Declinable, Base):
    """提请: what one person says of a selection under way and another confirms, with the reason (controls SE-05).

    what   to give it up though its review has begun, or to give more places while it is open
    rows   of places, as they are to stand: [public id of the unit or "", 组别, number, raised, words]
    """

    AUDIT_PERSONAL = frozenset({"reason", "declined_words"})

    call = models.ForeignKey(Call, models.CASCADE, related_name="proposals")
    what = models.CharField("事项", max_length=10, choices=ProposalKind)
    rows = models.JSONField(default=list)
    reason = models.CharField("理由", max_length=300)
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="提出人")
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    dropped_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "遴选提请"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, dropped_at__isnull=True)
                & ~Q(confirmed_by=models.F("said_by")),
                name="proposal_by_two_persons",
            ),
            declined_with_reason("call_proposal_declined_with_reason"),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                name="one_open_proposal_of_a_call",
            ),
        ]

    def __str__(self) -> str:
        return f"遴选提请{self.public_id[-4:]}"
