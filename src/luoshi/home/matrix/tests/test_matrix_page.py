"""The matrix page: every duty once, only marks of foreign schools, a fixed number of queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.queries import actor_for
from luoshi.plans.actions import start_plan, withdraw_plan

from .test_matrix_files import jointly

CELL = re.compile(
    r'<(a|span) class="cell-duty[^"]*"(?: href="([^"]*)")? data-task="(\w+)" data-organisation="(\w+)"'
    r' data-basis="(\w+)" data-stage="(\w*)" data-health="(\w*)"'
)


def cells(client, plan, query=""):
    answer = client.get(f"/plans/{plan.public_id}/matrix/{query}")
    assert answer.status_code == 200
    return CELL.findall(answer.content.decode())


def test_the_officer_sees_all_99_undertakings_and_each_duty_once(yichang, signed_in):
    found = cells(signed_in(yichang.post("city_officer")), yichang.plan)
    assert sum(cell[4] == "undertaken" for cell in found) == 99
    assert len({cell[2:5] for cell in found}) == len(found)
    assert all(cell[0] == "a" and cell[5] == "undertaken" and cell[6] == "normal" for cell in found)


def test_a_school_sees_every_mark_but_the_standing_of_its_own_duties_only(yichang, signed_in):
    head = yichang.post("school_head", "zhijiang")
    found = cells(signed_in(head), yichang.plan)
    own = [cell for cell in found if cell[3] == head.organisation.public_id]
    foreign = [cell for cell in found if cell[3] != head.organisation.public_id]
    assert sum(cell[4] == "undertaken" for cell in found) == 99
    assert len(own) == 31
    assert all(cell[0] == "a" and cell[5] == "undertaken" for cell in own)
    assert all(cell[0] == "span" and cell[1:2] + cell[5:] == ("", "", "") for cell in foreign)


def test_a_filter_by_stage_leaves_out_what_the_viewer_may_see_only_as_a_mark(yichang, signed_in):
    head = yichang.post("school_head", "zhijiang")
    found = cells(signed_in(head), yichang.plan, "?stage=undertaken")
    assert {cell[3] for cell in found} == {head.organisation.public_id}
    assert len(found) == 31


def test_who_may_not_read_plans_gets_nothing_at_all(yichang, signed_in):
    client = signed_in(yichang.post("log_admin"))
    assert client.get(f"/plans/{yichang.plan.public_id}/matrix/").status_code == 404
    assert client.get("/plans/matrix/").status_code == 403


def test_the_short_way_leads_to_the_newest_plan_when_none_was_looked_at(yichang, signed_in):
    answer = signed_in(yichang.post("teacher", "sanxia")).get("/plans/matrix/")
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{yichang.plan.public_id}/matrix/")


def test_the_short_way_leads_to_the_plan_last_looked_at_and_never_to_one_that_is_gone(yichang, signed_in):
    client = signed_in(yichang.post("city_officer"))
    by = actor_for(yichang.post("city_officer"))
    newer = start_plan(issuer=yichang.plan.issuer, title="另一份计划", short="另一份", by=by)
    assert client.get("/plans/matrix/")["Location"] == f"/plans/{newer.public_id}/matrix/"
    client.get(f"/plans/{yichang.plan.public_id}/")
    assert client.get("/plans/matrix/")["Location"] == f"/plans/{yichang.plan.public_id}/matrix/"
    client.get(f"/plans/{newer.public_id}/matrix/")
    withdraw_plan(plan=newer, reason="试验", by=by, version=newer.version)
    assert client.get("/plans/matrix/")["Location"] == f"/plans/{yichang.plan.public_id}/matrix/"


@pytest.mark.parametrize("query", ["", "?basis=undertaken&stage=undertaken&county=宜昌市", "?pick_task=x"])
def test_the_page_costs_at_most_15_queries(yichang, signed_in, query):
    client = signed_in(yichang.post("city_officer"))
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/plans/{yichang.plan.public_id}/matrix/{query}")
    assert len(queries) <= 15


def test_in_the_annex_s_dress_it_has_the_annex_s_title_and_ticks(yichang, signed_in):
    client, address = signed_in(yichang.post("city_officer")), f"/plans/{yichang.plan.public_id}/matrix/"
    duties, annex = (client.get(address + query).content.decode() for query in ("", "?basis=undertaken"))
    assert "<h1>宜昌市中等职业教育提质培优行动计划任务承接情况一览表</h1>" in annex
    assert (annex.count(">√</a>"), duties.count(">√</a>")) == (99, 0)
    assert ("方案编制</span>" in annex, "方案编制</span>" in duties) == (False, True)


def test_joint_marks_are_told_apart_and_the_corner_counts_them_once(yichang, signed_in):
    jointly(yichang.plan, "4.3", ("zhijiang", "yidu"))
    head = signed_in(yichang.post("school_head", "zhijiang"))
    url = f"/plans/{yichang.plan.public_id}/matrix/"
    page = head.get(f"{url}?basis=undertaken").content.decode()
    assert re.findall(r'<sup class="joint[^"]*" title="([^"]+)">(.)</sup>', page) == [
        ("参与联合承接，不另计", "参"),
        ("联合承接，牵头", "牵"),
    ]
    assert "枝江：承接，联合承接，牵头，已承接" in page
    assert "宜都：承接，参与联合承接，不另计" in page
    corner = re.search(r"承接合计</th>\s*<td class=\"sum\">([^<]*)</td>", page)
    assert corner is not None
    assert corner[1] == "文件 99 · 现 98"
    assert "参与联合承接，不另计</span>" in page
    phone = head.get(f"{url}?pick_task=").content.decode()
    assert "承接，联合承接，牵头" in phone
