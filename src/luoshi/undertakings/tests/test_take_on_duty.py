"""Another organisation takes a task on."""

import pytest

from luoshi.accounts.models import Organisation
from luoshi.plans.models import Task
from luoshi.undertakings.models import Duty


@pytest.fixture
def task(yichang):
    return Task.objects.get(plan=yichang.plan, key="4.2")


@pytest.fixture
def jidian(yichang):
    return Organisation.objects.get(key="jidian")


def page(task):
    return f"/tasks/{task.public_id}/take-on/"


def test_the_officer_adds_a_school_and_the_counts_differ_from_the_document(
    officer, send, task, jidian, yichang
):
    answer = send(officer, page(task), organisation=jidian.public_id, basis="undertaken", quantity="1")
    duty = Duty.objects.get(task=task, organisation=jidian)
    assert (answer.status_code, answer["Location"]) == (302, f"/duties/{duty.public_id}/")
    assert (duty.basis, duty.quantity, duty.in_document, duty.stage) == ("undertaken", 1, False, "undertaken")
    shown = officer.get(f"/plans/{yichang.plan.public_id}/matrix/").content.decode()
    assert "文件 3 · 现 4" in shown


def test_who_carries_the_task_already_is_refused(officer, send, task):
    sanxia = Organisation.objects.get(key="sanxia")
    answer = send(officer, page(task), organisation=sanxia.public_id, basis="undertaken")
    assert answer.status_code == 422
    assert "不用重复添加" in answer.content.decode()
    assert Duty.objects.filter(task=task).count() == 3


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"organisation": "", "basis": "undertaken"}, "请选择单位"),
        ({"organisation": "22222222222222222222", "basis": "undertaken"}, "这个单位不能选"),
    ],
)
def test_a_form_without_a_proper_organisation_is_refused(officer, send, task, fields, words):
    answer = send(officer, page(task), **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Duty.objects.filter(task=task).count() == 3


def test_the_bureau_itself_takes_on_nothing(officer, send, task, yichang):
    answer = send(officer, page(task), organisation=yichang.bureau.public_id, basis="undertaken")
    assert answer.status_code == 422
    assert Duty.objects.filter(task=task).count() == 3


def test_the_same_form_sent_twice_adds_one_duty(officer, send, task, jidian):
    places = {
        send(officer, page(task), organisation=jidian.public_id, basis="undertaken", _once="same")["Location"]
        for _ in range(2)
    }
    assert len(places) == 1
    assert Duty.objects.filter(task=task).count() == 4


def test_a_school_may_not_take_on_by_itself(yichang, signed_in, send, task, jidian):
    client = signed_in(yichang.post("school_head", "jidian"))
    assert client.get(page(task)).status_code == 403
    answer = send(client, page(task), organisation=jidian.public_id, basis="undertaken")
    assert answer.status_code == 403
    assert Duty.objects.filter(task=task).count() == 3


def test_the_form_opens_with_the_kind_of_the_task(officer, task):
    shown = officer.get(page(task)).content.decode()
    assert '<option value="undertaken" selected>承接</option>' in shown
    assert "宜昌市机电工程学校" in shown
