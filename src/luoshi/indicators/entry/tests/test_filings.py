"""A filing from its opening to approval: by school, county and city, line by line; nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from fractions import Fraction

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.core.periods import period_before, period_of
from luoshi.indicators.actions import record, take_back
from luoshi.indicators.alerts.figure_facts import of_plan
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.desk import desk_items, due_sheets
from luoshi.indicators.entry.goals import measured
from luoshi.indicators.entry.lines import Sheet
from luoshi.indicators.figures import Figure
from luoshi.indicators.models import Observation, Period
from luoshi.indicators.periods import row_of
from luoshi.indicators.queries import figure
from luoshi.plans.models import Target
from luoshi.workplans.models import Goal
from luoshi.workplans.tests import helping as plans

from .helping import FULL, TYPED, by_key, faults, fill, line, now, opened, press
from .samples import INDICATORS

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(there):
    return opened(there)[0]


def test_figures_go_from_school_over_county_to_city_and_stand_as_far_as_they_came(there, sheet):
    fill(there, sheet)
    assert now(there, "land", sheet).observation is None, "what is filled in counts nowhere above"
    assert [item.action for item in desk_items(there.office)] == ["继续填"]
    press(actions.send_sheet, sheet, there.office)
    assert (now(there, "land", sheet).numerator, now(there, "land", sheet).observation.status) == (
        1234,
        "submitted",
    )
    assert now(there, "share", sheet).exact == 20
    assert now(there, "words", sheet).observation.missing == "还在总结"
    assert [item.action for item in desk_items(there.county)] == ["去核对"]
    assert list(desk_items(there.neighbour)) == []
    with pytest.raises(RuleBroken, match="先由县局核对"):
        press(actions.approve_lines, sheet, there.city, lines=[])
    for who in (there.neighbour, there.other, there.city):
        with pytest.raises(PermissionDenied):
            press(actions.look_at_sheet, sheet, who)
    press(actions.look_at_sheet, sheet, there.county)
    press(actions.approve_lines, sheet, there.city, lines=[line(there, sheet, "land")])
    assert (sheet.state, now(there, "land", sheet).observation.status) == ("looked", "approved")
    press(actions.approve_lines, sheet, there.city, lines=[])
    assert (sheet.state, sheet.approved_by_id) == ("approved", there.city.membership_id)
    assert figure(there.indicators["land"], there.site.bureau, sheet.filing.period).approved == 1
    assert faults() == []


def test_a_line_returned_after_approval_is_corrected_and_the_old_figure_stands_till_then(there, sheet):
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    press(actions.look_at_sheet, sheet, there.county)
    press(actions.approve_lines, sheet, there.city, lines=[])
    printed = actions.print_figure(shown=now(there, "land", sheet), by=there.city)
    land = line(there, sheet, "land")
    with pytest.raises(RuleBroken, match="写明理由"):
        press(actions.return_lines, sheet, there.city, lines=[land], reason=" ")
    press(actions.return_lines, sheet, there.city, lines=[land], reason="多算了租用的")
    assert (sheet.state, now(there, "land", sheet).numerator) == ("returned", 1234)
    press(actions.reopen_lines, sheet, there.city, lines=[land])
    assert sheet.state == "looked", "returned by a slip: it waits again"
    assert now(there, "land", sheet).observation.status == "submitted", "approved no more"
    press(actions.return_lines, sheet, there.city, lines=[land], reason="多算了租用的")
    fill(there, sheet, {"land": {"value": "1200"}, "built": {"value": "9"}})
    with pytest.raises(RuleBroken, match="已经在改"):
        press(actions.reopen_lines, sheet, there.city, lines=[land])
    press(actions.send_sheet, sheet, there.office)
    assert (now(there, "land", sheet).numerator, now(there, "built", sheet).numerator) == (1200, 1200)
    press(actions.look_at_sheet, sheet, there.county)
    press(actions.approve_lines, sheet, there.city, lines=[])
    assert (sheet.state, sheet.number) == ("approved", 2)
    then = figure(there.indicators["land"], sheet.organisation, sheet.filing.period, as_of=printed.as_of)
    assert (then.numerator, printed.numerator, now(there, "land", sheet).numerator) == (1234, 1234, 1200)
    assert faults() == []


def test_a_school_takes_back_what_nobody_has_judged(there, sheet):
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    with pytest.raises(PermissionDenied):
        press(actions.recall_sheet, sheet, there.other)
    press(actions.recall_sheet, sheet, there.office)
    assert (sheet.state, now(there, "land", sheet).observation) == ("filling", None)
    assert Sheet(sheet).rows()[0].cells["value"] == "1234", "what was typed is still there"
    press(actions.send_sheet, sheet, there.office)
    press(actions.return_lines, sheet, there.county, lines=[line(there, sheet, "land")], reason="单位不对")
    with pytest.raises(RuleBroken, match="不能撤回"):
        press(actions.recall_sheet, sheet, there.office)


def test_hard_rules_refuse_and_soft_rules_ask_before_it_is_sent(there, sheet):
    earlier = row_of(period_before(sheet.filing.period.span))
    record(figures=[Figure(there.indicators["land"], sheet.organisation, earlier, 3000)], by=there.office)
    for cells, words in (
        ({"value": "1e400"}, "数字后面"), ({"value": "-5"}, "不能小于"), ({"value": "NaN"}, "不是数字"),
        ({"value": "5", "missing": "没有"}, "只填一样"), ({"value": "٣"}, "不是数字"),
        ({"note": "字" * 301}, "最多 300"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken, match=words):
            fill(there, sheet, {"land": cells})
    assert not Observation.objects.filter(organisation=sheet.organisation, status="filled").exists()
    fill(there, sheet)
    with pytest.raises(RuleBroken, match="比上期少 1,766"):
        press(actions.send_sheet, sheet, there.office)
    fill(there, sheet, {"land": {"value": "1234", "note": "搬了一个校区"}})
    press(actions.send_sheet, sheet, there.office)
    assert now(there, "land", sheet).observation.note == "搬了一个校区"


def test_missing_is_not_zero_and_an_empty_line_is_not_sent(there, sheet):
    fill(there, sheet, {"land": {"value": "0"}})
    with pytest.raises(RuleBroken, match="没有数据不等于 0"):
        press(actions.send_sheet, sheet, there.office)
    fill(there, sheet, {**FULL, "land": {"missing": "正在测绘"}})
    press(actions.send_sheet, sheet, there.office)
    city = figure(there.indicators["land"], there.site.bureau, sheet.filing.period)
    assert (city.numerator, city.reported, city.missing) == (None, 0, 1)


def test_a_closed_filing_takes_nothing_more_but_what_was_returned(there, sheet):
    fill(there, sheet)
    filing = sheet.filing
    owed = [each.title for each in due_sheets(clock.today()) if each.about.filing_id == filing.pk]
    assert owed == ["填报指标：办学条件示例"] * 2
    actions.close_filing(filing=filing, by=there.city, version=filing.version)
    with pytest.raises(RuleBroken, match="已经截止"):
        press(actions.send_sheet, sheet, there.office)
    actions.reopen_filing(filing=filing, reason="补报", by=there.city, version=filing.version)
    press(actions.send_sheet, sheet, there.office)
    with pytest.raises(RuleBroken, match="不能撤回"):
        actions.withdraw_filing(filing=filing, reason="误发", by=there.city, version=filing.version)
    filing.refresh_from_db()
    actions.close_filing(filing=filing, by=there.city, version=filing.version)
    press(actions.return_lines, sheet, there.county, lines=[line(there, sheet, "land")], reason="单位不对")
    fill(there, sheet, {"land": {"value": "1300"}})
    assert press(actions.send_sheet, sheet, there.office).state == "sent"


def test_what_registers_give_is_never_asked(there):
    with pytest.raises(RuleBroken, match="由台账计算"):
        opened(there, ("land", "dual"))


def post(client, url, sheet, said, **more):
    lines = {}
    for number, (key, cells) in enumerate(said.items(), 1):
        lines |= {f"line-{number}": key, **{f"{name}-{number}": text for name, text in cells.items()}}
    sheet.refresh_from_db()
    return client.post(url, {"_version": sheet.version, **lines, **more})


def test_the_grid_keeps_what_was_typed_in_two_tabs_and_comes_back_from_excel(there, sheet, signed_in):
    office, url = signed_in(there.posts["office"]), reverse("fill-filing", args=[sheet.public_id])
    said = by_key(there, sheet, FULL)
    old = sheet.version
    wrong = post(office, url, sheet, by_key(there, sheet, {"land": {"value": "十二"}}))
    assert (wrong.status_code, "“占地面积示例”的本期数" in wrong.content.decode()) == (422, True)
    assert "十二" in office.get(url).content.decode(), "kept as a draft"
    assert post(office, url, sheet, said).status_code == 302
    late = post(office, url, sheet, by_key(there, sheet, {"land": {"value": "99"}}), _version=old)
    assert late.status_code == 409
    assert [row["yours"] for row in late.context["conflict"]["rows"]] == ["99"]
    office.post(url, {"_discard": "1"})

    book = openpyxl.load_workbook(
        io.BytesIO(office.get(reverse("filing-xlsx", args=[sheet.public_id])).content)
    )
    page = book["指标填报"]
    row = next(row for row in page.iter_rows() if row[1].value == "占地面积示例")
    row[4].value = 1250
    content = io.BytesIO()
    book.save(content)
    upload = SimpleUploadedFile("表.xlsx", content.getvalue())
    come = office.post(url, {"_upload": "1", "workbook": upload, "_version": sheet.version})
    assert [(each["current"], each["yours"]) for each in come.context["conflict"]["rows"]] == [
        ("1234", "1250")
    ]
    other = signed_in(there.posts["other"])
    assert other.get(url).status_code == 404


def test_pages_show_each_no_more_than_is_his(there, sheet, signed_in):
    fill(there, sheet)
    here = reverse("filing-sheet", args=[sheet.public_id])
    county, office = signed_in(there.posts["county"]), signed_in(there.posts["office"])
    assert "1,234 平方米" in office.get(here).content.decode()
    assert "1,234 平方米" not in county.get(here).content.decode(), "a draft is the school's"
    press(actions.send_sheet, sheet, there.office)
    assert "1,234 平方米" in county.get(here).content.decode()
    inner = reverse("filing-line", args=[line(there, sheet, "land")])
    assert "已报" in county.get(inner).content.decode()
    assert signed_in(there.posts["neighbour"]).get(here).status_code == 404
    list_page = signed_in(there.posts["city"]).get(reverse("filing", args=[sheet.filing.public_id]))
    assert "2 个单位，已报 1 个" in list_page.content.decode()
    press(actions.return_lines, sheet, there.county, lines=[line(there, sheet, "land")], reason="请核对")
    again = signed_in(there.posts["city"]).get(reverse("filing", args=[sheet.filing.public_id]))
    assert (again.context["mending"], again.context["owing"]) == (
        [sheet.organisation.short],
        [there.posts["other"].organisation.short],
    ), "what was returned has come once"


def test_a_figure_opens_to_its_inputs_entries_and_what_it_is_held_against(there, sheet, signed_in):
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    city = signed_in(there.posts["city"])
    url = reverse("figure", args=[there.indicators["land"].public_id])
    page = city.get(url, {"period": sheet.filing.period.public_id}).content.decode()
    assert "1,234 平方米" in page
    assert f"organisation={sheet.organisation.public_id}" in page
    school = city.get(
        url, {"period": sheet.filing.period.public_id, "organisation": sheet.organisation.public_id}
    )
    words = school.content.decode()
    assert "没有达到，差 38,766平方米" in words
    assert reverse("filing-line", args=[line(there, sheet, "land")]) in words
    early = city.get(url, {"period": sheet.filing.period.public_id, "as_of": "2020-01-01"}).content.decode()
    assert "1,234 平方米" not in early
    for nonsense in ({"as_of": "昨天"}, {"as_of": "9999-99-99"}):
        assert city.get(url, nonsense).status_code == 200
    assert city.get(url, {"period": "x" * 30}).status_code == 404
    office = signed_in(there.posts["office"])
    bureau = Organisation.objects.get(key="yichang").public_id
    assert office.get(url, {"organisation": bureau}).status_code == 404, (
        "the city's sum is not the school's to open"
    )
    made = city.post(reverse("print-figure", args=[there.indicators["land"].public_id]), {"_once": "p1"})
    kept = city.get(made.url).content.decode()
    assert "现在的数与打印时相同" in kept
    earlier = {"_once": "p2", "as_of": (clock.today() - dt.timedelta(days=3)).isoformat()}
    early = city.post(reverse("print-figure", args=[there.indicators["land"].public_id]), earlier)
    assert "现在的数不一样了" in city.get(early.url).content.decode()
    assert faults() == [], "of a day as people name it, or of now: the seal holds"
    assert signed_in(there.posts["other"]).get(made.url).status_code == 404


def test_a_ratio_of_exactly_half_does_not_pass_what_must_be_exceeded(there):
    period = row_of(period_of("quarter", clock.today()))
    for numerator, met in ((10, False), (11, True)):
        record(figures=[Figure(there.indicators["dual"], there.school, period, numerator, 20)], by=there.city)
        (found,) = measured(figure(there.indicators["dual"], there.school, period), there.city)
        assert found.met is met
    assert figure(there.indicators["dual"], there.school, period).exact == Fraction(55)


def test_a_sheet_of_many_lines_costs_no_more_questions(there, django_assert_max_num_queries):
    (one, _), (many, _) = opened(there, TYPED[:1]), opened(there, TYPED[1:])
    for sheet in (one, many):
        with django_assert_max_num_queries(8):
            assert Sheet(sheet).missing()


def test_targets_of_the_plan_name_what_they_are_measured_by(there):
    target = Target.objects.filter(extra__indicator="dual-ratio").first()
    assert target is not None, "the plan pack names the indicator of a target"
    assert (target.comparator, target.task.key) == ("more_than", "36.2")


def test_a_school_is_held_against_the_goal_of_its_filed_workplan_as_strictly_as_it_is_written(there):
    school = plans.cast(there.site)
    workplan = plans.passed(school, plans.sent(school))
    period = row_of(period_of("quarter", clock.today()))
    goal = Goal.objects.filter(part__workplan=workplan).order_by("pk")[0]
    Goal.objects.filter(pk=goal.pk).update(year=period.ends.year, agreed=60)
    dual = there.indicators["dual"]
    Target.objects.filter(pk=goal.target_id).update(comparator="more_than", extra={"indicator": dual.key})
    found = {}
    for numerator in (12, 13):
        figures = [Figure(dual, workplan.organisation, period, numerator, 20)]
        record(figures=figures, by=there.city)
        found[numerator] = measured(figure(dual, workplan.organisation, period), there.city)[-1]
    assert [(each.met, each.workplan) for each in found.values()] == [
        (False, workplan.public_id),
        (True, workplan.public_id),
    ]
    assert found[12].said == "没有达到（正好相等，要求是超过）"
    assert f"{period.ends.year}年目标：超过 60%" in found[12].words
    neighbours = measured(figure(dual, workplan.organisation, period), there.neighbour)
    assert not [each for each in neighbours if each.workplan], "a workplan is seen by those above its school"
    flow = {**INDICATORS["built"], "title": "培训人次示例", "unit": "人次", "nature": "flow"}
    trained = actions.make_indicator(fields=flow, by=there.city)
    Target.objects.filter(pk=goal.target_id).update(comparator="at_least", extra={"indicator": trained.key})
    a_year_of_quarters(trained, workplan, goal, there)


def a_year_of_quarters(trained, workplan, goal, there):
    """A goal of a year is for its four quarters together, and missed when they are over."""
    school, last = workplan.organisation, clock.today().year - 1
    year = [row_of(period_of("quarter", dt.date(last, month, 1))) for month in (1, 4, 7, 10)]
    Goal.objects.filter(pk=goal.pk).update(year=last, agreed=100)
    record(figures=[Figure(trained, school, each, 20, status="approved") for each in year[:3]], by=there.city)
    (found,) = measured(figure(trained, school, year[2]), there.city)
    assert (found.met, found.said) == (None, "全年还没有结束，到本期合计 60 人次")
    facts = [fact for fact in of_plan(goal.target.task.plan, clock.today()) if fact.organisation == school.pk]
    assert facts == [], "of three quarters nothing is said"
    record(figures=[Figure(trained, school, year[3], 20, status="approved")], by=there.city)
    (found,) = measured(figure(trained, school, year[3]), there.city)
    assert (found.met, found.said) == (False, "没有达到，差 20人次")
    (fact,) = [
        fact for fact in of_plan(goal.target.task.plan, clock.today()) if fact.organisation == school.pk
    ]
    assert (fact.kind, fact.measure) == ("under_target", 20)
    assert f"{last}年合计80 人次" in fact.words
    whole = Period(type="year", starts=dt.date(last, 1, 1), ends=dt.date(last, 12, 31))
    observations = Observation.objects.filter(indicator=trained, period=year[1])
    take_back(observations=list(observations), by=there.city)
    assert figure(trained, school, whole).lacking == (f"{last}年第二季度",)


def test_a_figure_is_asked_in_one_filing_only(there, sheet):
    with pytest.raises(RuleBroken, match="已经在“办学条件示例”里填报"):
        opened(there, ("land",))
    filing = sheet.filing
    press_filing(actions.withdraw_filing, filing, there, reason="发错了")
    opened(there, ("land",))
    with pytest.raises(RuleBroken, match="已经在“办学条件示例”里填报"):
        press_filing(actions.restore_filing, filing, there, reason="又要")


def press_filing(act, filing, there, **said):
    filing.refresh_from_db()
    return act(filing=filing, by=there.city, version=filing.version, **said)


def test_words_without_a_number_and_a_number_taken_away_are_told_and_not_lost(there, sheet):
    with pytest.raises(RuleBroken, match="写了说明，还没有填数"):
        fill(there, sheet, {"land": {"note": "新校区刚刚启用"}})
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    press(actions.return_lines, sheet, there.county, lines=[line(there, sheet, "land")], reason="请核对")
    with pytest.raises(RuleBroken, match="不能只删去"):
        fill(there, sheet, {"land": {"value": ""}})
    fill(there, sheet, {"land": {"missing": "正在重新测量"}})


def test_a_printed_page_goes_on_saying_what_it_said(there, sheet, signed_in):
    fill(there, sheet, {**FULL, "words": {"value": "校企合作"}})
    press(actions.send_sheet, sheet, there.office)
    printed = actions.print_figure(shown=now(there, "words", sheet), by=there.city)
    url = reverse("printed-figure", args=[printed.public_id])
    assert signed_in(there.posts["city"]).get(url).context["changed"] is False
    press(actions.recall_sheet, sheet, there.office)
    fill(there, sheet, {"words": {"value": "别的"}})
    press(actions.send_sheet, sheet, there.office)
    page = signed_in(there.posts["city"]).get(url)
    assert (page.context["value"], page.context["changed"]) == ("校企合作", True)


def test_only_the_bureau_that_asked_judges_even_if_another_were_let_in(there, sheet):
    """Officers of another bureau do not see the sheet; that they may not is held apart from that."""
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    press(actions.look_at_sheet, sheet, there.county)
    elsewhere = replace(there.city, organisation_id=there.posts["neighbour"].organisation_id)
    with pytest.raises(PermissionDenied):
        press(actions.approve_lines, sheet, elsewhere, lines=[])
    with pytest.raises(PermissionDenied):
        actions.close_filing(filing=sheet.filing, by=elsewhere, version=sheet.filing.version)


def test_a_figure_of_an_earlier_instant_is_printed_as_of_that_instant(there, sheet):
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    known = now(there, "land", sheet).observation.recorded_at
    press(actions.recall_sheet, sheet, there.office)
    fill(there, sheet, {"land": {"value": "41000"}})
    press(actions.send_sheet, sheet, there.office)
    then = figure(there.indicators["land"], sheet.organisation, sheet.filing.period, as_of=known)
    printed = actions.print_figure(shown=then, by=there.city)
    assert (printed.as_of, printed.numerator) == (known, then.numerator)
    assert printed.numerator != now(there, "land", sheet).numerator
