"""Definitions are made and changed on screen and in the pack; the past keeps its own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.core.periods import period_of
from luoshi.indicators.actions import record
from luoshi.indicators.definitions import definition_for
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.definitions import as_fields, current
from luoshi.indicators.entry.goals import measured
from luoshi.indicators.entry.periods import count_day, day_words, goal_year
from luoshi.indicators.figures import Figure
from luoshi.indicators.models import IndicatorVersion, Period
from luoshi.indicators.periods import row_of
from luoshi.indicators.queries import figure
from luoshi.plans.models import Target

from .samples import INDICATORS

pytestmark = [pytest.mark.django_db, pytest.mark.once]


ON_X = {"condition": {"field": "x", "op": "filled"}}


def fields(there, key, **changes):
    row = there.indicators[key]
    return {"title": row.title, "group": row.group, **as_fields(current(row)), **changes}


def test_a_new_version_holds_from_its_day_on_and_earlier_periods_keep_theirs(there):
    land, day = there.indicators["land"], dt.date(2026, 7, 1)
    said = fields(there, "land", definition="产权占地和长期租用。")
    changed = {"fields": said, "valid_from": day, "by": there.city}
    actions.change_definition(indicator=land, version=land.version, **changed)
    before, after = (row_of(period_of("quarter", dt.date(2026, month, 1))) for month in (4, 7))
    assert definition_for(land.pk, before).note == "产权占地。"
    assert definition_for(land.pk, after).note == "产权占地和长期租用。"
    assert IndicatorVersion.objects.filter(indicator=land).count() == 2
    land.refresh_from_db()
    actions.change_definition(indicator=land, version=land.version, **changed)
    assert IndicatorVersion.objects.filter(indicator=land).count() == 2, "the same again is no new version"
    land.refresh_from_db()
    earlier = {**changed, "valid_from": dt.date(2026, 1, 1), "fields": {**said, "definition": "又改。"}}
    with pytest.raises(RuleBroken, match="之后的日期"):
        actions.change_definition(indicator=land, version=land.version, **earlier)


def test_an_indicator_goes_out_of_use_and_comes_back(there):
    land = there.indicators["land"]
    actions.withdraw_indicator(indicator=land, by=there.city, version=land.version)
    assert land.withdrawn_at is not None
    with pytest.raises(RuleBroken, match="已经停用"):
        actions.change_definition(
            indicator=land, fields=fields(there, "land"), valid_from=dt.date(2026, 7, 1), by=there.city,
            version=land.version,
        )  # fmt: skip
    land.refresh_from_db()
    actions.restore_indicator(indicator=land, by=there.city, version=land.version)
    assert land.withdrawn_at is None
    for who in (there.office, there.county, there.leader):
        land.refresh_from_db()
        with pytest.raises(PermissionDenied):
            actions.withdraw_indicator(indicator=land, by=who, version=land.version)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "ratio", "numerator": "甲", "denominator": None}, "比率要写明分母"),
        ({"rules": {"low": 5, "high": 1}}, "写反了"),
        ({"rules": {"part_of": "nowhere"}}, "没有代号是"),
        ({"computed": {"register": "nowhere"}, "kind": "counted"}, "没有代号是“nowhere”的台账"),
        ({"computed": {**ON_X, "register": "sample-teachers"}, "kind": "counted"}, "没有“x”"),
        ({"standard": {"comparator": "range", "quantity": 1, "level": "each", "basis": "甲"}}, "区间"),
        ({"count_day": "13-45"}, "日历上有的月和日"),
        ({"count_day": "02-30"}, "日历上有的月和日"),
        ({"count_day": "²-1"}, "日历上有的月和日"),
        ({"nature": "flow", "count_day": "09-01"}, "没有统计日"),
    ],
)  # fmt: skip
def test_a_definition_that_contradicts_itself_is_refused_in_words(there, change, words):
    with pytest.raises(RuleBroken, match=words):
        actions.make_indicator(fields={**INDICATORS["land"], **change}, by=there.city)


def test_pages_say_the_definition_in_words_and_only_officers_change_it(there, signed_in):
    city, office = signed_in(there.posts["city"]), signed_in(there.posts["office"])
    dual = there.indicators["dual"]
    page = office.get(reverse("indicator", args=[dual.public_id])).content.decode()
    assert "分母：台账“教师示例”的全部条目。分子：其中“双师型”是“是”的" in page
    assert "每个学校超过 50%（附件 36.2）" in page
    assert reverse("change-indicator", args=[dual.public_id]) not in page
    assert "占地面积示例" in office.get(reverse("indicators") + "?way=typed").content.decode()
    assert "占地面积示例" not in office.get(reverse("indicators") + "?way=counted").content.decode()
    assert signed_in(there.posts["teacher"]).get(reverse("indicators")).status_code == 403

    change = reverse("change-indicator", args=[dual.public_id])
    shown = city.get(change).context["form"].initial
    typed = {name: "" if value is None else value for name, value in shown.items()}
    typed = {name: value for name, value in typed.items() if value is not False}
    sent = {**typed, "definition": "改过的口径", "valid_from": "2026-07-01", "_version": dual.version}
    assert city.post(change, {**sent, "scale": "９９"}).status_code == 422
    assert city.post(change, sent).status_code == 302
    version = current(dual)
    assert (version.number, version.note, version.computed) == (
        2,
        "改过的口径",
        INDICATORS["dual"]["computed"],
    )
    assert city.post(change, sent).status_code == 409, "an older copy says so and loses nothing"


def test_a_target_of_the_own_plan_is_measured_by_an_indicator_and_no_longer(there, signed_in):
    city, land = signed_in(there.posts["city"]), there.indicators["land"]
    target = (
        Target.objects.filter(plan=there.site.plan, withdrawn_at=None)
        .exclude(extra__has_key="indicator")
        .first()
    )
    said = {"target": target.public_id, "_version": land.version}
    url = reverse("link-indicator-target", args=[land.public_id])
    assert signed_in(there.posts["office"]).post(url, said).status_code == 403
    assert city.post(url, said).status_code == 302
    target.refresh_from_db()
    assert target.extra["indicator"] == land.key
    page = city.get(reverse("indicator", args=[land.public_id])).content.decode()
    assert target.words in page
    land.refresh_from_db()
    again = city.post(url, {**said, "_version": land.version})
    assert (again.status_code, "已经由这个指标衡量" in again.content.decode()) == (422, True)
    land.refresh_from_db()
    off = reverse("unlink-indicator-target", args=[land.public_id])
    assert city.post(off, {**said, "_version": land.version}).status_code == 302
    target.refresh_from_db()
    assert "indicator" not in target.extra
    assert city.post(off, {"target": "x" * 20, "_version": land.version}).status_code == 404


def test_an_indicator_counted_from_a_register_is_made_on_screen(there, signed_in):
    city = signed_in(there.posts["city"])
    typed = {
        "title": "高级职称示例", "group": "教师队伍", "definition": "高级职称教师。", "kind": "distinct",
        "nature": "stock",
        "period": "quarter", "unit": "人", "scale": "0", "scope": "all", "way": "counted",
        "register": "sample-teachers", "test_field_1": "sample-teachers.title", "test_op_1": "eq",
    }  # fmt: skip
    assert city.post(reverse("make-indicator"), typed).status_code == 422, "with nothing to compare"
    assert city.post(reverse("make-indicator"), {**typed, "test_value_1": "教授"}).status_code == 422
    assert city.post(reverse("make-indicator"), {**typed, "test_value_1": "高级讲师"}).status_code == 302
    made = IndicatorVersion.objects.latest("pk")
    test = {"field": "title", "op": "eq", "value": "senior"}
    assert made.computed == {"register": "sample-teachers", "condition": test}


@pytest.mark.parametrize(
    ("said", "day"),
    [("02-29", (2027, 2, 28)), ("13-45", (2027, 3, 31)), ("²-1", (2027, 3, 31)), ("", (2027, 3, 31))],
)
def test_a_count_day_that_is_in_no_calendar_is_the_last_day(said, day):
    quarter = row_of(period_of("quarter", dt.date(2027, 2, 1)))
    assert count_day(IndicatorVersion(count_day=said), quarter) == dt.date(*day)


def test_another_scale_or_unit_holds_only_from_after_an_open_filing_on(there):
    land, quarter = there.indicators["land"], period_of("quarter", clock.today())
    actions.open_filing(
        title="示例", words="", span=quarter, due=quarter.ends, indicators=[land],
        schools=[there.school], by=there.city,
    )  # fmt: skip
    changed = {"indicator": land, "fields": fields(there, "land", scale=2), "by": there.city}
    with pytest.raises(RuleBroken, match="另立一个指标"):
        actions.change_definition(valid_from=quarter.ends, version=land.version, **changed)
    land.refresh_from_db()
    after = quarter.ends + dt.timedelta(days=1)
    actions.change_definition(valid_from=after, version=land.version, **changed)
    assert current(land).scale == 2
    assert definition_for(land.pk, row_of(quarter)).scale == 0


def test_the_day_of_a_printed_figure_is_said_as_on_the_day_it_was_printed():
    counted = IndicatorVersion(nature="stock", count_day="03-01", computed={"register": "x"})
    span = period_of("quarter", dt.date(2020, 2, 1))
    quarter = row_of(span)
    assert day_words(counted, quarter) == "截至2020年3月1日"
    assert "还没有到，现在是按当天的台账算的" in day_words(counted, quarter, dt.date(2020, 2, 1))


def test_numbers_that_say_nothing_when_added_up_are_no_figures_to_add(there):
    for title, unit in (("毕业生就业率示例", "%"), ("建校年份示例", ""), ("生均经费示例", "元/生")):
        said = {**INDICATORS["built"], "title": title, "unit": unit}
        with pytest.raises(RuleBroken, match="不能在单位之间相加"):
            actions.make_indicator(fields=said, by=there.city)


def test_a_goal_is_of_the_year_in_which_the_figure_is_counted():
    year = Period(type="school_year", starts=dt.date(2026, 9, 1), ends=dt.date(2027, 8, 31))
    said = {"stock": ("09-01", 2026), "flow": ("", 2026)}
    for nature, (day, wanted) in said.items():
        assert goal_year(IndicatorVersion(nature=nature, count_day=day), year) == wanted
    assert goal_year(IndicatorVersion(nature="stock", count_day="05-01"), year) == 2027


def test_a_citys_standard_is_held_against_the_citys_sum_alone(there):
    standard = {"comparator": "at_least", "quantity": 20, "level": "city", "basis": "附件"}
    said = {**INDICATORS["built"], "title": "全市合计示例", "standard": standard}
    made = actions.make_indicator(fields=said, by=there.city)
    period = row_of(period_of("quarter", clock.today()))
    record(figures=[Figure(made, there.school, period, 3)], by=there.city)
    county = there.posts["county"].organisation
    shown = {
        each.pk: measured(figure(made, each, period), there.city) for each in (there.site.bureau, county)
    }
    assert [each.said for each in shown[there.site.bureau.pk]] == ["没有达到，差 17平方米"]
    assert shown[county.pk] == []
