"""Days of steps that are gone or lie beyond the years of the plan: told where it is written and where it is read."""

from __future__ import annotations

import pytest

from luoshi.common import clock
from luoshi.workplans import actions
from luoshi.workplans.models import MilestoneState, Workplan

from .helping import STEPS, act, fresh, lines, page_of, parts_of, passed, rows_of, started, write, written

pytestmark = pytest.mark.once


@pytest.fixture
def office(there, signed_in):
    return signed_in(there.office)


def test_days_gone_before_it_is_filed_are_told_to_whoever_writes_and_reads_it(there, signed_in, office):
    workplan = started(there)
    assert "完成时间已经过去" not in page_of(office, workplan).content.decode()
    rows = lines(there, workplan, starts="2021-01-01", due="2021-06-30")
    act(actions.set_timetable, workplan, there.actor("office"), lines=rows)
    assert "4 个里程碑的完成时间已经过去，最早的是 2021-06-30" in page_of(office, workplan).content.decode()
    for part in parts_of(workplan):
        write(there, part)
    filed = passed(there, act(actions.send_workplan, workplan, there.actor("office")), *STEPS)
    again = act(actions.revise_workplan, filed, there.actor("office"), reason="改")
    again = Workplan.objects.get(replaces=again)
    MilestoneState.objects.create(key=again.milestones.first().key, state="done", since=clock.now())
    assert "3 个里程碑的完成时间已经过去" in page_of(office, again).content.decode(), (
        "what is done is not late"
    )


def test_days_beyond_the_years_of_the_plan_are_told_in_the_grid_and_before_sending_and_not_refused(
    there, office, send
):
    workplan = written(there)
    url = f"/workplans/{workplan.public_id}/"
    found = lines(there, workplan)
    for row, key in zip(
        found, workplan.milestones.order_by("order").values_list("key", flat=True), strict=True
    ):
        row.key = key
        row.cells |= {"starts": "", "due": "2022-06-30"}
    act(actions.set_timetable, workplan, there.actor("office"), lines=found)
    assert "不在计划的年度" not in page_of(office, workplan).content.decode()
    found[0].cells["due"] = "2091-06-30"  # a slip of the hand
    answer = office.post(
        f"{url}timetable/",
        {"_once": "beyond", "_version": fresh(workplan).version, **rows_of(found)},
        follow=True,
    )
    said = f"“{found[0].cells['title']}”的时间不在计划的年度（2020—2023年）里"
    assert answer.content.decode().count(said) == 1, "once, where it is sent from"
    grid = office.get(f"{url}timetable/")
    marked = [(row["number"], cell[0]) for row in grid.context["rows"] for cell in row["cells"] if cell[5]]
    assert marked == [(1, "due")]
    assert "1 个日期不在计划的年度里" in grid.content.decode()
    assert send(office, f"{url}send/", fresh(workplan)).status_code == 302
    assert fresh(workplan).state == "running"


def test_where_most_days_lie_beyond_the_plan_the_grid_tells_it_once_and_colours_nothing(there, office):
    workplan = written(there)
    found = lines(there, workplan)
    for row in found:
        row.cells |= {"starts": "", "due": "2091-06-30"}
    act(actions.set_timetable, workplan, there.actor("office"), lines=found)
    grid = office.get(f"/workplans/{workplan.public_id}/timetable/")
    assert f"{len(found)} 个日期不在计划的年度里" in grid.content.decode()
    assert not [cell[0] for row in grid.context["rows"] for cell in row["cells"] if cell[5]]


def test_the_grid_of_a_year_marks_the_days_of_other_years(there, office):
    workplan = started(there, round_="2022")
    found = lines(there, workplan)
    found[0].cells |= {"starts": "", "due": "2021-06-30"}
    act(actions.set_timetable, workplan, there.actor("office"), lines=found)
    grid = office.get(f"/workplans/{workplan.public_id}/timetable/")
    marked = [(row["number"], cell[0]) for row in grid.context["rows"] for cell in row["cells"] if cell[5]]
    assert marked == [(1, "due")]
    assert "1 个完成时间不在 2022 年" in grid.content.decode()


def test_a_step_that_begins_before_what_it_waits_for_is_told_to_whoever_writes_and_decides(
    there, office, signed_in
):
    workplan = written(there)
    rows = lines(there, workplan)
    keys = workplan.milestones.order_by("order").values_list("key", flat=True)
    for row, key in zip(rows, keys, strict=True):
        row.key = key
        if row.cells["after"]:
            row.cells["starts"] = "2026-06-30"  # on that very day is in time
    act(actions.set_timetable, workplan, there.actor("office"), lines=rows)
    assert "前后时间接不上" not in page_of(office, workplan).content.decode()
    rows[0].cells["due"] = "2026-09-30"  # put off, and what comes after it forgotten
    act(actions.set_timetable, workplan, there.actor("office"), lines=rows)
    page = page_of(office, workplan).content.decode()
    assert "1 处前后时间接不上" in page
    assert "第 2 个“完成建设”2026-06-30 开始，它要等的第 1 个“制定办法”2026-09-30 才完成" in page
    act(actions.send_workplan, workplan, there.actor("office"))
    assert "确实可以同时做的，可以备案" in page_of(signed_in(there.head), workplan).content.decode()


def test_the_own_head_sees_which_tasks_a_new_version_changes(there, signed_in):
    filed = passed(there, act(actions.send_workplan, written(there), there.actor("office")), *STEPS)
    again = act(actions.revise_workplan, filed, there.actor("office"), reason="改")
    again = Workplan.objects.get(replaces=again)
    part = parts_of(again)[1]
    write(there, part, measures="另行安排")
    head = signed_in(there.head)
    assert "这次改过" not in page_of(head, again).content.decode(), "nothing is sent yet"
    act(actions.send_workplan, fresh(again), there.actor("office"))
    page = page_of(head, again).content.decode()
    named = page.partition("这次改过的任务：")[2].partition("</p>")[0]
    assert named.count("<a ") == 1
    assert f'href="#part-{part.public_id}"' in named
