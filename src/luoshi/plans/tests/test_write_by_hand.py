"""A plan written by hand: every part made, changed, moved, withdrawn and restored, and what is refused."""

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.queries import actor_for
from luoshi.common.acts import Once
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import AuditEvent
from luoshi.plans import actions
from luoshi.plans.history import history_of
from luoshi.plans.models import Area, Plan, PlanDate, Target, Task
from luoshi.plans.queries import plans_visible_to, tasks_visible_to
from luoshi.policies.models import Clause

BAD_TARGETS = [
    ({"quantity": None}, "填写数量"),
    ({"unit": ""}, "单位"),
    ({"comparator": "range", "upper": None}, "上限"),
    ({"comparator": "range", "upper": 3}, "上限不大于数量"),
    ({"upper": 5}, "只有“至”才填上限"),
    ({"comparator": "some"}, "不带数量"),
    ({"comparator": "by_date", "quantity": None, "unit": ""}, "填写期限"),
    ({"quantity": 101, "unit": "%"}, "不能超过 100"),
    ({"quantity": -1}, "负数"),
    ({"due": "2025-13"}, "2023-12"),
    ({"due": "2025-02-30"}, "没有这一天"),
    ({"period": "2025"}, "起年-止年"),
    ({"period": "2027-2025"}, "起年晚于止年"),
    ({"and_above": True, "level": ""}, "选级别"),
]


def live(model, plan):
    return list(model.objects.filter(plan=plan, withdrawn_at__isnull=True).order_by("order", "id"))


def test_a_new_plan_carries_its_document_and_a_key_fit_for_a_pack(plan, yichang):
    assert plan.key.startswith("plan-")
    assert plan.issuer == yichang.bureau
    assert (plan.document.number, plan.document.issued_on) == ("示例〔2025〕1号", "2025-03-01")
    assert plan.document.key.startswith(f"{plan.key}/")


def test_a_plan_without_number_and_date_has_no_document(yichang, officer):
    fields = {"title": "另一份计划", "short": "另一份", "start": "", "end": "", "number": ""}
    assert actions.start_plan(issuer=yichang.bureau, by=officer, **fields).document is None


def test_a_plan_is_seen_by_those_below_only_once_it_is_published_and_until_somebody_builds_on_it(
    plan, add, yichang, officer
):
    below = actor_for(yichang.post("office", "yidu"))
    actions.unpublish_plan(plan=plan, by=officer, version=plan.version)
    assert plans_visible_to(officer).filter(pk=plan.pk).exists()
    assert not plans_visible_to(below).filter(pk=plan.pk).exists()
    task = add.task()
    assert not tasks_visible_to(below).filter(pk=task.pk).exists()
    plan.refresh_from_db()
    actions.publish_plan(plan=plan, by=officer, version=plan.version)
    assert tasks_visible_to(below).filter(pk=task.pk).exists()
    with pytest.raises(RuleBroken, match="已经公布"):
        actions.publish_plan(plan=plan, by=officer, version=plan.version)
    plan.refresh_from_db()
    actions.unpublish_plan(plan=plan, by=officer, version=plan.version)
    with pytest.raises(RuleBroken, match="还在起草"):
        actions.unpublish_plan(plan=plan, by=officer, version=plan.version)


def test_a_plan_that_schools_work_on_stays_published(yichang, officer):
    with pytest.raises(RuleBroken, match="已有单位承担"):
        actions.unpublish_plan(plan=yichang.plan, by=officer, version=yichang.plan.version)


def test_only_editors_of_the_issuer_start_a_plan(yichang, officer):
    fields = {"title": "计划", "short": "计划", "start": "", "end": "", "number": ""}
    for role, organisation in (
        ("school_head", "yidu"),
        ("bureau_leader", "yichang"),
        ("county_officer", "yidu-bureau"),
    ):
        post = yichang.post(role, organisation)
        with pytest.raises(PermissionDenied):
            actions.start_plan(issuer=post.organisation, by=actor_for(post), **fields)
    with pytest.raises(PermissionDenied):
        actions.start_plan(issuer=yichang.schools[0], by=officer, **fields)
    assert Plan.objects.count() == 1


def test_a_plan_cannot_end_before_it_starts(plan, officer):
    with pytest.raises(RuleBroken, match="早于开始"):
        actions.change_plan(plan=plan, end="2024-12", by=officer, version=plan.version)
    assert Plan.objects.get(pk=plan.pk).end == "2027-06"


