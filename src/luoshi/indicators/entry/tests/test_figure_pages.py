"""A figure of a longer time, of very many schools, printed under the names of then, counted anew by an officer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common import clock, jobs
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.core.periods import period_before, period_of
from luoshi.evidence.actions import add_and_cite
from luoshi.evidence.queries import uses_about
from luoshi.indicators.actions import record
from luoshi.indicators.entry import actions, lineage, recounting
from luoshi.indicators.entry.actions import recounting as acts_of
from luoshi.indicators.entry.goals import _measured, measured
from luoshi.indicators.entry.models import SheetLine
from luoshi.indicators.entry.views import choosing
from luoshi.indicators.entry.views import recounting as pages
from luoshi.indicators.figures import Figure
from luoshi.indicators.models import Indicator, Observation, Period
from luoshi.indicators.periods import find, row_of
from luoshi.indicators.queries import figure
from luoshi.notices.models import Delivery
from luoshi.plans.models import Target
from luoshi.progress.tests.helping import a_piece
from luoshi.registers.models import Entry
from luoshi.registers.tests.samples import LI, WANG
from luoshi.workplans.models import Goal, Workplan
from luoshi.workplans.tests import helping as plans

from .helping import fill, line, now, opened, press
from .samples import INDICATORS
from .test_computing import enter, shown

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def sheet(there):
    return opened(there)[0]


def test_a_year_is_put_together_from_its_quarters_and_says_which_is_not_there(there, signed_in):
    flow = {**INDICATORS["built"], "title": "培训人次示例", "unit": "人次", "nature": "flow"}
    made = actions.make_indicator(fields=flow, by=there.city)
    year = clock.today().year - 1
    for month in (1, 7, 10):
        quarter = row_of(period_of("quarter", dt.date(year, month, 1)))
        record(figures=[Figure(made, there.school, quarter, month)], by=there.city)
    city, url = signed_in(there.posts["city"]), reverse("figure", args=[made.public_id])
    first = city.get(url)
    asked = next(each["value"] for each in first.context["periods"] if each["label"] == f"{year}年")
    page = city.get(url, {"period": asked})
    words = page.content.decode()
    assert "18 人次" in words
    assert f"缺 {year}年第二季度 的数" in words
    assert [each["value"] for each in page.context["of_time"]] == ["1 人次", "7 人次", "10 人次"]
    assert city.get(page.context["of_time"][0]["href"]).context["value"] == "1 人次"
    printed = city.post(reverse("print-figure", args=[made.public_id]), {"_once": "y", "period": asked})
    assert "18 人次" in city.get(printed.url).content.decode()
    assert Period.objects.get(type="year").label == f"{year}年"
    for nonsense in ("year-9999-01-01", "year-x", "month-2026-01-01", "-", "year-2026-13-01"):
        assert city.get(url, {"period": nonsense}).status_code == 404
    stock = city.get(reverse("figure", args=[there.indicators["land"].public_id]), {"period": asked})
    assert "还没有数" in stock.content.decode()


def test_the_day_of_a_stock_over_a_year_is_that_of_the_quarter_which_stands_for_it(there, signed_in):
    last = period_before(period_of("quarter", clock.today()))
    record(figures=[Figure(there.indicators["land"], there.school, row_of(last), 7)], by=there.city)
    url = reverse("figure", args=[there.indicators["land"].public_id])
    page = signed_in(there.posts["city"]).get(url, {"period": f"year-{last.starts.year}-01-01"})
    assert page.context["day"].startswith(f"按{last.label}的数，截至{last.ends.year}年")


def test_schools_of_a_sum_come_in_pages_and_of_very_many_places_the_near_ones_are_offered(
    there, signed_in, monkeypatch
):
    monkeypatch.setattr(lineage, "ENTRIES", 1)
    monkeypatch.setattr(choosing, "MOST", 3)
    period = row_of(period_of("quarter", clock.today()))
    schools = [there.school, there.posts["other"].organisation]
    record(figures=[Figure(there.indicators["land"], each, period, 9) for each in schools], by=there.city)
    city, url = signed_in(there.posts["city"]), reverse("figure", args=[there.indicators["land"].public_id])
    pages = [city.get(url, {"page": number}) for number in (1, 2)]
    shown = [[each.organisation for each in page.context["inputs"]] for page in pages]
    assert [len(each) for each in shown] == [1, 1]
    assert shown[0] != shown[1]
    offered = list(city.get(url, {"organisation": there.school.public_id}).context["organisations"])
    assert [there.site.bureau, there.posts["county"].organisation, there.school] == offered


def test_a_printed_figure_keeps_the_names_of_then(there, sheet, signed_in):
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    printed = actions.print_figure(shown=now(there, "land", sheet), by=there.city)
    then = sheet.organisation.name
    Indicator.objects.filter(pk=there.indicators["land"].pk).update(
        title="现在的叫法", withdrawn_at=clock.now()
    )
    Organisation.objects.filter(pk=sheet.organisation_id).update(name="现在的校名")
    office = signed_in(there.posts["office"])
    page = office.get(reverse("printed-figure", args=[printed.public_id])).content.decode()
    assert "占地面积示例" in page
    assert f"{then}，" in page
    assert "现在的叫法" not in page
    assert reverse("figure", args=[there.indicators["land"].public_id]) not in page, (
        "the school cannot open it"
    )
    inner = office.get(reverse("filing-line", args=[line(there, sheet, "land")])).content.decode()
    assert "第 1 版（指标已停用）" in inner
    assert reverse("indicator", args=[there.indicators["land"].public_id]) not in inner


def test_evidence_of_what_was_sent_stays_until_it_is_returned(there, sheet, signed_in):
    fill(there, sheet)
    row = SheetLine.objects.get(public_id=line(there, sheet, "land"))
    piece = a_piece()
    add_and_cite(organisation=sheet.organisation, pieces=[piece], about=row, by=there.office)
    use = uses_about(row).get()
    drop = reverse("drop-filing-evidence", args=[row.public_id, use.public_id])
    press(actions.send_sheet, sheet, there.office)
    office = signed_in(there.posts["office"])
    page = reverse("filing-line", args=[row.public_id])
    assert drop not in office.get(page).content.decode()
    kept = office.post(drop, {"_version": use.version, "_once": "a"})
    assert (kept.status_code, "佐证不能撤下" in kept.content.decode()) == (422, True)
    press(actions.return_lines, sheet, there.county, lines=[row.public_id], reason="换一份")
    assert drop in office.get(page).content.decode()
    office.post(drop, {"_version": use.version, "_once": "b", "reason": "换一份"})
    assert not uses_about(row).exists()


def test_what_becomes_of_a_filing_is_told_and_one_recalled_can_be_withdrawn(there, sheet):
    def told():
        rows = Delivery.objects.filter(membership=there.posts["office"]).order_by("-pk")
        return rows[0].notice.title

    filing = sheet.filing
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    press(actions.recall_sheet, sheet, there.office)
    with pytest.raises(RuleBroken, match="“办学条件示例”还在填报这个指标"):
        actions.withdraw_indicator(
            indicator=there.indicators["land"], by=there.city, version=there.indicators["land"].version
        )
    for act, words in (
        (actions.withdraw_filing, "已撤回，不用再填"),
        (actions.restore_filing, "恢复填报"),
        (actions.close_filing, ""),
        (actions.reopen_filing, "重新开放填报"),
    ):
        filing.refresh_from_db()
        said = {"reason": "示例"} if words else {}
        act(filing=filing, by=there.city, version=filing.version, **said)
        assert not words or told() == f"{words}：办学条件示例"


def test_of_two_filings_opened_at_one_instant_the_later_sees_the_earlier(there):
    with CaptureQueriesContext(connection) as asked:
        opened(there, ("land",))
    said = [each["sql"] for each in asked.captured_queries]
    periods = [
        n for n, sql in enumerate(said) if 'FROM "indicators_period" WHERE "indicators_period"."id"' in sql
    ]
    looks = [n for n, sql in enumerate(said) if 'FROM "indicator_entry_sheetline"' in sql]
    assert periods
    assert periods[-1] < looks[0]
    assert connection.vendor != "postgresql" or "FOR NO KEY UPDATE" in said[periods[-1]]


def test_a_filing_of_more_lines_than_a_grid_holds_is_refused(there):
    with pytest.raises(RuleBroken, match="一次最多填报 400 个指标"):
        opened(there, ("land",) * 401)


def test_what_is_short_by_a_hair_is_said_with_the_places_it_needs():
    met, lacks = _measured("more_than", Fraction(4999, 100), Decimal(50), None, "%", 1)
    assert (met, lacks) == (False, "0.01个百分点")


@pytest.fixture
def stale(there):
    """Two teachers were counted; one of them is taken back to a draft without anybody's act."""
    entries = enter(there, "office", WANG, LI)
    Entry.objects.filter(pk=entries[1].pk).update(state="draft")
    assert shown(there, "teachers").numerator == 2
    return there


