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
    assert answer.content.decode().count(said) == 2, "after saving, and where it is sent from"
    grid = office.get(f"{url}timetable/")
    marked = [(row["number"], cell[0]) for row in grid.context["rows"] for cell in row["cells"] if cell[5]]
    assert marked == [(1, "due")]
    assert "1 个日期不在计划的年度里" in grid.content.decode()
    assert send(office, f"{url}send/", fresh(workplan)).status_code == 302
    assert fresh(workplan).state == "running"


def test_the_grid_of_a_year_marks_the_days_of_other_years(there, office):
    workplan = started(there, round_="2022")
    found = lines(there, workplan)
    found[0].cells |= {"starts": "", "due": "2021-06-30"}
    act(actions.set_timetable, workplan, there.actor("office"), lines=found)
    grid = office.get(f"/workplans/{workplan.public_id}/timetable/")
    marked = [(row["number"], cell[0]) for row in grid.context["rows"] for cell in row["cells"] if cell[5]]
    assert marked == [(1, "due")]
    assert "1 个完成时间不在 2022 年" in grid.content.decode()
