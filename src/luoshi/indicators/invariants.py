"""What must always hold of figures."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from luoshi.accounts.models import Organisation
from luoshi.common.invariants import Found, each
from luoshi.common.stages import Invariant

from . import verifying
from .figures import digest_of
from .models import (
    NOW_VALID,
    Contribution,
    Discrepancy,
    IdentityCount,
    Indicator,
    Observation,
    Period,
    Rollup,
)
from .states import STANDS

LATEST = 200  # figures whose parts are looked at one by one
TOLD = {
    "rollup": "汇总不等于各单位数据之和",
    "seat": "期末的隶属与单位沿革不一致",
    "identity": "去重计数与填报的条目不一致",
    "discrepancy": "矛盾的登记与填报的条目不一致",
}


def rollups_are_recomputed() -> Found:
    """On a sample that is spread over all indicators and periods; `luoshi rollup verify` looks at every one."""
    for found in verifying.differences(verifying.sample_cells()):
        told = verifying.in_words(found)
        names = [told[name]["name"] for name in ("organisation", "indicator", "period") if told[name]]
        yield "汇总 " + " ".join(names), f"{TOLD[found.what]}（luoshi rollup rebuild 可重做）"


def rollups_point_to_rows() -> Found:
    """They carry no constraints of the database."""
    for model in (Rollup, IdentityCount):
        rows = model._base_manager.filter(
            ~Exists(Organisation.objects.filter(pk=OuterRef("organisation")))
            | ~Exists(Indicator.objects.filter(pk=OuterRef("indicator")))
            | ~Exists(Period.objects.filter(pk=OuterRef("period")))
        )
        yield from each(rows, "指向的单位、指标或统计期不存在")


def counts_are_never_negative() -> Found:
    wrong = Rollup.objects.filter(
        Q(reported__lt=0)
        | Q(missing__lt=0)
        | Q(approved__lt=0)
        | Q(approved__gt=F("reported"))
        | Q(denominator__lt=0)
    )
    return each(wrong, "汇总的单位数或分母不成立")


def figures_keep_to_their_definition() -> Found:
    rows = Observation.objects.exclude(definition__indicator=F("indicator"))
    yield from each(rows, "数据的口径不是这项指标的")
    rows = Observation.objects.exclude(definition__period_type=F("period__type"))
    yield from each(rows, "数据的统计期与口径不符")


def figures_say_a_value_or_why_not() -> Found:
    empty = Observation.objects.filter(numerator__isnull=True, text="", missing="")
    return each(empty, "没有数值也没有写原因")


def parts_belong_to_a_figure() -> Found:
    figure = Observation.objects.filter(
        NOW_VALID,
        status__in=STANDS,
        organisation=OuterRef("organisation"),
        indicator=OuterRef("indicator"),
        period=OuterRef("period"),
    ).exclude(made_of="")
    rows = Contribution.objects.filter(NOW_VALID).exclude(Exists(figure))
    return each(rows, "计入的条目没有对应的指标数据")


def figures_are_made_of_their_parts() -> Iterator[tuple[str, str]]:
    rows = Observation.objects.filter(NOW_VALID, status__in=STANDS).exclude(made_of="").order_by("-pk")
    for row in rows[:LATEST]:
        parts = Contribution.objects.filter(
            NOW_VALID,
            organisation=row.organisation_id,
            indicator=row.indicator_id,
            period=row.period_id,
        )
        if digest_of(parts) != row.made_of:
            yield f"指标数据 {row.public_id}", "计入的条目与数据不符"


def discrepancies_close_after_they_open() -> Found:
    return each(Discrepancy.objects.filter(closed_at__lt=F("opened_at")), "一致的时间早于发现的时间")


INVARIANTS = (
    Invariant("rollup-recomputed", rollups_are_recomputed),
    Invariant("rollup-points-to-rows", rollups_point_to_rows),
    Invariant("rollup-counts", counts_are_never_negative),
    Invariant("figure-definition", figures_keep_to_their_definition),
    Invariant("figure-value", figures_say_a_value_or_why_not),
    Invariant("figure-parts-stray", parts_belong_to_a_figure),
    Invariant("figure-parts", figures_are_made_of_their_parts),
    Invariant("discrepancy-times", discrepancies_close_after_they_open),
)
