"""What departs from the document needs a reply of the level above: asked for with the last word, reminded of."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.workdays import workdays
from luoshi.undertakings import actions, replies

from .requests import act, cast, fresh, on_paper, passed, sent

HINT = "与文件不一致，需要上级批复。"
FIRST = ("head", "county", "leader")


@pytest.fixture
def there(yichang):
    return cast(yichang)


@pytest.fixture
def waiting(there):
    """At its last step."""
    return passed(there, sent(there), *FIRST)


def decide(client, request, **said):
    row = fresh(request)
    return client.post(
        reverse("pass-change-request", args=[row.public_id]), {"_version": row.version, **said}
    )


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def page(client, request):
    return words(client.get(reverse("change-request", args=[request.public_id])))


def test_the_last_step_shows_why_and_asks_for_the_number_or_that_it_is_to_come(there, waiting, signed_in):
    section = signed_in(there.section)
    form = page(section, waiting).split('id="approval"')[1].split("</form>")[0]
    assert HINT in form
    assert "上级批复文号" in form
    refused = decide(section, waiting, comment="同意", _once="1")
    assert refused.status_code == 422
    assert re.search(r'id="id_reply_error">\s*<li>这件事需要上级批复', words(refused))
    assert fresh(waiting).state == "running"
    assert decide(section, waiting, reply="鄂教函〔2026〕3号", _once="2").status_code == 302
    done = fresh(waiting)
    assert (done.state, done.number) == ("applied", "鄂教函〔2026〕3号")
    assert list(replies.reminders(clock.today())) == []


def test_still_to_come_is_reminded_of_until_it_is_noted(there, waiting, signed_in):
    section = signed_in(there.section)
    assert decide(section, waiting, reply_later="on", _once="3").status_code == 302
    (reminder,) = replies.reminders(clock.today())
    assert reminder.due == workdays().after(clock.today(), replies.WITHIN)
    assert reminder.plan == there.plan.public_id
    assert {each.pk for each in reminder.to} >= {there.officer.pk, there.section.pk}
    assert {each.organisation_id for each in reminder.to} == {there.officer.organisation_id}
    assert "上级批复文号还没有登记" in page(section, waiting)
    assert "上级批复文号还没有登记" not in page(signed_in(there.office), waiting)
    act(actions.note_request_number, waiting, there.actor("officer"), number="鄂教函〔2026〕3号")
    assert list(replies.reminders(clock.today())) == []
    assert "上级批复文号还没有登记" not in page(section, waiting)


def test_nobody_is_asked_before_the_last_step_nor_where_the_number_stands_already(there, signed_in):
    early = passed(there, sent(there, number="鄂教函〔2025〕9号"), "head")
    assert "id_reply" not in page(signed_in(there.county), early)
    late = passed(there, early, "county", "leader")
    assert "id_reply" not in page(signed_in(there.section), late)
    assert decide(signed_in(there.section), late, _once="4").status_code == 302
    assert list(replies.reminders(clock.today())) == []


def test_a_return_is_not_held_up_by_it(there, waiting, signed_in):
    row = fresh(waiting)
    said = {"comment": "请补充", "to": "", "resume": "start", "_version": row.version, "_once": "5"}
    url = reverse("return-change-request", args=[row.public_id])
    assert signed_in(there.section).post(url, said).status_code == 302


def test_a_change_of_quantity_needs_none(there):
    applied = passed(there, sent(there, "quantity", quantity=9))
    assert (applied.state, replies.is_missing(applied)) == ("applied", False)


def test_a_number_is_noted_with_the_last_word_only(there):
    request = sent(there)
    act(actions.pass_request, request, there.actor("head"), reply="太早")
    assert fresh(request).number == ""
    passed(there, request, "county", "leader")
    clerk = there.actor("officer")
    leader = Membership.objects.get(pk=there.section.pk)
    act(actions.enter_request, request, clerk, leader=leader, reply="鄂教函〔2026〕4号", **on_paper())
    assert fresh(request).number == "鄂教函〔2026〕4号"
    assert fresh(request).applied_at - clock.now() < dt.timedelta(minutes=1)
