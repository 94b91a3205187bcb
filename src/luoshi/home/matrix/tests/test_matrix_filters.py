"""Filters change what is shown, never the counts at the edges; what is shown is counted."""

import re

import pytest
from django.http import QueryDict

from luoshi.accounts.queries import actor_for
from luoshi.home.matrix.facts import count_by_database, count_here
from luoshi.home.matrix.filters import Wanted
from luoshi.home.matrix.table import read_matrix
from luoshi.plans.models import Area, Task
from luoshi.undertakings.models import Duty

from .big_plan import make_plan
from .test_matrix_page import cells


@pytest.fixture
def officer(yichang, signed_in):
    return signed_in(yichang.post("city_officer"))


def set_standing(task, school, **fields):
    Duty.objects.filter(task__key=task, organisation__key=school, basis="undertaken").update(**fields)


def test_filters_choose_by_kind_county_school_area_stage_and_health(yichang, officer):
    set_standing("4.2", "yidu", stage="running", health="overdue")
    area = Area.objects.get(plan=yichang.plan, key="a1").public_id
    school = next(one for one in yichang.schools if one.key == "zigui").public_id
    expected = {
        "?basis=undertaken": 99,
        "?basis=own": 9,
        "?basis=undertaken&county=宜昌市": 26,
        f"?basis=undertaken&school={school}": 10,
        f"?basis=undertaken&area={area}": 45,
        "?stage=running": 1,
        "?health=overdue": 1,
        "?stage=running&health=normal": 0,
        "?stage=running&stage=undertaken&basis=undertaken": 99,
        "?stage=nonsense": 361,
    }
    assert {query: len(cells(officer, yichang.plan, query)) for query in expected} == expected


def test_an_area_leaves_no_row_of_another_and_counts_its_own_marks_alone(yichang):
    area = Area.objects.get(plan=yichang.plan, key="a1")
    wanted = Wanted.of(QueryDict(f"area={area.public_id}"))
    matrix = read_matrix(actor_for(yichang.post("city_officer")), yichang.plan, wanted)
    assert matrix.shown == Duty.objects.filter(task__area=area, left_at=None).count() < matrix.total
    assert {row.area_id for row in matrix.rows} == {area.public_id}
    assert {row.id for row in matrix.rows} == set(
        Task.objects.filter(plan=yichang.plan, area=area, withdrawn_at=None).values_list(
            "public_id", flat=True
        )
    )


def test_the_edges_keep_their_counts_and_the_page_says_how_many_are_shown(yichang, officer):
    html = officer.get(f"/plans/{yichang.plan.public_id}/matrix/?county=远安县").content.decode()
    assert re.search(r"显示 32 项，共 361 项责任项", html)
    row = re.search(r"4\.3</td>.*?</tr>", html, flags=re.S).group()
    assert re.search(r'class="sum"><a [^>]+>9</a>', row)
    assert len(re.findall("cell-duty", row)) == 1


def test_a_stage_nobody_is_in_leaves_no_row_and_says_so(yichang, officer):
    html = officer.get(f"/plans/{yichang.plan.public_id}/matrix/?stage=done").content.decode()
    assert "没有符合这些条件的责任项" in html
    assert 'id="matrix"' not in html


def test_what_was_left_shows_only_when_asked_for_and_only_to_its_own(yichang, signed_in, officer):
    duty = Duty.objects.get(task__key="4.3", organisation__key="zhijiang", basis="undertaken")
    Duty.objects.filter(pk=duty.pk).update(stage="left", left_at=duty.created_at)
    assert len(cells(officer, yichang.plan)) == 360
    assert [cell[5] for cell in cells(officer, yichang.plan, "?stage=left")] == ["left"]
    chips = re.sub(
        r"<[^>]+>|\s", "", officer.get(f"/plans/{yichang.plan.public_id}/matrix/").content.decode()
    )
    assert "已退出1" in chips
    assert len(cells(signed_in(yichang.post("school_head", "zhijiang")), yichang.plan, "?stage=left")) == 1
    other = signed_in(yichang.post("school_head", "sanxia"))
    assert cells(other, yichang.plan, "?stage=left") == []
    assert "?stage=left" not in other.get(f"/plans/{yichang.plan.public_id}/matrix/").content.decode()


def test_a_chip_takes_its_filter_off_again():
    wanted = Wanted({"stage": frozenset({"running"}), "county": frozenset({"远安县"})})
    assert wanted.query("stage", "running") == "?county=%E8%BF%9C%E5%AE%89%E5%8E%BF"
    assert wanted.query("stage", "done").endswith("&stage=done&stage=running")


def test_a_large_plan_comes_in_blocks_and_the_next_one_is_a_link(yichang, signed_in):
    plan = make_plan(tasks=12, schools=200)
    client = signed_in(yichang.post("city_officer", "big-city"))
    first, second = cells(client, plan), cells(client, plan, "?rows=10")
    assert (len(first), len(second)) == (1000, 200)
    assert {cell[2:5] for cell in first}.isdisjoint({cell[2:5] for cell in second})
    html = client.get(f"/plans/{plan.public_id}/matrix/").content.decode()
    assert 'href="?&amp;rows=10"' in html
    assert "rows=" not in client.get(f"/plans/{plan.public_id}/matrix/?rows=10").content.decode()


def test_both_ways_of_counting_agree(yichang, signed_in):
    plan = make_plan(tasks=6, schools=9)
    leading, part = Duty.objects.filter(task__plan=plan, basis="undertaken", left_at=None).order_by(
        "task_id"
    )[:2]
    assert leading.task_id == part.task_id
    Duty.objects.filter(pk__in=(leading.pk, part.pk)).update(led_by=leading.organisation)
    actor = yichang.post("county_officer", "big-county-0")
    Duty.objects.filter(pk=Duty.objects.filter(task__plan=plan, left_at=None).last().pk).update(
        left_at=leading.created_at, stage="left"
    )
    matrix = read_matrix(actor_for(actor), plan, Wanted())
    counted = []
    for count in (lambda: count_here(matrix), lambda: count_by_database(actor_for(actor), matrix)):
        matrix.standing.clear()
        matrix.left = 0
        count()
        counted.append(
            [
                {key: dict(counts) for key, counts in edge.items()}
                for edge in (matrix.row_counts, matrix.column_now, matrix.column_document)
            ]
            + [dict(matrix.standing), matrix.left]
        )
    assert counted[0] == counted[1]
    assert counted[0][4] == 0
    carriers = Duty.objects.filter(task=leading.task_id, basis="undertaken", left_at=None).count()
    assert counted[0][0][leading.task_id]["undertaken"] == carriers - 1, "a joint task is counted once"
    assert ("undertaken", "", "") in counted[0][3]
