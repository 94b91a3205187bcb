"""Two administrators put each other out of office at the same instant: one remains."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.actions import disable_user
from luoshi.accounts.models import User
from luoshi.accounts.posts import refuse_leaving_empty
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common.errors import Busy, Refusal
from luoshi.common.models import SiteState

ROUNDS = 5


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_disable_each_other_one_stays(town):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
    for _ in range(ROUNDS):
        User.objects.filter(memberships__role="system_admin").update(is_active=False)
        pair = [town.person("system_admin") for _ in range(2)]
        ends = both_at_once(*((actor_for(by), other.user) for by, other in (pair, pair[::-1])))
        assert sorted(ends) == ["done", "refused"]
        assert memberships_today().filter(pk__in=[post.pk for post in pair]).count() == 1


def both_at_once(*pairs):
    start, ends = threading.Barrier(len(pairs)), []

    def run(by, user):
        start.wait(timeout=30)
        try:
            ends.append(disabled(by, user))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


def disabled(by, user):
    """A lock that did not come in time is asked for again, as a browser does after 503."""
    for _ in range(20):
        try:
            disable_user(user=user, reason="离岗", by=by, version=user.version)
        except Busy:
            continue
        except (Refusal, PermissionDenied):
            return "refused"
        return "done"
    return "busy"


@pytest.mark.django_db
def test_the_administrators_are_held_before_the_others_are_counted(town):
    posts = [town.person("system_admin") for _ in range(2)]
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        refuse_leaving_empty(posts[:1])
    first, *rest = [each["sql"] for each in asked if "accounts_membership" in each["sql"]]
    assert ("ORDER BY" in first, "is_active" in first, any("is_active" in sql for sql in rest)) == (
        True,
        False,
        True,
    )
