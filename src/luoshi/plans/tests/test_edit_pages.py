"""The pages on which a plan is written: who reaches them, what they keep, what they refuse and show."""

import re

import pytest
from django.urls import reverse

from luoshi.common.models import AuditEvent, Draft
from luoshi.plans import actions
from luoshi.plans.models import Area, Plan, Target, Task

from .conftest import hidden

pytestmark = pytest.mark.once

PLAN = {"title": "新的计划", "short": "新计划", "start": "2025", "end": "2026", "number": "", "issued_on": ""}
TASK = {
    "area": "",
    "code": "3",
    "title": "建设基地",
    "source": "clause",
    "basis": "undertaken",
    "declared": "2",
}
TARGET = {
    "subject": "示范基地",
    "comparator": "at_least",
    "quantity": "3",
    "unit": "个",
    "measure": "level",
    "level": "市",
    "and_above": "on",
    "scope": "each_school",
    "due": "2025",
}
LISTS = (
    "edit-plan",
    "edit-areas",
    "edit-tasks",
    "edit-targets",
    "edit-dates",
    "edit-undertakings",
    "edit-withdrawn",
)


def url(name, row):
    return reverse(name, args=[row.public_id])


def without_tokens(answer):
    """The page without what is random in every answer."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())


def send(client, address, fields, **more):
    """Open the page, fill the form, send it as a browser would."""
    return client.post(address, fields | hidden(client.get(address)) | more)


def test_a_plan_is_started_and_filled_on_screen(editor, yichang):
    answer = send(editor, reverse("start-plan"), PLAN)
    plan = Plan.objects.get(title="新的计划")
    assert answer.status_code == 302
    assert answer.url == url("edit-areas", plan)
    send(editor, url("add-area", plan), {"name": "基地", "clause": ""})
    area = Area.objects.get(plan=plan)
    send(editor, url("add-task", plan), TASK | {"area": area.public_id})
    task = Task.objects.get(plan=plan)
    assert (task.area, task.declared, task.key[:5]) == (area, 2, "task-")
    send(editor, url("add-target", task), TARGET)
    target = Target.objects.get(plan=plan)
    assert target.words == "示范基地不少于 3 个，市级及以上，每校，到 2025 年底"
    send(editor, url("add-date", plan), {"title": "中期检查", "date": "2025-12"})
    for name in LISTS:
        assert editor.get(url(name, plan)).status_code == 200
    assert "中期检查" in editor.get(url("edit-dates", plan)).content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_readers_get_403_and_strangers_404(name, plan, yichang, signed_in):
    assert signed_in(yichang.post("school_head", "yidu")).get(url(name, plan)).status_code == 403
    assert signed_in(yichang.post("log_admin")).get(url(name, plan)).status_code == 404


def test_a_foreign_part_is_as_one_that_does_not_exist(editor, add, yichang, signed_in):
    area = add.area("甲")
    stranger = signed_in(yichang.post("log_admin"))
    foreign = stranger.get(url("edit-area", area))
    missing = stranger.get(reverse("edit-area", args=["2" * 20]))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert without_tokens(foreign) == without_tokens(missing)
    assert editor.get(reverse("edit-area", args=["2" * 20])).status_code == 404
    assert editor.post(f"/parts/nothing/{area.public_id}/withdraw/").status_code == 404


def test_a_withdrawn_part_exists_for_editors_only(editor, add, officer, yichang, signed_in):
    area = add.area("甲")
    head = signed_in(yichang.post("school_head", "yidu"))
    assert head.get(url("edit-area", area)).status_code == 403
    actions.withdraw_part(part=area, reason="示例", by=officer, version=area.version)
    assert head.get(url("edit-area", area)).status_code == 404
    assert "已撤下" in editor.get(url("edit-area", area)).content.decode()


def test_bad_input_comes_back_with_a_message_at_its_field(editor, add):
    task = add.task()
    answer = send(editor, url("add-target", task), TARGET | {"comparator": "range", "upper": "2"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "上限不大于数量" in text
    assert 'value="示范基地"' in text
    assert not Target.objects.filter(task=task).exists()


def test_a_refused_act_keeps_what_was_typed(editor, plan, add):
    add.area("基地")
    answer = send(editor, url("add-area", plan), {"name": "基地", "clause": ""})
    assert answer.status_code == 422
    assert "已有任务领域“基地”" in answer.content.decode()
    assert Area.objects.filter(plan=plan).count() == 1


def test_a_stale_save_shows_both_versions_and_the_second_try_wins(editor, add, officer):
    area = add.area("原名")
    old = hidden(editor.get(url("edit-area", area)))
    actions.change_area(area=area, name="别人的名字", clause=None, by=officer, version=area.version)
    answer = editor.post(url("edit-area", area), {"name": "我的名字", "clause": ""} | old)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "<td>别人的名字</td><td>我的名字</td>" in text
    assert 'value="我的名字"' in text
    again = editor.post(url("edit-area", area), {"name": "我的名字", "clause": ""} | hidden(answer))
    assert again.status_code == 302
    assert Area.objects.get(pk=area.pk).name == "我的名字"


def test_sending_twice_makes_one(editor, plan):
    fields = {"name": "甲", "clause": ""} | hidden(editor.get(url("add-area", plan)))
    answers = [editor.post(url("add-area", plan), fields).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Area.objects.filter(plan=plan).count() == 1


def test_what_was_typed_is_kept_and_comes_back(editor, add):
    task = add.task()
    events = AuditEvent.objects.count()
    typed = {"title": "写了一半", "basis": "nonsense", "declared": "许多", "clauses": []}
    kept = editor.post(url("edit-task", task), typed, headers={"X-Requested-With": "autosave"})
    assert kept.status_code == 204
    assert AuditEvent.objects.count() == events
    text = editor.get(url("edit-task", task)).content.decode()
    assert "写了一半" in text
    assert "许多" in text
    assert "已带回您" in text
    assert Task.objects.get(pk=task.pk).title == task.title
    editor.post(url("edit-task", task), {"_discard": "1"})
    assert "写了一半" not in editor.get(url("edit-task", task)).content.decode()


def test_a_draft_lies_sealed_and_goes_when_sent(editor, plan):
    address = url("add-area", plan)
    editor.post(address, {"name": "只有我知道"}, headers={"X-Requested-With": "autosave"})
    assert "只有我知道".encode() not in bytes(Draft.objects.get().sealed)
    send(editor, address, {"name": "甲", "clause": ""})
    assert not Draft.objects.exists()


def test_a_draft_older_than_the_row_shows_what_changed(editor, add, officer):
    area = add.area("原名")
    editor.post(url("edit-area", area), {"name": "我的名字"}, headers={"X-Requested-With": "autosave"})
    actions.change_area(area=area, name="别人的名字", clause=None, by=officer, version=area.version)
    text = editor.get(url("edit-area", area)).content.decode()
    assert "那以后别人改过这里" in text
    assert "<td>别人的名字</td><td>我的名字</td>" in text


def test_a_reader_keeps_no_draft(plan, yichang, signed_in):
    head = signed_in(yichang.post("school_head", "yidu"))
    answer = head.post(url("edit-plan", plan), {"title": "x"}, headers={"X-Requested-With": "autosave"})
    assert answer.status_code == 403
    assert not Draft.objects.exists()


def test_parts_are_withdrawn_restored_and_moved_by_buttons(editor, plan, add):
    first, second = add.area("甲"), add.area("乙")
    move = reverse("move-part", args=["area", second.public_id])
    assert editor.post(move, {"_version": "1", "to": "up", "back": "//evil.example"}).url == url(
        "edit-areas", plan
    )
    assert list(Area.objects.filter(plan=plan)) == [second, first]
    withdraw = reverse("withdraw-part", args=["area", first.public_id])
    first.refresh_from_db()
    assert editor.post(withdraw, {"_version": first.version, "reason": ""}).status_code == 422
    assert editor.post(withdraw, {"_version": first.version, "reason": "示例"}).status_code == 302
    assert "甲" in editor.get(url("edit-withdrawn", plan)).content.decode()
    first.refresh_from_db()
    editor.post(reverse("restore-part", args=["area", first.public_id]), {"_version": first.version})
    assert Area.objects.get(pk=first.pk).withdrawn_at is None


def test_a_task_that_somebody_still_carries_is_not_offered_for_withdrawal(editor, yichang):
    task = Task.objects.get(plan=yichang.plan, key="4.1")
    withdraw = reverse("withdraw-part", args=["task", task.public_id])
    text = editor.get(url("edit-task", task)).content.decode()
    assert f'action="{withdraw}"' not in text
    assert "请先让这些单位退出，再撤下任务" in text
    assert f'href="{url("edit-undertakings", yichang.plan)}"' in text


def test_an_area_with_tasks_is_offered_for_withdrawal_once_they_are_gone(editor, add, officer):
    area = add.area("甲")
    task = add.task(area=area)
    withdraw = f'action="{reverse("withdraw-part", args=["area", area.public_id])}"'
    assert withdraw not in editor.get(url("edit-area", area)).content.decode()
    actions.withdraw_part(part=task, reason="示例", by=officer, version=task.version)
    assert withdraw in editor.get(url("edit-area", area)).content.decode()


def test_a_refused_withdrawal_shows_the_page_again_with_the_reason_that_was_typed(editor, yichang):
    task = Task.objects.get(plan=yichang.plan, key="4.1")
    withdraw = reverse("withdraw-part", args=["task", task.public_id])
    answer = editor.post(withdraw, {"_version": task.version, "reason": "文件作了<调整>"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请先让这些单位退出，再撤下任务" in text
    assert "文件作了&lt;调整&gt;</textarea>" in text
    assert f'<form class="form" method="post" action="{url("edit-task", task)}"' in text
    assert Task.objects.get(pk=task.pk).withdrawn_at is None


@pytest.mark.parametrize("kind", ["area", "task", "target", "date"])
def test_a_stale_withdrawal_keeps_the_reason_and_can_be_sent_again(kind, editor, add):
    make = {
        "area": lambda: add.area("甲"),
        "task": add.task,
        "target": lambda: add.target(add.task()),
        "date": lambda: add.date("中期检查", date="2025"),
    }
    part = make[kind]()
    withdraw = reverse("withdraw-part", args=[kind, part.public_id])
    answer = editor.post(withdraw, {"_version": part.version + 7, "reason": "不再需要"})
    assert answer.status_code == 409
    form = answer.content.decode().partition(f'action="{withdraw}"')[2]
    assert "不再需要</textarea>" in form
    again = dict(re.findall(r'name="(_once|_version)" value="([^"]*)"', form)[:2])
    assert editor.post(withdraw, again | {"reason": "不再需要"}).status_code == 302


def test_a_plan_refused_without_a_reason_shows_its_page_again(editor, plan):
    answer = editor.post(url("withdraw-plan", plan), {"_version": plan.version, "reason": " "})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "撤下要写明理由" in text
    assert '<details class="ask" open>' in text


def test_a_plan_is_withdrawn_and_restored_on_screen(editor, plan, yichang, signed_in):
    address = url("withdraw-plan", plan)
    assert editor.post(address, {"_version": plan.version, "reason": "示例"}).status_code == 302
    plan.refresh_from_db()
    head = signed_in(yichang.post("school_head", "yidu"))
    assert head.get(url("edit-plan", plan)).status_code == 404
    assert plan.title in editor.get(reverse("withdrawn-plans")).content.decode()
    editor.post(url("restore-plan", plan), {"_version": plan.version})
    assert head.get(url("edit-plan", plan)).status_code == 403


def test_the_sentence_is_shown_before_anything_is_saved(editor, plan):
    answer = editor.post(url("preview-target", plan), TARGET)
    assert "示范基地不少于 3 个，市级及以上，每校，到 2025 年底" in answer.content.decode()
    assert not Target.objects.filter(plan=plan).exists()


@pytest.mark.parametrize("name", ["edit-areas", "edit-tasks", "edit-targets", "edit-dates", "edit-withdrawn"])
def test_a_list_costs_the_same_for_one_row_and_for_thirty(
    name, editor, plan, add, django_assert_max_num_queries
):
    def fill(count):
        for number in range(count):
            area = add.area(f"领域{count}-{number}")
            add.target(add.task(title=f"任务{count}-{number}", area=area))
            add.date(f"日程{count}-{number}", date="2025")

    def queries():
        with django_assert_max_num_queries(100) as counted:
            assert editor.get(url(name, plan)).status_code == 200
        return len(counted)

    fill(1)
    queries()
    few = queries()
    fill(30)
    assert queries() == few


def test_without_scripts_the_sentence_stands_on_the_page_with_what_was_typed(editor, add):
    address = url("add-target", add.task())
    page = editor.post(address, TARGET | {"_preview": "1"}, follow=True)
    text = page.content.decode()
    assert "示范基地不少于 3 个" in text
    assert 'value="示范基地"' in text
    assert not Target.objects.filter(subject="示范基地").exists()
