"""Figures follow their registers by themselves; nobody types what can be counted."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from luoshi.common import clock
from luoshi.core.periods import period_of
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.actions.computing import begin_period
from luoshi.indicators.models import Contribution, IndicatorVersion, Observation
from luoshi.indicators.periods import find, row_of
from luoshi.indicators.queries import contributions_of, figure
from luoshi.registers import actions as registers
from luoshi.registers.actions.bulk import PutRow
from luoshi.registers.tests.samples import LI, WANG

from .samples import INDICATORS

pytestmark = pytest.mark.django_db


def enter(there, who, *rows):
    put = registers.put_entries(
        register=there.people, organisation=who_is(there, who), rows=[PutRow(None, row) for row in rows],
        by=getattr(there, who),
    )  # fmt: skip
    registers.confirm_entries(register=there.people, entries=put.added, by=getattr(there, who))
    return put.added


def who_is(there, who):
    return there.posts[who].organisation


def shown(there, key, organisation=None):
    period = find(period_of("quarter", clock.today()))
    return figure(there.indicators[key], organisation or there.school, period)


def test_a_confirmed_entry_brings_its_figures_and_its_end_takes_them_away(there):
    entries = enter(there, "office", WANG, {**LI, "dual": False})
    ratio = shown(there, "dual")
    assert (ratio.exact, ratio.observation.status) == (Fraction(50), "computed")
    assert {row.entry for row in contributions_of(ratio.observation)} == {row.public_id for row in entries}
    assert shown(there, "dual", there.site.bureau).exact == 50
    wang = entries[0]
    wang.refresh_from_db()
    registers.end_entry(entry=wang, kind="left", on=clock.today(), by=there.office, version=wang.version)
    assert shown(there, "teachers").numerator == 1
    assert (shown(there, "dual").exact, shown(there, "dual").observation.note) == (0, "")
    assert Observation.objects.filter(
        indicator=there.indicators["dual"], superseded_at__isnull=False
    ).exists()


def test_one_teacher_of_two_schools_counts_once_and_only_who_sees_both_reads_who_else(there, signed_in):
    enter(there, "office", WANG, LI)
    enter(there, "other", WANG)
    city = shown(there, "teachers", there.site.bureau)
    assert (city.numerator, city.stated, city.removed_duplicates, city.reported) == (2, 3, 1, 2)
    asked = {"organisation": there.school.public_id, "period": city.period.public_id}
    url, other = f"/indicators/{city.indicator.public_id}/figure/", who_is(there, "other").short
    own, above = (signed_in(there.posts[who]).get(url, asked).content.decode() for who in ("office", "city"))
    assert "另有 1 个单位也填报" in own
    assert f"{other}也填报" not in own
    assert f"{other}也填报" in above


def test_what_cannot_be_known_is_told_and_not_taken_for_none(there):
    enter(there, "office", WANG, LI)  # nobody said whether Li is dual-qualified
    ratio = shown(there, "dual")
    assert (ratio.numerator, ratio.denominator) == (10, 10), "whole numbers of a tenth"
    assert ratio.observation.note == "有 1 条缺少内容，没有计入。"


def test_a_school_without_entries_has_no_figure_and_the_reason_says_so(there):
    enter(there, "office", WANG)
    schools = [there.school, who_is(there, "other")]
    today = clock.today()
    counted = {"indicators": list(there.indicators.values()), "organisations": schools, "by": there.city}
    period = row_of(period_of("quarter", today))
    assert not [
        row for row in actions.compute(periods=[period], **counted).rows if row.organisation == there.school
    ]
    other = shown(there, "teachers", schools[1])
    assert (other.numerator, other.missing) == (None, 1)
    assert other.observation.missing == "台账“教师示例”还没有已确认的条目。"
    assert not Observation.objects.filter(indicator=there.indicators["land"]).exists(), (
        "what is typed is not counted"
    )
    later = row_of(period_of("quarter", today + dt.timedelta(days=200)))
    assert actions.compute(periods=[later], **counted).rows == [], "nothing is counted of what has not begun"


def test_a_period_that_has_begun_is_counted_for_every_school_by_itself(there):
    enter(there, "office", WANG)
    late = actions.make_indicator(fields={**INDICATORS["teachers"], "title": "又一个"}, by=there.city)
    mine = Observation.objects.filter(indicator=late, organisation=there.school)
    assert mine.get().numerator == 1, "counted as it was defined"
    Contribution.objects.filter(indicator=late).delete()
    Observation.objects.filter(indicator=late).delete()
    actions.keep_up()
    assert mine.get().numerator == 1
    IndicatorVersion.objects.update(recorded_at=clock.now() - dt.timedelta(days=1))
    before = Observation.objects.count()
    actions.keep_up()
    assert Observation.objects.count() == before, "this quarter was counted already"
    begin_period(indicators=[there.indicators["teachers"]], kind="school_year", by=there.city)
    assert Observation.objects.count() == before, "an indicator counts by its own kind of period"


def test_entries_are_counted_without_a_question_for_each(there, django_assert_max_num_queries):
    enter(
        there,
        "office",
        *({**WANG, "name": f"示例{n}", "id_number": f"1101011990010100{n:02d}"} for n in range(3)),
    )
    one = {"indicators": [there.indicators["dual"]], "organisations": [there.school], "by": there.city}
    period = [row_of(period_of("quarter", clock.today()))]
    with django_assert_max_num_queries(25):
        assert actions.compute(periods=period, **one).same == 1
    more = [{**LI, "name": f"另{n}", "id_number": f"1101011990020200{n:02d}"} for n in range(30)]
    enter(there, "office", *more)
    with django_assert_max_num_queries(25):
        assert actions.compute(periods=period, **one).same == 1, "they were counted when they were confirmed"
