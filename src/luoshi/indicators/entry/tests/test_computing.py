"""Figures follow their registers by themselves; nobody types what can be counted."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.sources import all_prefills, prefill_for
from luoshi.common.errors import RuleBroken
from luoshi.core.fields import read
from luoshi.core.periods import period_before, period_of
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.actions.computing import begin_period
from luoshi.indicators.entry.definitions import as_fields, current
from luoshi.indicators.models import Contribution, Indicator, IndicatorVersion, Observation
from luoshi.indicators.periods import find, row_of
from luoshi.indicators.queries import contributions_of, figure
from luoshi.notices.models import Delivery
from luoshi.progress.returns.review import held_for
from luoshi.registers import actions as registers
from luoshi.registers.actions.bulk import PutRow
from luoshi.registers.models import Entry, Register
from luoshi.registers.tests.samples import LI, PEOPLE, WANG

from .samples import DUAL, INDICATORS

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


def test_only_a_recognised_level_makes_a_teacher_dual_and_the_page_opens_who_lacks_it(there, signed_in):
    teachers, ratio = Register.objects.get(key="teachers"), Indicator.objects.get(key="dual-ratio")
    said = ({"dual": True, "dual_level": "middle"}, {"dual": True}, {}, {"dual": False})
    rows = [
        {"name": f"示例{n}", "specialist": True, "id_number": f"1101011990010100{n:02d}", **each}
        for n, each in enumerate(said)
    ]
    put = registers.put_entries(
        register=teachers, organisation=there.school, rows=[PutRow(None, row) for row in rows],
        by=there.office,
    )  # fmt: skip
    registers.confirm_entries(register=teachers, entries=put.added, by=there.office)
    period = find(period_of("quarter", clock.today()))
    found = figure(ratio, there.school, period)
    assert (found.numerator, found.denominator) == (10, 40), (
        "a tick alone is no level, and nothing is left out"
    )
    assert found.observation.note.startswith("1 条写着双师型、没有写认定等级")
    office = signed_in(there.posts["office"])
    asked = {"organisation": there.school.public_id, "period": period.public_id}
    page = office.get(f"/indicators/{ratio.public_id}/figure/", asked).content.decode()
    links = [unescape(each) for each in re.findall(r'href="([^"]+)">看是哪些', page)]
    lists = [office.get(each).content.decode() for each in links]
    shown_there = [[n for n in range(4) if f"示例{n}" in each] for each in lists]
    assert shown_there == [[1], [2]]
    city, above = signed_in(there.posts["city"]), {"organisation": there.city.organisation_public_id}
    page = city.get(f"/indicators/{ratio.public_id}/figure/", {**above, "period": period.public_id})
    text = page.content.decode()
    assert ("1 个单位的数写有说明" in text, "1 条写着双师型、没有写认定等级" in text) == (True, True)
    only = city.get(
        f"/indicators/{ratio.public_id}/figure/", {**above, "period": period.public_id, "told": "1"}
    )
    assert ([row.organisation for row in only.context["inputs"]], "看全部单位" in only.content.decode()) == (
        [there.school],
        True,
    )


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


def test_schools_are_locked_before_their_entries_are_read(there):
    """Of two that confirm at once the later one counts both's entries."""
    enter(there, "office", WANG)
    period = [row_of(period_of("quarter", clock.today()))]
    one = {"indicators": [there.indicators["dual"]], "organisations": [there.school], "by": there.city}
    with CaptureQueriesContext(connection) as asked:
        actions.compute(periods=period, **one)
    said = [each["sql"] for each in asked.captured_queries]
    locks = [n for n, sql in enumerate(said) if 'ORDER BY "accounts_organisation"."path"' in sql]
    reads = [n for n, sql in enumerate(said) if 'FROM "registers_entry"' in sql]
    assert locks
    assert reads
    assert locks[0] < reads[0]
    assert connection.vendor != "postgresql" or "FOR NO KEY UPDATE" in said[locks[0]]


def test_an_undone_merger_brings_back_the_figures_of_both_and_of_those_above(there):
    enter(there, "office", WANG)
    enter(there, "other", LI)
    old, new, city = who_is(there, "other"), there.school, there.site.bureau
    for each in (old, new):
        each.refresh_from_db()
    change = merge_organisations(
        organisation=old, others=[], into=new, on=clock.today(), by=system_actor(), version=old.version
    )
    assert shown(there, "teachers").numerator == 2
    change.refresh_from_db()
    undo_organisation_change(change=change, by=system_actor(), version=change.version)
    assert [shown(there, "teachers", each).numerator for each in (old, new, city)] == [1, 1, 2]


