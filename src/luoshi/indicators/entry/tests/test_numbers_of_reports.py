"""The number of a report says where it stands already: the figure of its indicator, the last report, typed here."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from luoshi.common import clock
from luoshi.core.periods import period_of
from luoshi.indicators.models import Indicator
from luoshi.progress import actions
from luoshi.progress.models import PeriodicReport, ReportNumber, ReportPeriod
from luoshi.progress.reports.elsewhere import Elsewhere
from luoshi.progress.reports.sources import Source, share_of
from luoshi.progress.tests.helping import asked, complete, fresh_report
from luoshi.registers import actions as registers
from luoshi.registers.actions.bulk import PutRow
from luoshi.registers.tests.samples import LI, WANG
from luoshi.workplans.tests import helping as workplans

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(there: Any) -> Any:
    """`.cast`: who writes it; `.number`: a share that the register of teachers knows, of which 50 is agreed."""
    rows = [PutRow(None, row) for row in (WANG, {**LI, "dual": False})]
    put = registers.put_entries(register=there.people, organisation=there.school, rows=rows, by=there.office)
    registers.confirm_entries(register=there.people, entries=put.added, by=there.office)
    cast = workplans.cast(there.site)
    cast.workplan = workplans.passed(cast, workplans.sent(cast))
    made = asked(cast)
    number = ReportNumber.objects.select_related("target").get(row__report=made)
    ReportNumber.objects.filter(pk=number.pk).update(goal=60)
    target = number.target
    target.unit, target.extra = "%", {"indicator": there.indicators["dual"].key}
    target.save()
    return SimpleNamespace(cast=cast, made=made, number=number, url=f"/progress/reports/{made.public_id}/")


def test_a_figure_that_is_counted_opens_the_box_and_is_told_with_its_period(
    there: Any, report: Any, signed_in: Any
) -> None:
    assert Indicator.objects.get(pk=there.indicators["dual"].pk).key
    client, label = signed_in(report.cast.office), period_of("quarter", clock.today()).label
    box = f"actual_{report.number.public_id}"
    page = client.get(f"{report.url}edit/")
    told = f"指标“双师占比示例”（{label}）是 50，已带入，核对后保存。"
    assert f'name="{box}" value="50"' in page.content.decode()
    assert told in page.content.decode()
    assert ReportNumber.objects.get(pk=report.number.pk).actual is None, "reading writes nothing"
    read = client.get(report.url).content.decode()
    assert told in read
    said = {f"words_{row.public_id}": "在办" for row in report.made.rows.all()}
    said[f"reason_{report.number.public_id}"] = "缺编"
    wrong = "，与这里不一致，请核对。" if report.made.period.label == label else "。"
    for typed, words in (
        ("50", f"与指标“双师占比示例”（{label}）一致。"),
        ("52", f"指标“双师占比示例”（{label}）是 50{wrong}"),
    ):
        row = fresh_report(report.made)
        sent = {"_once": f"once-{typed}", "_version": row.version, **said, box: typed}
        assert client.post(f"{report.url}edit/", sent).status_code == 302
        text = client.get(f"{report.url}edit/").content.decode()
        assert words in text
        assert ("本校填写。" in text) == (typed == "52")
        assert words in client.get(report.url).content.decode()


def test_how_much_of_a_report_is_there_before_anybody_types_is_told(report: Any, signed_in: Any) -> None:
    client = signed_in(report.cast.office)
    form = client.get(f"{report.url}edit/").context["form"]
    tasks = [row for row in form.taken if row["said"] or row["owes"] or row["unexplained"]]
    silent = [row for row in tasks if row["owes"] or row["unexplained"]]
    share = form.share()
    assert (share.asked, share.given) == (len(tasks) + 1, len(tasks) - len(silent) + 1)
    words = f"这份报告要写 {share.asked} 处"
    assert (words in client.get(f"{report.url}edit/").content.decode()) == bool(share.percent)
    target = report.number.target
    target.extra = {}
    target.save()
    without = client.get(f"{report.url}edit/").context["form"].share()
    assert (without.asked, without.given) == (share.asked, share.given - 1)


def test_of_what_is_asked_what_was_told_or_is_brought_is_given() -> None:
    row = {"said": [], "owes": False, "unexplained": False}
    rows = [row, {**row, "said": [1]}, {**row, "owes": True}, {**row, "said": [1], "unexplained": True}]
    here, there, typed, empty = (
        ReportNumber(pk=key, actual=actual) for key, actual in enumerate((5, None, 6, None))
    )
    elsewhere = {1: Elsewhere(None, Decimal(7), PeriodicReport(), same_end=True)}
    known = {
        0: [Source(Decimal(5), "上期")],
        2: [Source(Decimal(5), "上期")],
        3: [Source(Decimal(5), "上期")],
    }
    share = share_of(rows, [here, there, typed, empty], known, elsewhere)
    assert (share.asked, share.given) == (3 + 4, 1 + 2), (
        "what was typed over, or only stands beside, is not brought"
    )
    assert share_of([row], [], {}, {}).percent == 0


def test_a_figure_of_another_period_is_told_without_calling_the_number_wrong() -> None:
    source = Source(Decimal(5), "指标“甲”（2026年第四季度）", opens=True)
    assert source.words(Decimal(6)) == "指标“甲”（2026年第四季度）是 5。"
    same = Source(Decimal(5), "指标“甲”（2026年第三季度）", opens=True, same_period=True)
    assert same.words(Decimal(6)).endswith("是 5，与这里不一致，请核对。")
    assert source.words(None).endswith("已带入，核对后保存。")
    assert source.words(Decimal("5.0000")) == "与指标“甲”（2026年第四季度）一致。"
    assert Source(Decimal(5), "上期").words(None) == "上期是 5。"


def test_what_was_reported_last_is_told_with_the_day_it_was_sent(report: Any, signed_in: Any) -> None:
    """Of this plan and year; a report that has not been sent tells nothing."""
    before = complete(report.cast, report.made, actual=Decimal(40), reason="缺编")
    period = ReportPeriod.objects.get(pk=before.period_id)
    first = period.ends.replace(month=12, day=31)
    later = ReportPeriod.objects.create(
        plan=period.plan, kind="year", starts=first.replace(month=1, day=1), ends=first, due=first
    )
    if later.ends <= period.ends:  # in the last quarter the year ends with it
        ReportPeriod.objects.filter(pk=period.pk).update(
            starts=first.replace(month=7, day=1), ends=first.replace(month=9, day=30)
        )
    after = PeriodicReport.objects.create(organisation=before.organisation, period=later)
    actions.refresh_report(report=after, by=report.cast.actor("office"), version=after.version)
    client, url = signed_in(report.cast.office), f"/progress/reports/{after.public_id}/edit/"
    assert "报送）是 40" not in client.get(url).content.decode()
    sent_at = timezone.make_aware(dt.datetime.combine(first.replace(month=10, day=3), dt.time(9)))
    PeriodicReport.objects.filter(pk=before.pk).update(first_sent_at=sent_at)
    label = ReportPeriod.objects.get(pk=period.pk).label
    assert f"{label}报告（{first.year}-10-03 报送）是 40。" in client.get(url).content.decode()