def url_of(there, key="teachers"):
    return reverse("recount-indicator", args=[there.indicators[key].public_id])


def said(there, **more):
    row = Indicator.objects.get(pk=there.indicators["teachers"].pk)
    period = find(period_of("quarter", clock.today()))
    return {"_version": row.version, "period": period.public_id, **more}


def test_what_would_change_is_shown_and_then_done_with_a_line_in_the_log(stale, signed_in):
    there, city = stale, signed_in(stale.posts["city"])
    before = Observation.objects.count()
    page = city.get(url_of(there))
    changes = {each.school: (each.before, each.after) for each in page.context["rows"]}
    assert changes[there.school.short] == ("2 人", "1 人")
    assert Observation.objects.count() == before, "looking writes nothing"
    for who, status in (("office", 403), ("county", 403), ("leader", 403)):
        client = signed_in(there.posts[who])
        assert (
            client.get(url_of(there)).status_code,
            client.post(url_of(there), said(there)).status_code,
        ) == (
            status,
            status,
        )
    old = said(there)
    assert city.post(url_of(there), {**old, "_once": "r"}).status_code == 302
    assert shown(there, "teachers").numerator == 1
    event = AuditEvent.objects.filter(action="indicator_entry.recount").latest("pk")
    assert event.object_id == there.indicators["teachers"].public_id
    assert city.post(url_of(there), {**old, "_once": "s"}).status_code == 409, "an older copy"
    assert city.get(url_of(there)).context["rows"] == []
    assert "没有要改的" in city.get(url_of(there)).content.decode()


