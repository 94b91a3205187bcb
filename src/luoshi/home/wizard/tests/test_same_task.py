"""A revised document renames and renumbers a task: a person says which task of the plan it is."""

import pytest

from luoshi.common.invariants import check_all
from luoshi.core.packs.settling import fingerprint
from luoshi.plans.models import Plan, Task
from luoshi.policies.models import Decision
from luoshi.policies.settling import settled_reading
from luoshi.undertakings.models import Duty

from .documents import MATRIX
from .importing import Importer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEADING = "承接情况一览表（修订）\n序号\t工作任务\t承接数量\t三峡中专\t机电\t宜都\n"
SECOND = "2\t建设示范性实训基地\t1\t\t\t√\n"
# Task 1 has another number and other words, so nothing but a person can tell that it is the same.
RENAMED = HEADING + "7\t打造教学创新团队\t2\t√\t√\t\n" + SECOND


@pytest.fixture
def _django_db_helper(taken_back):
    """See `taken_back`."""


@pytest.fixture
def officer(loaded_document, taken_back, signed_in):
    """Who loaded the small document, once for this file."""
    return Importer(signed_in(loaded_document.officer))


@pytest.fixture
def plan(loaded_document, officer):
    """The small document, loaded."""
    return Plan.objects.get(pk=loaded_document.plan.pk)


def revise(officer, plan, text=RENAMED):
    officer.read_text(text, plan=plan.public_id)
    officer.accept_all()


def say(officer, task, plan_task, seen=None, **fields):
    """Send the form of a task as a browser does."""
    result = settled_reading(officer.reading)
    row = next(each for each in result["tasks"] if each["key"] == task)
    fields = {
        "task": task,
        "names": row["undertaken_by"],
        "declared": row["declared"],
        "clause": row["clause"] or "",
        "plan_task": plan_task,
        "seen": seen or fingerprint(result, {"task": task}),
        **fields,
    }
    return officer.send(f"{officer.url}corrections/", **fields)


def test_the_difference_offers_the_new_tasks_for_each_that_is_gone(officer, plan):
    revise(officer, plan)
    page = officer.page("difference/")
    assert "?task=7&amp;match=1" in page
    form = officer.page("?task=7&match=1")
    assert '<option value="1" selected>1 提高双师型教师占比</option>' in form


def test_the_renamed_task_is_changed_instead_of_withdrawn_and_keeps_its_work(officer, plan):
    duty = Duty.objects.get(task__plan=plan, task__key="1", organisation__short="机电")
    revise(officer, plan)
    assert say(officer, "7", "1", reason="只是换了说法").status_code == 302
    text = officer.difference_text()
    assert "编号：1→7" in text
    assert "新增" not in text
    assert "撤下" not in text
    assert officer.load().status_code == 302
    task = Task.objects.get(plan=plan, key="1")
    assert (task.code, task.title, task.withdrawn_at) == ("7", "打造教学创新团队", None)
    assert Duty.objects.get(pk=duty.pk).left_at is None
    assert Task.objects.filter(plan=plan, source="annex").count() == 2


def test_who_said_so_stays_at_the_cell(officer, plan):
    revise(officer, plan)
    say(officer, "7", "1", reason="只是换了说法")
    officer.load()
    kept = Decision.objects.get(task_key="1", message__contains="就是计划中的")
    assert kept.message == "经办人更正：任务“7 打造教学创新团队”：就是计划中的“1 提高双师型教师占比”"
    assert (kept.place["row"], kept.reason, kept.decided_by_id) == (
        2,
        "只是换了说法",
        officer.reading.started_by_id,
    )


def test_it_can_be_undone_in_the_list_of_decisions(officer, plan):
    revise(officer, plan)
    say(officer, "7", "1")
    made = officer.reading.findings.get(code="corrected-by-hand")
    assert officer.settle(made, "reopen").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.decided_by_id is not None, made.decided_at is not None) == (
        "set_aside",
        True,
        True,
    )
    assert "finding-decided" not in {each["code"] for each in check_all()["violations"]}
    text = officer.difference_text()
    assert "新增7打造教学创新团队" in text
    assert "撤下1提高双师型教师占比" in text


def test_a_task_matched_by_its_words_can_be_said_to_be_new(officer, plan):
    revise(officer, plan, HEADING + "1\t提高双师型教师占比\t2\t√\t√\t\n" + SECOND)
    assert say(officer, "1", "").status_code == 302
    text = officer.difference_text()
    assert "新增1提高双师型教师占比" in text
    assert "撤下1提高双师型教师占比" in text


def test_two_tasks_cannot_be_the_same_one(officer, plan):
    revise(officer, plan, RENAMED + "8\t举办技能大赛\t1\t√\t\t\n")
    say(officer, "7", "1")
    answer = say(officer, "8", "1")
    assert answer.status_code == 422
    assert "请先改那一项" in answer.content.decode()


def test_two_officers_who_match_at_once_are_safe(officer, plan):
    revise(officer, plan, RENAMED + "8\t举办技能大赛\t1\t√\t\t\n")
    seen = fingerprint(settled_reading(officer.reading), {"task": "8"})
    say(officer, "7", "2")
    assert say(officer, "8", "1", seen=seen).status_code == 409
    assert settled_reading(officer.reading)["matched"] == {"7": "2"}


def test_a_task_of_the_plan_that_is_not_there_is_refused(officer, plan):
    revise(officer, plan)
    assert say(officer, "7", "99").status_code == 422


def test_a_new_plan_offers_no_match(officer):
    officer.read_text(MATRIX)
    assert "对应计划中的哪项任务" not in officer.page("?task=1")
