"""One journey in Chromium: the city asks, the school pastes and sends, county and city judge, the figure opens; every
page of definitions, filings and figures at both widths, ugly and empty.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common.ids import new_public_id
from luoshi.common.tests.looking import faults_at
from luoshi.home.world_stated import reading
from luoshi.indicators.entry.models import FilingSheet, PrintedFigure
from luoshi.indicators.models import Indicator
from luoshi.indicators.stated import actions
from luoshi.papers.tests.conftest import chromium, window
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG, paste

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKED = ("land", "students-per-teacher", "books-per-student")


@pytest.fixture
def cast(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    posts = {
        "city": yichang.post("city_officer"),
        "county": yichang.post("county_officer", "zhijiang-bureau"),
        "office": yichang.post("office", "zhijiang"),
        "head": yichang.post("school_head", "zhijiang"),
    }
    school = posts["office"].organisation
    Organisation.objects.filter(pk=school.pk).update(name=LONG, short=LONG[:40])
    Indicator.objects.filter(key="books-per-student").update(title=(LONG * 2)[:80])
    return posts


def test_from_a_filing_to_a_figure_that_opens_at_both_widths(cast, window, axe_source):
    city = window(cast["city"], "/filings/")
    found = faults_at(city, "figures", axe_source, {"nothing": "/filings/", "list": "/indicators/"})
    _ask(window(cast["city"], "/filings/"))
    sheet = FilingSheet.objects.get(organisation=cast["office"].organisation)
    here = f"/filing-sheets/{sheet.public_id}/"
    office = window(cast["office"], f"{here}fill/")
    _pasted(office)
    office.get_by_role("button", name="保存", exact=True).click()
    expect(office.get_by_role("alert")).to_contain_text("分母")
    office.locator("#bottom-2").fill("90")
    office.locator("#missing-3").fill("还在清点" * 20)
    found += faults_at(office, "figures", axe_source, {"grid": f"{here}fill/"})
    office = window(cast["office"], f"{here}fill/")
    expect(office.locator("#value-1")).to_have_value("４０,０００")
    office.locator("#bottom-2").fill("90")
    office.locator("#missing-3").fill("还在清点")
    office.get_by_role("button", name="保存", exact=True).click()
    office.get_by_role("button", name="送校内审批", exact=True).click()
    expect(office.get_by_text("已送本校审批，同意后自动报送")).to_be_visible()
    head = window(cast["head"], here)
    found += faults_at(head, "figures", axe_source, {"steps": here})
    head = window(cast["head"], here)
    head.get_by_role("button", name="同意", exact=True).click()
    expect(head.get_by_text("已同意。")).to_be_visible()
    county = window(cast["county"], here)
    county.get_by_text("核对", exact=True).last.click()
    county.get_by_role("button", name="确认核对").click()
    expect(county.get_by_text("已核对，由市局审定")).to_be_visible()
    city = window(cast["city"], here)
    city.get_by_role("button", name="审定", exact=True).click()
    expect(city.get_by_text("已审定").first).to_be_visible()
    found += _look(cast, window, axe_source, sheet)
    assert found == []


def _pasted(page):
    """A piece of a sheet, two cells by two, stands cell by cell."""
    page.locator("#value-1").focus()
    paste(page, "４０,０００\t\n1,800\t九十")
    for box, text in (
        ("value-1", "４０,０００"),
        ("value-2", "1,800"),
        ("bottom-2", "九十"),
        ("value-3", ""),
    ):
        expect(page.locator(f"#{box}")).to_have_value(text)


def _ask(page):
    page.get_by_role("link", name="发起填报").first.click()
    page.get_by_label("名称").fill("学年初办学条件")
    page.get_by_label("报送期限").fill("2099-01-01")
    for key in ASKED:
        title = Indicator.objects.get(key=key).title
        page.get_by_label(title).first.check()
    page.get_by_role("button", name="全不选").last.click()  # all schools are ticked beforehand
    expect(page.get_by_label(LONG[:40], exact=True)).not_to_be_checked()
    page.get_by_label(LONG[:40], exact=True).check()
    page.get_by_role("button", name="发出").click()
    expect(page.get_by_text("已发出，各校项目办收到消息")).to_be_visible()


def _look(cast, window, axe_source, sheet):
    land = Indicator.objects.get(key="land")
    own = f"organisation={sheet.organisation.public_id}&period={sheet.filing.period.public_id}"
    page = window(cast["city"], f"/indicators/{land.public_id}/figure/?{own}")
    expect(page.get_by_text("40,000 平方米").first).to_be_visible()
    page.get_by_role("button", name="留存并打印").click()
    expect(page.get_by_text("现在的数与打印时相同")).to_be_visible()
    line = sheet.lines.order_by("pk")[0]
    pages = {
        "indicator": f"/indicators/{Indicator.objects.get(key='dual-ratio').public_id}/",
        "define": f"/indicators/{Indicator.objects.get(key='dual-ratio').public_id}/change/",
        "recount": f"/indicators/{Indicator.objects.get(key='dual-ratio').public_id}/recount/",
        "filing": f"/filings/{sheet.filing.public_id}/",
        "sheet": f"/filing-sheets/{sheet.public_id}/",
        "line": f"/filing-lines/{line.public_id}/",
        "figure": f"/indicators/{land.public_id}/figure/?{own}",
        "city": f"/indicators/{land.public_id}/figure/?period={sheet.filing.period.public_id}",
        "printed": f"/printed-figures/{PrintedFigure.objects.get().public_id}/",
    }
    return faults_at(page, "figures", axe_source, pages | _stated(cast, land, sheet))


def _stated(cast, indicator, sheet):
    """Official statistics: nothing brought, one to look at, one that says something else than the school sent."""
    by, span = actor_for(cast["city"]), sheet.filing.period.span
    given = {"title": (LONG * 2)[:60], "span": span, "day": None, "file_name": f"{LONG}.xlsx", "by": by}
    read = reading(indicator, list(Organisation.objects.filter(kind="school")))
    made = [
        actions.start_source(public_id=new_public_id(), digest=str(at), reading=read, **given)
        for at in (1, 2)
    ]
    for row in made:
        row.refresh_from_db()
    actions.apply_source(source=made[1], by=by, version=made[1].version)
    return {
        "stated": "/stated/",
        "stated-new": "/stated/new/",
        "stated-draft": f"/stated/{made[0].public_id}/",
        "stated-taken": f"/stated/{made[1].public_id}/",
    }
