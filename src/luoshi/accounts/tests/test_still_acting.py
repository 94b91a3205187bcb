"""An act reads the acting person again: who was removed, signed out or closed since then writes nothing."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from luoshi.accounts.actions import add_post, disable_user, end_post, end_sessions
from luoshi.accounts.models import Membership, Session, User
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import Busy, Refusal
from luoshi.common.models import AuditEvent, SiteState

ROUNDS = 5


@pytest.fixture
def began(town):
    """A request of a security administrator who just gave his password: its actor, and somebody to give a post to."""
    town.person("security_admin")  # one stays whatever happens
    town.person("system_admin")
    post = town.person("security_admin", password="Qx7-tuole-Wm")
    session = new_session(post)
    return post, actor_for(post, session=session.session_key), town.person("teacher", "academy")


def new_session(post):
    now = clock.now()
    return Session.objects.create(
        session_key="a-browser",
        session_data="",
        expire_date=now,
        started_at=now,
        user_id_hint=post.user_id,
    )


def grant(began):
    _post, actor, teacher = began
    return add_post(user=teacher.user, organisation=teacher.organisation, role="finance", by=actor)


def lose_the_post(post):
    end_post(post=post, reason="调离", by=system_actor(), version=post.version)


def lose_the_account(post):
    disable_user(user=post.user, reason="停用", by=system_actor(), version=post.user.version)
    new_session(post)


def lose_the_session(post):
    end_sessions(post.user)


def test_who_still_holds_the_post_acts(began):
    grant(began)
    assert Membership.objects.filter(user=began[2].user, role="finance").exists()


@pytest.mark.parametrize("lose", [lose_the_post, lose_the_account, lose_the_session])
def test_who_lost_post_account_or_session_meanwhile_writes_nothing(began, lose):
    lose(began[0])
    with pytest.raises(PermissionDenied):
        grant(began)
    assert not Membership.objects.filter(user=began[2].user, role="finance").exists()
    event = AuditEvent.objects.order_by("id").last()
    assert (event.action, event.result) == ("accounts.add_post", "refused")


@pytest.mark.django_db(transaction=True)
def test_of_two_security_administrators_who_end_each_others_post_one_stays(town):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
    town.person("security_admin")  # a third, so that no other rule keeps the last one
    for _ in range(ROUNDS):
        pair = [town.person("security_admin") for _ in range(2)]
        assert sorted(at_once(*pair)) == ["done", "refused"]
        assert memberships_today().filter(pk__in=[post.pk for post in pair]).count() == 1
        User.objects.filter(memberships__in=pair).update(is_active=False)


def at_once(one, other):
    start, ends = threading.Barrier(2), []

    def run(by, post):
        actor = actor_for(by)
        start.wait(timeout=30)
        try:
            ends.append(ended(actor, post))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


def ended(actor, post):
    """A lock that did not come in time is asked for again, as a browser does after 503."""
    for _ in range(20):
        try:
            end_post(post=post, reason="调离", by=actor, version=post.version)
        except Busy:
            continue
        except (Refusal, PermissionDenied):
            return "refused"
        return "done"
    return "busy"
