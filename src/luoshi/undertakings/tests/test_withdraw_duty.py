"""An organisation leaves a task: who may, when, and what stays."""

import re

import pytest

from luoshi.common.models import AuditEvent
from luoshi.undertakings.models import Duty

REASON = "依据市教育局 2026 年第 7 号函"


def without_token(answer):
    """The page but for the token against forged forms, which differs on every page."""
    return re.sub(rb'("X-CSRFToken": "|"csrfmiddlewaretoken" value=")[^"]+', b"", answer.content)


def page(duty):
    return f"/duties/{duty.public_id}/withdraw/"


def test_the_officer_withdraws_a_duty_with_a_reason(officer, send, duty):
    answer = send(officer, page(duty), duty, reason=REASON)
    assert (answer.status_code, answer["Location"]) == (302, f"/duties/{duty.public_id}/")
    duty.refresh_from_db()
    assert (duty.stage, duty.version) == ("left", 2)
    assert duty.left_at is not None
    shown = officer.get(answer["Location"]).content.decode()
    assert "已退出" in shown
    assert REASON in shown


def test_the_matrix_then_reads_both_counts(officer, send, duty, yichang):
    send(officer, page(duty), duty, reason=REASON)
    shown = officer.get(f"/plans/{yichang.plan.public_id}/matrix/").content.decode()
    assert "文件 9 · 现 8" in shown
    assert "文件 99 · 现 98" in shown
    assert f'data-task="{duty.task.public_id}" data-organisation="{duty.organisation.public_id}"' not in shown


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_happens(officer, send, duty, reason):
    answer = send(officer, page(duty), duty, reason=reason)
    assert answer.status_code == 422
    assert "请写明理由" in answer.content.decode()
    duty.refresh_from_db()
    assert (duty.stage, duty.version) == ("undertaken", 1)


def test_a_duty_that_was_left_cannot_be_left_again(officer, send, duty):
    send(officer, page(duty), duty, reason=REASON)
    duty.refresh_from_db()
    answer = send(officer, page(duty), duty, reason=REASON)
    assert answer.status_code == 422
    assert "不能退出承接" in answer.content.decode()
    duty.refresh_from_db()
    assert duty.version == 2


def test_an_older_page_is_told_and_keeps_what_was_typed(officer, send, duty):
    Duty.objects.filter(pk=duty.pk).update(version=5)
    answer = send(officer, page(duty), duty, reason=REASON)
    assert answer.status_code == 409
    assert REASON in answer.content.decode()
    duty.refresh_from_db()
    assert duty.stage == "undertaken"


def test_the_same_form_sent_twice_leaves_once(officer, send, duty):
    for _ in range(2):
        answer = send(officer, page(duty), duty, reason=REASON, _once="one-form")
        assert answer.status_code == 302
    done = AuditEvent.objects.filter(action="undertakings.withdraw_duty", result="done")
    assert done.count() == 1


@pytest.mark.parametrize(
    ("role", "place"), [("school_head", "zhijiang"), ("county_officer", "zhijiang-bureau")]
)
def test_who_sees_the_duty_but_does_not_edit_the_plan_is_refused(yichang, signed_in, send, duty, role, place):
    client = signed_in(yichang.post(role, place))
    assert client.get(page(duty)).status_code == 403
    assert send(client, page(duty), duty, reason=REASON).status_code == 403
    duty.refresh_from_db()
    assert duty.stage == "undertaken"


def test_a_foreign_duty_answers_like_none_at_all(yichang, signed_in, send, duty):
    client = signed_in(yichang.post("school_head", "sanxia"))
    foreign = send(client, page(duty), duty, reason=REASON)
    none = send(client, "/duties/22222222222222222222/withdraw/", duty, reason=REASON)
    assert (foreign.status_code, none.status_code) == (404, 404)
    assert without_token(foreign) == without_token(none)
