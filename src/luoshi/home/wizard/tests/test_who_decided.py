"""Who decided what is told for ever at the clause and at the table cell it was about."""

import pytest
from django.urls import reverse

from luoshi.core.packs.settling import fingerprint
from luoshi.plans.models import Plan
from luoshi.policies.models import Clause
from luoshi.policies.settling import settled_reading
from luoshi.undertakings.models import Duty

from .documents import MATRIX

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEADING = "读取文件时的处理"


def clause_page(officer, number):
    plan = Plan.objects.latest("id")
    clause = Clause.objects.get(document=plan.document, number=number)
    return officer.client.get(reverse("clause", args=[clause.public_id])).content.decode()


def test_the_clause_shows_what_was_settled_in_it_and_no_other_clause_does(officer):
    officer.read_text(MATRIX)
    asked = [finding.content["message"] for finding in officer.open_findings()]
    officer.accept_all()
    officer.load()
    assert any("没有写明数量" in message for message in asked)
    page = clause_page(officer, "一（二）")
    assert HEADING in page
    assert "没有写明数量，请确认。" in page
    assert "采纳建议" in page
    assert officer.reading.started_by.name in page
    assert "要求各校都要做" in (other := clause_page(officer, "一（一）"))
    assert "没有写明数量" not in other
    assert HEADING not in clause_page(officer, "一")


def test_a_task_given_to_a_clause_by_hand_is_told_at_the_clause(officer):
    officer.read_text(MATRIX)
    officer.accept_all()
    result = settled_reading(officer.reading)
    clauses = {clause["number"]: clause["id"] for clause in result["clauses"]}
    officer.send(
        f"{officer.url}corrections/",
        task="1",
        names=["三峡中专", "机电"],
        declared=2,
        clause=clauses["一（二）"],
        seen=fingerprint(result, {"task": "1"}),
        reason="以文件第二条为准",
    )
    officer.load()
    page = clause_page(officer, "一（二）")
    assert "经办人更正：任务“1 提高双师型教师占比”：条款“一（二）”" in page
    assert "以文件第二条为准" in page


def test_the_cell_shows_who_settled_its_mark(officer):
    officer.read_text(MATRIX.replace("占比\t2\t√\t√\t", "占比\t3\t√\t√\t"))
    officer.accept_all()
    officer.load()
    duty = Duty.objects.get(task__key="1", task__plan=Plan.objects.latest("id"), organisation__short="宜都")
    page = officer.client.get(reverse("duty", args=[duty.public_id])).content.decode()
    assert "但宜都没有标记，请确认。" in page
    assert officer.reading.started_by.name in page
