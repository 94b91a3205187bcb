"""Many undertakings of a plan set at once: all or none, on a grid, after a look at the differences."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common.acts import Once
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent, Draft
from luoshi.plans import actions as plans
from luoshi.plans.models import Task
from luoshi.undertakings.actions import set_undertakings, take_on_duty, withdraw_duty
from luoshi.undertakings.grid import Cell
from luoshi.undertakings.history import duty_history
from luoshi.undertakings.models import Duty


@pytest.fixture
def officer(yichang):
    return actor_for(yichang.post("city_officer"))


@pytest.fixture
def plan(yichang, officer):
    fields = {"title": "示例行动计划", "short": "示例计划", "start": "2025", "end": "", "number": ""}
    made = plans.start_plan(issuer=yichang.bureau, by=officer, **fields)
    return plans.publish_plan(plan=made, by=officer, version=made.version)


@pytest.fixture
def new_task(plan, officer):
    def make(title="建设基地", basis="undertaken", **fields):
        given = {
            "area": None,
            "code": "",
            "source": "clause",
            "declared": None,
            "led_by": None,
            "number": None,
        }
        return plans.add_task(plan=plan, clauses=[], title=title, basis=basis, by=officer, **given | fields)

    return make


def carriers(task):
    return set(
        Duty.objects.filter(task=task, left_at__isnull=True).values_list("organisation__key", flat=True)
    )


def set_cells(plan, by, *cells, reason=""):
    return set_undertakings(plan=plan, cells=[Cell(*cell) for cell in cells], reason=reason, by=by)


def test_a_plan_without_a_document_shows_no_count_of_a_document(plan, officer, new_task, yichang, signed_in):
    task = new_task(declared=1)
    set_cells(plan, officer, (task, yichang.schools[0], True))
    shown = signed_in(yichang.post("city_officer")).get(f"/plans/{plan.public_id}/matrix/").content.decode()
    foot = shown[shown.index("<tfoot") : shown.index("</tfoot>")]
    assert "文件" not in foot
    assert '<td class="sum">1</td>' in foot


def test_the_page_of_a_duty_tells_who_set_it_on_the_grid_and_why(plan, officer, new_task, yichang):
    task, school = new_task(), yichang.schools[0]
    set_cells(plan, officer, (task, school, True))
    set_cells(plan, officer, (task, school, False), reason="学校来函退出")
    set_cells(plan, officer, (task, school, True), reason="局务会议定恢复")
    duty = Duty.objects.get(task=task, organisation=school)
    told = [(step.who, step.what, step.note) for step in duty_history(duty)]
    assert told == [
        ("市教育局 市局经办", "恢复承接", "局务会议定恢复"),
        ("市教育局 市局经办", "退出承接", "学校来函退出"),
        ("市教育局 市局经办", "增加责任项", ""),
    ]


def test_marks_are_set_taken_away_and_come_back(plan, officer, new_task, yichang):
    task, (first, second, *_) = new_task(), yichang.schools
    set_cells(plan, officer, (task, first, True), (task, second, True))
    assert carriers(task) == {first.key, second.key}
    set_cells(plan, officer, (task, first, False), reason="示例理由")
    assert carriers(task) == {second.key}
    set_cells(plan, officer, (task, first, True), reason="重新承担")
    assert carriers(task) == {first.key, second.key}
    assert Duty.objects.filter(task=task).count() == 2
    assert AuditEvent.objects.filter(action="undertakings.set_undertakings", result="done").count() == 3


def test_one_impossible_mark_stops_them_all(plan, officer, new_task, yichang):
    task, foreign = new_task(), yichang.plan.tasks.first()
    with pytest.raises(RuleBroken, match="不在这份计划里"):
        set_cells(plan, officer, (task, yichang.schools[0], True), (foreign, yichang.schools[0], True))
    assert carriers(task) == set()


def test_leaving_and_coming_back_need_a_reason(plan, officer, new_task, yichang):
    task, school = new_task(), yichang.schools[0]
    set_cells(plan, officer, (task, school, True))
    with pytest.raises(RuleBroken, match="理由"):
        set_cells(plan, officer, (task, school, False))
    assert carriers(task) == {school.key}


@pytest.mark.parametrize(("basis", "words"), [("cultivated", "不设承接单位")])
def test_nobody_is_bound_to_what_the_bureau_cultivates(plan, officer, new_task, yichang, basis, words):
    with pytest.raises(RuleBroken, match=words):
        set_cells(plan, officer, (new_task(basis=basis), yichang.schools[0], True))


def test_nothing_chosen_is_refused(plan, officer):
    with pytest.raises(RuleBroken, match="先在表里勾选"):
        set_cells(plan, officer)


def test_who_is_not_under_the_issuer_cannot_be_bound(plan, officer, new_task):
    above = (
        Organisation.objects.exclude(path__startswith=plan.issuer.path)
        .filter(withdrawn_at__isnull=True)
        .first()
    )
    gone = Organisation.objects.filter(kind="school").first()
    Organisation.objects.filter(pk=gone.pk).update(withdrawn_at=plan.created_at)
    for organisation in filter(None, (above, Organisation.objects.get(pk=gone.pk))):
        with pytest.raises(RuleBroken, match="取消勾选"):
            set_cells(plan, officer, (new_task(title=organisation.key), organisation, True))


def test_one_office_carries_a_task_of_the_bureaus_own(plan, officer, new_task, yichang):
    task = new_task(basis="own")
    set_cells(plan, officer, (task, yichang.bureau, True))
    with pytest.raises(RuleBroken, match="只能由一个单位负责"):
        set_cells(plan, officer, (task, yichang.schools[0], True))
    assert carriers(task) == {yichang.bureau.key}


def test_a_task_that_bound_every_school_binds_some_when_one_leaves(yichang, officer):
    task = Task.objects.filter(plan=yichang.plan, binds_all=True).first()
    before = carriers(task)
    leaving = yichang.schools[0]
    set_cells(yichang.plan, officer, (task, leaving, False), reason="示例理由")
    assert carriers(task) == before - {leaving.key}
    assert not Task.objects.get(pk=task.pk).binds_all


def test_a_single_leaving_does_the_same(yichang, officer):
    task = Task.objects.filter(plan=yichang.plan, binds_all=True).first()
    duty = task.duties.filter(left_at__isnull=True).first()
    withdraw_duty(duty=duty, reason="示例理由", by=officer, version=duty.version)
    assert not Task.objects.get(pk=task.pk).binds_all


def test_the_same_form_twice_sets_once(plan, officer, new_task, yichang):
    task, once = new_task(), Once("k", "a" * 64)
    cells = [Cell(task, yichang.schools[0], True)]
    for _ in range(2):
        set_undertakings(plan=plan, cells=cells, reason="", by=officer, once=once)
    assert Duty.objects.filter(task=task).count() == 1


def test_who_may_not_edit_sets_nothing(plan, new_task, yichang):
    task = new_task()
    for role, organisation in (("bureau_leader", "yichang"), ("school_head", "yidu")):
        with pytest.raises(PermissionDenied):
            set_cells(plan, actor_for(yichang.post(role, organisation)), (task, yichang.schools[0], True))
    assert carriers(task) == set()


def test_basis_and_task_stay_while_somebody_carries_it(new_task, officer, yichang):
    task = new_task()
    take_on_duty(task=task, organisation=yichang.schools[0], basis="undertaken", by=officer)
    with pytest.raises(RuleBroken, match="不能改变性质"):
        plans.change_task(task=task, clauses=[], basis="required", by=officer, version=task.version)
    task.refresh_from_db()
    with pytest.raises(RuleBroken, match="先让这些单位退出"):
        plans.withdraw_part(part=task, reason="示例", by=officer, version=task.version)
    assert Task.objects.get(pk=task.pk).basis == "undertaken"


# ---- the page


@pytest.fixture
def editor(yichang, signed_in):
    return signed_in(yichang.post("city_officer"))


def value(task, organisation):
    return f"{task.public_id}.{organisation.public_id}"


def hidden(page, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', page.content.decode())


def address(plan):
    return reverse("edit-undertakings", args=[plan.public_id])


def confirm(editor, plan, preview, reason=""):
    fields = {"on": hidden(preview, "on"), "off": hidden(preview, "off"), "reason": reason}
    fields |= {"_once": hidden(preview, "_once")[0]}
    return editor.post(reverse("set-undertakings", args=[plan.public_id]), fields)


def test_the_grid_shows_the_difference_and_sets_it_when_confirmed(editor, plan, new_task, yichang):
    task, (first, second, *_) = new_task(), yichang.schools
    typed = {"task": [task.public_id], "cell": [value(task, first), value(task, second)]}
    preview = editor.post(address(plan), typed)
    text = preview.content.decode()
    assert "承担 2 处" in text
    assert first.short in text
    assert carriers(task) == set()
    assert confirm(editor, plan, preview).status_code == 302
    assert carriers(task) == {first.key, second.key}
    assert not Draft.objects.exists()


def test_the_grid_takes_marks_away_with_a_reason(editor, plan, officer, new_task, yichang):
    task, (first, second, *_) = new_task(), yichang.schools
    set_cells(plan, officer, (task, first, True), (task, second, True))
    opened = editor.get(address(plan))
    assert set(hidden(opened, "was")) == {value(task, first), value(task, second)}
    typed = {"task": [task.public_id], "was": hidden(opened, "was"), "cell": [value(task, second)]}
    preview = editor.post(address(plan), typed)
    refused = confirm(editor, plan, preview)
    assert refused.status_code == 422
    assert "理由" in refused.content.decode()
    assert confirm(editor, plan, refused, reason="示例理由").status_code == 302
    assert carriers(task) == {second.key}


def test_what_another_officer_did_meanwhile_stays(editor, plan, officer, new_task, yichang):
    task, (first, second, third, *_) = new_task(), yichang.schools
    set_cells(plan, officer, (task, first, True))
    opened = editor.get(address(plan))
    set_cells(plan, officer, (task, second, True))
    typed = {
        "task": [task.public_id],
        "was": hidden(opened, "was"),
        "cell": [value(task, first), value(task, third)],
    }
    confirm(editor, plan, editor.post(address(plan), typed))
    assert carriers(task) == {first.key, second.key, third.key}


def test_a_whole_row_and_the_bureaus_own_task(editor, plan, new_task, yichang):
    task, own = new_task(basis="required"), new_task(title="组织评选", basis="own")
    typed = {
        "task": [task.public_id],
        "all": [task.public_id],
        f"own.{own.public_id}": yichang.bureau.public_id,
    }
    confirm(editor, plan, editor.post(address(plan), typed))
    assert carriers(task) == {school.key for school in yichang.schools}
    assert carriers(own) == {yichang.bureau.key}


def test_what_was_ticked_comes_back_after_leaving(editor, plan, new_task, yichang):
    task = new_task()
    typed = {"task": [task.public_id], "cell": [value(task, yichang.schools[0])]}
    assert editor.post(address(plan), typed, headers={"X-Requested-With": "autosave"}).status_code == 204
    text = editor.get(address(plan)).content.decode()
    assert "已带回您" in text
    assert text.count(" checked>") == 1
    editor.post(address(plan), {"_discard": "1"})
    assert " checked>" not in editor.get(address(plan)).content.decode()


def test_no_change_and_unknown_marks_are_refused_in_words(editor, plan, new_task):
    task = new_task()
    answer = editor.post(address(plan), {"task": [task.public_id]})
    assert answer.status_code == 422
    assert "没有要改的承接" in answer.content.decode()
    unknown = {"on": [f"{task.public_id}.{'2' * 20}"], "_once": "k"}
    answer = editor.post(reverse("set-undertakings", args=[plan.public_id]), unknown)
    assert answer.status_code == 422
    assert "已经不在这份计划里" in answer.content.decode()


def test_readers_get_403_and_strangers_404(plan, yichang, signed_in):
    set_url = reverse("set-undertakings", args=[plan.public_id])
    head, stranger = signed_in(yichang.post("school_head", "yidu")), signed_in(yichang.post("log_admin"))
    assert [head.get(address(plan)).status_code, head.post(set_url).status_code] == [403, 403]
    assert [stranger.get(address(plan)).status_code, stranger.post(set_url).status_code] == [404, 404]


def test_the_grid_costs_the_same_for_one_task_and_for_twenty(
    editor, plan, new_task, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(60) as counted:
            assert editor.get(address(plan)).status_code == 200
        return len(counted)

    new_task()
    queries()
    few = queries()
    for number in range(20):
        new_task(title=f"任务{number}")
    assert queries() == few
