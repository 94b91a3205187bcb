"""A paper of its own for one task: none unless the bureau asks; asked for, printed as sent and waited for."""

import json

import pytest

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.prints import whole_print_of
from luoshi.workplans import actions
from luoshi.workplans.models import FilingTerms
from luoshi.workplans.separate import asked_tasks, lacks_separate, separates_of

from .helping import STEPS, act, cast, fresh, passed, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(yichang):
    return cast(yichang)


def asked(there, signed_in, *tasks):
    officer = signed_in(there.officer)
    path = f"/plans/{there.plan.public_id}/workplans/terms/"
    there.plan.refresh_from_db()
    page = officer.get(path).content.decode()
    form = {
        "separate": [task.public_id for task in tasks],
        "_version": there.plan.version,
        "_once": str(len(tasks)),
    }
    assert officer.post(path, form).status_code == 302
    return page


def page_of(signed_in, post, workplan):
    return signed_in(post).get(f"/workplans/{workplan.public_id}/").content.decode()


def test_the_asked_task_is_printed_by_itself_and_nothing_is_filed_before_its_stamp(there, signed_in):
    task = there.duty.task
    assert task.title in asked(there, signed_in, task)
    workplan = sent(there)
    path = f"/workplans/{workplan.public_id}/"
    assert "单独报送的任务" in page_of(signed_in, there.office, workplan)
    office = signed_in(there.office)
    assert office.post(f"{path}print-task/", {"task": task.public_id, "_once": "p"}).status_code == 302
    assert office.post(f"{path}print-task/", {"task": task.public_id, "_once": "q"}).status_code == 302
    paper = FiledPaper.objects.get(kind=f"task-{task.public_id}")  # printed twice it is one
    assert (paper.about_id, paper.state, task.title in paper.title) == (
        workplan.public_id,
        "waiting",
        True,
    )
    assert whole_print_of(fresh(workplan).approval, paper.sending) is None  # the print of all is another
    passed(there, workplan, *STEPS[:-1])
    with pytest.raises(RuleBroken, match=f"“{task.title}”要求单独报送，还没有交回盖章件"):
        act(actions.pass_workplan, workplan, there.actor(STEPS[-1]))
    FiledPaper.objects.filter(pk=paper.pk).update(
        state="stamped", stamped=paper.print, stamped_at=paper.created_at
    )
    act(actions.pass_workplan, workplan, there.actor(STEPS[-1]))
    assert fresh(workplan).state == "filed"


def test_where_nobody_asks_there_is_one_paper_for_all(there, signed_in):
    workplan = sent(there)
    assert separates_of(workplan) == []
    assert "单独报送的任务" not in page_of(signed_in, there.office, workplan)
    answer = signed_in(there.office).post(
        f"/workplans/{workplan.public_id}/print-task/", {"task": there.duty.task.public_id, "_once": "p"}
    )
    assert (answer.status_code, "没有要求单独报送" in answer.content.decode()) == (422, True)
    passed(there, workplan, *STEPS)
    assert fresh(workplan).state == "filed"


def test_a_task_that_was_withdrawn_is_asked_for_no_more(there, signed_in):
    task = there.duty.task
    asked(there, signed_in, task)
    assert asked_tasks(there.plan) == [task]
    type(task).objects.filter(pk=task.pk).update(withdrawn_at=clock.now())
    assert asked_tasks(there.plan) == []


def test_the_bureau_takes_its_asking_back_and_asks_only_for_tasks_of_its_plan(there, signed_in):
    asked(there, signed_in, there.duty.task)
    asked(there, signed_in)
    assert list(FilingTerms.objects.get(plan=there.plan).separate.all()) == []
    other = there.duty.task
    other.plan_id = 0
    there.plan.refresh_from_db()
    with pytest.raises(RuleBroken, match="只能选这份计划里的任务"):
        actions.set_filing_terms(
            plan=there.plan,
            asks_stamp=False,
            separate=[other],
            by=there.actor("officer"),
            version=there.plan.version,
        )


def test_what_is_sent_anew_is_printed_anew(there, signed_in):
    task = there.duty.task
    asked(there, signed_in, task)
    workplan = sent(there)
    signed_in(there.office).post(
        f"/workplans/{workplan.public_id}/print-task/", {"task": task.public_id, "_once": "p"}
    )
    act(actions.recall_workplan, workplan, there.actor("office"))
    act(actions.send_workplan, workplan, there.actor("office"))
    old = FiledPaper.objects.get(kind=f"task-{task.public_id}")
    assert (old.is_outdated, [each.paper for each in separates_of(fresh(workplan))]) == (True, [None])


@pytest.mark.once  # the other database takes no half characters
def test_a_task_that_cannot_be_typeset_gets_a_page_with_its_code(there, signed_in):
    task = there.duty.task
    asked(there, signed_in, task)
    workplan = sent(there)
    sending = workplan.approval.sendings.get()
    sending.body["values"]["parts"][0]["words"] = [["措施", "\ud800"]]
    broken = json.loads(json.dumps(sending.body).replace("正文示例", "\ud800"))
    type(sending)._base_manager.filter(pk=sending.pk).update(body=broken)
    url = f"/workplans/{workplan.public_id}/print-task/"
    answer = signed_in(there.office).post(url, {"task": task.public_id, "_once": "p"}, follow=True)
    made = FiledPaper.objects.get(kind=f"task-{task.public_id}")
    assert (answer.status_code, made.page_count) == (200, 1)
    assert "只有一张首页" in answer.content.decode()
    FiledPaper.objects.filter(pk=made.pk).update(state="dropped")
    assert "先恢复报送" in lacks_separate(fresh(workplan))
