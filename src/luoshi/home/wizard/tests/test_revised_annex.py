"""A revised annex comes as a difference against what was loaded before, cell by cell."""

import pytest

from luoshi.accounts.models import Organisation
from luoshi.common.actor import system_actor
from luoshi.plans.models import Plan, Task
from luoshi.undertakings.actions import withdraw_duty
from luoshi.undertakings.models import Duty

from .documents import MATRIX
from .importing import Importer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEADING = "承接情况一览表（修订）\n序号\t工作任务\t承接数量\t三峡中专\t机电\t宜都\n"
# Task 1: 机电 leaves, 宜都 comes. Task 2 is gone. Task 3 is new.
REVISED = HEADING + "1\t提高双师型教师占比\t2\t√\t\t√\n3\t举办技能大赛\t1\t\t√\t\n"


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


def marks(plan):
    rows = Duty.objects.filter(task__plan=plan, basis="undertaken", left_at__isnull=True)
    return sorted(rows.values_list("task__key", "organisation__short"))


def revise(officer, plan, text=REVISED):
    officer.read_text(text, plan=plan.public_id)
    officer.accept_all()


def test_the_difference_names_the_moved_mark_the_new_and_the_withdrawn_task_and_nothing_else(officer, plan):
    revise(officer, plan)
    text = officer.difference_text()
    assert "1提高双师型教师占比宜都机电" in text  # gained, then lost
    assert "工作任务（2）新增3举办技能大赛撤下2建设示范性实训基地" in text
    assert "2建设示范性实训基地宜都" in text
    for untouched in ("任务领域（", "条款（", "依据文件（", "冲突"):
        assert untouched not in text


def test_loading_it_moves_the_mark_adds_and_withdraws_and_deletes_nothing(officer, plan):
    moved = Duty.objects.get(task__plan=plan, task__key="1", organisation__short="机电")
    revise(officer, plan)
    assert officer.load().status_code == 302
    assert marks(plan) == sorted([("1", "三峡中专"), ("1", "宜都"), ("3", "机电")])
    assert Task.objects.get(plan=plan, key="2").withdrawn_at is not None
    assert Duty.objects.get(pk=moved.pk).stage == "left"
    assert Task.objects.filter(plan=plan, source="annex").count() == 3
    assert Plan.objects.count() == 2


def test_the_same_annex_again_is_no_difference(officer, plan):
    revise(officer, plan)
    officer.load()
    revise(officer, plan)
    assert "与现有计划没有差别" in officer.difference_text()


def test_a_task_the_document_no_longer_has_can_be_kept(officer, plan):
    revise(officer, plan)
    assert officer.send(f"{officer.url}keep-task/", keep="2").status_code == 302
    assert "撤下" not in officer.difference_text()
    officer.load()
    assert ("2", "宜都") in marks(plan)
    assert Task.objects.get(plan=plan, key="2").withdrawn_at is None


def test_a_document_without_a_table_withdraws_nothing(officer, plan):
    revise(
        officer, plan, "关于推进示例行动计划的通知\n一、重点任务\n（一）加强教师队伍建设。各校要抓好落实。\n"
    )
    officer.load()
    assert marks(plan) == sorted([("1", "三峡中专"), ("1", "机电"), ("2", "宜都")])
    assert plan.document.clauses.get(number="一（一）").text.endswith("各校要抓好落实。")


def test_a_renumbered_task_is_the_same_task(officer, plan):
    revise(officer, plan, HEADING + "7\t提高双师型教师占比\t2\t√\t√\t\n2\t建设示范性实训基地\t1\t\t\t√\n")
    text = officer.difference_text()
    assert "编号：1→7" in text
    assert "新增" not in text
    assert "撤下" not in text


def test_what_the_site_withdrew_stays_withdrawn(officer, plan):
    duty = Duty.objects.get(task__plan=plan, task__key="2")
    withdraw_duty(duty=duty, reason="示例理由", by=system_actor(), version=duty.version)
    annex = HEADING + "1\t提高双师型教师占比\t2\t√\t√\t\n2\t建设示范性实训基地\t1\t\t\t√\n"
    revise(officer, plan, annex)
    text = officer.difference_text()
    assert "宜都：文件写有，已办退出，保留退出" in text
    assert "、2个承接（文件写有3个，其中1个已办退出）" in text
    officer.load()
    assert ("2", "宜都") not in marks(plan)


CHANGED_BOTH_SIDES = HEADING + "1\t提高双师型专业教师占比\t2\t√\t√\t\n2\t建设示范性实训基地\t1\t\t\t√\n"


@pytest.mark.parametrize(
    ("taken", "title"),
    [((), "本站改过的双师型教师占比"), (("tasks|1",), "提高双师型专业教师占比")],
)
def test_where_both_sides_changed_the_site_stands_unless_the_document_is_taken(officer, plan, taken, title):
    Task.objects.filter(plan=plan, key="1").update(title="本站改过的双师型教师占比")
    revise(officer, plan, CHANGED_BOTH_SIDES)
    assert "冲突：站点和文件都改过" in officer.difference_text()
    assert officer.load(taken).status_code == 302
    assert Task.objects.get(plan=plan, key="1").title == title


def test_what_changed_after_the_difference_was_seen_must_be_seen_again(officer, plan):
    revise(officer, plan)
    stamp = officer.stamp()
    Task.objects.filter(plan=plan, key="1").update(title="别人刚改的题目")
    answer = officer.send(f"{officer.url}load/", officer.reading.version, stamp=stamp)
    assert answer.status_code == 422
    assert "又有变化" in answer.content.decode()
    assert ("1", "机电") in marks(plan)


def test_a_plan_that_is_gone_is_told_and_nothing_loaded(officer, plan):
    revise(officer, plan)
    stamp = officer.stamp()
    Plan.objects.filter(pk=plan.pk).update(withdrawn_at=plan.created_at)
    answer = officer.send(f"{officer.url}load/", officer.reading.version, stamp=stamp)
    assert answer.status_code == 422
    assert "选定的计划已经撤下" in answer.content.decode()
    assert ("1", "机电") in marks(plan)


def test_keeping_a_task_of_an_import_that_cannot_be_loaded_says_so(officer):
    officer.read_text(MATRIX)
    Organisation.objects.filter(pk=officer.reading.owner_id).update(key="not a key")
    answer = officer.send(f"{officer.url}keep-task/", keep="1")
    assert answer.status_code == 422
    assert "读取结果里还有要改正的地方" in answer.content.decode()
