"""From the printed document to the plan, with the plain client."""

import pytest

from luoshi.common import files
from luoshi.common.models import AuditEvent
from luoshi.plans.models import PackVersion, Plan, Target, Task
from luoshi.policies.models import Clause, Decision
from luoshi.undertakings.models import Duty

from .documents import MATRIX

pytestmark = pytest.mark.django_db
YICHANG = "yichang-2021-opinions"


def marks(plan, task=None):
    rows = Duty.objects.filter(task__plan=plan, basis="undertaken", left_at__isnull=True)
    rows = rows.filter(task__key=task) if task else rows
    return sorted(rows.values_list("organisation__short", flat=True))


@pytest.fixture
def real(shared_input):
    def file(ending):
        name = f"{YICHANG}{ending}"
        return name, (shared_input / name).read_bytes()

    return file


@pytest.mark.shared
def test_the_text_file_with_its_three_proposals_accepted_gives_99_undertakings(officer, real):
    reading = officer.read(real(".txt"))
    clipped = [finding for finding in officer.open_findings() if finding.code == "clipped-column"]
    assert [finding.content["proposal"]["task"] for finding in clipped] == ["4.1", "4.4", "4.5"]
    officer.accept_all()
    assert officer.load().status_code == 302
    plan = Plan.objects.latest("id")
    assert plan.key == f"p-{reading.public_id}"
    assert len(marks(plan)) == 99
    assert marks(plan, "4.2") == sorted(["三峡中专", "宜都", "兴山"])
    assert Task.objects.filter(plan=plan, source="annex").count() == 16
    assert (plan.start, plan.end) == ("2020", "2023")


@pytest.mark.shared
def test_into_the_existing_plan_the_document_changes_nothing_and_brings_the_wording(officer, real, yichang):
    officer.read(real(".txt"), plan=yichang.plan.public_id)
    officer.accept_all()
    before = PackVersion.objects.get(kind="plan").snapshot
    assert "与现有计划没有差别" in officer.difference_text()
    assert officer.load().status_code == 302
    assert len(marks(yichang.plan)) == 99
    assert (
        PackVersion.objects.filter(kind="plan").latest("id").snapshot["undertakings"]
        == before["undertakings"]
    )
    texts = dict(Clause.objects.exclude(text="").values_list("number", "text"))
    assert len(texts) == 16
    assert "专业教师中“双师型”教师占比超过50%" in texts["三（三）"]
    assert reading_files(yichang.plan) == [f"{YICHANG}.txt"]


def reading_files(plan):
    return [file.name for file in Plan.objects.get(pk=plan.pk).document.files.all()]


@pytest.mark.shared
def test_word_and_text_together_ask_nothing_about_lost_columns(officer, real):
    officer.read(real(".txt"), real(".docx"))
    codes = {finding.code for finding in officer.reading.findings.all()}
    assert "clipped-column" not in codes
    officer.accept_all()
    officer.load()
    assert len(marks(Plan.objects.latest("id"))) == 99


def test_a_small_document_becomes_a_plan_with_areas_clauses_targets_and_marks(officer):
    officer.read_text(MATRIX)
    officer.accept_all()
    assert officer.load().status_code == 302
    plan = Plan.objects.latest("id")
    assert plan.title == "关于推进示例行动计划的通知"
    assert marks(plan, "1") == sorted(["三峡中专", "机电"])
    assert marks(plan, "2") == ["宜都"]
    task = Task.objects.get(plan=plan, key="1")
    assert task.area.name == "加强教师队伍建设"
    assert [clause.number for clause in task.clauses.all()] == ["一（一）"]
    target = Target.objects.get(plan=plan, comparator="at_least")
    assert (target.quantity, target.unit, target.clause.number) == (60, "%", "一（一）")
    start, end = target.span
    assert target.clause.text[start:end] == target.words


