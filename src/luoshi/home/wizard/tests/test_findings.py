"""Settle a finding: accept, correct, set aside, reopen; two people at once; what nobody asked about."""

import pytest

from luoshi.common.models import AuditEvent, Draft
from luoshi.core.packs.settling import fingerprint
from luoshi.policies.models import Finding
from luoshi.policies.settling import settled_reading

from .documents import MATRIX
from .importing import Importer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ONE_TOO_FEW = MATRIX.replace("占比\t2\t√\t√\t", "占比\t3\t√\t√\t")


@pytest.fixture
def reading(officer):
    return officer.read_text(ONE_TOO_FEW)


def question(officer, code):
    return next(finding for finding in officer.open_findings() if finding.code == code)


def task(officer, key="1"):
    return next(task for task in settled_reading(officer.reading)["tasks"] if task["key"] == key)


def test_nothing_is_taken_over_before_somebody_has_said_so(officer, reading):
    assert task(officer)["undertaken_by"] == ["三峡中专", "机电"]
    assert task(officer)["proposed_by"] == ["宜都"]


def test_the_page_shows_the_document_with_the_place_and_what_accepting_does(officer, reading):
    finding = question(officer, "count-mismatch")
    page = officer.page(f"?finding={finding.public_id}")
    assert 'class="here" data-here>3</td>' in page
    assert "采纳后：任务“1 提高双师型教师占比”：宜都计入承接" in page


def test_accepting_takes_the_proposal_and_goes_on_to_the_next(officer, reading):
    finding = question(officer, "count-mismatch")
    answer = officer.settle(finding, "accept")
    assert "finding=" in answer["location"]
    assert finding.public_id not in answer["location"]
    assert task(officer)["undertaken_by"] == ["三峡中专", "机电", "宜都"]


def test_correcting_sets_marks_count_and_clause(officer, reading):
    finding = question(officer, "count-mismatch")
    fields = {"names": ["三峡中专"], "declared": "1", "clause": "", "reason": "以盖章件为准"}
    assert officer.settle(finding, "correct", **fields).status_code == 302
    after = task(officer)
    assert (after["undertaken_by"], after["declared"], after["clause"]) == (["三峡中专"], 1, None)
    page = officer.page(f"?finding={finding.public_id}")
    assert "以盖章件为准" in page
    assert "由三峡中专承接" in page


def test_setting_aside_needs_a_reason_and_keeps_what_was_read(officer, reading):
    finding = question(officer, "count-mismatch")
    answer = officer.settle(finding, "set-aside", reason=" ")
    assert answer.status_code == 422
    assert "搁置要写明理由" in answer.content.decode()
    assert Finding.objects.get(pk=finding.pk).state == "open"
    assert officer.settle(finding, "set-aside", reason="等待核实").status_code == 302
    assert task(officer)["undertaken_by"] == ["三峡中专", "机电"]


def test_reopening_takes_the_decision_back(officer, reading):
    finding = question(officer, "count-mismatch")
    officer.settle(finding, "accept")
    finding.refresh_from_db()
    assert officer.settle(finding, "reopen").status_code == 302
    assert task(officer)["undertaken_by"] == ["三峡中专", "机电"]
    assert question(officer, "count-mismatch") == finding


