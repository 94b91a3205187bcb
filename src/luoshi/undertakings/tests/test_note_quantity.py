"""How much an organisation took on."""

from decimal import Decimal

import pytest

from luoshi.undertakings.models import Duty


def page(duty):
    return f"/duties/{duty.public_id}/quantity/"


def test_the_officer_notes_a_quantity_and_the_duty_page_tells_it(officer, send, duty):
    assert send(officer, page(duty), duty, quantity="2").status_code == 302
    duty.refresh_from_db()
    assert (duty.quantity, duty.version) == (Decimal(2), 2)
    assert "由未定改为2" in officer.get(f"/duties/{duty.public_id}/").content.decode()


def test_an_empty_field_takes_the_quantity_away(officer, send, duty):
    Duty.objects.filter(pk=duty.pk).update(quantity=3)
    assert 'value="3"' in officer.get(page(duty)).content.decode()
    assert send(officer, page(duty), duty, quantity="").status_code == 302
    duty.refresh_from_db()
    assert duty.quantity is None


@pytest.mark.parametrize(
    ("typed", "words"), [("-1", "数量不能是负数"), ("两个", "数量要填数字"), ("1e99", "请")]
)
def test_what_is_no_quantity_is_refused_and_stays_in_the_form(officer, send, duty, typed, words):
    answer = send(officer, page(duty), duty, quantity=typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert words in shown
    assert f'value="{typed}"' in shown
    duty.refresh_from_db()
    assert (duty.quantity, duty.version) == (None, 1)


def test_a_left_duty_has_no_quantity_to_change(officer, send, duty):
    send(officer, f"/duties/{duty.public_id}/withdraw/", duty, reason="误列")
    duty.refresh_from_db()
    answer = send(officer, page(duty), duty, quantity="2")
    assert answer.status_code == 422
    assert "请先恢复承接" in answer.content.decode()


def test_an_older_page_shows_both_versions(officer, send, duty):
    Duty.objects.filter(pk=duty.pk).update(version=4, quantity=7)
    answer = send(officer, page(duty), duty, quantity="2")
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "两个版本的差别" in shown
    assert "7" in shown
