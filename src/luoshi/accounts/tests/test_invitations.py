"""Invitations for many at once: slips on one answer, each link used once."""

import datetime as dt
import re

import pytest
from django.test import Client

from luoshi.accounts.models import Ticket
from luoshi.common import clock
from luoshi.common.models import AuditEvent


@pytest.fixture
def system(town):
    return town.person("system_admin", name="示例沈浩", password="Qx7-tuole-Wm")


def send(client, organisation, **more):
    return client.post(
        "/accounts/invitations/", {"organisation": organisation.public_id, "days": "7", **more}
    )


def test_a_whole_school_gets_slips_that_work_once(town, system, signed_in):
    people = [town.person("teacher", "village", name=f"示例{n}") for n in range(3)]
    town.person("teacher", "village", name="已开通", password="Qx7-tuole-Wm")
    town.person("teacher", "academy", name="别校")
    client = signed_in(system)
    assert (
        "还没有开通的 3 人"
        in client.get(f"/accounts/invitations/?organisation={town.village.public_id}&days=3").content.decode()
    )
    page = send(client, town.village, _once="a").content.decode()
    links = re.findall(r"/tickets/([\w-]+)/", page)
    assert len(set(links)) == 3
    assert "别校" not in page
    assert page.count("data:image/svg+xml") == 3
    life = Ticket.objects.first().expires_at - clock.now()
    assert dt.timedelta(days=6, hours=23) < life <= dt.timedelta(days=7)
    assert not any(link in str(list(Ticket.objects.values())) for link in links)
    new = {"password": "Mq3#riverstone", "again": "Mq3#riverstone"}
    assert [Client().post(f"/tickets/{links[0]}/", new).status_code for _ in range(2)] == [302, 410]
    assert AuditEvent.objects.filter(action="accounts.issue_invitations", result="done").count() == 1
    assert len(people) == 3


def test_slips_say_whose_they_are_and_lie_together_by_school(town, system, signed_in):
    for name, place in (
        ("示例丙", "academy"),
        ("示例乙", "village"),
        ("示例甲", "academy"),
        ("示例甲", "village"),
    ):
        town.person("teacher", place, name=name)
    client = signed_in(system)
    listed = client.get("/accounts/invitations/").content.decode()
    assert f"{town.city.short}及下属单位还没有开通的 4 人" in listed
    assert f"{town.academy.short}</strong>（2 人）：示例丙、示例甲" in listed
    slips = re.findall(r"<strong>(示例.)</strong>（(.+?) 教师）", send(client, town.city).content.decode())
    assert [place for _, place in slips] in (
        [town.village.short] * 2 + [town.academy.short] * 2,
        [town.academy.short] * 2 + [town.village.short] * 2,
    )
    assert [name for name, _ in slips if name == "示例甲"] == ["示例甲"] * 2


def test_the_same_form_again_shows_no_links_and_makes_none(town, system, signed_in):
    town.person("teacher", "village")
    client = signed_in(system)
    send(client, town.village, _once="a")
    again = send(client, town.village, _once="a")
    assert "已经显示过一次" in again.content.decode()
    assert Ticket.objects.count() == 1
    nobody = send(client, town.village, _once="b")
    assert nobody.status_code == 422
    assert "没有需要邀请的人员" in nobody.content.decode()


def test_administrators_are_never_among_them(town, system, signed_in):
    town.person("log_admin")
    answer = send(signed_in(system), town.city)
    assert answer.status_code == 422
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("days", ["", "2", "30", "x"])
def test_no_other_span_is_taken(town, system, signed_in, days):
    town.person("teacher", "village")
    assert send(signed_in(system), town.village, days=days).status_code == 422
    assert Ticket.objects.count() == 0
