"""One journey in Chromium through the pages of registers, at both widths: sixty rows, long names, nothing yet;
an entry written, confirmed with the ticks of the list, a stage noted, a number opened with a reason.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.tests.looking import faults, faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.registers import actions
from luoshi.registers.actions import PutRow
from luoshi.registers.models import Entry, EntryRun, Register
from luoshi.registers.states import RunAction
from luoshi.registers.tests.samples import PEOPLE, PROJECTS, WANG

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"


def test_a_register_is_kept_and_read(yichang, settings, tmp_path, window, axe_source):
    settings.LUOSHI_HOME = tmp_path
    office, city = yichang.post("office", "zhijiang"), yichang.post("city_officer")
    people = actions.set_up_register(row=PEOPLE, by=system_actor())
    projects = actions.set_up_register(row=PROJECTS, by=system_actor())
    found = _written(window, axe_source, office, people)
    team = _many(office, projects)
    found += _looked_at(window, axe_source, office, city, people, team)
    assert found == []


def _written(window: Any, axe_source: str, office: Any, people: Any) -> list[Any]:
    page = window(office, f"/registers/{people.public_id}/", 390)
    found = faults_at(page, "registers", axe_source, {"empty": f"/registers/{people.public_id}/"})
    page.goto(page.url)
    page.get_by_role("link", name="登记一条").first.click()
    page.get_by_label("姓名").fill("王示例")
    page.get_by_label("证件号码").fill(WANG["id_number"])
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已登记为草稿")).to_be_visible()
    page.goto(f"{page.url.split('/registers/')[0]}/registers/{people.public_id}/")
    page.get_by_label("选中王示例").check()
    expect(page.get_by_text("选中 1 条")).to_be_visible()
    page.get_by_role("button", name="确认选中的").click()
    expect(page.get_by_text("已确认 1 条")).to_be_visible()
    page.get_by_role("link", name="王示例").click()
    page.get_by_text("查看一项个人信息").click()
    page.get_by_label("为什么要看").fill("核对证书")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_text(f"证件号码：{WANG['id_number']}")).to_be_visible()
    return found


def _many(office: Any, projects: Any) -> Entry:
    """Sixty projects of a school with a long name; the first has a long life."""
    Organisation.objects.filter(pk=office.organisation_id).update(name=LONG, short=LONG[:40])
    by = actor_for(office)
    rows = [
        PutRow(None, {"name": f"{LONG[:36]}{n}", "leader": "欧阳慕容上官", "members": n}) for n in range(60)
    ]
    made = actions.put_entries(register=projects, organisation=office.organisation, rows=rows, by=by).added
    actions.confirm_entries(register=projects, entries=made, by=by)
    team = Entry.objects.get(pk=made[0].pk)
    for kind in ("set_up", "mid_term", "accepted", "recognised"):
        actions.note_project_stage(
            entry=team,
            kind=kind,
            level="province",
            on=clock.today(),
            by_whom=LONG,
            document_number="鄂教职成〔2026〕123号",
            valid_until=clock.today(),
            by=by,
        )
    actions.change_entry(
        entry=team, values={"name": team.label, "leader": "诸葛", "members": 9}, by=by, version=team.version
    )
    return team


def _runs(office: Any, projects: Register) -> dict[str, str]:
    """Very many entries left to the worker: under way, and stopped with more that failed than a page names."""
    rows = list(projects.entries.order_by("pk").values_list("public_id", "version"))
    by = actor_for(office)
    stopped = actions.ask_many(register=projects, action=RunAction.TAKE_BACK, rows=rows, by=by)
    failed = [[key, f"“{LONG}”刚刚有改动，没有确认。请刷新页面，看过以后再办。"] for key, _ in rows] * 5
    said = {"state": "stopped", "message": LONG * 3, "failed": failed, "rows": rows, "total": 360}
    EntryRun.objects.filter(pk=stopped.pk).update(**said)
    working = actions.ask_many(register=projects, action=RunAction.TAKE_BACK, rows=rows, by=by)
    return {
        name: f"/registers/runs/{run.public_id}/" for name, run in (("stopped", stopped), ("run", working))
    }


def _looked_at(window: Any, axe_source: str, office: Any, city: Any, people: Any, team: Entry) -> list[Any]:
    list_, here = f"/registers/{team.register.public_id}/", f"/registers/entries/{team.public_id}/"
    pages = {
        "registers": "/registers/",
        "list": list_,
        "entry": here,
        "change": f"{here}change/",
        "stage": f"{here}stages/",
        "add": f"/registers/{people.public_id}/add/",
        "history": f"{here}history/",
        "snapshots": f"{list_}snapshots/",
        **_runs(office, team.register),
    }
    found = faults_at(window(office, "/registers/"), "register", axe_source, pages)
    teams = f"/registers/{Register.objects.get(key='teams').public_id}/settings/"
    seen = {"city-registers": "/registers/", "city-list": list_, "settings": teams, "new": "/registers/new/"}
    seen |= {"facts": f"{teams}facts/", "check": f"{teams}checks/0/"}
    page = window(city, "/registers/")
    found += faults_at(page, "register", axe_source, seen)
    page.goto(f"{page.url.split('/registers/')[0]}{list_}settings/identity/")
    page.get_by_label("负责人").check()
    page.get_by_label("团队名称").uncheck()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("1 组在同一学校里成了同一条")).to_be_visible()
    return found + faults(page, "effect-register", axe_source)