def test_of_two_officers_the_second_is_told_what_the_first_decided(officer, reading, yichang, signed_in):
    other = Importer(signed_in(yichang.post("section_head")))
    other.url = officer.url
    finding = question(officer, "count-mismatch")
    assert officer.settle(finding, "set-aside", reason="等待核实").status_code == 302
    answer = other.settle(
        finding, "correct", names=["三峡中专"], declared="1", clause="", reason="以盖章件为准"
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人已经处理过这个疑点" in page
    assert "等待核实" in page
    assert "以盖章件为准" in page  # what the second typed is not lost
    assert task(officer)["undertaken_by"] == ["三峡中专", "机电"]


def test_a_form_sent_twice_decides_once(officer, reading):
    finding = question(officer, "count-mismatch")
    for _ in range(2):
        answer = officer.settle(finding, "accept", _once="the-same")
        assert answer.status_code == 302
    assert AuditEvent.objects.filter(action="policies.accept_finding", result="done").count() == 1


def test_alike_questions_are_accepted_together_in_one_event(officer):
    officer.read_text(MATRIX.replace("一批示范性实训基地", "一批示范性实训基地、一批产业学院、一批精品课程"))
    alike = [one for one in officer.open_findings() if one.code == "target-number-unspoken"]
    assert len(alike) == 3
    assert f"同类的 {len(alike)} 个一起采纳" in officer.page(f"?finding={alike[0].public_id}")
    assert officer.send(f"{officer.url}accept-alike/", code="target-number-unspoken").status_code == 302
    assert {Finding.objects.get(pk=one.pk).state for one in alike} == {"accepted"}
    assert AuditEvent.objects.filter(action="policies.accept_alike").count() == 1


def test_a_target_without_a_number_gets_one(officer, reading):
    finding = question(officer, "target-number-unspoken")
    fields = {"comparator": "at_least", "quantity": "5", "unit": "个", "scope": "city", "due": "2025-12"}
    assert officer.settle(finding, "correct", **fields).status_code == 302
    target = next(one for one in settled_reading(officer.reading)["targets"] if one.get("decided"))
    assert (target["comparator"], target["quantity"], target["due"]) == ("at_least", 5, "2025-12")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"comparator": "range", "quantity": "3", "upper": "1"}, "下限小于上限"),
        ({"comparator": "at_least"}, "请写数量"),
        ({"comparator": "by_date"}, "要写期限"),
        ({"comparator": "some", "due": "明年"}, "期限请写成"),
    ],
)
def test_an_impossible_target_is_refused_in_words_with_the_input_kept(officer, reading, fields, message):
    finding = question(officer, "target-number-unspoken")
    answer = officer.settle(finding, "correct", **fields, reason="我写的说明")
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "我写的说明" in answer.content.decode()
    assert Finding.objects.get(pk=finding.pk).state == "open"


def by_hand(officer, **fields):
    seen = fingerprint(settled_reading(officer.reading), {"task": "2"})
    wanted = {"task": "2", "seen": seen, "names": ["机电"], "declared": "1", "clause": "", **fields}
    return officer.send(f"{officer.url}corrections/", **wanted)


def test_a_cell_nobody_asked_about_is_corrected_and_the_correction_undone(officer, reading):
    assert by_hand(officer, reason="现场核对").status_code == 302
    assert task(officer, "2")["undertaken_by"] == ["机电"]
    correction = officer.reading.findings.get(code="corrected-by-hand")
    assert "由机电承接" in correction.content["message"]
    assert officer.settle(correction, "reopen").status_code == 302
    assert task(officer, "2")["undertaken_by"] == ["宜都"]


def test_a_correction_from_an_older_page_is_refused(officer, reading):
    before = fingerprint(settled_reading(officer.reading), {"task": "2"})
    assert by_hand(officer).status_code == 302
    answer = by_hand(officer, seen=before, names=["三峡中专"])
    assert answer.status_code == 409
    assert task(officer, "2")["undertaken_by"] == ["机电"]


def test_what_is_half_typed_comes_back_and_goes_when_sent(officer, reading):
    finding = question(officer, "count-mismatch")
    sent = officer.send(f"{officer.url}findings/{finding.public_id}/draft/", reason="写到一半的说")
    assert sent.status_code == 204
    assert "写到一半的说" in officer.page(f"?finding={finding.public_id}")
    assert b"\xe5\x86\x99" not in bytes(Draft.objects.get().sealed)
    officer.settle(finding, "set-aside", reason="写到一半的说明")
    assert not Draft.objects.exists()


def test_after_loading_nothing_can_be_settled_any_more(officer, reading):
    officer.accept_all()
    officer.load()
    finding = officer.reading.findings.first()
    assert officer.settle(finding, "reopen").status_code == 422


@pytest.mark.parametrize(
    ("role", "organisation", "status"),
    [("school_head", "yidu", 404), ("county_officer", "yidu-bureau", 404), ("log_admin", "yichang", 404)],
)
def test_for_others_the_import_does_not_exist(
    officer, reading, yichang, signed_in, role, organisation, status
):
    other = Importer(signed_in(yichang.post(role, organisation)))
    finding = question(officer, "count-mismatch")
    for path in ("", "difference/", "files/0/", f"findings/{finding.public_id}/accept/", "load/", "discard/"):
        get = path in ("", "difference/", "files/0/")
        answer = other.client.get(officer.url + path) if get else other.send(officer.url + path, 1)
        assert answer.status_code == status, path
    assert Finding.objects.get(pk=finding.pk).state == "open"


@pytest.mark.parametrize("asked", ["9" * 4301, "-1", "²", "0x1", "99999"])
def test_a_senseless_number_in_the_address_opens_the_page_without_a_target(officer, reading, asked):
    answer = officer.client.get(f"{officer.url}?tab=targets&target={asked}&page={asked}")
    assert answer.status_code == 200
