"""实施方案: started, written, sent up to the city, filed with its consent, changed by a version."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.queries import actor_for
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.invariants import check_all
from luoshi.core.timetable import Line, filled
from luoshi.notices.models import Delivery
from luoshi.papers.actions import print_approval
from luoshi.papers.prints import prepare_print
from luoshi.undertakings.models import Duty
from luoshi.undertakings.tests.requests import on_paper
from luoshi.workplans import actions
from luoshi.workplans.desk import desk_items
from luoshi.workplans.models import Goal, Milestone, Workplan
from luoshi.workplans.queries import (
    could_copy,
    milestones_in_force,
    milestones_owned_by,
    workplans_visible_to,
)
from luoshi.workplans.snapshot import last_sent, taken
from luoshi.workplans.timetable import Names, lines_of

from .helping import (
    STEPS,
    act,
    asks_stamp,
    department,
    fresh,
    lines,
    parts_of,
    passed,
    sent,
    started,
    wording,
    write,
    written,
)


def test_a_draft_has_a_part_for_each_work_and_its_duties_are_being_planned(there):
    workplan = started(there)
    duties = Duty.objects.filter(organisation=there.school, left_at__isnull=True)
    assert [part.work_id for part in parts_of(workplan)] == [
        duty.work_id for duty in duties.order_by("task__order", "task_id")
    ]
    assert set(duties.values_list("stage", flat=True)) == {"planning"}


def test_filed_with_the_last_consent_and_not_before(there):
    workplan = passed(there, sent(there), *STEPS[:-1])
    assert (workplan.state, Duty.objects.get(pk=there.duty.pk).stage) == ("running", "planning")
    assert not milestones_in_force(plan=there.plan).exists()
    assert set(Goal.objects.values_list("agreed", flat=True)) == {None}
    workplan = passed(there, workplan, STEPS[-1])
    assert (workplan.state, workplan.approval.state) == ("filed", "passed")
    assert Duty.objects.get(pk=there.duty.pk).stage == "filed"
    assert milestones_in_force(organisation=there.school).count() == 4
    assert milestones_owned_by(there.owner.user).count() == 4
    assert set(Goal.objects.values_list("agreed", flat=True)) == {3}
    told = Delivery.objects.filter(notice__title__startswith="方案已备案")
    assert [each.membership_id for each in told] == [there.owner.pk]
    assert check_all()["violations"] == []


@pytest.mark.once
def test_a_school_right_below_the_city_files_without_a_county(there, yichang):
    there.school = next(each for each in yichang.schools if each.key == "xiandai")
    for name, role in (("office", "office"), ("head", "school_head"), ("owner", "task_owner")):
        setattr(there, name, yichang.post(role, "xiandai"))
    there.actor = lambda name: actor_for(getattr(there, name))
    workplan = passed(there, sent(there), "head", "section")
    assert workplan.state == "filed"
    places = set(workplan.approval.steps.values_list("organisation__kind", flat=True))
    assert places == {"school", "city_bureau"}


def test_what_is_missing_is_named_and_refused_in_the_same_words(there, signed_in):
    workplan = started(there)
    missing = workplan.missing_to_submit()
    assert any("还没有里程碑" in words for words in missing)
    assert any("还没有年度数" in words for words in missing)
    assert any("推进机制与领导小组" in words for words in missing)
    with pytest.raises(RuleBroken) as refused:
        act(actions.send_workplan, workplan, there.actor("office"))
    assert refused.value.message == f"还不能报送：{missing[0]}（共 {len(missing)} 处，页面上都列出来了）"
    page = unescape(signed_in(there.office).get(f"/workplans/{workplan.public_id}/").content.decode())
    assert [words for words in missing if f"<li>{words}</li>" not in page] == []
    assert fresh(workplan).state == "draft"


def test_a_step_without_a_name_or_a_date_keeps_it_from_being_sent(there):
    workplan = written(there)
    rows = lines(there, workplan, owner="", due="", leader="", acceptance="")
    keys = list(workplan.milestones.order_by("order").values_list("key", flat=True))
    for row, key in zip(rows, keys, strict=True):
        row.key = key
    workplan = act(actions.set_timetable, workplan, there.actor("office"), lines=rows)
    assert (
        len(
            [
                words
                for words in workplan.missing_to_submit()
                if "还缺完成时间、责任领导、责任人、验收标准" in words
            ]
        )
        == 4
    )
    with pytest.raises(RuleBroken, match="还缺完成时间"):
        act(actions.send_workplan, workplan, there.actor("office"))


def test_returned_by_part_only_that_part_can_be_mended_and_the_others_stay(there):
    workplan = passed(there, sent(there), "head", "county", "leader")
    first, second = parts_of(workplan)
    said = {"comment": "", "parts": {first.public_id: "举措不具体"}}
    workplan = act(actions.return_workplan, workplan, there.actor("section"), **said)
    first, second = parts_of(workplan)
    assert (workplan.state, first.returned, first.words, second.returned) == (
        "returned", True, "举措不具体", False,
    )  # fmt: skip
    with pytest.raises(RuleBroken, match="没有退回"):
        write(there, second, measures="改了别的")
    write(there, first, measures="建设课程三门，每学期一次检查")
    workplan = act(actions.resubmit_workplan, workplan, there.actor("office"))
    approval = workplan.approval
    assert [key for key, _ in approval.parts] == [first.public_id]
    assert approval.sendings.last().content.values["changed"] == [first.public_id]
    assert passed(there, workplan, "section").state == "filed"
    assert not any(part.returned for part in parts_of(workplan))


def test_what_was_signed_on_paper_is_entered_on_behalf_shown_as_such_and_asks_for_the_stamp_too(there):
    workplan = act(actions.enter_workplan, sent(there), there.actor("office"), **on_paper(leader=there.head))
    entry = workplan.approval.entries.get(way="entered")
    assert there.head.user.name in entry.leader_name
    assert entry.files.count() == 1
    passed(there, workplan, "county", "leader")
    asks_stamp(there, True)
    with pytest.raises(RuleBroken, match="还没有打印盖章件"):
        act(actions.enter_workplan, workplan, there.actor("officer"), **on_paper(leader=there.section))
    part = parts_of(workplan)[1]
    said = on_paper(leader=there.section, outcome="returned", parts={part.public_id: "补充"})
    workplan = act(actions.enter_workplan, workplan, there.actor("officer"), **said)
    assert [each.pk for each in parts_of(workplan) if each.returned] == [part.pk]
    asks_stamp(there, False)
    write(there, part, measures="补充以后")
    workplan = act(actions.resubmit_workplan, workplan, there.actor("office"))
    workplan = act(actions.enter_workplan, workplan, there.actor("officer"), **on_paper(leader=there.section))
    assert workplan.state == "filed"
    assert check_all()["violations"] == []


@pytest.mark.once
def test_what_was_sent_reads_as_a_paper_with_its_words_and_three_tables_for_each_task(there):
    workplan = sent(there)
    content = last_sent(workplan).content
    tasks = [wording(there, part) for part in parts_of(workplan)]
    goals = next(task for task in tasks if any(grid.heading == f"{task}：年度目标" for grid in content.grids))
    assert {grid.heading for grid in content.grids} == {
        f"{goals}：年度目标", *(f"{task}：{name}" for task in tasks for name in ("进度表", "经费（万元）")),
    }  # fmt: skip
    grid = next(grid for grid in content.grids if grid.heading.endswith("进度表"))
    head, owner = there.head.user.name, there.owner.user.name
    assert grid.rows[1] == [
        "2，接 1", "完成建设", "2026-01-01至2027-06-30", "3", "专家验收", head, "", owner, "",
    ]  # fmt: skip
    assert (f"{tasks[0]}：主要举措", "建设课程") in list(map(tuple, content.words))


@pytest.mark.once
def test_the_desk_asks_to_begin_to_go_on_and_the_department_to_fill_its_parts(there):
    def asked(name):
        return [item.title.partition("：")[0] for item in desk_items(there.actor(name))]

    assert (asked("office"), asked("dean"), asked("officer")) == (["编制实施方案"], [], [])
    workplan = started(there)
    there.dean.section = department(there)
    there.dean.save()
    departments = {parts_of(workplan)[0].pk: there.dean.section}
    workplan = act(actions.assign_parts, workplan, there.actor("office"), departments=departments)
    assert (asked("office"), asked("dean")) == (["编制并报送"], ["填写本处室牵头的任务"])
    for part in parts_of(workplan):
        write(there, part)
    workplan = act(actions.set_timetable, workplan, there.actor("office"), lines=lines(there, workplan))
    act(actions.send_workplan, workplan, there.actor("office"))
    assert (asked("office"), asked("dean")) == ([], [])  # where it lies says the approval
    asks_stamp(there, True)
    assert asked("office") == []  # it lies in the house: the head may still send it back
    workplan = passed(there, workplan, "head")
    assert (asked("office"), asked("head"), asked("officer")) == (["打印盖章"], [], [])
    sending, prepared = prepare_print(workplan.approval)
    print_approval(approval=workplan.approval, sending=sending, prepared=prepared, by=there.actor("office"))
    assert asked("office") == []  # from here on the desk of papers asks for the pages


def test_while_it_is_under_way_nothing_can_be_changed(there):
    workplan = sent(there)
    with pytest.raises(RuleBroken, match="不能修改"):
        write(there, parts_of(workplan)[0])
    with pytest.raises(RuleBroken, match="不能修改"):
        act(actions.set_timetable, workplan, there.actor("office"), lines=[])


def test_recalled_and_given_up_and_taken_up_again(there):
    workplan = act(actions.recall_workplan, sent(there), there.actor("office"))
    assert (workplan.state, workplan.approval) == ("draft", None)
    workplan = act(actions.withdraw_workplan, workplan, there.actor("office"), reason="重写")
    assert (workplan.state, Duty.objects.get(pk=there.duty.pk).stage) == ("withdrawn", "undertaken")
    workplan = act(actions.restore_workplan, workplan, there.actor("head"))
    assert (workplan.state, Duty.objects.get(pk=there.duty.pk).stage) == ("draft", "planning")
    assert workplan.missing_to_submit() == []


def test_one_workplan_at_a_time_for_school_plan_and_round(there):
    started(there)
    with pytest.raises(RuleBroken, match="编制中的实施方案"):
        started(there, "head")
    assert started(there, round_="2027").title.endswith("2027年度实施方案")


def test_a_new_version_keeps_keys_and_the_filed_one_counts_until_it_is_filed(there):
    old = passed(there, sent(there))
    keys = set(old.milestones.values_list("key", flat=True))
    new = fresh(actions.revise_workplan(workplan=old, reason="专业调整", by=there.actor("office")))
    assert (new.number, new.replaces_id, new.missing_to_submit()) == (2, old.pk, [])
    assert set(new.milestones.values_list("key", flat=True)) == keys
    assert Milestone.depends_on.through.objects.filter(from_milestone__workplan=new).count() == 2
    assert {row.workplan_id for row in milestones_in_force(plan=there.plan)} == {old.pk}
    passed(there, act(actions.send_workplan, new, there.actor("office")))
    assert (fresh(old).state, fresh(new).state) == ("superseded", "filed")
    assert {row.workplan_id for row in milestones_in_force(plan=there.plan)} == {new.pk}
    assert Duty.objects.get(pk=there.duty.pk).stage == "filed"
    assert check_all()["violations"] == []


def test_another_year_takes_over_text_and_steps_but_no_keys_and_no_numbers(there):
    old = passed(there, sent(there))
    new = act(actions.copy_workplan, started(there, round_="2027"), there.actor("office"), source=old)
    assert new.milestones.count() == old.milestones.count()
    assert not set(new.milestones.values_list("key", flat=True)) & set(
        old.milestones.values_list("key", flat=True)
    )
    assert not Goal.objects.filter(part__workplan=new, school__isnull=False).exists()
    days = {(row.starts, row.due) for row in new.milestones.all()}  # of 2026 left empty, of 2027 taken
    assert days == {(None, None), (dt.date(2026, 1, 1), dt.date(2027, 6, 30))}
    Milestone.objects.filter(workplan=new, due=None).update(due=dt.date(2028, 2, 29))
    wrong = [words for words in fresh(new).missing_to_submit() if "完成时间2028-02-29不在2027年" in words]
    assert len(wrong) == 2
    with pytest.raises(RuleBroken, match="没有可以套用的内容"):
        act(actions.copy_workplan, new, there.actor("office"), source=old)


@pytest.mark.once
def test_a_model_of_another_school_is_copied_without_its_people_and_no_longer_once_it_is_none(there, yichang):
    office = yichang.post("office", "yidu")
    plan_of_theirs = sent(there)
    source = passed(there, plan_of_theirs)
    theirs = actor_for(office)
    mine = fresh(actions.start_workplan(plan=there.plan, by=theirs))
    assert not could_copy(theirs, mine).exists()
    act(actions.choose_model, source, there.actor("officer"), is_model=True)
    assert list(could_copy(theirs, mine)) == [source]
    act(actions.copy_workplan, mine, theirs, source=fresh(source))
    copied = mine.milestones.select_related("part")
    assert copied.exists()
    assert {(row.title, row.owner, row.leader) for row in copied} == {
        ("制定办法", None, None), ("完成建设", None, None),
    }  # fmt: skip
    assert "建设课程" in str(taken(mine))
    act(actions.choose_model, source, there.actor("officer"), is_model=False)
    assert not could_copy(theirs, mine).exists()


@pytest.mark.once
def test_outside_bodies_help_and_never_answer_for_a_step(there):
    workplan = started(there)
    rows = lines(there, workplan, helpers="某某机械公司、宜都")
    workplan = act(actions.set_timetable, workplan, there.actor("office"), lines=rows)
    row = workplan.milestones.order_by("order")[0]
    assert (row.helpers, [each.short for each in row.helping.all()]) == ("某某机械公司、宜都", ["宜都"])
    assert taken(workplan)[0]["steps"][0]["helpers"] == "某某机械公司、宜都"
    for column in ("owner", "leader"):
        alone = lines(there, workplan, **{column: "某某机械公司"})
        with pytest.raises(RuleBroken, match="校外的单位和人写在配合单位里"):
            act(actions.set_timetable, workplan, there.actor("office"), lines=alone)


@pytest.mark.once
def test_a_department_of_the_school_leads_a_step_and_no_outside_body_does(there):
    workplan, office = started(there), department(there)
    rows = lines(there, workplan, department=office.short)
    workplan = act(actions.set_timetable, workplan, there.actor("office"), lines=rows)
    assert set(workplan.milestones.values_list("department", flat=True)) == {office.pk}
    assert taken(workplan)[0]["steps"][0]["department"] == office.short
    alone = lines(there, workplan, department="某某机械公司")
    with pytest.raises(RuleBroken, match="“牵头处室”：本校没有处室“某某机械公司”"):
        act(actions.set_timetable, workplan, there.actor("office"), lines=alone)


def test_who_sees_a_draft_what_was_sent_and_what_is_filed(there):
    def seers(workplan):
        names = ("office", "head", "dean", "owner", "teacher", "county", "section", "officer")
        return {n for n in names if workplans_visible_to(there.actor(n)).filter(pk=workplan.pk).exists()}

    workplan = written(there)
    assert seers(workplan) == {"office", "head", "dean"}
    workplan = act(actions.send_workplan, workplan, there.actor("office"))
    assert seers(workplan) == {"office", "head", "dean"}
    workplan = passed(there, workplan, "head")
    assert seers(workplan) == {"office", "head", "dean", "county"}
    workplan = passed(there, workplan, "county", "leader", "section")
    assert seers(workplan) == {"office", "head", "dean", "owner", "teacher", "county", "section", "officer"}


def test_a_department_head_writes_the_parts_of_the_department_and_no_other(there):
    workplan = started(there)
    office = department(there)
    there.dean.section = office
    there.dean.save()
    first, second = parts_of(workplan)
    with pytest.raises(PermissionDenied):
        write(there, first, "dean")
    act(actions.assign_parts, workplan, there.actor("office"), departments={first.pk: office})
    write(there, first, "dean")
    with pytest.raises(PermissionDenied):
        write(there, second, "dean")
    rows = lines(there, workplan)
    own = act(actions.set_timetable, workplan, there.actor("dean"), lines=rows[:2])
    assert own.milestones.count() == 2
    rows[0].key, rows[1].key = own.milestones.order_by("order").values_list("key", flat=True)
    with pytest.raises(RuleBroken, match="不能由您增加"):
        act(actions.set_timetable, workplan, there.actor("dean"), lines=rows)


def test_of_two_who_change_the_timetable_the_second_is_told(there):
    workplan = started(there)
    seen = workplan.version
    rows = lines(there, workplan)
    actions.set_timetable(workplan=fresh(workplan), lines=rows, by=there.actor("office"), version=seen)
    with pytest.raises(Stale):
        actions.set_timetable(workplan=fresh(workplan), lines=rows, by=there.actor("head"), version=seen)
    assert Workplan.objects.get().milestones.count() == 4


def test_nobody_waits_for_a_row_that_was_emptied_and_the_others_are_counted_anew():
    rows = [
        Line("", {"title": title, "after": after}) for title, after in (("", ""), ("二", ""), ("三", "1、2"))
    ]
    assert [line.cells["after"] for line in filled(rows)] == ["", "1"]


def test_a_department_does_not_change_what_others_wait_for(there):
    workplan = written(there)
    first, second = parts_of(workplan)
    office = department(there)
    act(actions.assign_parts, workplan, there.actor("office"), departments={second.pk: office})
    there.dean.section = office
    there.dean.save()
    names = Names(fresh(workplan))
    rows = lines_of(fresh(workplan), names)
    foreign = next(at for at, line in enumerate(rows) if line.cells["part"] == names.part_label(first.pk))
    rows[foreign + 1].cells["after"] = ""
    with pytest.raises(RuleBroken, match="前置现在不能由您修改"):
        act(actions.set_timetable, workplan, there.actor("dean"), lines=rows)
