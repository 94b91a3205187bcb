"""What was given once, in the workplan of one plan, is in that of another plan for the same work: shown, counted once,
asked nowhere a second time.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.home.loading import load_files, load_text, sample_packs
from luoshi.papers.prints import last_sending
from luoshi.plans.models import Plan
from luoshi.undertakings import actions as duties
from luoshi.undertakings.models import Duty, SameWork
from luoshi.workplans import actions
from luoshi.workplans import parts as works
from luoshi.workplans.given import given_elsewhere, share_of
from luoshi.workplans.models import Money
from luoshi.workplans.snapshot import content_of, standing_parts, taken
from luoshi.workplans.tests import helping
from luoshi.workplans.tests.helping import act, fresh, lines, passed, sent, write, written

pytestmark = pytest.mark.once
COUNTY = ("head", "county", "leader")  # who passes what the county has approved


@pytest.fixture
def whole(yichang, settings, tmp_path):
    """A school that carries all it carries in the document, and its own five-year plan, joined where that says so."""
    settings.LUOSHI_HOME = tmp_path
    there = helping.cast(yichang, whole=True)
    load_files(sample_packs(), system_actor())
    there.own = Plan.objects.get(key="school-five-year-sample")
    for pair in SameWork.objects.filter(task__plan=there.own):
        mine, other = (
            Duty.objects.get(task=task, organisation=there.school) for task in (pair.task, pair.other)
        )
        duties.join_work(
            duty=mine, other=other, reason=pair.reason, by=there.actor("office"), version=mine.version
        )
    return there


def second(there):
    made = actions.start_workplan(plan=there.own, by=there.actor("office"))
    return fresh(made)


def rest_written(there, workplan):
    """Only what is not given elsewhere, as a person would."""
    given = given_elsewhere(workplan, standing_parts(workplan))
    carried = works.duties_by_work(there.school, there.own)
    rows = []
    for part in helping.parts_of(workplan):
        if part.pk in given:
            continue
        goals = {(t.pk, works.years_of(there.own)[-1]): 2 for t in works.targets_of(carried[part.work_id])}
        actions.write_part(
            part=part,
            answers=helping.TEXT,
            goals=goals,
            money={},
            by=there.actor("office"),
            version=part.version,
        )
        wording = works.wording(carried[part.work_id])
        rows += [line for line in lines(there, workplan) if line.cells["part"] == wording][:1]
    return act(actions.set_timetable, workplan, there.actor("office"), lines=rows)


def test_the_form_of_a_second_plan_opens_filled_to_seventy_percent_and_more(whole, signed_in):
    before = share_of(fresh_second := second(whole), standing_parts(fresh_second), {})
    assert before.given == 3  # numbers that the plan itself sets
    first = written(whole)
    for part in helping.parts_of(first):
        write(whole, part, mechanism="每月例会", risks="经费不足时自筹")
    first = passed(whole, act(actions.send_workplan, first, whole.actor("office")))
    rows = standing_parts(fresh_second)
    given = given_elsewhere(fresh_second, rows)
    share = share_of(fresh_second, rows, given)
    assert (len(rows), len(given)) == (20, 17)
    assert share.asked == before.asked
    assert share.percent >= 70
    page = signed_in(whole.office).get(f"/workplans/{fresh_second.public_id}/").content.decode()
    assert f"要填 {share.asked} 处，{share.given} 处已由别处带出（{share.percent}%）" in page
    assert f"还有 {share.left} 处" not in page, "what is still wanted is listed below, by name"
    assert f"《{first.title}》" in page
    year = fresh(actions.start_workplan(plan=whole.plan, round_="2022", by=whole.actor("office")))
    again = share_of(year, standing_parts(year), {})
    count = len(standing_parts(year))
    assert (
        again.given >= 5 * count
    )  # a year opens with the texts of the plan in force, to be looked over and saved
    assert (again.opened, share.opened) == (5 * count, 0)
    told = f"其中 {5 * count} 处是上次备案的文字，打开那一项时已经填好，核对后保存"
    assert told in signed_in(whole.office).get(f"/workplans/{year.public_id}/").content.decode()
    write(whole, helping.parts_of(year)[0])
    assert share_of(year, standing_parts(year), {}).opened == 5 * (count - 1)
    begun = signed_in(whole.office).get(f"/workplans/{year.public_id}/").content.decode()
    assert "已由别处带出" not in begun, "once it is begun, what still lacks says more"
    some = next(part for part in rows if part.pk in given)
    form = signed_in(whole.office).get(f"/workplans/parts/{some.public_id}/").content.decode()
    assert "这一项不用再填" in form
    assert "建设课程" in form


def test_what_is_given_is_not_missing_and_the_rest_is_all_that_is_typed(whole, signed_in):
    first = written(whole)
    workplan = rest_written(whole, second(whole))
    assert len([words for words in workplan.missing_to_submit() if "备案后这里就不用填" in words]) == 17
    first = passed(whole, act(actions.send_workplan, first, whole.actor("office")))
    workplan = fresh(workplan)
    assert workplan.missing_to_submit() == []
    assert "17 项任务的步骤、经费在" in dict(content_of(workplan, None).facts)["已在别处填报"]
    rows = standing_parts(workplan)
    part = next(row for row in rows if row.pk in given_elsewhere(workplan, rows))
    Money.objects.create(part=part, source="own", year=works.years_of(whole.own)[0], amount=100)
    workplan = act(actions.send_workplan, workplan, whole.actor("office"))
    facts = dict(last_sending(workplan.approval).content.facts)
    assert "17 项任务的步骤在" in facts["已在别处填报"]
    assert (facts["经费合计"], facts["任务和里程碑"]) == ("100.00 万元", "20 项任务，3 个里程碑")
    change = act(actions.withdraw_workplan, fresh(actions.revise_workplan(
        workplan=first, reason="改", by=whole.actor("office"))), whole.actor("office"), reason="不改")  # fmt: skip
    assert change.state == "withdrawn"
    workplan = passed(whole, workplan, *COUNTY)
    assert workplan.state == "filed"  # with its county, which asks for no stamp
    assert check_all()["violations"] == []
    both = [duty for duty in Duty.objects.filter(task__plan=whole.own) if duty.work.duties.count() > 1]
    assert len(both) == 17
    assert {duty.stage for duty in both} == {"filed"}
    panel = signed_in(whole.office).get(f"/duties/{both[0].public_id}/").content.decode()
    assert "同一工作，在这份方案里填报，不用另填" in panel
    assert "制定办法" in panel


def test_the_roadmaps_of_both_plans_show_the_steps_and_that_of_all_counts_them_once(whole, signed_in):
    first = passed(whole, sent(whole))
    workplan = act(actions.send_workplan, rest_written(whole, second(whole)), whole.actor("office"))
    passed(whole, workplan, *COUNTY)
    office = signed_in(whole.office)
    shared = sum(len(part["steps"]) for part in taken(fresh(workplan)) if part["given"])
    own, others = workplan.milestones.count(), first.milestones.count()
    assert (own, shared) == (3, 17 * 2)

    def count(url):
        return office.get(url).context["road"].count

    assert count(f"/plans/{whole.own.public_id}/roadmap/") == own + shared
    assert count(f"/plans/{whole.plan.public_id}/roadmap/") == others
    assert count(f"/workplans/{workplan.public_id}/roadmap/") == own + shared
    assert count("/roadmap/") == own + others
    text = office.get(f"/plans/{whole.own.public_id}/roadmap/?group=task").content.decode()
    assert "6 提高专业教师中双师型教师比例" in text


def test_steps_written_here_make_the_part_one_of_its_own_again(whole):
    passed(whole, sent(whole))
    workplan = second(whole)
    rows = standing_parts(workplan)
    part = next(row for row in rows if row.pk in given_elsewhere(workplan, rows))
    carried = works.duties_by_work(whole.school, whole.own)
    row = next(
        line for line in lines(whole, workplan) if line.cells["part"] == works.wording(carried[part.work_id])
    )
    workplan = act(actions.set_timetable, workplan, whole.actor("office"), lines=[row])
    assert part.pk not in given_elsewhere(workplan, standing_parts(workplan))
    assert any("建设基础" in words for words in workplan.missing_to_submit())


def test_a_page_with_what_is_given_asks_a_bounded_number_of_questions(whole, signed_in):
    office, workplan = signed_in(whole.office), second(whole)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert office.get(f"/workplans/{workplan.public_id}/").status_code == 200
        return len(seen)

    queries()
    none = queries()
    passed(whole, sent(whole))
    assert queries() <= none + 16


def test_the_sample_plan_is_seen_by_its_school_and_county_alone_and_yichang_keeps_its_ninety_nine(
    whole, signed_in
):
    assert Duty.objects.filter(basis="undertaken", task__plan=whole.plan, in_document=True).count() == 99
    url = f"/plans/{whole.own.public_id}/"
    page = signed_in(whole.office).get(url)
    assert (page.status_code, f"<h1>{whole.own.title}" in page.content.decode().replace("\n", "")) == (
        200,
        True,
    )
    assert ("样例" in whole.own.title, "样例" in whole.own.short) == (
        True,
        True,
    )  # as it is called everywhere
    assert signed_in(whole.officer).get(url).status_code == 404
    assert signed_in(whole.office).get("/plans/matrix/").url == f"/plans/{whole.plan.public_id}/matrix/"
    [pack] = sample_packs()
    assert load_files([pack], system_actor()) == []


def test_a_pack_that_names_a_task_of_a_plan_that_is_not_there_is_refused_in_words(yichang):
    [pack] = sample_packs()
    text = pack.read_text("utf-8").replace("plan: yichang-2021", "plan: nowhere-2021")
    with pytest.raises(RuleBroken, match="请先装载那份计划"):
        load_text(pack.name, text, system_actor())
    assert not Plan.objects.filter(key="school-five-year-sample").exists()
