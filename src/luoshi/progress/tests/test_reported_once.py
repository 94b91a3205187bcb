"""Two plans that ask for the same figure of the same work: its goal and its number are given once (ADR 0023). And how a
duty stands is said alike wherever it is shown.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from luoshi.common.ids import new_public_id
from luoshi.common.invariants import check_all
from luoshi.notices.models import Delivery
from luoshi.progress import actions
from luoshi.progress.models import PeriodicReport, ReportNumber
from luoshi.progress.reports.completeness import missing_to_submit
from luoshi.progress.reports.content import last_sent
from luoshi.undertakings.models import Duty
from luoshi.workplans.models import Goal, Workplan, WorkplanPart
from luoshi.workplans.standing import keep_up

from .helping import a_piece, asked, complete, due, duty_of, fresh_report, passed_on, report_act, steps
from .helping import say as told

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDING = "把自己的教师队伍建强"


def again(row, **other):
    """A row like this one."""
    copy = type(row).objects.get(pk=row.pk)
    copy.pk, copy.public_id = None, new_public_id()
    for name, value in other.items():
        setattr(copy, name, value)
    copy.save()
    return copy


def second_report(there, first):
    """Of a plan with a task of its own wording for the work with numbers; its filed workplan has no steps for it."""
    goal = Goal.objects.filter(part__workplan=there.workplan, agreed__isnull=False).order_by("year")[0]
    duty = Duty.objects.filter(organisation=there.school, work=goal.part.work).order_by("id")[0]
    plan = again(there.plan, key="own-plan", title="示例自己的计划", short="自己的计划")
    task = again(duty.task, plan=plan, title=WORDING, area=again(duty.task.area, plan=plan))
    again(goal.target, plan=plan, task=task, words="教师的数")
    again(duty, task=task)
    workplan = again(there.workplan, plan=plan, approval=again(there.workplan.approval))
    WorkplanPart.objects.create(workplan=workplan, work=goal.part.work, order=1)
    actions.set_report_terms(
        plan=plan, kind="quarter", due_days=5, asks_stamp=False, since=first.period.starts,
        by=there.actor("officer"), version=plan.version,
    )  # fmt: skip
    return PeriodicReport.objects.get(organisation=there.school, period__plan=plan)


def number_of(report):
    return ReportNumber.objects.get(row__report=report)


def say(there, report, actual):
    said = {number_of(report).pk: (Decimal(actual), "缺编")}
    return report_act(actions.write_report, report, there.actor("office"), words={}, numbers=said)


def test_what_one_report_says_opens_the_other_in_its_wording_with_where_it_comes_from(there, signed_in, send):
    first = asked(there)
    second = second_report(there, first)
    other = ReportNumber.objects.get(row__report=first)
    own = number_of(second)
    assert (own.target.words, own.goal, own.actual) == ("教师的数", other.goal, None), (
        "the goal is given there"
    )
    assert missing_to_submit(second)[0].endswith(f"{WORDING}”：目标“教师的数”还没有填完成数。")
    say(there, first, 2)
    client, here = signed_in(there.office), f"/progress/reports/{second.public_id}/"
    form = client.get(f"{here}edit/").content.decode()
    assert f'name="actual_{own.public_id}" value="2"' in form
    told = f"同一个数，《{first.title}》里是 2，填写时已带入，核对后保存。"
    assert told in form
    assert told in client.get(here).content.decode()
    assert number_of(second).actual is None, "reading writes nothing"
    saved = {
        f"actual_{own.public_id}": "2",
        f"reason_{own.public_id}": "缺编",
        f"words_{own.row.public_id}": "在办",
    }
    assert send(client, f"{here}edit/", second, **saved).status_code == 302
    assert missing_to_submit(fresh_report(second)) == []
    assert "与这里一致" in client.get(here).content.decode()
    theirs = signed_in(there.officer).get(here)
    assert theirs.status_code == 404, "what is being written is the school's alone"


def test_a_report_begun_later_has_the_number_that_was_sent_and_a_change_is_told_in_both(there, signed_in):
    first = complete(there, asked(there), actual=Decimal(2), reason="缺编")
    report_act(actions.send_report, first, there.actor("office"))
    second = second_report(there, first)
    assert number_of(second).actual == 2
    second = say(there, second, 3)
    client = signed_in(there.office)
    for report, others in ((first, (second, 3)), (second, (first, 2))):
        page = client.get(f"/progress/reports/{report.public_id}/").content.decode()
        assert f"《{others[0].title}》里是 {others[1]}，与这里不一致，请核对" in page
    told = Delivery.objects.filter(
        user=there.office.user, notice__title__contains="同一个数在两份报告里不一致"
    )
    assert not told.exists()
    second = complete(there, second, actual=Decimal(3), reason="缺编")
    report_act(actions.send_report, second, there.actor("office"))
    assert [each.notice.title for each in told] == [f"同一个数在两份报告里不一致，请核对：{first.title}"]
    assert check_all()["violations"] == []


def test_another_figure_of_the_same_work_is_not_taken_for_it(there):
    first = complete(there, asked(there), actual=Decimal(2), reason="缺编")
    report_act(actions.send_report, first, there.actor("office"))
    second = second_report(there, first)
    target = number_of(second).target
    type(target).objects.filter(pk=target.pk).update(subject="另一件东西")
    second = report_act(actions.refresh_report, second, there.actor("office"))
    assert not ReportNumber.objects.filter(row__report=second).exists()
    assert Workplan.objects.get(plan=target.plan).state == "filed"


@pytest.mark.parametrize(("kind", "words"), [("half_year", "半年"), ("year", "年")])
def test_a_report_of_half_a_year_and_of_a_year_goes_the_whole_way(there, kind, words):
    report = complete(there, asked(there, back=True, kind=kind), reason="年底前完成")
    period = report.period
    months = 6 if kind == "half_year" else 12
    assert (
        period.ends.year - period.starts.year
    ) * 12 + period.ends.month - period.starts.month + 1 == months
    assert (period.kind, words in period.label) == (kind, True)
    report = report_act(actions.send_report, report, there.actor("office"))
    report = passed_on(there, report, "head", "county", "leader", "section")
    assert (report.state, report.accepted_at is not None) == ("accepted", True)
    assert dict(last_sent(report).content.facts)["报告期"].startswith(period.label)


def standing_thrice(there):
    """One step late, one done and shown, one stuck; the first two of one work."""
    late, shown, stuck, _ = steps(there)
    due(30, *steps(there)), due(-9, late)
    told(there, shown, "done", "验收通过", pieces=[a_piece()])
    told(there, late, "under_way", "还差一道手续")
    told(there, stuck, "blocked", "经费没有到位")
    keep_up()
    return late, shown, stuck


RULES = (  # of health, stage and proof
    ("1 个里程碑过了完成时间：制定办法。", "2 个里程碑已经开始或完成。", "完成的 1 个里程碑都有佐证。"),
    ("1 个里程碑受阻：制定办法。", "1 个里程碑已经开始或完成。"),
)


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_stage_health_and_proof_are_said_alike_in_the_matrix_and_on_the_pages_of_a_duty(there, signed_in):
    late, _, stuck = standing_thrice(there)
    office = signed_in(there.office)
    matrix = page(office, f"/plans/{there.plan.public_id}/matrix/")
    school = page(office, f"/organisations/{there.school.public_id}/")
    said = (("逾期", "齐全"), ("受阻", "无"))
    for row, (words, proof), rules in zip((late, stuck), said, RULES, strict=True):
        duty = duty_of(there, row)
        stands = duty.get_stage_display(), duty.get_health_display(), duty.get_proof_display()
        assert stands == ("实施中", words, proof)
        mark = f'data-task="{duty.task.public_id}" data-organisation="{there.school.public_id}"'
        shown = r'data-stage="(\w+)" data-health="(\w+)" data-proof="(\w+)"([^>]+)'
        cell = re.search(rf"{mark}[^>]* {shown}", matrix)
        assert cell is not None
        assert cell.groups()[:3] == (duty.stage, duty.health, duty.proof)
        assert f'，实施中，{words}{"，佐证齐全" if proof == "齐全" else ""}"' in cell[4]
        text = page(office, f"/duties/{duty.public_id}/")
        for wanted in (words, "实施中", f"佐证{proof}", *rules):  # and by what rule it stands so
            assert wanted in text
        line = re.search(rf"/duties/{duty.public_id}/.*?</tr>", school, re.S)[0]
        assert (words in line, f"佐证{proof}" in line) == (True, True)
    assert matrix.count(" proof-all") == 1, "a line below the glyph"


def test_stage_health_and_proof_are_said_alike_on_the_roadmap_and_on_the_desk(there, signed_in):
    rows = standing_thrice(there)
    office = signed_in(there.office)
    road = office.get(f"/plans/{there.plan.public_id}/roadmap/")
    bars = {bar.key: (bar.tone, bar.state, bar.proved) for bar in road.context["road"].bars}
    standing = [bars[row.key] for row in rows]
    assert standing == [("past", "under_way", False), ("", "done", True), ("", "blocked", False)]
    drawn = road.content.decode()
    assert f"{rows[1].title}：已完成，有佐证，" in drawn
    assert ">✓证</text>" in drawn
    [bar] = [each for each in office.get("/desk/").context["bars"] if each["plan"] == there.plan.public_id]
    assert (bar["late"], bar["blocked"], bar["complete"], bar["partial"]) == (1, 1, 1, 0)
    assert "佐证齐全 1" in page(office, "/desk/")