def test_what_registers_gave_a_new_school_does_not_keep_its_merger_from_being_undone(there):
    enter(there, "office", WANG)
    enter(there, "other", LI)
    for each in (there.school, who_is(there, "other")):
        each.refresh_from_db()
    change = merge_organisations(
        organisation=there.school, others=[who_is(there, "other")], into=None, name="新示例学校",
        short="新示例", on=clock.today(), by=system_actor(), version=there.school.version,
    )  # fmt: skip
    assert shown(there, "teachers", change.organisation).numerator == 2
    undo_organisation_change(change=change, by=system_actor(), version=change.version)
    assert shown(there, "teachers", change.organisation).observation is None
    assert shown(there, "teachers", there.site.bureau).numerator == 2


@pytest.mark.once
def test_a_restored_indicator_counts_what_changed_meanwhile(there):
    enter(there, "office", WANG)
    teachers = there.indicators["teachers"]
    actions.withdraw_indicator(indicator=teachers, by=there.city, version=teachers.version)
    enter(there, "office", LI)
    assert shown(there, "teachers").numerator == 1
    actions.restore_indicator(indicator=teachers, by=there.city, version=teachers.version)
    assert shown(there, "teachers").numerator == 2


def test_what_is_entered_after_a_quarters_end_counts_in_that_quarter(there):
    flow = {**INDICATORS["teachers"], "title": "新来教师示例", "nature": "flow", "kind": "counted",
            "computed": {"register": "sample-teachers", "day": "since"}}  # fmt: skip
    came = actions.make_indicator(fields=flow, by=there.city)
    last = period_before(period_of("quarter", clock.today()))
    past = period_before(last)  # so long over that whoever sets the figures is told of what is entered now
    for span in (last, past):
        begin_period(indicators=[came], kind="quarter", span=span, by=there.city)
    enter(there, "office", WANG)
    Entry.objects.filter(organisation=there.school).update(since=last.ends)
    enter(there, "office", {**LI, "dual": False})
    assert figure(came, there.school, find(last)).numerator == 1
    assert figure(came, there.site.bureau, find(last)).numerator == 1
    told = Delivery.objects.filter(notice__title=f"{find(past).label}的数变了：{came.title}")
    before = told.count()
    Entry.objects.filter(organisation=there.school, label=WANG["name"]).update(since=past.ends)
    enter(there, "office", {**LI, "name": "另一示例", "id_number": "110101199202020037"})
    assert figure(came, there.school, find(past)).numerator == 1
    assert (told.count(), {each.membership for each in told}) == (before + 1, {there.posts["city"]})
    assert there.school.short in told.latest("pk").notice.body


@pytest.mark.once
def test_a_definition_for_a_later_day_does_not_stop_what_is_counted_now(there):
    enter(there, "office", WANG)
    row = there.indicators["teachers"]
    said = {"title": row.title, "group": row.group, **as_fields(current(row))}
    later = period_of("quarter", clock.today()).ends + dt.timedelta(days=1)
    typed = {**said, "kind": "typed", "computed": None}
    with pytest.raises(RuleBroken, match="不能和已有的数据相加"):
        actions.change_definition(
            indicator=row, fields=typed, valid_from=clock.today(), by=there.city, version=row.version
        )
    row.refresh_from_db()
    actions.change_definition(
        indicator=row, fields=typed, valid_from=later, by=there.city, version=row.version
    )
    enter(there, "office", LI)
    assert shown(there, "teachers").numerator == 2


@pytest.mark.once
def test_yes_or_no_is_not_no_where_it_cannot_be_known(there):
    said = {**INDICATORS["charter"], "title": "有双师型教师示例",
            "computed": {"register": "sample-teachers", "condition": DUAL}}  # fmt: skip
    there.indicators["any"] = actions.make_indicator(fields=said, by=there.city)
    try:
        enter(there, "office", LI)  # nobody said whether Li is dual-qualified
        assert shown(there, "any").numerator is None
        assert "判断不了" in shown(there, "any").observation.missing
        enter(there, "office", WANG)
        assert shown(there, "any").numerator == 1
    finally:
        del there.indicators["any"]


