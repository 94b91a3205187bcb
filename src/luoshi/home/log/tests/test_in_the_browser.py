"""The administrators' pages in Chromium: accounts, people, roles and the log, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from luoshi.accounts.actions import disable_user, issue_ticket, new_secret
from luoshi.accounts.queries import actor_for
from luoshi.common.actor import system_actor
from luoshi.common.tests.conftest import chromium
from luoshi.common.tests.looking import faults
from luoshi.home.matrix.tests.conftest import window

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])


@pytest.fixture
def team(yichang):
    """The three administrators, and people in every state an account can be in."""
    team = {role: yichang.post(role) for role in ("system_admin", "security_admin", "log_admin")}
    team["long"] = yichang.post("department_head", "changyang")
    team["long"].user.name = "示例·阿不都热合曼·买买提依明·努尔买买提"
    team["long"].user.save()
    off = yichang.post("teacher", "zhijiang").user
    disable_user(user=off, reason="调离", by=system_actor(), version=off.version)
    issue_ticket(
        user=team["log_admin"].user,
        purpose="reset",
        secret=new_secret(),
        by=actor_for(yichang.post("system_admin")),
    )
    return team


def test_the_system_administrator_finds_an_account_and_hands_out_a_link(window, team, axe_source):
    page = window(team["system_admin"], "/accounts/")
    assert faults(page, "accounts", axe_source) == []
    page.get_by_role("link", name=team["long"].user.name).first.click()
    expect(page.locator("h1")).to_have_text(team["long"].user.name)
    page.wait_for_load_state()
    assert faults(page, "account", axe_source) == []
    page.get_by_role("button", name="发放邀请链接").click()
    expect(page.locator(".slip-link")).to_contain_text("/tickets/")
    assert faults(page, "slip", axe_source) == []


def test_the_security_administrator_confirms_a_link_from_the_desk(window, team, axe_source):
    page = window(team["security_admin"], "/desk/")
    page.get_by_role("link", name="去核实").first.click()
    expect(page.get_by_role("heading", name="等待确认的链接")).to_be_visible()
    assert faults(page, "person-with-waiting-link", axe_source) == []
    page.get_by_role("button", name="已核实，确认").click()
    expect(page.get_by_text("链接现在可以使用")).to_be_visible()
    for path, name in (("/people/", "people"), ("/people/new/", "new-person"), ("/roles/", "roles")):
        page.goto(page.url.split("/people/")[0] + path)
        assert faults(page, name, axe_source) == []


def test_the_log_administrator_reads_and_narrows_the_log(window, team, axe_source):
    page = window(team["log_admin"], "/log/")
    assert faults(page, "log", axe_source) == []
    page.goto(f"{page.url}?action=accounts.disable_user")
    expect(page.locator("#log tbody tr")).to_have_count(1)
    expect(page.locator("#log tbody")).to_contain_text("停用账号")
    assert faults(page, "log-narrowed", axe_source) == []
