"""The bureau names a person and a day for its own tasks, and every school can read it."""

import datetime as dt

import pytest

from luoshi.common import clock
from luoshi.plans.models import Task
from luoshi.undertakings.models import Commitment, Duty


@pytest.fixture
def own(yichang):
    return Duty.objects.filter(basis="own", task__plan=yichang.plan, left_at__isnull=True).order_by("pk")[0]


@pytest.fixture
def person(yichang):
    return yichang.post("section_head")


def page(duty):
    return f"/duties/{duty.public_id}/commitment/"


def said(person, **more):
    due = clock.today() + dt.timedelta(days=30)
    return {"owner": person.public_id, "due": due.isoformat(), "words": "每学期到各校指导一次", **more}


def test_what_the_officer_publishes_every_school_reads(officer, send, own, person, yichang, signed_in):
    answer = send(officer, page(own), own, **said(person))
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{yichang.plan.public_id}/commitments/")
    teacher = signed_in(yichang.post("teacher", "sanxia"))
    shown = teacher.get(answer["Location"]).content.decode()
    assert "<h2>市教育局承诺事项</h2>" in shown
    row = shown.partition(f"/tasks/{own.task.public_id}/")[2].partition("</tr>")[0]
    due = clock.today() + dt.timedelta(days=30)
    for said_there in (
        own.organisation.short, person.user.name, f"{due:%Y-%m-%d}", "还有 30 天", "每学期到各校指导一次"
    ):  # fmt: skip
        assert said_there in row
    assert page(own) not in shown
    assert teacher.get(page(own)).status_code == 404


def test_the_number_the_bureau_sets_for_what_it_cultivates_every_school_reads(
    officer, send, yichang, signed_in
):
    task = Task.objects.filter(
        plan=yichang.plan, basis="cultivated", number=None, led_by__isnull=False
    ).first()
    address = f"/plans/{yichang.plan.public_id}/commitments/"
    edit = f"/tasks/{task.public_id}/edit/"

    def row(client):
        html = client.get(address).content.decode().partition('id="cultivated"')[2]
        return html.partition(f"/tasks/{task.public_id}/")[2].partition("</tr>")[0]

    teacher = signed_in(yichang.post("teacher", "sanxia"))
    assert "未定" in row(teacher)
    form = officer.get(edit).context["form"]
    kept = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    assert send(officer, edit, task, **{**kept, "number": "37"}).status_code == 302
    assert ">37</td>" in row(teacher)
    assert task.led_by.short in row(teacher)
    assert edit not in row(teacher)
    assert edit in row(officer)


def test_nothing_given_takes_the_promise_back(officer, send, own, person):
    send(officer, page(own), own, **said(person))
    own.refresh_from_db()
    assert send(officer, page(own), own, owner="", due="", words=" ").status_code == 302
    assert not Commitment.objects.exists()


def test_a_day_that_passed_and_a_person_from_elsewhere_are_refused(officer, send, own, person, yichang):
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    assert "已经过去" in send(officer, page(own), own, **said(person, due=yesterday)).content.decode()
    stranger = yichang.post("office", "sanxia")
    answer = send(officer, page(own), own, **said(stranger))
    assert answer.status_code == 422
    assert "这个人不能选" in answer.content.decode()
    assert not Commitment.objects.exists()


def test_only_the_bureaus_own_tasks_have_one(officer, send, duty, person):
    answer = send(officer, page(duty), duty, **said(person))
    assert answer.status_code == 422
    assert "只有主管部门自己的任务" in answer.content.decode()


def test_stale_twice_and_who(officer, send, own, person, yichang, signed_in):
    for _ in range(2):
        assert send(officer, page(own), own, _once="one", **said(person)).status_code == 302
    assert send(officer, page(own), own, **said(person, words="旧")).status_code == 409
    leader = signed_in(yichang.post("bureau_leader"))
    assert send(leader, page(own), own, **said(person)).status_code == 403
    assert Commitment.objects.get().words == "每学期到各校指导一次"


def test_the_page_shows_what_is_missing_and_costs_the_same_for_many(
    officer, yichang, own, send, person, django_assert_max_num_queries
):
    address = f"/plans/{yichang.plan.public_id}/commitments/"
    total = Duty.objects.filter(basis="own", left_at__isnull=True).count()
    assert f"还有 {total} 项没有写责任人" in officer.get(address).content.decode()
    send(officer, page(own), own, **said(person))
    assert f"还有 {total - 1} 项没有写责任人" in officer.get(address).content.decode()
    with django_assert_max_num_queries(16):
        officer.get(address)