@pytest.mark.once
def test_money_is_added_up_in_the_indicators_own_unit(there):
    pay = {"key": "pay", "kind": "money", "label": "经费", "unit": "万元"}
    form = {"fields": [*PEOPLE["form"]["fields"], pay]}
    register = registers.set_up_register(row={**PEOPLE, "key": "sample-pay", "form": form}, by=system_actor())
    said = {**INDICATORS["built"], "title": "经费示例", "kind": "summed", "unit": "万元", "scale": 2,
            "computed": {"register": "sample-pay", "sum": "pay"}}  # fmt: skip
    made = actions.make_indicator(fields=said, by=there.city)
    rows = [PutRow(None, {**WANG, "pay": 12_000_000}), PutRow(None, {**LI, "pay": 3_450_000})]  # in fen
    put = registers.put_entries(register=register, organisation=there.school, rows=rows, by=there.office)
    registers.confirm_entries(register=register, entries=put.added, by=there.office)
    period = find(period_of("quarter", clock.today()))
    assert figure(made, there.school, period).exact == Fraction("15.45")


def asked_of(share, teachers):
    """A form that names them as sources, some where they do not fit."""
    fields = [
        {"key": "count", "kind": "integer", "label": "教师", "prefill": "registers.sample-teachers"},
        {"key": "share", "kind": "percent", "label": "双师占比", "places": 0, "prefill": share},
        {"key": "people", "kind": "integer", "label": "教师总数", "unit": "人", "prefill": teachers},
        {"key": "many", "kind": "integer", "label": "教师（万）", "unit": "万人", "prefill": teachers},
        {"key": "text", "kind": "text", "label": "教师情况", "prefill": teachers},
    ]
    return read({"fields": fields})[0]


def test_what_registers_and_indicators_know_is_not_typed_into_a_form(there, django_assert_max_num_queries):
    dual, teachers = (f"indicators.{there.indicators[key].key}" for key in ("dual", "teachers"))
    enter(there, "office", WANG, {**LI, "dual": False})
    form = asked_of(dual, teachers)
    label = find(period_of("quarter", clock.today())).label
    for actor in (there.office, there.city):  # who fills in, and who sends out
        known = prefill_for(form, actor, organisation_id=there.school.pk)
        assert {key: each.value for key, each in known.items()} == {"count": 2, "share": "50", "people": 2}
        assert known["share"].source == f"指标“双师占比示例”（{label}）"
        assert known["count"].source == "台账“教师示例”今天在册的条数"
    assert prefill_for(form, there.other, organisation_id=there.school.pk) == {}, "another school's"
    shared = {}
    with django_assert_max_num_queries(8):  # for all schools at once
        for school in there.site.schools:
            prefill_for(form, there.city, organisation_id=school.pk, shared=shared)
    known = all_prefills(there.city)
    assert held_for("双师占比 示例", "percent", "%", known) == dual
    assert held_for("教师数示例", "integer", "人", known) == teachers
    assert held_for("教师示例数", "integer", "", known) == "registers.sample-teachers"
    assert held_for("教师数示例", "text", "", known) == ""


@pytest.mark.once
def test_rows_of_a_table_count_in_the_quarter_of_their_own_day(there, signed_in):
    columns = [
        {"key": "day", "kind": "date", "label": "开始日期"},
        {"key": "hours", "kind": "integer", "label": "学时", "unit": "学时"},
    ]
    table = {"key": "trained", "kind": "table", "label": "培训情况", "columns": columns}
    form = {"fields": [*PEOPLE["form"]["fields"], table]}
    register = registers.set_up_register(
        row={**PEOPLE, "key": "sample-rows", "form": form}, by=system_actor()
    )
    said = {**INDICATORS["built"], "title": "培训学时示例", "kind": "summed", "nature": "flow", "unit": "学时",
            "computed": {"register": "sample-rows", "day": "trained.day", "sum": "trained.hours"}}  # fmt: skip
    made = actions.make_indicator(fields=said, by=there.city)
    now = period_of("quarter", clock.today())
    last = period_before(now)
    rows = [{"day": day.isoformat(), "hours": hours} for day, hours in ((now.starts, 12), (last.ends, 30))]
    put = registers.put_entries(
        register=register,
        organisation=there.school,
        rows=[PutRow(None, {**WANG, "trained": rows})],
        by=there.office,
    )
    registers.confirm_entries(register=register, entries=put.added, by=there.office)
    begin_period(indicators=[made], kind="quarter", span=last, by=there.city)
    assert [figure(made, there.school, find(each)).exact for each in (last, now)] == [30, 12]
    page = signed_in(there.posts["city"]).get(f"/indicators/{made.public_id}/").content.decode()
    assert "（培训情况“开始日期”在本期内的行）" in page
    choices = dict(
        signed_in(there.posts["city"]).get("/indicators/new/").context["form"].fields["day"].choices
    )
    assert choices["sample-rows.trained.day"] == "教师示例 · 培训情况 · 开始日期"
