"""Links to set a password: one use, short life, bound to one person, built from the configured address."""

import datetime as dt

import pytest

from luoshi.accounts.actions import (
    change_password,
    disable_user,
    end_post,
    hash_of,
    issue_ticket,
    new_secret,
    use_ticket,
)
from luoshi.accounts.models import Session, Ticket
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import anonymous_actor, system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent

from .conftest import GOOD_PASSWORD

NEW = {"password": GOOD_PASSWORD, "again": GOOD_PASSWORD}


@pytest.fixture
def teacher(town):
    return town.person("teacher", "village", name="示例教师")


@pytest.fixture
def admin(town):
    return town.person("system_admin")


def link_for(post, purpose=Ticket.Purpose.INVITATION):
    secret = new_secret()
    issue_ticket(user=post.user, purpose=purpose, secret=secret, by=system_actor())
    return f"/tickets/{secret}/"


def test_the_person_sets_a_password_and_signs_in_with_it(teacher, client):
    link = link_for(teacher)
    assert "示例教师" in client.get(link).content.decode()
    answer = client.post(link, NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert client.get("/me/").status_code == 302  # the link alone signs nobody in
    signed = client.post("/sign-in/", {"account": teacher.user.mobile, "password": GOOD_PASSWORD})
    assert signed["Location"] == "/desk/"


def test_a_link_works_once(teacher, client):
    link = link_for(teacher)
    client.post(link, NEW)
    for answer in (client.get(link), client.post(link, NEW)):
        assert answer.status_code == 410
        assert "再要一个" in answer.content.decode()


def test_looking_at_a_link_does_not_use_it_up(teacher, client):
    link = link_for(teacher)
    client.get(link)
    client.head(link)
    assert client.post(link, NEW).status_code == 302


@pytest.mark.parametrize(
    ("purpose", "life"),
    [(Ticket.Purpose.INVITATION, dt.timedelta(hours=24)), (Ticket.Purpose.RESET, dt.timedelta(minutes=30))],
)
def test_a_link_lives_shortly(teacher, client, purpose, life):
    link = link_for(teacher, purpose)
    ticket = Ticket.objects.get()
    assert ticket.expires_at - ticket.created_at <= life + dt.timedelta(seconds=1)
    Ticket.objects.update(expires_at=clock.now())
    assert client.get(link).status_code == 410
    assert client.post(link, NEW).status_code == 410


def test_used_expired_and_invented_links_look_alike(teacher, client):
    used = link_for(teacher)
    client.post(used, NEW)
    client.get("/sign-in/")  # shows the message of success
    assert client.get(used).content == client.get("/tickets/no-such-secret/").content


def test_a_new_link_makes_the_old_one_worthless(teacher, client):
    first = link_for(teacher)
    second = link_for(teacher)
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)


def test_changing_the_password_and_disabling_make_a_link_worthless(town, client):
    changed, off = town.person("teacher", "village"), town.person("teacher", "academy")
    links = [link_for(changed), link_for(off)]
    change_password(
        user=changed.user, password=GOOD_PASSWORD, by=actor_for(changed), version=changed.user.version
    )
    disable_user(user=off.user, reason="离职", by=system_actor(), version=off.user.version)
    assert [client.get(link).status_code for link in links] == [410, 410]


def test_only_the_hash_of_a_link_is_kept(teacher):
    secret = link_for(teacher).split("/")[2]
    ticket = Ticket.objects.get()
    assert ticket.token_hash == hash_of(secret)
    assert len(secret) >= 32  # 192 bits
    assert secret not in str([event.changes for event in AuditEvent.objects.all()])


def test_a_weak_or_mistyped_password_is_refused_and_the_link_stays(teacher, client):
    link = link_for(teacher)
    weak = client.post(link, {"password": "kurz", "again": "kurz"})
    assert weak.status_code == 422
    assert "至少 10 位" in weak.content.decode()
    differing = client.post(link, {"password": GOOD_PASSWORD, "again": "Another-7x-Wm"})
    assert "不一样" in differing.content.decode()
    teacher.user.refresh_from_db()
    assert not teacher.user.has_usable_password()
    assert client.get(link).status_code == 200


def test_setting_a_password_ends_all_sessions(teacher, client, signed_in):
    browser = signed_in(teacher)
    client.post(link_for(teacher), NEW)
    assert browser.get("/me/").status_code == 302
    assert not Session.objects.filter(user_id_hint=teacher.user.pk).exists()


def test_of_two_who_use_a_link_at_once_the_second_is_refused(teacher):
    link_for(teacher)
    ticket = Ticket.objects.get()
    use_ticket(ticket=ticket, password=GOOD_PASSWORD, by=anonymous_actor())
    with pytest.raises(RuleBroken, match="再要一个"):
        use_ticket(ticket=ticket, password="Zu9+pifeng-Ka", by=anonymous_actor())
    teacher.user.refresh_from_db()
    assert teacher.user.check_password(GOOD_PASSWORD)


def test_the_page_keeps_its_address_to_itself(teacher, client):
    answer = client.get(link_for(teacher))
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]


# ---- the slip


def issue(client, post, **more):
    return client.post(f"/accounts/{post.user.public_id}/ticket/", {"_once": "key-1", **more})


def test_the_slip_shows_the_link_from_the_configured_address_once(teacher, admin, signed_in, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://luoshi.example"
    client = signed_in(admin)
    answer = client.post(
        f"/accounts/{teacher.user.public_id}/ticket/", {"_once": "key-1"}, headers={"Host": "evil.example"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "https://luoshi.example/tickets/" in page
    assert "evil.example" not in page
    assert 'src="data:image/svg+xml' in page
    assert "no-store" in answer["Cache-Control"]
    again = issue(client, teacher)
    assert "/tickets/" not in again.content.decode()
    assert "已经显示过一次" in again.content.decode()
    assert Ticket.objects.count() == 1


def test_whoever_has_a_password_gets_a_reset_and_others_an_invitation(teacher, town, admin, signed_in):
    opened = town.person("teacher", "village", password=GOOD_PASSWORD)
    client = signed_in(admin)
    issue(client, teacher)
    client.post(f"/accounts/{opened.user.public_id}/ticket/", {"_once": "key-2"})
    purposes = dict(Ticket.objects.values_list("user", "purpose"))
    assert purposes == {teacher.user.pk: "invitation", opened.user.pk: "reset"}


@pytest.mark.parametrize(
    ("how", "said"), [("disabled", "先启用"), ("without post", "先由安全管理员授予岗位")]
)
def test_who_could_not_sign_in_anyway_gets_no_link(teacher, admin, signed_in, how, said):
    if how == "disabled":
        disable_user(user=teacher.user, reason="离职", by=system_actor(), version=teacher.user.version)
    else:
        end_post(post=teacher, reason="调动", by=system_actor(), version=teacher.version)
    answer = issue(signed_in(admin), teacher)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Ticket.objects.exists()
