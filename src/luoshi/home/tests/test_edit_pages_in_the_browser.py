"""The pages on which a plan is written by hand, in Chromium: width, accessibility, pictures, drafts, the grid."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.accounts.queries import actor_for
from luoshi.common.models import Draft
from luoshi.common.tests import looking
from luoshi.common.tests.looking import faults_at
from luoshi.plans import actions
from luoshi.plans.models import Area, Plan, PlanDate, Target, Task
from luoshi.undertakings.models import Duty

from .test_pages_in_the_browser import LONG, UNBROKEN, make_ugly

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LISTS = ("areas", "tasks", "targets", "dates", "undertakings", "withdrawn")


def addresses(plan) -> dict[str, str]:
    of_plan = [plan.public_id]
    found = {f"edit-{name}": reverse(f"edit-{name}", args=of_plan) for name in LISTS}
    found["edit-plan"] = reverse("edit-plan", args=of_plan)
    for name, model in (("area", Area), ("task", Task), ("target", Target), ("date", PlanDate)):
        row = model.objects.filter(plan=plan).order_by("-order").first()
        if row is not None:
            found[f"edit-{name}"] = reverse(f"edit-{name}", args=[row.public_id])
    found["add-task"] = reverse("add-task", args=of_plan)
    found["start-plan"] = reverse("start-plan")
    found["withdrawn-plans"] = reverse("withdrawn-plans")
    return found


def make_empty(yichang) -> Plan:
    by = actor_for(yichang.post("city_officer"))
    fields = {"title": "示例计划全名", "short": "示例计划", "start": "", "end": "", "number": ""}
    return actions.start_plan(issuer=yichang.bureau, by=by, **fields)


def prepared(yichang, kind) -> Plan:
    if kind == "empty":
        return make_empty(yichang)
    if kind == "ugly":
        make_ugly(yichang)
        Area.objects.update(name=LONG * 2)
        PlanDate.objects.update(title=LONG * 3, rule=UNBROKEN)
        Target.objects.update(words=LONG * 4, subject=LONG[:120])
    return yichang.plan


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["normal", "ugly", "empty"])
def test_no_page_is_too_wide_and_axe_finds_nothing_serious(yichang, window, axe_source, kind):
    plan = prepared(yichang, kind)
    page = window(yichang.post("city_officer"), "/desk/")
    assert faults_at(page, kind, axe_source, addresses(plan)) == []


def test_what_is_typed_is_saved_and_read_as_a_sentence(yichang, window):
    task = Task.objects.get(plan=yichang.plan, key="4.2")
    officer = yichang.post("city_officer")
    page = window(officer, reverse("add-target", args=[task.public_id]))
    page.get_by_label("对象").fill("示范基地")
    page.get_by_label("比较").select_option("不少于")
    page.get_by_label("数量", exact=False).first.fill("3")
    page.locator("#id_unit").fill("个")
    expect(page.locator("#sentence")).to_contain_text("示范基地不少于 3 个")
    expect(page.locator("[data-saved]")).to_contain_text("草稿已暂存")
    assert Draft.objects.count() == 1
    page.reload()
    expect(page.get_by_text("已带回您")).to_be_visible()
    expect(page.get_by_label("对象")).to_have_value("示范基地")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("目标已添加。")).to_be_visible()
    assert Target.objects.filter(task=task, words="示范基地不少于 3 个").count() == 1
    assert Draft.objects.count() == 0


def test_a_mark_is_set_on_the_grid_after_a_look_at_the_difference(yichang, window):
    task = Task.objects.get(plan=yichang.plan, key="4.2")
    school = next(
        school for school in yichang.schools if not task.duties.filter(organisation=school).exists()
    )
    page = window(
        yichang.post("city_officer"), reverse("edit-undertakings", args=[yichang.plan.public_id]), width=1440
    )
    page.get_by_label(f"{task}：{school.short}").check()
    page.get_by_role("button", name="看差别").click()
    expect(page.get_by_text("承担 1 处")).to_be_visible()
    looking.picture(page, "undertakings-difference-1440", full_page=True)
    page.get_by_role("button", name="确认这些改动").click()
    expect(page.get_by_text("已改 1 处承接。")).to_be_visible()
    assert Duty.objects.filter(task=task, organisation=school, left_at__isnull=True).count() == 1
