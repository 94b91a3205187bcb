"""Numbers of a school's own plan, in tables and in sentences, beside the targets of its tasks."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.common.invariants import check_all
from luoshi.core.reading.formats.tests.word import docx, p
from luoshi.core.reading.workplans.tests.making import rows, table
from luoshi.plans.models import Target
from luoshi.workplans import parts as works
from luoshi.workplans.actions import write_part
from luoshi.workplans.reading.aims import ALIKE, Aims, _bare, _is, _likeness, _nearest
from luoshi.workplans.reading.forms import CheckForm
from luoshi.workplans.reading.levels import same_level
from luoshi.workplans.reading.sheet import sheet_of
from luoshi.workplans.tests.helping import parts_of

from .papers import again, answered, applied, read_in, taken

pytestmark = pytest.mark.once


def target_of(there, draft):
    """One with a number, and the year it is due in."""
    [part] = [part for part in parts_of(draft) if part.work_id != there.duty.work_id]
    [target] = works.targets_of(works.duties_by_work(there.school, there.plan)[part.work_id])[:1]
    return target, works.due_year(target) or works.years_of(there.plan)[-1]


def sheet_with(target, year):
    return f"""指标名称 | 单位 | {year}年目标值
{target.words} | {target.unit} | 4
学生满意度 | % | ≥95
本校{target.words} | {target.unit} | 2~6
制度 | | 健全
"""


def test_indicators_of_the_plan_become_numbers_of_goals_asked_where_they_are_not_certain(
    there, draft, office
):
    target, year = target_of(there, draft)
    head = f"任务编号 | 建设内容 | 主要举措 | 完成时限\n{there.duty.task.code} | x | 建课程 | 2022年6月前\n"
    data = docx(p("二、进度") + table(rows(head)) + p("六、绩效指标") + table(rows(sheet_with(target, year))))
    reading = read_in(there, draft, data)
    aims = sheet_of(reading).aims
    assert aims.sure == {target.words: target.public_id}
    assert [(each.about, each.advice) for each in aims.asked] == [
        ("学生满意度", "-"), (f"本校{target.words}", target.public_id),
    ]  # fmt: skip
    assert [each.about for each in aims.ends] == [f"本校{target.words}"]
    said = answered(there, reading)  # what is asked: not taken
    assert "学生满意度" in office.get(reverse("plan-reading", args=[reading.public_id])).content.decode()
    applied(there, reading, said)
    goals = target.goals.filter(part__workplan=draft, school__isnull=False)
    assert [(goal.year, goal.school) for goal in goals] == [(year, 4)]
    assert check_all()["violations"] == []


def test_two_numbers_for_one_target_are_refused_and_what_stands_is_kept_unless_said_otherwise(there, draft):
    target, year = target_of(there, draft)
    [part] = [part for part in parts_of(draft) if part.work_id != there.duty.work_id]
    reading = read_in(there, draft, docx(p("六、绩效指标") + table(rows(sheet_with(target, year)))))
    asked = {each.name: target.public_id for each in sheet_of(reading).aims.asked[1:]}
    ends = {each.name: "upper" for each in sheet_of(reading).aims.ends}
    said = answered(there, reading, **asked, **ends)
    form = CheckForm(sheet=sheet_of(reading), data=said)
    [(name, [words])] = form.errors.items()
    assert (name, "数却不同（4、6）" in words) == (next(iter(asked)), True)
    content = reading.result
    content["indicators"] = [row for row in content["indicators"] if row["name"] != target.words]
    type(reading).objects.filter(pk=reading.pk).update(sealed=reading.sealed_result(content))
    only = again(reading)
    goals = {(target.pk, year): 4}
    write_part(part=part, answers={}, goals=goals, by=there.actor("office"), version=part.version)
    asked = {each.name: target.public_id for each in sheet_of(only).aims.asked if "本校" in each.about}
    said = answered(there, only, **asked, **{each.name: "upper" for each in sheet_of(only).aims.ends})
    assert taken(only, said).goals == {}  # what stands is kept unless said otherwise
    assert taken(only, {**said, "goals": "take"}).goals == {part.pk: {(target.pk, year): 6}}


def test_aims_of_sentences_become_numbers_of_goals_and_stand_on_the_page_where_they_fit_nothing(
    there, draft, office
):
    target, _ = target_of(there, draft)
    subject, year = "市级及以上教师教学创新团队", works.years_of(there.plan)[-1]
    type(target)._base_manager.filter(pk=target.pk).update(
        subject="教师教学创新团队", unit="个", level="市", and_above=True
    )
    own = "校级教师教学创新团队"
    said = f"到{year}年底，“双师型”教师占比超过50%；建成{subject}2个；建成{own}3个；校风持续向好。"
    steps = f"任务编号 | 主要举措 | 完成时限\n{there.duty.task.code} | 例会 | 每学期一次\n"
    data = docx(p("二、建设目标") + p(said) + p("三、进度安排") + table(rows(steps)))
    reading = read_in(there, draft, data)
    page = office.get(reverse("plan-reading", args=[reading.public_id])).content.decode()
    assert "超过 50%" in page
    assert "校风持续向好" in page  # what has no number can be read there
    assert "文件只写“每学期一次”，起止时间是按计划期或所在阶段填的" in page
    tasks = dict(type(target)._base_manager.values_list("pk", "task"))
    type(target)._base_manager.update(task=None)  # nothing of it fits any more
    bare = office.get(reverse("plan-reading", args=[reading.public_id])).content.decode()
    assert "没有对上本校任务的年度目标，原文如下" in bare
    assert said in bare
    type(target)._base_manager.filter(pk=target.pk).update(task=tasks[target.pk])
    aims = sheet_of(reading).aims
    asked = {each.about: each.advice for each in aims.asked}
    assert (aims.sure, asked) == ({subject: target.public_id}, {"“双师型”教师占比": "-", own: ""})
    assert "文件里写的是校级，目标要的是市级及以上，级别没有对上" in aims.asked[1].message
    applied(there, reading, answered(there, reading))
    goals = target.goals.model.objects.filter(part__workplan=draft, school__isnull=False)
    assert [(goal.target_id, goal.year, goal.school) for goal in goals] == [(target.pk, year, 2)]


@pytest.mark.parametrize(
    ("name", "level", "and_above", "same"),
    [
        ("校级教学团队", "市", True, False),
        ("市级教学团队", "市", True, True),
        ("市级及以上教学团队", "市", True, True),
        ("市级及以上教学团队", "市", False, False),  # more than is asked: how many of them are 市级?
        ("省级教学团队", "市", True, False),  # a part of them, perhaps
        ("教学团队", "市", True, False),  # nobody knows
        ("市级教学团队", "", False, False),
        ("教学团队", "", False, True),
    ],
)
def test_levels_are_compared_and_no_doubtful_one_is_proposed(name, level, and_above, same):
    target = Target(words="建成教学团队", subject="教学团队", unit="个", level=level, and_above=and_above)
    assert same_level({"name": name}, target) is same
    row = {"name": name, "unit": "个"}
    assert _is(row, target) is same
    advice, _ = _nearest(row, Aims({"it": (target, None)}))
    assert advice == ("it" if same else "")


def test_names_that_say_the_same_in_another_order_are_alike_and_others_are_not():
    one, other = "“双师型”教师占专业教师比例", "专业教师中“双师型”教师占比"
    assert _likeness(_bare(one), _bare(other)) >= ALIKE
    assert _likeness(_bare("学生满意度"), _bare(other)) < ALIKE
    assert _likeness(_bare("专任教师数量"), _bare(other)) < ALIKE
