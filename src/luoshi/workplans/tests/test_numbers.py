"""The bureau's numbers for its schools, the stamped page before filing, numbers changed after filing by asking only."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.core.sums import NO_SUMS
from luoshi.notices.models import Notice
from luoshi.papers.actions import print_approval
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.tests.conftest import quick
from luoshi.papers.prints import edition_of, last_sending
from luoshi.plans.models import Target
from luoshi.undertakings.models import Duty
from luoshi.workplans import actions, numbers
from luoshi.workplans.goal_changes import changes_of, history_of
from luoshi.workplans.models import CityNumber, Goal, Workplan

from .helping import STEPS, act, asks_stamp, fresh, parts_of, passed, sent, started, wording, write, written

pytestmark = pytest.mark.once


def target_of(there):
    return next(
        target
        for part in parts_of(started(there, round_="2041"))
        for target in numbers.works.targets_of(
            numbers.works.duties_by_work(there.school, there.plan)[part.work_id]
        )
    )


def set_number(there, target, value, year=None):
    year = year or numbers.works.years_of(there.plan)[-1]
    there.plan.refresh_from_db()
    said = {(target.pk, there.school.pk, year): value}
    actions.set_city_numbers(
        plan=there.plan, said=said, by=there.actor("officer"), version=there.plan.version
    )


def goal_of(workplan, target, year=None):
    rows = Goal.objects.filter(part__workplan=workplan, target=target)
    return rows.get(year=year) if year else rows.order_by("-year").first()


def test_numbers_set_before_and_while_a_school_writes_are_in_its_draft_and_what_was_sent_stands(there):
    target = target_of(there)
    set_number(there, target, 5)
    workplan = written(there)
    assert goal_of(workplan, target).city == 5
    set_number(there, target, 6)
    assert (goal_of(workplan, target).city, goal_of(workplan, target).school) == (6, 3)
    workplan = act(actions.send_workplan, workplan, there.actor("office"))
    set_number(there, target, 8)
    assert goal_of(workplan, target).city == 6
    assert check_all()["violations"] == []
    part = goal_of(workplan, target).part
    workplan = passed(there, workplan, "head", "county", "leader")
    said = {"comment": "", "parts": {part.public_id: "按新数"}}
    workplan = act(actions.return_workplan, workplan, there.actor("section"), **said)
    assert goal_of(workplan, target).city == 8
    set_number(there, target, None)
    assert goal_of(workplan, target).city is None
    assert Notice.objects.filter(title__startswith="市教育局下达了年度目标数").count() == 4  # each change
    with pytest.raises(RuleBroken, match="要在 0 到"):
        set_number(there, target, -1)
    with pytest.raises(RuleBroken, match="没有承接"):
        set_number(there, target, 1, year=1999)


def test_the_grid_is_filled_on_screen_and_by_workbook_and_shows_proposals_and_what_was_agreed(
    there, signed_in, send
):
    target, year = target_of(there), numbers.works.years_of(there.plan)[-1]
    officer, url = signed_in(there.officer), f"/plans/{there.plan.public_id}/workplans/goals/"
    box = f"n-{target.public_id}-{there.school.public_id}-{year}"
    page = officer.get(f"{url}?target={target.public_id}")
    assert f'name="{box}"' in page.content.decode()
    there.plan.refresh_from_db()
    assert send(officer, url, there.plan, **{box: "五"}).status_code == 422
    assert send(officer, url, there.plan, **{box: "5"}).status_code == 302
    assert [row.value for row in CityNumber.objects.all()] == [5]
    book = openpyxl.load_workbook(io.BytesIO(officer.get(f"{url[:-1]}.xlsx").content))
    sheet = book["市级数"]
    [cell] = [each for row in sheet.iter_rows() for each in row if each.value == "5"]
    cell.value = "7.5"
    back = io.BytesIO()
    book.save(back)
    there.plan.refresh_from_db()
    page = send(
        officer, url, there.plan, _upload="1", workbook=SimpleUploadedFile("数.xlsx", back.getvalue())
    )
    assert page.context["form"][box].value() == "7.5"
    assert [(row["current"], row["yours"]) for row in page.context["conflict"]["rows"]] == [("5", "7.5")]
    assert CityNumber.objects.get().value == 5
    bad = SimpleUploadedFile("坏.xlsx", b"PK no workbook")
    assert send(officer, url, there.plan, _upload="1", workbook=bad).status_code == 422
    passed(there, sent(there))
    text = officer.get(f"{url}?target={target.public_id}").content.decode()
    assert "备案 3" in text
    assert signed_in(there.office).get(url).status_code == 403


def test_the_grid_of_all_targets_asks_as_often_as_that_of_one(there, signed_in):
    officer, url = signed_in(there.officer), f"/plans/{there.plan.public_id}/workplans/goals/"

    assert not any(map(NO_SUMS.search, ("个", "人", "万元", "门", "平方米")))
    assert all(map(NO_SUMS.search, ("%", "元/生", "个百分点", "平方米／生", "生均元")))

    def queries(**query):
        with CaptureQueriesContext(connection) as seen:
            page = officer.get(url, query)
        return len(seen), len(page.context["grid"].rows)

    queries()
    target = target_of(there).public_id
    (one, few), (all_, many) = queries(target=target), queries()
    assert (all_, many > few) == (one, True)


def printed(there, workplan):
    sending = last_sending(workplan.approval)
    made = quick(
        there.office, 1, version=edition_of(sending), kind="workplan", about=workplan, sending=sending
    )
    return print_approval(
        approval=workplan.approval, sending=sending, prepared=made, by=there.actor("office")
    )


def test_nothing_is_filed_before_its_stamped_page_has_come_and_page_and_refusal_say_so(there, signed_in):
    asks_stamp(there, True)
    workplan = passed(there, sent(there), *STEPS[:-1])

    def last():
        act(actions.pass_workplan, workplan, there.actor(STEPS[-1]))

    page = signed_in(there.office).get(f"/workplans/{workplan.public_id}/").content.decode()
    assert "还没有打印盖章件" in page
    decider = signed_in(getattr(there, STEPS[-1]))
    waits = decider.get(f"/workplans/{workplan.public_id}/").content.decode()
    assert "现在还不能同意" in waits
    assert ">同意</button>" not in waits
    assert "确认退回" in waits
    with pytest.raises(RuleBroken, match="还不能备案：还没有打印盖章件"):
        last()
    paper = printed(there, workplan)
    with pytest.raises(RuleBroken, match="还缺第 1 页"):
        last()
    FiledPaper.objects.filter(pk=paper.pk).update(
        state="stamped", stamped=paper.print, stamped_at=paper.created_at
    )
    arrived = decider.get(f"/workplans/{workplan.public_id}/").content.decode()
    assert ">同意</button>" in arrived
    assert "各页都没有看到红色印章" in arrived, "who consents is told"
    last()
    assert fresh(workplan).state == "filed"


def test_the_bureau_may_do_without_stamped_pages(there, signed_in, send):
    asks_stamp(there, True)
    officer, url = signed_in(there.officer), f"/plans/{there.plan.public_id}/workplans/terms/"
    assert "checked" in officer.get(url).content.decode()
    there.plan.refresh_from_db()
    assert send(officer, url, there.plan).status_code == 302
    assert passed(there, sent(there)).state == "filed"


def test_an_agreed_number_changes_by_asking_only_and_with_the_last_consent(there, signed_in, send):
    target = target_of(there)
    old = passed(there, sent(there))
    goal = goal_of(old, target)
    assert goal.agreed == 3
    office, url = signed_in(there.office), f"/workplans/{old.public_id}/goals/change/"
    same = {each.public_id: each.agreed for each in Goal.objects.filter(part__workplan=old)}
    assert send(office, url, **same, reason="照旧").status_code == 422
    assert send(office, url, **{**same, goal.public_id: "5"}, reason="").status_code == 422
    answer = send(office, url, **{**same, goal.public_id: "5"}, reason="多招了一个班")
    new = Workplan.objects.get(state="draft", replaces=old)
    assert answer.url == f"/workplans/{new.public_id}/"
    assert [str(each) for each in changes_of(new)] == [f"“{target.words}”{goal.year} 年 3 → 5{target.unit}"]
    new = act(actions.send_workplan, fresh(new), there.actor("office"))
    assert [key for key, _ in new.approval.parts] == [goal_of(new, target).part.public_id]
    assert "3 → 5" in dict(last_sending(new.approval).content.facts)["调整目标"]
    goal.refresh_from_db()
    assert goal.agreed == 3
    new = passed(there, new, *STEPS[:-1])
    rows = numbers.grid_of(there.actor("section"), there.plan, target.public_id).rows
    cells = next(row.cells for row in rows if row.organisation == there.school)
    assert [(cell.school, cell.agreed) for cell in cells if cell.key[2] == goal.year] == [(5, 3)]
    passed(there, new, STEPS[-1])
    assert (fresh(old).state, goal_of(new, target).agreed) == ("superseded", 5)
    assert [[words for _, words in each.lines] for each in history_of(fresh(new))] == [["3", "5"]]
    text = office.get(answer.url).content.decode()
    assert "多招了一个班" in text
    assert "年度目标调整记录" in text
    assert check_all()["violations"] == []


def test_a_revision_leaves_agreed_numbers_alone_and_leads_to_the_request(there, signed_in, send):
    """§1: changed only by change request."""
    target = target_of(there)
    old = passed(there, sent(there))
    new = fresh(actions.revise_workplan(workplan=old, reason="专业调整", by=there.actor("office")))
    goal = goal_of(new, target)
    part, office = goal.part, signed_in(there.office)
    given = {"part": part, "answers": {}, "by": there.actor("office"), "version": part.version}
    with pytest.raises(RuleBroken, match="备案数不能在这里改。要调整的，请打开“申请调整目标”"):
        actions.write_part(goals={(target.pk, goal.year): Decimal(5)}, **given)
    url, asking = f"/workplans/parts/{part.public_id}/", f"/workplans/{old.public_id}/goals/change/"
    form = office.get(url).content.decode()
    box = f"own-goal_{target.public_id}_{goal.year}"
    assert re.search(rf'name="{box}" value="3"[^>]*readonly', form)
    assert asking in form
    answer = send(office, url, part, **{box: "5"})
    assert (answer.status_code, "备案数不能在这里改" in answer.content.decode()) == (422, True)
    assert asking in office.get(f"/workplans/{new.public_id}/").content.decode()
    boxes = {each.public_id: each.agreed for each in Goal.objects.filter(part__workplan=old)}
    old_goal = goal_of(old, target)
    answer = send(office, asking, **{**boxes, old_goal.public_id: "5"}, reason="多招了一个班")
    assert answer.url == f"/workplans/{new.public_id}/", "into the version that is being written"
    assert fresh(new).reason == "专业调整；多招了一个班"
    assert [(each.before, each.now) for each in changes_of(fresh(new))] == [(3, 5)]
    assert f'name="{old_goal.public_id}" value="5"' in office.get(asking).content.decode()
    part.refresh_from_db()
    with pytest.raises(RuleBroken, match="备案数不能在这里改"):  # an older page would put the old number back
        actions.write_part(**{**given, "version": part.version}, goals={(target.pk, goal.year): Decimal(3)})
    new = act(actions.send_workplan, fresh(new), there.actor("office"))
    with pytest.raises(RuleBroken, match="不能修改"):
        actions.ask_goal_change(
            workplan=old, asked={(target.pk, goal.year): Decimal(6)}, reason="再改", by=there.actor("office")
        )
    passed(there, new)
    assert goal_of(new, target).agreed == 5


def test_a_number_can_be_asked_for_though_another_target_was_withdrawn_or_its_task_left(
    there, signed_in, send
):
    target = target_of(there)
    old = passed(there, sent(there))
    goal = goal_of(old, target)
    gone = Target.objects.create(
        plan=there.plan,
        task=target.task,
        key="gone",
        words="已取消的目标",
        order=999,
        withdrawn_at=clock.now(),
    )
    for part in parts_of(old):
        Goal.objects.create(part=part, target=gone, year=goal.year, school=4, agreed=4)
    office, url = signed_in(there.office), f"/workplans/{old.public_id}/goals/change/"
    assert "已取消的目标" not in office.get(url).content.decode()
    boxes = {each.public_id: each.agreed for each in Goal.objects.filter(part__workplan=old)}
    assert send(office, url, **{**boxes, goal.public_id: "5"}, reason="多招了一个班").status_code == 302
    new = Workplan.objects.get(state="draft", replaces=old)
    assert [(each.before, each.now) for each in changes_of(new)] == [(3, 5)]


def test_a_number_can_be_asked_for_though_a_task_was_left_and_the_plans_years_were_changed(
    there, signed_in, send
):
    """What no longer counts is not in the form, and the rest can be sent."""
    target = target_of(there)
    old = passed(there, sent(there))
    goal = goal_of(old, target)
    other = next(part for part in parts_of(old) if part.pk != goal.part_id)
    lost = Goal.objects.create(part=other, target=target, year=goal.year, school=4, agreed=4)
    far = Goal.objects.create(part=goal.part, target=target, year=goal.year + 30, school=9, agreed=9)
    left = {"left_at": clock.now(), "stage": "left"}
    assert Duty.objects.filter(organisation=there.school, work=other.work).update(**left)
    office, url = signed_in(there.office), f"/workplans/{old.public_id}/goals/change/"
    boxes = office.get(url).context["form"].fields
    assert goal.public_id in boxes
    assert not {lost.public_id, far.public_id} & set(boxes)
    said = {name: "3" for name in boxes if name != "reason"}
    assert send(office, url, **{**said, goal.public_id: "5"}, reason="多招了一个班").status_code == 302
    new = Workplan.objects.get(state="draft", replaces=old)
    assert (3, 5) in [(each.before, each.now) for each in changes_of(new)]


def test_after_filing_the_city_number_moves_alone_and_the_school_is_shown_both(there, signed_in):
    target = target_of(there)
    workplan = passed(there, sent(there))
    set_number(there, target, 9)
    goal = goal_of(workplan, target)
    assert (goal.city, goal.agreed) == (None, 3)
    assert "现为 9" in signed_in(there.office).get(f"/workplans/{workplan.public_id}/").content.decode()
    write(there, parts_of(started(there, round_="2042"))[0])
    assert check_all()["violations"] == []


def test_steps_the_bureau_proposes_are_taken_into_the_grid_changed_there_and_saved(there, signed_in, send):
    officer, office, task = signed_in(there.officer), signed_in(there.office), there.duty.task
    url = f"/tasks/{task.public_id}/steps/"
    rows = {"title-1": "制定办法", "due-1": "2026年6月底", "title-3": "验收", "after-3": "1", "weight-3": "3"}
    assert send(officer, url, task, **rows | {"due-1": "下月"}).status_code == 422
    assert send(officer, url, task, **rows).status_code == 302
    steps = list(task.template_steps.values_list("title", "due", "weight", "after"))
    assert [(title, str(due), weight, after) for title, due, weight, after in steps] == [
        ("制定办法", "2026-06-30", 1, ""), ("验收", "None", 3, "1"),
    ]  # fmt: skip
    assert "最迟 2026-06-30" in office.get(f"/tasks/{task.public_id}/").content.decode()
    workplan = started(there)
    grid = f"/workplans/{workplan.public_id}/timetable/"
    assert "加入步骤模板（1 项任务）" in office.get(grid).content.decode()
    other = next(part for part in parts_of(workplan) if part.work_id != there.duty.work_id)
    mine = {"part-1": wording(there, other), "title-1": "自己的"}
    page = send(office, grid, workplan, **mine, _templates="1")
    cells = [{column: text for column, _, text, *_ in row["cells"]} for row in page.context["rows"]]
    assert [(each["title"], each["after"]) for each in cells[:3]] == [
        ("自己的", ""), ("制定办法", ""), ("验收", "2"),
    ]  # fmt: skip
    assert "加入步骤模板" not in page.content.decode()
    assert not fresh(workplan).milestones.exists()
    task.refresh_from_db()
    many = {f"title-{at}": f"第 {at} 步" for at in range(1, 31)} | {
        "after-30": "、".join(map(str, range(1, 30)))
    }
    assert send(officer, url, task, **many).status_code == 302
    task.template_steps.last().clean_fields(exclude=["due"])  # as PostgreSQL looks at it
    task.refresh_from_db()
    assert send(officer, url, task).status_code == 302
    assert not task.template_steps.exists()
    assert office.get(url).status_code == 403
