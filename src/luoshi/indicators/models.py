"""Indicators and their definitions, periods, what was reported, and what it adds up to.

What was reported is never changed: a correction is a new row that supersedes the old one at an instant, so that every
figure can be shown as it was known then. Roll-ups are derived from it and can be made anew (`luoshi rollup rebuild`).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.common.models import Base, PackOwned
from luoshi.core import periods, rollup

from .states import APPROVED, STANDS, Kind, Nature, PeriodType, Scope, Source, Status

NOW_VALID = Q(superseded_at__isnull=True)


class Indicator(PackOwned):
    """指标: what is measured. How it is measured stands in its versions."""

    owner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="indicators", verbose_name="制定单位"
    )
    title = models.CharField("名称", max_length=80)
    group = models.CharField("类别", max_length=40, blank=True)
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = "指标"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="indicator_key_once")]

    def __str__(self) -> str:
        return self.title


class IndicatorVersion(Base):
    """口径: how an indicator is measured for periods that end on `valid_from` or later, until a later version's.

    nature     stock or flow: how figures of several periods become one
    scale      decimals; numbers are stored as whole numbers of 10^-scale
    once       people, courses … are counted once over all organisations, by their identity
    computed   how registers give it (register, conditions, sum field); empty: it is typed
    rules      what is refused and what is asked, see `core.plausibility`
    superseded_at  when a later version was recorded; it still holds for its own periods
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("第几版", default=1)
    kind = models.CharField("算法", max_length=10, choices=Kind)
    nature = models.CharField("时间属性", max_length=6, choices=Nature, default=Nature.STOCK)
    period_type = models.CharField("周期", max_length=12, choices=PeriodType)
    count_day = models.CharField("统计时点", max_length=40, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    scale = models.PositiveSmallIntegerField("小数位", default=0)
    scope = models.CharField("口径范围", max_length=10, choices=Scope, default=Scope.ALL)
    once = models.BooleanField("去重", default=False)
    entered_by = models.CharField("填报", max_length=40, blank=True)
    checked_by = models.CharField("审核", max_length=40, blank=True)
    computed = models.JSONField(default=dict)
    rules = models.JSONField(default=list)
    note = models.TextField("口径说明", blank=True)
    extra = models.JSONField(default=dict)
    valid_from = models.DateField("自", default=clock.today)
    recorded_at = models.DateTimeField("记录时间", default=clock.now)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "指标口径"
        ordering = ["indicator_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="indicator_version_once"),
            models.UniqueConstraint(
                fields=["indicator"], condition=NOW_VALID, name="one_version_of_an_indicator_is_the_last"
            ),
            models.CheckConstraint(condition=Q(scale__lte=6), name="indicator_scale_fits"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}第{self.number}版"

    @property
    def has_denominator(self) -> bool:
        return self.kind in (Kind.RATIO, Kind.YES_NO)

    @property
    def shape(self) -> tuple[str, str, str, str, int, bool]:
        """What figures must have in common to be added up."""
        return self.kind, self.nature, self.period_type, self.unit, self.scale, self.once


class Period(Base):
    """One month, quarter, 学期 … that figures are of. Its last day decides under whom an organisation counts."""

    type = models.CharField("周期", max_length=12, choices=PeriodType)
    starts = models.DateField("自")
    ends = models.DateField("至")
    label = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "统计期"
        ordering = ["ends", "starts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["type", "starts", "ends"], name="indicator_period_once"),
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="indicator_period_in_order"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def span(self) -> periods.Period:
        return periods.Period(self.starts, self.ends, self.type)


class Seat(models.Model):
    """Where an organisation stood on a period's last day: derived from placements, in versions as figures are.

    path: empty where it had been merged into another by then, so that it counts nowhere.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "organisation"], condition=NOW_VALID, name="one_seat_in_a_period"
            )
        ]
        indexes = [models.Index(fields=["period", "path"], name="seat_path")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.period}"


class Observation(Base):
    """指标数据: one organisation's figure of one period, as it was known from `recorded_at` to `superseded_at`.

    numerator, denominator   whole numbers of 10^-scale; numerator empty: none, for the reason in `missing`
    stated, stated_denominator  before anybody held twice here was counted once; empty where nothing is counted once
    made_of    digest of its contributions; empty: it has none
    A filled one is a draft beside the one that stands: only the latter is seen and added up above.
    """

    AUDIT_PERSONAL = frozenset({"note", "missing", "text"})

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    definition = models.ForeignKey(IndicatorVersion, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey(Period, models.PROTECT, related_name="+", db_index=False)
    numerator = models.BigIntegerField("数值", null=True)
    denominator = models.BigIntegerField("分母", null=True)
    stated = models.BigIntegerField(null=True)
    stated_denominator = models.BigIntegerField(null=True)
    text = models.TextField("文字", blank=True)
    missing = models.CharField("无数据的原因", max_length=200, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status)
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.TYPED)
    note = models.CharField("说明", max_length=300, blank=True)
    made_of = models.CharField(max_length=32, blank=True)
    recorded_at = models.DateTimeField("记录时间", default=clock.now)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+", db_index=False)
    superseded_at = models.DateTimeField("被更正的时间", null=True)

    class Meta:
        verbose_name = "指标数据"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "organisation"],
                condition=NOW_VALID & ~Q(status=Status.FILLED),
                name="one_figure_stands",
            ),
            models.UniqueConstraint(
                fields=["organisation", "period", "indicator"],
                condition=NOW_VALID & Q(status=Status.FILLED),
                name="one_figure_is_being_filled",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__gte=-rollup.LARGEST, numerator__lte=rollup.LARGEST),
                name="figure_fits",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True)
                | Q(denominator__gte=0, denominator__lte=rollup.LARGEST),
                name="denominator_fits",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="figure_superseded_after_it_was_recorded",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "period", "indicator"], name="observation_of"),
        ]

    def __str__(self) -> str:
        return f"指标数据{self.public_id[-4:]}"

    @property
    def stands(self) -> bool:
        return self.status in STANDS

    @property
    def has_value(self) -> bool:
        return self.numerator is not None or bool(self.text)

    @property
    def share(self) -> rollup.Share:
        """What it adds above."""
        return rollup.share_of(
            (0 if self.text else None) if self.numerator is None else self.numerator,
            self.denominator,
            made_of_contributions=bool(self.made_of),
            approved=self.status in APPROVED,
        )


class Contribution(models.Model):
    """Who or what a figure is made of: one teacher, course, base. It goes on through corrections that leave it alone.

    observation: the one it came with; entry: public id of the register's entry.
    """

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey(Period, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    identity = models.CharField(max_length=64)
    numerator = models.BigIntegerField(default=0)
    denominator = models.BigIntegerField(default=0)
    entry = models.CharField(max_length=20, blank=True)
    checked_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(default=clock.now)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["indicator", "period", "identity"], name="contribution_identity"),
            models.Index(fields=["organisation", "indicator", "period"], name="contribution_of"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.identity[:6]}"


class Rollup(models.Model):
    """汇总: what counts at an organisation above others for one indicator and period. Derived, so without constraints
    to other tables (the check `rollup-points-to-rows` sees to them). Fields: `core.rollup.Share`.
    """

    organisation = models.ForeignKey(
        Organisation, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    indicator = models.ForeignKey(
        Indicator, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    period = models.ForeignKey(
        Period, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    numerator = models.BigIntegerField(default=0)
    denominator = models.BigIntegerField(default=0)
    removed = models.BigIntegerField(default=0)
    removed_denominator = models.BigIntegerField(default=0)
    reported = models.IntegerField(default=0)
    approved = models.IntegerField(default=0)
    missing = models.IntegerField(default=0)

    class Meta:
        verbose_name = "汇总"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "period", "indicator"], name="rollup_once"),
            models.CheckConstraint(
                condition=Q(numerator__gte=-rollup.LARGEST_SUM, numerator__lte=rollup.LARGEST_SUM)
                & Q(denominator__gte=-rollup.LARGEST_SUM, denominator__lte=rollup.LARGEST_SUM),
                name="rollup_sum_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.indicator_id} {self.period_id}"

    @property
    def share(self) -> rollup.Share:
        return rollup.Share(*(getattr(self, name) for name in rollup.Share._fields))


class IdentityCount(models.Model):
    """An identity that several hold below one organisation: how often, and what it counts for there.

    Held once it is its contribution itself; a row stands from the second holder on.
    """

    organisation = models.ForeignKey(
        Organisation, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    indicator = models.ForeignKey(
        Indicator, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    period = models.ForeignKey(
        Period, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    identity = models.CharField(max_length=64)
    references = models.PositiveIntegerField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    differs = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "period", "indicator", "identity"], name="identity_count_once"
            ),
            models.CheckConstraint(condition=Q(references__gte=2), name="identity_count_from_two_on"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.identity[:6]} {self.references}"


class Discrepancy(Base):
    """Holders of one identity contradict each other: it counts as the one checked last says, until they agree."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="discrepancies")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    identity = models.CharField(max_length=64)
    opened_at = models.DateTimeField("发现时间", default=clock.now)
    closed_at = models.DateTimeField("一致的时间", null=True)

    class Meta:
        verbose_name = "数据不一致"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "identity"],
                condition=Q(closed_at__isnull=True),
                name="one_open_discrepancy",
            )
        ]

    def __str__(self) -> str:
        return f"不一致{self.public_id[-4:]}"