def test_what_is_filled_in_is_not_counted_and_nonsense_is_no_period(stale, signed_in):
    city = signed_in(stale.posts["city"])
    period = find(period_of("quarter", clock.today()))
    typed = city.post(
        url_of(stale, "land"), {"_version": stale.indicators["land"].version, "period": period.public_id}
    )
    assert (typed.status_code, "不由台账计算" in typed.content.decode()) == (422, True)
    for nonsense in ("x", "\0", "9" * 500):
        assert city.post(url_of(stale), {**said(stale), "period": nonsense}).status_code in (400, 404)


def test_of_many_schools_the_worker_looks_first_and_counts_when_it_is_told(stale, signed_in, monkeypatch):
    for module in (recounting, acts_of, pages):
        monkeypatch.setattr(module, "FEW", 1)
    there, city = stale, signed_in(stale.posts["city"])
    unseen = city.post(url_of(there), said(there, _once="a"))
    assert (unseen.status_code, "请先看会改什么" in unseen.content.decode()) == (422, True)
    assert city.post(url_of(there), said(there, _look="1", _once="b")).status_code == 302
    assert "正在后台计算" in city.get(url_of(there)).content.decode()
    assert city.post(url_of(there), said(there, _look="1", _once="c")).status_code == 422, "it is at it"
    assert jobs.run_next()
    page = city.get(url_of(there))
    assert ("2 人", "1 人") in [(each.before, each.after) for each in page.context["rows"]]
    assert shown(there, "teachers").numerator == 2, "only looked at"
    assert city.post(url_of(there), said(there, _once="d")).status_code == 302
    assert jobs.run_next()
    assert shown(there, "teachers").numerator == 1
    told = Delivery.objects.filter(membership=there.posts["city"]).values_list("notice__title", flat=True)
    assert any(title.startswith("重新计算完成") for title in told)
    assert recounting.asked(Indicator.objects.get(pk=there.indicators["teachers"].pk)) == {}


def test_a_goal_starts_from_where_the_school_stood_when_its_workplan_was_filed(there, signed_in):
    """The baseline is nobody's to type and stays what was known at the filing, whatever is corrected later."""
    school, dual = plans.cast(there.site), there.indicators["dual"]
    period = row_of(period_of("quarter", clock.today()))

    def counted(numerator):
        record(figures=[Figure(dual, there.school, period, numerator, 20)], by=there.city)

    counted(8)
    workplan = plans.passed(school, plans.sent(school))
    assert (workplan.organisation, workplan.state) == (there.school, "filed")
    goal = Goal.objects.filter(part__workplan=workplan).order_by("pk")[0]
    Goal.objects.filter(pk=goal.pk).update(year=period.ends.year, agreed=60)
    target = Target.objects.filter(pk=goal.target_id)
    target.update(comparator="at_least", extra={"indicator": dual.key})
    counted(9)
    day = f"{timezone.localtime(workplan.filed_at):%Y-%m-%d}"
    page = signed_in(there.posts["city"]).get(reverse("figure", args=[dual.public_id]),
        {"organisation": there.school.public_id, "period": period.public_id}).content.decode()  # fmt: skip
    assert f"基数：40.0%（{period.label}，{day} 备案时），比基数增加 5.0个百分点" in page
    said = {}
    for measure, agreed in (("increase", 5), ("increase", 6), ("multiple", "1.1"), ("multiple", "1.2")):
        target.update(measure=measure)
        Goal.objects.filter(pk=goal.pk).update(agreed=agreed)
        found = measured(figure(dual, there.school, period), there.city)[-1]
        said[measure, agreed] = (found.met, found.words.partition("：")[2])
    assert said == {
        ("increase", 5): (True, "比基数增加不少于 5 个百分点"),
        ("increase", 6): (False, "比基数增加不少于 6 个百分点"),
        ("multiple", "1.1"): (True, "达到基数的不少于 1.1 倍"),
        ("multiple", "1.2"): (False, "达到基数的不少于 1.2 倍"),
    }
    before = workplan.filed_at - dt.timedelta(days=400)
    Workplan.objects.filter(pk=workplan.pk).update(filed_at=before)
    found = measured(figure(dual, there.school, period), there.city)[-1]
    assert (found.met, "备案时还没有这个数" in found.baseline) == (None, True)