def test_changing_the_number_changes_the_documents_too(plan, officer):
    actions.change_plan(plan=plan, number="示例〔2025〕2号", by=officer, version=plan.version)
    plan.document.refresh_from_db()
    assert (plan.document.number, plan.document.issued_on) == ("示例〔2025〕2号", "2025-03-01")


def test_a_withdrawn_plan_comes_back(plan, officer):
    actions.withdraw_plan(plan=plan, reason="示例理由", by=officer, version=plan.version)
    assert Plan.objects.get(pk=plan.pk).withdrawn_at is not None
    actions.restore_plan(plan=plan, by=officer, version=plan.version)
    assert Plan.objects.get(pk=plan.pk).withdrawn_at is None


def test_withdrawing_needs_a_reason_and_happens_once(plan, officer):
    with pytest.raises(RuleBroken, match="理由"):
        actions.withdraw_plan(plan=plan, reason=" ", by=officer, version=plan.version)
    plan.refresh_from_db()
    actions.withdraw_plan(plan=plan, reason="示例", by=officer, version=plan.version)
    with pytest.raises(RuleBroken, match="已经撤下"):
        actions.withdraw_plan(plan=plan, reason="示例", by=officer, version=plan.version)


def test_areas_stand_in_the_order_given_and_move(plan, add, officer):
    first, second, third = add.area("甲"), add.area("乙"), add.area("丙")
    actions.move_part(part=third, up=True, by=officer, version=third.version)
    assert live(Area, plan) == [first, third, second]
    first.refresh_from_db()
    actions.move_part(part=first, up=True, by=officer, version=first.version)
    assert live(Area, plan) == [first, third, second]


def test_neighbours_of_one_order_number_move_as_well(plan, add, officer):
    first, second = add.area("甲"), add.area("乙")
    Area.objects.filter(plan=plan).update(order=0)
    first.refresh_from_db()
    actions.move_part(part=first, up=False, by=officer, version=first.version)
    assert live(Area, plan) == [second, first]


def test_a_withdrawn_part_does_not_move(plan, add, officer):
    area = actions.withdraw_part(
        part=(area := add.area("甲")), reason="示例", by=officer, version=area.version
    )
    with pytest.raises(RuleBroken, match="先恢复"):
        actions.move_part(part=area, up=True, by=officer, version=area.version)


def test_an_area_of_the_same_name_is_refused(plan, add):
    add.area("甲")
    with pytest.raises(RuleBroken, match="已有任务领域“甲”"):
        add.area("甲")
    assert len(live(Area, plan)) == 1


def test_an_area_with_tasks_stays(plan, add, officer):
    area = add.area("甲")
    add.task(area=area)
    with pytest.raises(RuleBroken, match="还有任务"):
        actions.withdraw_part(part=area, reason="示例", by=officer, version=area.version)


def test_a_task_is_made_and_changed(plan, add, officer):
    task = add.task(declared=2)
    fields = {"title": "改过的任务", "code": "2", "area": add.area("甲"), "declared": 3}
    actions.change_task(
        task=task, clauses=[], by=officer, version=task.version, declared_differs="文件如此", **fields
    )
    task = Task.objects.get(pk=task.pk)
    assert (task.title, task.code, task.area.name, task.declared) == ("改过的任务", "2", "甲", 3)
    assert task.extra["declared_differs"] == "文件如此"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "  "}, "填写工作任务"),
        ({"basis": "own", "declared": 3}, "承接数量"),
        ({"number": 3}, "拟定数量"),
        ({"declared_differs": "原因"}, "没有写承接数量"),
    ],
)
def test_a_task_that_contradicts_itself_is_refused(plan, add, fields, words):
    with pytest.raises(RuleBroken, match=words):
        add.task(**fields)
    assert live(Task, plan) == []


def test_the_same_code_and_title_is_refused_twice(plan, add):
    add.task()
    add.task(title="同号的另一行")
    with pytest.raises(RuleBroken, match="名称相同"):
        add.task()
    assert len(live(Task, plan)) == 2


def test_clauses_come_from_the_plans_own_documents(plan, add, officer, yichang):
    foreign = Clause.objects.filter(document__key__startswith="yichang-2021/").first()
    with pytest.raises(RuleBroken, match="不属于这个计划"):
        add.task(clauses=[foreign])
    own = Clause.objects.create(document=plan.document, key="1", number="一", heading="示例")
    task = add.task(clauses=[own])
    assert list(task.clauses.all()) == [own]


