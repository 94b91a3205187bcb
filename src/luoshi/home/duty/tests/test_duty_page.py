"""The duty page and its drawer: the story from the clause on, for the organisation and those above it."""

import re

import pytest

from luoshi.policies.models import Decision, PolicyDocument
from luoshi.undertakings.models import Duty

STEPS = ["条款", "目标", "承接", "方案", "里程碑", "佐证", "指标", "督导", "认定"]


@pytest.fixture
def duty(yichang):
    return Duty.objects.get(task__key="4.3", organisation__key="zhijiang", basis="undertaken")


def page(duty, part=""):
    return f"/duties/{duty.public_id}/{part}"


def shown(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_spine_has_nine_steps_and_what_has_not_begun_leads_nowhere(yichang, signed_in, duty):
    html = shown(signed_in(yichang.post("school_head", "zhijiang")), page(duty))
    assert re.findall(r'<span class="spine-label">(.+?)</span>', html) == STEPS
    assert html.count("尚未开始") == 6
    assert 'class="now" aria-current="step"><span class="spine-label">承接' in html


def test_national_totals_are_background_only(yichang, signed_in, duty):
    html = shown(signed_in(yichang.post("city_officer")), page(duty))
    assert "全国总量，仅作背景" in html
    assert "文件没有给各单位定数量" in html


def test_the_drawer_leads_to_the_page_and_says_where_it_comes_from(yichang, signed_in, duty):
    client = signed_in(yichang.post("city_officer"))
    html = client.get(page(duty, "source/"), headers={"HX-Request": "true"}).content.decode()
    assert "<!doctype" not in html
    assert re.search(r'href="([^"]+)"', html).group(1) == f"/duties/{duty.public_id}/"
    assert "三（一）" in html
    assert "“4.3 分级培育遴选 1000 个左右思想政治课教学创新团队”一行、“枝江”一列" in html
    assert "文件如此记载，没有人改动。" in html
    assert re.search(r'<dt>这项任务的承接数</dt><dd><a href="/lineage/tasks/\w+/current/">9</a></dd>', html)
    assert "<!doctype html>" in shown(client, page(duty, "source/"))


def test_a_cell_of_a_sheet_is_named_as_excel_shows_it(yichang, signed_in, duty):
    duty.place = {
        "file": "附表.xlsx",
        "sheet": "一览表",
        "table": 1,
        "row": 4,
        "column": 3,
        "top": 2,
        "left": 1,
    }
    duty.save(update_fields=["place"])
    html = shown(signed_in(yichang.post("city_officer")), page(duty, "source/"))
    assert "创新团队”一行、“枝江”一列（工作表“一览表”第5行第3列）</dd>" in html


def test_who_decided_at_the_cell_stays_there(yichang, signed_in, duty):
    officer = yichang.post("city_officer")
    Decision.objects.create(
        document=PolicyDocument.objects.get(key="yichang-2021/annex"),
        code="clipped-column",
        task_key="4.3",
        organisation_name="枝江",
        message="第 4.3 行比表头多一格",
        outcome="accepted",
        decided_by=officer.user,
        decided_at=duty.created_at,
    )
    html = shown(signed_in(officer), page(duty, "source/"))
    assert "第 4.3 行比表头多一格" in html
    assert officer.user.name in html
    other = Duty.objects.get(task__key="4.3", organisation__key="yidu", basis="undertaken")
    assert "第 4.3 行比表头多一格" not in shown(signed_in(officer), page(other, "source/"))


def test_the_proposed_same_work_leads_to_the_own_duty_on_the_other_task(yichang, signed_in):
    duty = Duty.objects.get(task__key="22", organisation__key="zhijiang", basis="undertaken")
    other = Duty.objects.get(task__key="c3.2-5", organisation__key="zhijiang")
    html = shown(signed_in(yichang.post("school_head", "zhijiang")), page(duty))
    assert f'<a href="/duties/{other.public_id}/">' in html
    assert "建议作为同一工作，由人决定" in html


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("school_head", "zhijiang", 200),
        ("county_officer", "zhijiang-bureau", 200),
        ("bureau_leader", "yichang", 200),
        ("school_head", "sanxia", 404),
        ("county_officer", "yidu-bureau", 404),
        ("log_admin", "yichang", 404),
    ],
)
def test_a_duty_is_for_its_organisation_and_those_above(yichang, signed_in, duty, role, place, status):
    client = signed_in(yichang.post(role, place))
    assert client.get(page(duty)).status_code == status
    assert client.get(page(duty, "source/")).status_code == status


def test_only_editors_are_offered_acts(yichang, signed_in, duty):
    link = f'href="/duties/{duty.public_id}/withdraw/"'
    assert link in shown(signed_in(yichang.post("city_officer")), page(duty))
    assert link not in shown(signed_in(yichang.post("school_head", "zhijiang")), page(duty))