def test_the_official_text_the_files_and_the_places_come_with_it(officer):
    officer.read_text(MATRIX)
    officer.accept_all()
    officer.load()
    plan = Plan.objects.latest("id")
    file = plan.document.files.get()
    assert files.read(file.stored) == MATRIX.encode()
    duty = Duty.objects.get(task__plan=plan, task__key="2", basis="undertaken")
    assert (duty.place["table"], duty.place["row"], duty.place["column"]) == (1, 3, 6)
    assert Clause.objects.get(document=plan.document, number="一（二）").text.endswith(
        "遴选一批示范性实训基地。"
    )


def test_a_task_for_every_school_says_what_the_clause_says_not_what_the_annex_prints(officer):
    national = MATRIX.replace("1\t提高双师型教师占比", "1\t打造500个左右双师型教师占比示范单位")
    officer.read_text(national)
    asked = [each for each in officer.open_findings() if each.code == "binds-all-table-fewer"]
    assert [each.content["proposal"]["words"] for each in asked] == ["专业教师中双师型教师占比不低于60%"]
    officer.accept_all()
    proposed = "打造500个左右双师型教师占比示范单位：专业教师中双师型教师占比不低于60%"
    assert proposed in officer.difference_text()
    officer.load()
    made = Task.objects.get(plan=Plan.objects.latest("id"), basis="required")
    assert made.title == "专业教师中双师型教师占比不低于60%"


def test_who_decided_what_stays_at_the_cell(officer, yichang):
    text = MATRIX.replace("1\t提高双师型教师占比\t2\t√\t√\t", "1\t提高双师型教师占比\t3\t√\t√\t")
    officer.read_text(text)
    (finding,) = [one for one in officer.open_findings() if one.code == "count-mismatch"]
    assert officer.settle(finding, "accept").status_code == 302
    officer.accept_all()
    officer.load()
    decision = Decision.objects.get(code="count-mismatch")
    assert (decision.task_key, decision.organisation_name, decision.outcome) == ("1", "宜都", "accepted")
    assert decision.decided_by.name.startswith("示例city_officer")
    assert decision.message == finding.content["message"]
    assert marks(Plan.objects.latest("id"), "1") == sorted(["三峡中专", "机电", "宜都"])


def test_loading_is_one_event_and_a_second_sending_is_the_same(officer):
    officer.read_text(MATRIX)
    officer.accept_all()
    fields = {"stamp": officer.stamp(), "_once": "the-same", "_version": officer.reading.version}
    for _ in range(2):
        assert officer.client.post(f"{officer.url}load/", fields).status_code == 302
    assert AuditEvent.objects.filter(action="home.load_reading", result="done").count() == 1
    assert Plan.objects.count() == 2
    assert "已装载" in officer.page()


def test_what_is_open_keeps_the_plan_from_being_loaded(officer):
    officer.read_text(MATRIX)
    questions = len(officer.open_findings())
    assert questions
    assert f"还有{questions}个疑点要处理" in officer.difference_text()
    answer = officer.send(f"{officer.url}load/", officer.reading.version, stamp="x")
    assert answer.status_code == 422
    assert f"还有 {questions} 个疑点没有处理" in answer.content.decode()
    assert Plan.objects.count() == 1


def test_a_document_without_a_table_offers_its_clauses_as_tasks(officer):
    text = MATRIX.partition("附件：")[0]
    officer.read_text(text)
    notes = officer.reading.findings.filter(code="clause-without-task")
    assert notes.count() == 2
    officer.accept_all()
    assert officer.send(f"{officer.url}accept-alike/", code="clause-without-task").status_code == 302
    assert officer.load().status_code == 302
    plan = Plan.objects.latest("id")
    found = Task.objects.filter(plan=plan).values_list("title", "basis")
    assert sorted(found) == [("加强教师队伍建设", "required"), ("深化产教融合", "cultivated")]
    assert Target.objects.get(plan=plan, task__title="加强教师队伍建设").quantity == 60
