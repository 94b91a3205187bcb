"""A school's own plan goes into its draft: asked where it is not sure, all or nothing, nothing overwritten unasked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock, jobs
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.invariants import check_all
from luoshi.common.models import Draft, Job
from luoshi.core.reading.formats.tests.word import docx
from luoshi.core.reading.workplans.tests.making import table
from luoshi.core.timetable import Line
from luoshi.workplans import actions as workplan_actions
from luoshi.workplans.models import Money
from luoshi.workplans.reading import actions
from luoshi.workplans.reading.desk import desk_items
from luoshi.workplans.reading.forms import CheckForm, advised
from luoshi.workplans.reading.models import PlanReading
from luoshi.workplans.reading.sheet import sheet_of
from luoshi.workplans.tests import helping
from luoshi.workplans.tests.helping import act, department, fresh, parts_of, sent, wording

from .papers import again, answered, applied, read_in, started, taken, upload


def _steps(workplan):
    rows = workplan.milestones.select_related("owner__user", "part").order_by("order")
    return [(row.title, str(row.due or ""), row.owner.user.name if row.owner else "") for row in rows]


def test_from_the_file_to_the_draft_in_the_pages(there, office, draft, send):
    url = reverse("read-plan", args=[draft.public_id])
    answer = send(office, url, draft, uploads=upload(there, draft))
    reading = PlanReading.objects.get()
    page = reverse("plan-reading", args=[reading.public_id])
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "正在读取文件" in office.get(page).content.decode()
    assert jobs.run_next()
    shown = office.get(page).content.decode()
    for words in ("组建团队", "不在本校承担的任务里", "可以指开始之前", "写的合计是31万元", "龚不在"):
        assert words in shown
    refused = send(office, page, draft, money="keep")
    assert (refused.status_code, again(reading).state) == (422, "ready")
    assert "请选择怎样处理" in refused.content.decode()
    done = send(office, page, fresh(draft), **answered(there, again(reading)))
    assert done.status_code == 302, done.context["form"].errors
    assert again(reading).state == "applied"
    owner = there.owner.user.name
    assert _steps(fresh(draft)) == [
        ("组建团队", "2021-12-31", owner),
        ("集体备课", _steps(fresh(draft))[1][1], owner),
        ("改造食堂", "2023-06-30", ""),
    ]
    assert not Draft.objects.filter(object_id=reading.public_id).exists()
    assert check_all()["violations"] == []


def test_what_was_not_sure_goes_where_the_person_says(there, draft, reading):
    applied(there, reading, answered(there, reading))
    first, second = parts_of(draft)
    third = draft.milestones.get(title="改造食堂")
    assert (third.part_id, third.acceptance) == (second.pk, "验收单")
    meeting = draft.milestones.get(title="集体备课")
    assert (meeting.part_id, meeting.helpers, meeting.recurring) == (first.pk, "外聘专家", "每月一次")
    amounts = {(row.source, row.year): row.amount for row in Money.objects.filter(part=first)}
    assert amounts == {
        ("central", 2022): Decimal(20),
        ("central", 2023): Decimal("10.5"),
        ("own", 2022): Decimal(5),
    }


def test_nothing_that_stands_in_the_draft_is_overwritten_unasked(there, draft, reading):
    first = parts_of(draft)[0]
    line = Line("", {"part": wording(there, first), "title": "组建团队", "due": "2021-09-30"})
    draft = act(workplan_actions.set_timetable, draft, there.actor("office"), lines=[line])
    money = {("own", 2022): Decimal(99)}
    texts = {"mechanism": "已经写好的机制"}
    workplan_actions.write_part(
        part=parts_of(draft)[0], answers=texts, money=money, by=there.actor("office"), version=first.version
    )
    key = draft.milestones.get().key
    ticked = {f"text-{kind}": "on" for kind in ("mechanism", "measures", "deliverables")}
    applied(there, again(reading), answered(there, again(reading), **ticked))
    kept = fresh(draft).milestones.get(key=key)
    assert (kept.title, str(kept.due), kept.order) == ("组建团队", "2021-09-30", 1)
    assert Money.objects.get(part=first, source="own", year=2022).amount == 99
    from luoshi.workplans.completeness import answers_of, values_of

    parts = parts_of(draft)
    given = answers_of(fresh(draft), parts)
    counted = [(given[part.public_id].typed, given[part.public_id].by_file) for part in parts]
    assert counted == [(1, 2), (0, 1)], "what was read from the file nobody typed"
    kinds = ("mechanism", "measures", "deliverables")
    values = [values_of(fresh(draft), given[part.public_id]) for part in parts]
    assert [[each.get(kind) for kind in kinds] for each in values] == [
        ["已经写好的机制", "成立工作组。\n定期检查进展。", "建成一支团队。"],  # what stands below its heading
        ["成立以校长为组长的领导小组。", None, None],  # what is said of the whole plan
    ]


def test_a_step_of_the_same_name_is_replaced_where_the_person_says_so(there, draft, reading):
    first = parts_of(draft)[0]
    line = Line("", {"part": wording(there, first), "title": "组建团队", "due": "2021-09-30", "weight": "7"})
    draft = act(workplan_actions.set_timetable, draft, there.actor("office"), lines=[line])
    key = draft.milestones.get().key
    applied(there, again(reading), answered(there, again(reading), **{"same-1": "take"}))
    now = fresh(draft).milestones.get(key=key)
    assert (str(now.due), now.weight, now.owner.user.name) == ("2021-12-31", 7, there.owner.user.name)
    assert fresh(draft).milestones.filter(title="组建团队").count() == 1


def test_what_the_timetable_refuses_is_marked_at_its_step_and_the_reading_stays_open(
    there, office, draft, reading, send
):
    """A step taken from the file brings its own days; what still cannot be is said where it comes from."""
    title = wording(there, parts_of(draft)[0])
    days = {"starts": "2027-03-01", "due": "2027-09-30"}
    line = Line("", {"part": title, "title": "组建团队", **days})
    other = Line("", {"part": title, "title": "组建团队", "due": "2027-09-30"})
    draft = act(workplan_actions.set_timetable, draft, there.actor("office"), lines=[line, other])
    page = reverse("plan-reading", args=[reading.public_id])
    said = answered(there, again(reading), **{"same-1": "take"})
    gone = department(there)  # a row that cannot stand any more
    Organisation.objects.filter(pk=gone.pk).update(withdrawn_at=clock.now())
    draft.milestones.filter(order=2).update(department=gone)
    refused = send(office, page, fresh(draft), **said)
    text = refused.content.decode()
    assert (refused.status_code, again(reading).state) == (422, "ready")
    assert "待核对" in text
    assert "已写入草稿" not in text
    assert "草稿进度表第 2 行“组建团队”" in text
    draft.milestones.filter(order=2).update(department=None)
    answer = send(office, page, fresh(draft), **said)
    assert answer.status_code == 302, answer.context["form"].errors
    first = fresh(draft).milestones.order_by("order").first()
    assert (str(first.due), first.starts) == ("2021-12-31", None)


def test_a_step_that_cannot_stand_is_marked_itself(there, draft, reading):
    sheet = sheet_of(reading)
    sheet.steps[0].read["start"], sheet.steps[0].read["due"] = "", ""
    said = answered(there, reading)
    sheet.steps[0].read["title"] = ""
    form = CheckForm(sheet=sheet, data=said)
    assert not form.is_valid()
    assert list(form.errors) == ["in-1"]


def test_a_refused_row_undoes_all_of_it(there, draft, reading):
    given = taken(reading, answered(there, reading))
    broken = actions.Taken([*given.lines, Line("", {"part": "没有的任务", "title": "x"})], given.money)
    workplan = fresh(draft)
    with pytest.raises(RuleBroken, match="没有这项任务"):
        actions.apply_reading(
            workplan=workplan,
            reading=reading,
            taken=broken,
            by=there.actor("office"),
            version=workplan.version,
        )
    assert (again(reading).state, draft.milestones.count(), Money.objects.count()) == ("ready", 0, 0)
    assert again(reading).result["steps"]


def test_the_same_form_twice_writes_once(there, draft, reading):
    given, version = taken(reading, answered(there, reading)), fresh(draft).version
    for _ in range(2):
        actions.apply_reading(
            workplan=fresh(draft),
            reading=again(reading),
            taken=given,
            by=there.actor("office"),
            version=version,
            once=acts.Once("twice", "body"),
        )
    assert fresh(draft).milestones.count() == 3


def test_two_people_at_once_the_second_is_told(there, draft, reading):
    given, version = taken(reading, answered(there, reading)), fresh(draft).version
    applied(there, reading, answered(there, reading))
    with pytest.raises(Stale):
        actions.apply_reading(
            workplan=fresh(draft),
            reading=again(reading),
            taken=given,
            by=there.actor("head"),
            version=version,
        )
    assert fresh(draft).milestones.count() == 3


def test_the_draft_changed_meanwhile_is_told_and_what_was_answered_stays(there, office, draft, reading, send):
    old = fresh(draft)
    line = Line("", {"part": wording(there, parts_of(draft)[0]), "title": "别人刚加的"})
    act(workplan_actions.set_timetable, draft, there.actor("head"), lines=[line])
    page = reverse("plan-reading", args=[reading.public_id])
    refused = send(office, page, old, **answered(there, reading))
    assert refused.status_code == 409
    assert "2023-06-30" in refused.content.decode()
    assert (again(reading).state, fresh(draft).milestones.count()) == ("ready", 1)


def test_a_worker_killed_while_reading_leaves_a_job_that_is_taken_up_again(there, draft):
    reading = started(there, draft)
    Job.objects.filter(pk=reading.job_id).update(state="running", attempts=1, holder=jobs.holder())
    assert not jobs.run_next()
    assert jobs.take_back_orphans() == 1
    assert jobs.run_next()
    assert again(reading).state == "ready"
    assert check_all()["violations"] == []


def test_a_file_that_cannot_be_read_is_told_and_another_one_may_come(there, office, draft, send):
    reading = read_in(there, draft, b"PK\x03\x04 broken")
    assert reading.state == "failed"
    page = office.get(reverse("plan-reading", args=[reading.public_id])).content.decode()
    assert reading.message in page
    assert "换文件再读" in page
    assert started(there, draft).state == "queued"


def test_given_up_while_it_is_read_stays_given_up(there, draft):
    reading = started(there, draft)
    actions.discard_reading(reading=again(reading), by=there.actor("office"), version=again(reading).version)
    assert jobs.run_next()
    assert (again(reading).state, bytes(again(reading).sealed)) == ("discarded", b"")


def test_given_up_and_taken_up_again(there, office, draft, reading, send):
    send(office, reverse("discard-plan-reading", args=[reading.public_id]), reading)
    assert again(reading).state == "discarded"
    page = reverse("plan-reading", args=[reading.public_id])
    assert "接着核对" in office.get(page).content.decode()
    send(office, reverse("resume-plan-reading", args=[reading.public_id]), again(reading))
    assert again(reading).state == "ready"


def test_one_at_a_time_and_only_into_what_may_be_changed(there, draft):
    started(there, draft)
    with pytest.raises(RuleBroken, match="没有办完"):
        started(there, draft)
    workplan = sent(there, round_="2027")
    with pytest.raises(RuleBroken, match="不能修改"):
        started(there, workplan)


def test_only_those_who_write_the_whole_read_in(there, draft):
    with pytest.raises(PermissionDenied):
        actions.start_reading(workplan=draft, uploads=[], by=there.actor("dean"))


def test_all_proposals_at_once_stand_in_the_form_and_nothing_in_the_draft(
    there, office, draft, reading, send
):
    typed = advised(sheet_of(reading))
    assert typed
    send(office, reverse("plan-reading-advised", args=[reading.public_id]))
    form = office.get(reverse("plan-reading", args=[reading.public_id])).context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert fresh(draft).milestones.count() == 0


def test_a_book_of_several_years_gives_a_plan_of_one_year_only_the_steps_of_that_year(there, office, send):
    """No day is bent to the end of the year, and the others come in only where the person ticks them."""
    draft = helping.started(there, round_="2022")
    task, owner = there.duty.task, there.owner.user.name
    rows = [["任务编号", "主要举措", "完成时限", "责任人"]]
    rows += [[task.code, f"{year}年的一步", f"{year}-06-30", owner] for year in (2021, 2022, 2023)]
    reading = read_in(there, draft, docx(table(rows)))
    page = reverse("plan-reading", args=[reading.public_id])
    send(office, reverse("plan-reading-advised", args=[reading.public_id]))
    shown = office.get(page)
    form = shown.context["form"]
    assert [bool(form[f"in-{at}"].value()) for at in (1, 2, 3)] == [False, True, False]
    assert shown.content.decode().count("不是2022年的，没有勾选") == 2
    assert form.left == 0
    desk = [item.title for item in desk_items(there.actor("office"))]
    assert desk == [f"核对读入的方案：{draft.title}"]
    assert page in office.get(reverse("workplan", args=[draft.public_id])).content.decode()
    assert send(office, page, fresh(draft), money="keep", **{"in-2": "on", "in-3": "on"}).status_code == 302
    assert [(title, due) for title, due, _ in _steps(fresh(draft))] == [
        ("2022年的一步", "2022-06-30"),
        ("2023年的一步", "2023-06-30"),
    ]
    assert list(desk_items(there.actor("office"))) == []


def test_what_is_left_to_answer_goes_down_as_it_is_answered(there, office, draft, reading, send):
    page = reverse("plan-reading", args=[reading.public_id])
    asked = len(sheet_of(reading).questions)
    assert (office.get(page).context["form"].left, asked > 1) == (asked, True)
    refused = send(office, page, money="keep").content.decode()
    assert f"标红的 {asked - 1} 处" in refused, "of the step that stays out nothing is asked"
    question = sheet_of(reading).tasks[0]
    said = {question.name: parts_of(draft)[1].public_id, **{f"in-{at}": "on" for at in (1, 2, 3)}}
    office.post(page, {**said, "money": "keep"}, headers={"X-Requested-With": "autosave"})
    now = office.get(page)
    assert now.context["form"].left == asked - 1
    assert f"还有 {asked - 1} 处要您决定" in now.content.decode()


def test_many_steps_cost_no_more_questions_to_the_database(
    there, office, draft, django_assert_max_num_queries
):

    counts = []
    for many in (1, 60):
        task = there.duty.task
        rows = [["任务编号", "主要举措", "完成时限", "责任人"]]
        rows += [[task.code, f"步骤{at}", "2023年6月前", "某人"] for at in range(many)]
        reading = read_in(there, draft, docx(table(rows)))
        with django_assert_max_num_queries(80) as found:
            office.get(reverse("plan-reading", args=[reading.public_id]))
        counts.append(len(found))
        actions.discard_reading(
            reading=again(reading), by=there.actor("office"), version=again(reading).version
        )
    assert counts[0] == counts[1]


def test_an_answer_stays_with_its_name_when_another_name_becomes_known(there, draft, reading):
    """`龚不在` is asked about, and so would be any name before it in the list of all names."""
    before = {question.about: question.name for question in sheet_of(reading).questions}
    content = reading.result
    content["steps"][0] |= {"owners": ["丁先来"], "unclear": []}
    PlanReading.objects.filter(pk=reading.pk).update(sealed=reading.sealed_result(content))
    asked = {question.about: question.name for question in sheet_of(again(reading)).people}
    assert set(asked) == {"丁先来", "龚不在"}
    there.dean.user.name = "丁先来"
    there.dean.user.save()
    known = {question.about: question.name for question in sheet_of(again(reading)).people}
    assert known == {"龚不在": asked["龚不在"]}
    assert before["龚不在"].startswith("person-")


def test_a_task_that_went_meanwhile_is_asked_about_and_its_steps_are_kept(there, draft, reading):
    first, second = parts_of(draft)
    said = answered(there, reading)
    gone = next(step["task_text"] for step in reading.result["steps"] if step["title"] == "组建团队")
    first.dropped_at = clock.now()
    first.save()
    sheet = sheet_of(again(reading))
    question = sheet.question(sheet.tasks, gone)
    assert question is not None
    given = taken(again(reading), said | {question.name: second.public_id})
    assert "组建团队" in [line.cells["title"] for line in given.lines]


def test_read_a_second_time_nothing_is_written_twice(there, draft, reading):
    applied(there, reading, answered(there, reading))
    before = _steps(fresh(draft))
    second = read_in(there, draft)
    applied(there, second, answered(there, second))
    assert _steps(fresh(draft)) == before


def test_who_sends_after_a_colleague_is_told_that_nothing_was_written(there, office, draft, reading, send):
    page = reverse("plan-reading", args=[reading.public_id])
    said = answered(there, reading)
    opened = fresh(draft)
    assert send(office, page, opened, _once="mine", **said).status_code == 302
    again_ = send(office, page, opened, _once="mine", **said)
    assert (again_.status_code, again_["Location"]) == (302, reverse("workplan", args=[draft.public_id]))
    late = send(office, page, fresh(draft), _once="other", **said)
    assert (late.status_code, "您这次填写的没有写入" in late.content.decode()) == (409, True)
