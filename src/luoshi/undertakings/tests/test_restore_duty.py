"""An organisation comes back to a task it had left."""

import pytest

REASON = "依据更正通知"


@pytest.fixture
def left(officer, send, duty):
    send(officer, f"/duties/{duty.public_id}/withdraw/", duty, reason="误退")
    duty.refresh_from_db()
    return duty


def page(duty):
    return f"/duties/{duty.public_id}/restore/"


def test_the_officer_restores_a_left_duty_and_the_counts_agree_again(officer, send, left, yichang):
    answer = send(officer, page(left), left, reason=REASON)
    assert answer.status_code == 302
    left.refresh_from_db()
    assert (left.stage, left.left_at, left.version) == ("undertaken", None, 3)
    shown = officer.get(f"/plans/{yichang.plan.public_id}/matrix/").content.decode()
    assert "文件 9 · 现 8" not in shown


def test_a_duty_in_force_cannot_be_restored(officer, send, duty):
    answer = send(officer, page(duty), duty, reason=REASON)
    assert answer.status_code == 422
    assert "不能恢复承接" in answer.content.decode()


def test_a_reason_is_needed(officer, send, left):
    assert send(officer, page(left), left, reason="").status_code == 422
    left.refresh_from_db()
    assert left.stage == "left"


def test_a_school_may_not_restore_its_own_duty(yichang, signed_in, send, left):
    client = signed_in(yichang.post("school_head", "zhijiang"))
    assert send(client, page(left), left, reason=REASON).status_code == 403
    left.refresh_from_db()
    assert left.stage == "left"
