"""Desk, plan, task, organisation, document, clause and search in Chromium: width, accessibility, pictures, drawer."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.accounts.models import Alias, Organisation
from luoshi.common.tests.looking import faults_at
from luoshi.plans.models import Target, Task
from luoshi.policies.models import Clause

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"
UNBROKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" * 3


def make_ugly(yichang) -> None:
    """Names as long as they may be, words without a place to break, an official text marked all over."""
    Organisation.objects.filter(key="sanxia").update(name=LONG[:80], short=LONG[:40], to_verify=LONG * 3)
    Alias.objects.create(
        organisation=Organisation.objects.get(key="sanxia"), name=UNBROKEN[:80], kind="former"
    )
    Task.objects.filter(plan=yichang.plan, key="4.2").update(title=UNBROKEN + LONG * 3)
    type(yichang.plan).objects.filter(pk=yichang.plan.pk).update(title=LONG * 3, short=LONG[:40])
    text = (LONG + UNBROKEN) * 5
    Clause.objects.filter(key="3.3").update(text=text, heading=LONG * 3)
    for number, target in enumerate(Target.objects.filter(clause__key="3.3")):
        Target.objects.filter(pk=target.pk).update(span=[number * 20, number * 20 + 40], words=UNBROKEN)


def addresses(yichang) -> dict[str, str]:
    task = Task.objects.get(plan=yichang.plan, key="4.2")
    sanxia = Organisation.objects.get(key="sanxia")
    of_plan = [yichang.plan.public_id]
    return {
        "desk": reverse("desk"),
        "plans": reverse("plans"),
        "plan": reverse("plan", args=of_plan),
        "plan-tasks": reverse("plan-tasks", args=of_plan),
        "plan-gaps": reverse("plan-gaps", args=of_plan),
        "task": reverse("task", args=[task.public_id]),
        "organisations": reverse("organisations"),
        "organisation": reverse("organisation", args=[sanxia.public_id]),
        "documents": reverse("documents"),
        "document": reverse("document", args=[yichang.plan.document.public_id]),
        "clause": reverse("clause", args=[Clause.objects.get(key="3.3").public_id]),
        "lineage-target": reverse(
            "lineage-target", args=[Target.objects.filter(clause__key="3.3")[0].public_id]
        ),
        "search": reverse("search") + "?q=%E6%95%99",
    }


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["normal", "ugly"])
def test_no_page_is_too_wide_and_axe_finds_nothing_serious(yichang, window, axe_source, kind):
    if kind == "ugly":
        make_ugly(yichang)
    page = window(yichang.post("city_officer"), "/desk/")
    assert faults_at(page, kind, axe_source, addresses(yichang)) == []


def test_a_count_opens_its_source_in_the_drawer(yichang, window):
    task = Task.objects.get(plan=yichang.plan, key="4.2")
    page = window(yichang.post("city_officer"), reverse("task", args=[task.public_id]))
    page.get_by_role("link", name="现 3").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("现 3 = 文件所列 3 − 退出 0 + 后来增加 0")
    drawer.get_by_role("link", name="宜都市职业教育中心").click()
    expect(page.locator("h1")).to_have_text("宜都市职业教育中心")


def test_the_slash_key_leads_to_the_search(yichang, window):
    page = window(yichang.post("school_head", "zhijiang"), "/desk/")
    page.keyboard.press("/")
    page.keyboard.type("双师")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator("main")).to_contain_text("36.2 专业教师中“双师型”教师占比超过 50%")
