"""The components in Chromium: what the scripts do, width, accessibility, and pictures to look at."""

import re

import pytest
from playwright.sync_api import expect

from luoshi.common.tests.looking import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("kind", "dark"), [("normal", False), ("empty", False), ("ugly", False), ("ugly", True)]
)
def test_nothing_is_wider_than_the_window_and_axe_finds_nothing_serious(window, axe_source, kind, dark):
    page = window(f"/?data={kind}", dark=dark)
    assert faults(page, f"components-{kind}{'-dark' if dark else ''}", axe_source) == []


def test_every_target_is_at_least_24_pixels_high(window):
    page = window("/?data=normal", width=390)
    low = page.evaluate(
        """[...document.querySelectorAll("main button, main summary, main .button, .top a, .bottom a, .pager a, .duty")]
        .filter((one) => one.offsetParent).map((one) => one.getBoundingClientRect())
        .filter((box) => box.height < 24 || box.width < 24).length"""
    )
    assert low == 0


def test_on_a_phone_chips_are_as_wide_as_their_words_and_the_units_name_has_the_whole_line(window):
    page = window("/?data=ugly", width=390)
    wide = page.locator("#sample-table td[data-label] > .duty").evaluate_all(
        """(all) => all.filter((one) => {
        const right = (each) => each.getBoundingClientRect().right;
        return right([...one.children].filter((each) => each.className !== "visually-hidden").pop()) + 24 < right(one);
        }).length"""
    )
    assert wide == 0
    proof = page.locator("#sample-table .proof").first
    assert proof.evaluate("(one) => getComputedStyle(one).columnGap") == "normal", "one bar, not three boxes"
    page.goto(page.url.replace("ugly", "normal"))
    cut = page.locator(".top-switches .clip").evaluate_all(
        "(all) => all.filter((one) => one.scrollWidth > one.clientWidth).length"
    )
    assert cut == 0


def test_the_drawer_opens_holds_the_focus_and_gives_it_back(window):
    page = window("/")
    link = page.get_by_role("link", name="在侧边打开来源")
    link.click()
    drawer = page.get_by_role("dialog", name="来源")
    expect(drawer).to_be_visible()
    expect(page.locator("#drawer-title")).to_be_focused()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('drawer').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(link).to_be_focused()


def test_the_drawers_address_is_a_whole_page_without_scripts(client, components_site):
    html = client.get("/?part=drawer").content.decode()
    assert html.startswith("<!doctype html>")
    assert "附件 1 第 4.2 行" in html


def test_slash_goes_to_the_search_but_can_be_typed_in_a_field(window):
    page = window("/behaviours/")
    page.keyboard.press("/")
    search = page.locator("#site-search")
    expect(search).to_be_focused()
    page.keyboard.type("3/4")
    expect(search).to_have_value("3/4")


def test_escape_and_a_click_elsewhere_close_a_menu(window):
    page = window("/behaviours/")
    menu = page.locator("main details.menu")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").click()
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")
    menu.evaluate("menu => Object.assign(menu.style, {position: 'fixed', bottom: '10px', left: '300px'})")
    menu.locator("summary").click()
    expect(menu.locator("a")).to_be_in_viewport(ratio=1)


def test_a_row_opens_on_click_and_on_enter(window):
    page = window("/")
    rows = page.locator("tr[data-href]")
    rows.nth(1).locator("td").nth(1).click()
    expect(page).to_have_url(re.compile("#row-2$"))
    rows.nth(0).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#row-1$"))


def test_a_column_that_was_put_away_stays_away(window):
    page = window("/")
    head = page.locator("#sample-table th", has_text="完成率")
    page.get_by_text("选列").click()
    page.get_by_label("完成率").uncheck()
    expect(head).to_be_hidden()
    page.reload()
    expect(head).to_be_hidden()
    expect(page.locator("#sample-table th", has_text="承接数")).to_be_visible()


@pytest.mark.parametrize("status", [422, 409])
def test_a_refusal_is_swapped_in_like_any_answer(window, status):
    page = window("/behaviours/")
    page.locator(f"#get-{status}").click()
    expect(page.locator("#swapped")).to_have_text(f"answer {status}")


def test_of_a_whole_error_page_only_the_refusal_is_shown(window):
    page = window("/behaviours/")
    page.locator("#get-refusal").click()
    expect(page.locator("#swapped .callout")).to_contain_text("请先填写正文。")
    assert page.locator("header.top").count() == 1


def test_when_the_session_has_ended_the_page_is_asked_for_again(window):
    page = window("/behaviours/")
    page.evaluate("document.body.id = 'old'")
    page.locator("#get-signed-out").click()
    expect(page.locator("#old")).to_have_count(0)
    expect(page.locator("#swapped")).to_have_text("未换")


def test_another_error_shows_one_line_and_changes_nothing(window):
    page = window("/behaviours/")
    page.locator("#get-500").click()
    expect(page.locator("#alert-line")).to_contain_text("没有办理成功")
    expect(page.locator("#swapped")).to_have_text("未换")


def test_what_is_typed_is_saved_and_the_page_says_when(window):
    page = window("/behaviours/")
    page.locator("#auto input[name=title]").fill("新题目")
    expect(page.locator("#auto [data-saved]")).to_contain_text("草稿已暂存")


def test_a_failed_save_is_said_and_enter_does_not_send_the_form(window):
    page = window("/behaviours/")
    field = page.locator("#auto-fails input[name=title]")
    field.fill("新题目")
    expect(page.locator("#auto-fails [data-saved]")).to_contain_text("没有保存上")
    field.press("Enter")
    assert page.url.endswith("/behaviours/")


def test_the_theme_is_kept(window):
    page = window("/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<button data-action=theme id=t>t</button>')"
    )
    page.locator("#t").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 24, 31)"


def test_on_paper_the_frame_is_gone_and_times_are_exact(window):
    page = window("/")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator(".table-tools").first).to_be_hidden()
    shown = page.locator("time.when").first.evaluate("(one) => getComputedStyle(one, '::after').content")
    assert "年" in shown