def test_targets_go_and_come_back_with_their_task(add, officer):
    task = add.task()
    gone, stays = add.target(task), add.target(task)
    actions.withdraw_part(part=gone, reason="示例", by=officer, version=gone.version)
    actions.withdraw_part(part=task, reason="示例", by=officer, version=task.version)
    assert Target.objects.filter(task=task, withdrawn_at__isnull=True).count() == 0
    stays.refresh_from_db()
    with pytest.raises(RuleBroken, match="先恢复任务"):
        actions.restore_part(part=stays, by=officer, version=stays.version)
    task.refresh_from_db()
    actions.restore_part(part=task, by=officer, version=task.version)
    assert list(Target.objects.filter(task=task, withdrawn_at__isnull=True)) == [stays]


@pytest.mark.parametrize(("fields", "words"), BAD_TARGETS)
def test_a_target_that_says_nothing_clear_is_refused(plan, add, fields, words):
    task = add.task()
    with pytest.raises(RuleBroken, match=words):
        add.target(task, **fields)
    assert live(Target, plan) == []


def test_a_target_is_changed_and_moves_to_another_task(add, officer):
    target = add.target(add.task())
    other = add.task(title="另一项")
    fields = {"comparator": "range", "quantity": 1, "upper": 3, "unit": "个", "words": "一至三个"}
    actions.change_target(
        target=target, task=other, clause=None, by=officer, version=target.version, **fields
    )
    target = Target.objects.get(pk=target.pk)
    assert (target.task, target.comparator, target.upper) == (other, "range", 3)


def test_a_date_may_be_a_day_a_year_or_a_rule(plan, add, officer):
    add.date("整天", date="2025-06-30")
    add.date("年份", date="2026")
    rule = add.date("规定", rule="每学期开学后两周内")
    with pytest.raises(RuleBroken, match="请写日期"):
        add.date("什么也没写")
    rows = live(PlanDate, plan)
    assert [(row.day.isoformat() if row.day else row.extra["date"]) for row in rows] == [
        "2025-06-30",
        "2026",
        None,
    ]
    actions.change_date(
        entry=rule, clause=None, title="规定", date="2025-09-15", by=officer, version=rule.version
    )
    assert PlanDate.objects.get(pk=rule.pk).day.isoformat() == "2025-09-15"


def test_an_older_version_is_stale_and_changes_nothing(add, officer):
    area = add.area("甲")
    actions.change_area(area=area, name="乙", clause=None, by=officer, version=1)
    with pytest.raises(Stale):
        actions.change_area(area=area, name="丙", clause=None, by=officer, version=1)
    assert Area.objects.get(pk=area.pk).name == "乙"


def test_the_same_form_twice_makes_one_area(plan, officer):
    once = Once("k1", "a" * 64)
    made = [actions.add_area(plan=plan, name="甲", clause=None, by=officer, once=once) for _ in range(2)]
    assert made[0] == made[1]
    assert len(live(Area, plan)) == 1


def test_who_may_not_edit_changes_nothing(plan, add, yichang):
    area = add.area("甲")
    for role, organisation in (("bureau_leader", "yichang"), ("school_head", "yidu")):
        actor = actor_for(yichang.post(role, organisation))
        with pytest.raises(PermissionDenied):
            actions.change_area(area=area, name="乙", clause=None, by=actor, version=area.version)
        area.refresh_from_db()
        with pytest.raises(PermissionDenied):
            actions.withdraw_part(part=area, reason="示例", by=actor, version=area.version)
        area.refresh_from_db()
    area.refresh_from_db()
    assert (area.name, area.withdrawn_at) == ("甲", None)


def test_what_was_done_stands_in_the_history(add, officer):
    area = add.area("甲")
    actions.change_area(area=area, name="乙", clause=None, by=officer, version=area.version)
    actions.withdraw_part(part=area, reason="保密的理由", by=officer, version=area.version)
    items = history_of(area)
    assert [item["what"] for item in items] == ["撤下", "修改", "新建"]
    assert items[1]["note"] == "任务领域：甲 → 乙"
    assert officer.name in items[0]["who"]
    assert "保密的理由" not in str(items)
    assert AuditEvent.objects.filter(action="plans.withdraw_part", object_id=area.public_id).count() == 1
