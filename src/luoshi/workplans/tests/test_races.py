"""Two at once on one workplan: one effect, the other told, nothing half. LUOSHI_PROVE makes the rounds many."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from luoshi.common.invariants import check_all
from luoshi.undertakings.tests.test_change_request_races import ROUNDS, at_once
from luoshi.workplans import actions
from luoshi.workplans import parts as works
from luoshi.workplans.invariants import under_way_they_read_as_they_were_sent
from luoshi.workplans.models import Goal, Workplan
from luoshi.workplans.snapshot import last_sent

from .helping import act, fresh, lines, parts_of, passed, sent, written

pytestmark = pytest.mark.django_db(transaction=True)


def on(workplan: Workplan, action: Any, by: Any, **said: Any) -> Callable[[], Any]:
    row = fresh(workplan)
    return lambda: action(workplan=row, by=by, version=row.version, **said)


def test_of_two_on_one_timetable_one_is_saved_whole_and_the_other_told(there):
    workplan = written(there)
    office, head = there.actor("office"), there.actor("head")
    for number in range(ROUNDS):
        mine, yours = lines(there, workplan), lines(there, workplan)[:2]
        for each, name in ((mine, "甲"), (yours, "乙")):
            for line in each:
                line.cells["title"] = f"{name}{number}{line.cells['title']}"
        said = at_once(
            on(workplan, actions.set_timetable, office, lines=mine),
            on(workplan, actions.set_timetable, head, lines=yours),
        )
        assert sorted(said) == ["done", "stale"]
        won = mine if said[0] == "done" else yours
        titles = list(workplan.milestones.order_by("order").values_list("title", flat=True))
        assert titles == [line.cells["title"] for line in won]
        waits = [row.depends_on.count() for row in workplan.milestones.order_by("order")]
        assert waits == [0, 1] * (len(won) // 2)
    assert check_all()["violations"] == []


def test_what_is_written_or_set_while_it_is_sent_is_in_what_was_sent_or_waits(there):
    workplan, officer = written(there), there.actor("officer")
    goal = Goal.objects.filter(part__workplan=workplan, school__isnull=False).select_related("target")[0]
    part = parts_of(workplan)[0]
    for number in range(1, ROUNDS // 2 + 1):
        text = {
            "baseline": f"写到{number}",
            "measures": "建设课程",
            "mechanism": "每月例会",
            "deliverables": "课程两门",
        }
        part.refresh_from_db()
        there.plan.refresh_from_db()
        numbers = {(goal.target_id, there.school.pk, works.years_of(there.plan)[-1]): number}
        plan, version = there.plan, there.plan.version
        row = parts_of(workplan)[0]
        said = at_once(
            on(workplan, actions.send_workplan, there.actor("office")),
            lambda row=row, text=text: actions.write_part(
                part=row, answers=text, by=there.actor("head"), version=row.version
            ),
            lambda plan=plan, version=version, numbers=numbers: actions.set_city_numbers(
                plan=plan, said=numbers, by=officer, version=version
            ),
        )
        assert (said[0], said[2]) == ("done", "done")
        now = fresh(workplan)
        words = dict(map(tuple, last_sent(now).content.values["parts"][0]["words"]))
        assert (words["建设基础"] == f"写到{number}") == (said[1] == "done")
        assert list(under_way_they_read_as_they_were_sent()) == []
        workplan = act(actions.recall_workplan, now, there.actor("office"))
        assert Goal.objects.get(pk=goal.pk).city == number
    assert check_all()["violations"] == []


def test_of_two_requests_to_change_what_was_agreed_one_is_made(there):
    workplan = passed(there, sent(there))
    goal = Goal.objects.filter(part__workplan=workplan, agreed__isnull=False)[0]
    for number in range(4, 4 + ROUNDS // 3):
        asked = {(goal.target_id, goal.year): number}
        given = {"workplan": workplan, "asked": asked, "reason": "调整"}
        said = at_once(
            partial(actions.ask_goal_change, **given, by=there.actor("office")),
            partial(actions.ask_goal_change, **given, by=there.actor("head")),
        )
        assert sorted(said) == ["done", "rule"]
        made = Workplan.objects.get(state="draft")
        assert made.milestones.count() == workplan.milestones.count()
        act(actions.withdraw_workplan, made, there.actor("office"), reason="不调了")
    assert check_all()["violations"] == []
