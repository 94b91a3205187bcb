"""A document imported again into its plan: what was settled the first time is offered, with who settled it and when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luoshi.common.models import AuditEvent
from luoshi.plans.models import Plan
from luoshi.policies.models import Decision, Reading

from .documents import MATRIX
from .importing import Importer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OFFER = "照上次办理"
MORE = "（三）推进教学改革。培育一批典型案例，建设一批精品课程。\n附件："
DOCUMENT = MATRIX.replace("附件：", MORE)


@pytest.fixture
def settled(officer, yichang):
    """The small document loaded: one finding set aside, one corrected, the rest accepted; who did it."""
    officer.read_text(DOCUMENT)
    first, second, *rest = officer.open_findings()
    assert officer.settle(first, "set-aside", reason="等市里定数").status_code == 302
    assert officer.settle(second, "correct", reason="已与学校核对", **a_correction(second)).status_code == 302
    for finding in rest:
        assert officer.settle(finding, "accept").status_code == 302
    assert officer.load().status_code == 302
    return officer.reading


def a_correction(finding):
    """A value for whatever form the finding has."""
    return {"remark": "核对过", "comparator": "at_least", "quantity": "3", "unit": "个", "declared": "1"}


@pytest.fixture
def again(settled, yichang, signed_in):
    """Another officer of the bureau imports the same text into the plan it became."""
    other = Importer(signed_in(yichang.post("city_officer")))
    other.read_text(DOCUMENT, plan=Plan.objects.latest("id").public_id)
    return other


def by_message(reading):
    return {row.content["message"]: row for row in reading.findings.all()}


def act(importer, *findings, **more):
    sent = {"finding": [row.public_id for row in findings], **more}
    return importer.send(f"{importer.url}as-before/", **sent)


def test_all_are_settled_as_before_and_say_after_whom(settled, again):
    then, now = by_message(settled), by_message(again.reading)
    assert set(then) == set(now)
    assert again.page().count('name="finding"') >= len(again.open_findings())
    asked = again.open_findings()
    assert len(asked) > 2
    assert act(again, *asked).status_code == 302
    assert again.open_findings() == []
    day = f"{timezone.localtime():%Y年%-m月%-d日}"
    for message, row in by_message(again.reading).items():
        if row.public_id in {each.public_id for each in asked}:
            before = then[message]
            assert (row.state, row.value["value"]) == (before.state, before.value["value"])
            assert f"照上次办理（{before.decided_by.name}{day}" in row.value["reason"]
            assert before.value["reason"] in row.value["reason"]
            assert row.decided_by != before.decided_by
    assert AuditEvent.objects.filter(action="policies.settle_as_before").count() == 1
    assert again.load().status_code == 302
    assert Decision.objects.filter(reason__startswith="照上次办理").count() == len(asked)


def test_the_question_under_work_shows_what_was_decided_and_takes_it_alone(settled, again):
    first = again.open_findings()[0]
    page = again.page(f"?finding={first.public_id}")
    assert all(words in page for words in (OFFER, "上次已搁置", "等市里定数", settled.started_by.name))
    assert act(again, first).status_code == 302
    first.refresh_from_db()
    assert first.state == "set_aside"
    assert again.settle(first, "reopen").status_code == 302
    assert OFFER in again.page(f"?finding={first.public_id}")  # opened again, it is offered again


def test_what_changed_in_the_document_is_asked_anew(settled, yichang, signed_in):
    other = Importer(signed_in(yichang.post("city_officer")))
    revised = DOCUMENT.replace("遴选一批示范性实训基地", "遴选一批高水平实训基地")
    other.read_text(revised, plan=Plan.objects.latest("id").public_id)
    new = [row for row in other.open_findings() if "高水平" in row.content["message"]]
    assert new
    assert all(
        OFFER not in other.page(f"?finding={row.public_id}").split("finding-message")[1] for row in new
    )
    answer = act(other, *new)
    assert answer.status_code == 422
    assert "不再相同" in answer.content.decode()
    assert {
        row.state for row in by_message(other.reading).values() if "高水平" in row.content["message"]
    } == {"open"}


def test_one_that_somebody_settled_meanwhile_leaves_all_as_they_were(again):
    first, second, *_ = again.open_findings()
    assert again.settle(first, "accept").status_code in (302, 422)
    first.refresh_from_db()
    if first.state == "open":  # nothing to accept there: set it aside
        assert again.settle(first, "set-aside", reason="另行核定").status_code == 302
    assert act(again, first, second).status_code == 422
    second.refresh_from_db()
    assert second.state == "open"
    assert act(again).status_code == 422


def test_sent_twice_it_is_done_once(again):
    first = again.open_findings()[0]
    assert act(again, first, _once="same-key").status_code == 302
    assert act(again, first, _once="same-key").status_code == 302
    first.refresh_from_db()
    assert AuditEvent.objects.filter(action="policies.settle_as_before").count() == 1


def test_a_new_plan_and_another_bureau_are_offered_nothing(settled, officer):
    officer.read_text(DOCUMENT)
    assert OFFER not in officer.page()
    Reading.objects.filter(pk=officer.reading.pk).update(plan_id_wanted="nowhere")
    assert OFFER not in officer.page()


def test_the_page_costs_no_more_queries_for_many_offers_than_for_one(again):
    asked = again.open_findings()
    with CaptureQueriesContext(connection) as many:
        again.page()
    assert act(again, *asked[1:]).status_code == 302
    with CaptureQueriesContext(connection) as one:
        again.page()
    assert len(many) <= len(one)


def test_a_new_plan_of_a_name_that_is_there_already_is_told_before_loading(settled, officer):
    officer.read_text(DOCUMENT)
    assert "已有同名计划" in officer.page("difference/")
    officer.read_text(DOCUMENT, plan=Plan.objects.latest("id").public_id)
    assert "已有同名计划" not in officer.page("difference/")
