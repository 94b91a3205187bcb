"""A link for an administrator opens only when a second person, a security administrator, has confirmed it."""

import re

import pytest
from django.test import Client

from luoshi.accounts.actions import add_post, end_post, issue_ticket, new_secret, use_ticket
from luoshi.accounts.confirming import confirm_ticket
from luoshi.accounts.models import Ticket
from luoshi.accounts.queries import actor_for
from luoshi.common.actor import anonymous_actor, system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent

from .conftest import GOOD_PASSWORD

NEW = {"password": GOOD_PASSWORD, "again": GOOD_PASSWORD}


@pytest.fixture
def team(town):
    """The three administrators, the log administrator with a password, and a second system administrator."""
    made = {role: town.person(role) for role in ("system_admin", "security_admin")}
    made["log_admin"] = town.person("log_admin", name="示例日志", password=GOOD_PASSWORD)
    made["other"] = town.person("system_admin", password=GOOD_PASSWORD)
    return made


def link(signed_in, team, whose):
    """What the system administrator gets: the answer, and the address on the slip."""
    answer = signed_in(team["system_admin"]).post(
        f"/accounts/{team[whose].user.public_id}/ticket/", {"_once": f"for-{whose}"}
    )
    found = re.search(r"(/tickets/[\w-]+/)", answer.content.decode())
    return answer, found and found[1]


def confirmed(client, team):
    """The answer to the button on the page of the log administrator."""
    page = client.get(page_of(team, "log_admin")).content.decode()
    found = re.search(r'name="ticket" value="(\w+)"', page)
    form = {"ticket": found[1] if found else ""}
    return client.post(page_of(team, "log_admin") + "ticket/confirm/", form)


def page_of(team, whose):
    return f"/people/{team[whose].user.public_id}/"


@pytest.mark.parametrize("whose", ["log_admin", "other"])
def test_a_system_administrator_alone_cannot_take_over_another_administrator(team, signed_in, whose):
    answer, address = link(signed_in, team, whose)
    assert "要由安全管理员确认" in answer.content.decode()
    stranger = Client()
    for tried in (stranger.get(address), stranger.post(address, NEW | {"password": "Zu9+pifeng-Ka"})):
        assert tried.status_code == 403
        assert "还要确认" in tried.content.decode()
    with pytest.raises(RuleBroken):
        use_ticket(ticket=Ticket.objects.get(), password="Zu9+pifeng-Ka", by=anonymous_actor())
    team[whose].user.refresh_from_db()
    assert team[whose].user.check_password(GOOD_PASSWORD)


def test_a_security_administrator_finds_it_on_the_desk_confirms_it_and_the_link_opens(team, signed_in):
    _, address = link(signed_in, team, "log_admin")
    client = signed_in(team["security_admin"])
    assert "示例日志的重设密码链接等待确认" in client.get("/desk/").content.decode()
    assert "请先向示例日志本人核实" in client.get(page_of(team, "log_admin")).content.decode()
    assert confirmed(client, team).status_code == 302
    assert "等待确认" not in client.get("/desk/").content.decode()
    assert (
        Client().post(address, {**NEW, "password": "Zu9+pifeng-Ka", "again": "Zu9+pifeng-Ka"}).status_code
        == 302
    )
    event = AuditEvent.objects.get(action="accounts.confirm_ticket")
    assert event.user == team["security_admin"].user.public_id


def test_a_link_that_nobody_asked_for_is_voided_even_after_it_was_confirmed(team, signed_in):
    _, address = link(signed_in, team, "log_admin")
    client = signed_in(team["security_admin"])
    confirmed(client, team)
    assert client.post(page_of(team, "log_admin") + "ticket/void/").status_code == 302
    assert Client().get(address).status_code == 410
    again = client.post(page_of(team, "log_admin") + "ticket/void/")
    assert (again.status_code, "不用作废" in again.content.decode()) == (422, True)
    nothing = confirmed(client, team)
    assert (nothing.status_code, "没有等待确认的链接" in nothing.content.decode()) == (422, True)


@pytest.mark.parametrize("who", ["system_admin", "other", "log_admin"])
def test_nobody_but_a_security_administrator_confirms(team, signed_in, who):
    link(signed_in, team, "log_admin")
    assert signed_in(team[who]).post(page_of(team, "log_admin") + "ticket/confirm/").status_code == 403
    assert Ticket.objects.get().awaits_confirmation
    refused = AuditEvent.objects.get(action="accounts.confirm_ticket")
    assert (refused.result, refused.user) == ("refused", team[who].user.public_id)


def test_the_only_security_administrator_gets_no_link_and_is_told_the_way_out(team, signed_in):
    answer, address = link(signed_in, team, "security_admin")
    assert (answer.status_code, address) == (422, None)
    assert "请先增加一位安全管理员" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_of_two_security_administrators_the_other_confirms_never_oneself(team, town, signed_in):
    second = town.person("security_admin")
    _, address = link(signed_in, team, "security_admin")
    own = signed_in(team["security_admin"])
    assert "请另一位安全管理员办理" in own.get(page_of(team, "security_admin")).content.decode()
    assert own.post(page_of(team, "security_admin") + "ticket/confirm/").status_code == 403
    seen = Ticket.objects.get().public_id
    confirm_ticket(user=team["security_admin"].user, seen=seen, by=actor_for(second))
    assert Client().get(address).status_code == 200


def test_a_link_taken_out_before_the_person_became_an_administrator_is_void(team, town):
    teacher = town.person("teacher", "village")
    issue_ticket(
        user=teacher.user, purpose="invitation", secret=new_secret(), by=actor_for(team["system_admin"])
    )
    end_post(post=teacher, reason="调动", by=system_actor(), version=teacher.version)
    add_post(
        user=teacher.user, organisation=town.city, role="log_admin", by=actor_for(team["security_admin"])
    )
    assert not Ticket.objects.filter(used_at__isnull=True).exists()


def test_a_link_issued_again_after_the_second_person_looked_is_not_confirmed_unseen(team, signed_in):
    link(signed_in, team, "log_admin")
    seen = Ticket.objects.get().public_id
    issue_ticket(
        user=team["log_admin"].user, purpose="reset", secret=new_secret(), by=actor_for(team["system_admin"])
    )
    client = signed_in(team["security_admin"])
    answer = client.post(page_of(team, "log_admin") + "ticket/confirm/", {"ticket": seen})
    assert (answer.status_code, "又重新发放过" in answer.content.decode()) == (422, True)
    assert Ticket.objects.get(used_at=None).awaits_confirmation
    assert confirmed(client, team).status_code == 302


def test_a_password_set_before_the_person_became_an_administrator_opens_nothing(team, town, signed_in):
    expert = town.person("expert", password=GOOD_PASSWORD)
    browser = signed_in(expert)
    end_post(post=expert, reason="改任", by=actor_for(team["security_admin"]), version=expert.version)
    add_post(user=expert.user, organisation=town.city, role="log_admin", by=actor_for(team["security_admin"]))
    assert browser.get("/desk/").status_code == 302
    answer = Client().post("/sign-in/", {"account": expert.user.mobile, "password": GOOD_PASSWORD})
    assert answer.status_code == 422
