"""Figures are recorded, corrected, taken back: what counts above them is always their sum."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.core import periods
from luoshi.core.rollup import LARGEST, LARGEST_SUM, Share
from luoshi.indicators import actions, queries
from luoshi.indicators.adding import put_shares
from luoshi.indicators.figures import Figure
from luoshi.indicators.models import Contribution, Discrepancy, IdentityCount, Observation, Rollup
from luoshi.indicators.periods import row_of, rows_of
from luoshi.indicators.sharing import shared

from .helping import Site, people

pytestmark = pytest.mark.django_db


def test_a_figure_counts_at_everything_above_and_a_correction_counts_instead(site: Site):
    indicator, quarter = site.indicator(), site.quarters[0]
    one, other = site.schools[0], site.schools[-1]
    site.record(Figure(indicator, one, quarter, 5), Figure(indicator, other, quarter, 7, status="approved"))
    assert site.share(indicator, site.top) == Share(12, reported=2, approved=1)
    assert site.share(indicator, site.counties[0]) == Share(5, reported=1)
    again = site.record(Figure(indicator, one, quarter, 5))
    assert (again.added, again.changed, again.same, again.rows) == (0, 0, 1, [])
    done = site.record(Figure(indicator, one, quarter, 9, status="approved"))
    assert (done.changed, done.rows[0].numerator) == (1, 9)
    assert site.share(indicator, site.top) == Share(16, reported=2, approved=2)
    assert list(Observation.objects.filter(organisation=one).values_list("numerator", "superseded_at")) == [
        (5, done.rows[0].recorded_at),
        (9, None),
    ]


def test_what_is_still_being_filled_counts_nowhere_and_is_seen_by_its_own_organisation_alone(site: Site):
    indicator, quarter, school = site.indicator(), site.quarters[0], site.schools[0]
    site.record(Figure(indicator, school, quarter, 5))
    draft = site.record(Figure(indicator, school, quarter, 8, status="filled")).rows[0]
    assert site.share(indicator, site.city) == Share(5, reported=1)
    assert queries.figure(indicator, school, quarter).numerator == 5
    own, above = site.actor(school), site.actor(site.city)
    assert draft in queries.figures_visible_to(own)
    assert {row.numerator for row in queries.figures_visible_to(above)} == {5}
    assert not queries.figures_visible_to(site.actor(site.schools[1])).exists()
    site.record(Figure(indicator, school, quarter, 8))
    assert site.share(indicator, site.city) == Share(8, reported=1)
    assert Observation.objects.filter(superseded_at=None, organisation=school).count() == 1


def test_a_figure_taken_back_is_missed_above_and_read_as_of_earlier(site: Site):
    indicator, quarter, school = site.indicator(), site.quarters[0], site.schools[0]
    row = site.record(Figure(indicator, school, quarter, 5)).rows[0]
    site.record(Figure(indicator, site.schools[1], quarter, 2))
    assert actions.take_back(observations=[row], by=site.actor(school)) == 1
    assert site.share(indicator, site.city) == Share(2, reported=1)
    assert queries.figure(indicator, school, quarter).numerator is None
    then = queries.figure(indicator, site.city, quarter, as_of=row.recorded_at)
    assert (then.numerator, then.reported) == (5, 1)


def test_missing_needs_its_reason_and_is_not_zero(site: Site):
    indicator, quarter = site.indicator(), site.quarters[0]
    for given in ({}, {"numerator": 3, "missing": "说不清"}):
        with pytest.raises(RuleBroken, match="不等于 0"):
            site.record(Figure(indicator, site.schools[0], quarter, **given))
    site.record(
        Figure(indicator, site.schools[0], quarter, missing="尚未统计"),
        Figure(indicator, site.schools[1], quarter, 0),
    )
    assert site.share(indicator, site.city) == Share(0, reported=1, missing=1)
    shown = queries.figure(indicator, site.city, quarter)
    assert (shown.numerator, shown.reported, shown.missing, shown.expected) == (0, 1, 1, 11)
    assert queries.figure(indicator, site.counties[2], quarter).numerator is None


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("typed", {"numerator": LARGEST + 1}, "太大"),
        ("ratio", {"numerator": 3}, "分子和分母"),
        ("ratio", {"numerator": 3, "denominator": 0}, "分母是 0"),
        ("ratio", {"numerator": 3, "denominator": -1}, "不能是负数"),
        ("yes_no", {"numerator": 2}, "“是”或“否”"),
        ("text", {"text": "长" * 5001}, "太长"),
    ],
)
def test_what_can_never_be_true_is_refused_in_words_and_nothing_is_kept(site: Site, kind, given, words):
    indicator, quarter = site.indicator(kind), site.quarters[0]
    with pytest.raises(RuleBroken, match=words):
        site.record(Figure(indicator, site.schools[0], quarter, **given))
    assert not Observation.objects.exists()
    assert not Rollup.objects.exists()


def test_a_sum_that_cannot_be_kept_exactly_is_refused_in_words(site: Site):
    indicator, quarter = site.indicator(), site.quarters[0]
    put_shares({(site.top.pk, indicator.pk, quarter.pk): Share(LARGEST_SUM)})
    with pytest.raises(RuleBroken, match="准确保存的范围"):
        site.record(Figure(indicator, site.schools[0], quarter, 1))


def test_only_for_the_own_organisation_and_those_below_it(site: Site):
    indicator, quarter, school = site.indicator(), site.quarters[0], site.schools[0]
    figure = Figure(indicator, school, quarter, 1)
    for by in (site.actor(site.schools[1]), site.actor(school, "read_figures")):
        with pytest.raises(PermissionDenied):
            site.record(figure, by=by)
    site.record(figure, by=site.actor(school))
    event = AuditEvent.objects.filter(action="indicators.record", result="done").get()
    assert event.changes[0]["rows"] == 1


def test_one_teacher_of_two_schools_counts_once_and_the_one_checked_last_decides(site: Site):
    indicator, quarter = site.indicator("ratio", once=True, unit="%", scale=1), site.quarters[0]
    one, other, third = site.schools[0], site.schools[1], site.schools[-1]
    site.record(Figure(indicator, one, quarter, parts=people(*"abc", dual="ab")))
    site.record(Figure(indicator, other, quarter, parts=people(*"cd", dual="cd", checked=3)))
    shown = queries.figure(indicator, site.city, quarter)
    assert (shown.numerator, shown.denominator, shown.removed_duplicates, shown.stated) == (4, 4, 1, 4)
    assert Discrepancy.objects.get().identity == "c" * 8
    assert {row.references for row in IdentityCount.objects.all()} == {2}
    held = queries.contributions_of(Observation.objects.get(organisation=one)).get(identity="c" * 8)
    assert (
        shared([held], site.actor(one))[held.pk].words == "另有 1 个单位也填报"
    )  # not what the other one says
    assert shared([held], site.actor(site.city))[held.pk].words.startswith(f"{other.short}也填报，各处")
    site.record(Figure(indicator, third, quarter, parts=people("c", checked=5)))
    assert queries.figure(indicator, site.city, quarter).numerator == 3, "the latest says: not dual"
    site.record(Figure(indicator, other, quarter, parts=people("d", dual="d", checked=3)))
    site.record(Figure(indicator, third, quarter, missing="已调走"))
    shown = queries.figure(indicator, site.city, quarter)
    assert (shown.numerator, shown.denominator, shown.removed_duplicates) == (3, 4, 0)
    assert not IdentityCount.objects.exists()
    assert Discrepancy.objects.get().closed_at is not None


def test_a_correction_leaves_the_contributions_that_stay_alone(site: Site):
    indicator, quarter, school = site.indicator("ratio", once=True), site.quarters[0], site.schools[0]
    first = site.record(Figure(indicator, school, quarter, parts=people(*"abc", dual="a"))).rows[0]
    site.record(Figure(indicator, school, quarter, parts=people(*"abd", dual="a")))
    assert Contribution.objects.count() == 4
    assert {row.identity[0] for row in queries.contributions_of(first)} == set("abc")
    assert {row.identity[0] for row in queries.contributions_of(Observation.objects.latest("pk"))} == set(
        "abd"
    )
    then = queries.figure(indicator, site.city, quarter, as_of=first.recorded_at)
    assert (then.numerator, then.denominator) == (1, 3)


def test_children_side_by_side_with_the_median_from_the_rows_of_one_parent(site: Site):
    indicator, quarter = site.indicator("ratio", unit="%"), site.quarters[0]
    pairs = [(index, 10) for index in range(len(site.schools))]
    site.record(
        *(Figure(indicator, school, quarter, *pair) for school, pair in zip(site.schools, pairs, strict=True))
    )
    below = queries.children(indicator, site.counties[0], quarter)
    assert [row.numerator for row in below.rows] == list(range(len(below.rows)))
    assert below.spread.least == 0
    city = queries.children(indicator, site.city, quarter)
    assert sum(row.expected for row in city.rows) == 11
    assert sum(row.numerator for row in city.rows) == sum(range(11))
    with CaptureQueriesContext(
        connection,
    ) as many:
        queries.children(indicator, site.city, quarter)
    with CaptureQueriesContext(connection) as few:
        queries.children(indicator, site.counties[0], quarter)
    assert len(many) == len(few)


def test_quarters_make_a_year_a_flow_by_its_sum_a_stock_by_its_last(site: Site):
    span = periods.period_of(periods.YEAR, dt.date(2025, 6, 1))
    year, quarters = row_of(span), rows_of(periods.parts_of(span, periods.QUARTER))
    for nature, expected in (("flow", 3 + 4 + 5), ("stock", 5)):
        indicator = site.indicator(nature=nature)
        for quarter, number in enumerate((3, 4, 5)):
            site.record(Figure(indicator, site.schools[0], quarters[quarter], number))
        assert queries.figure(indicator, site.city, year).numerator == expected


def test_whoever_is_trained_in_two_quarters_counts_once_in_the_year(site: Site):
    span = periods.period_of(periods.YEAR, dt.date(2025, 6, 1))
    year, quarters = row_of(span), rows_of(periods.parts_of(span, periods.QUARTER))
    indicator = site.indicator("ratio", once=True, nature="flow")
    one, other = site.schools[:2]
    site.record(Figure(indicator, one, quarters[0], parts=people(*"ab", dual="a")))
    site.record(Figure(indicator, other, quarters[0], parts=people(*"bc", dual="bc", checked=2)))
    site.record(Figure(indicator, one, quarters[1], parts=people(*"ad", dual="ad")))
    site.record(Figure(indicator, other, quarters[1], 4, 10))
    city, school = (queries.figure(indicator, place, year) for place in (site.city, one))
    assert (city.numerator, city.denominator, city.removed_denominator) == (4 + 4, 4 + 10, 2)
    assert (school.numerator, school.denominator, school.stated) == (2, 3, 3)
    assert city.stated == 5 + 4


@pytest.mark.once
def test_sums_are_locked_period_by_period_whichever_act_touches_them(site: Site):
    """As acts do that count several periods one after another: two of them never wait for each other in a circle."""
    first, second = site.indicator(), site.indicator()
    one, other = site.quarters[:2]
    with CaptureQueriesContext(connection) as asked:
        both = [(each, quarter) for each in (first, second) for quarter in (one, other)]
        site.record(*(Figure(each, site.schools[0], quarter, 5) for each, quarter in both))
    (put,) = [
        each["sql"] for each in asked.captured_queries if "INSERT INTO indicators_rollup" in each["sql"]
    ]
    rows = re.findall(r"\((\d+), (\d+), (\d+), 5,", put)
    order = [(int(period), int(indicator)) for _, period, indicator in rows]
    assert order == sorted(order)
    assert {(one.pk, second.pk), (other.pk, first.pk)} <= set(order)
