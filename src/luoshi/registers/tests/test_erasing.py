"""Personal values go for good before their time by two persons only (controls SE-05)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from luoshi.accounts.models import Membership, Session
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.dataforms.answers import values_of
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.common.verifying import verify
from luoshi.registers import actions
from luoshi.registers.desk import desk_items
from luoshi.registers.invariants import INVARIANTS
from luoshi.registers.models import Entry, Erasure

from .samples import WANG
from .test_pages import text, url

REASON = {"reason": "本人离职，要求清除"}


@pytest.fixture
def gone(there):
    """Somebody who left the school: an ended entry with an identity number and a telephone."""
    wang = actions.add_entry(register=there.people, values=WANG, by=there.office)
    actions.confirm_entries(register=there.people, entries=[wang], by=there.office)
    wang.refresh_from_db()
    actions.end_entry(entry=wang, kind="left", on=clock.today(), by=there.office, version=wang.version)
    wang.refresh_from_db()
    return wang


@pytest.fixture
def head(there):
    return there.site.post("school_head", "zhijiang")


def is_there(entry):
    now = Entry.objects.select_related("answer").get(pk=entry.pk)
    return (values_of(now.answer).get("id_number") == WANG["id_number"], now.erased_at is None)


def press(client, name, row, **said):
    return client.post(reverse(name, args=[row.public_id]), {"_version": row.version, **said})


def proposed(there, gone, signed_in):
    assert press(signed_in(there.posts["office"]), "erase-register-entry", gone, **REASON).status_code == 302
    return gone.erasures.get()


def test_one_says_it_and_another_of_the_school_makes_it_so(there, gone, head, signed_in):
    office, other = signed_in(there.posts["office"]), signed_in(head)
    no_reason = press(office, "erase-register-entry", gone, reason="清")
    assert (no_reason.status_code, "请写明为什么要清除" in text(no_reason)) == (422, True)
    gone.refresh_from_db()
    said = proposed(there, gone, signed_in)
    assert is_there(gone) == (True, True)
    mine, theirs = text(office.get(url(gone))), text(other.get(url(gone)))
    assert ("提出的人不能自己确认" in mine, "确认清除个人信息" in mine) == (True, False)
    assert ("提出的人不能自己确认" in theirs, "确认清除个人信息" in theirs) == (False, True)
    titles = [item.title for item in desk_items(actor_for(head))]
    assert f"确认清除个人信息：{gone.label}" in titles
    assert not [item for item in desk_items(there.office) if "清除" in item.title]
    assert press(office, "confirm-register-erasure", said).status_code == 403
    assert press(other, "confirm-register-erasure", said).status_code == 302
    assert is_there(gone) == (False, False)
    mine = text(office.get(url(gone)))
    who = f"由{said.said_by.user.name}提请、{head.user.name}确认，个人信息已于"
    assert (who in mine, "满保留年数" in mine, "resume/" in mine) == (True, False, False), "not by its age"
    assert AuditEvent.objects.filter(action="registers.confirm_erasure", result="done").count() == 1
    assert not [item for item in desk_items(actor_for(head)) if "清除" in item.title]
    assert [each for one in INVARIANTS for each in one.check()] == []
    assert verify().ok


def test_two_posts_of_one_person_are_one_person(there, gone, signed_in):
    said = proposed(there, gone, signed_in)
    own = there.posts["office"]
    second = Membership.objects.create(user=own.user, organisation=own.organisation, role="deputy_head")
    with pytest.raises(PermissionDenied):
        actions.confirm_erasure(erasure=said, by=actor_for(second), version=said.version)
    assert is_there(gone) == (True, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=said.pk).update(confirmed_by=own, confirmed_at=clock.now())
    Erasure.objects.filter(pk=said.pk).update(confirmed_by=second, confirmed_at=clock.now())
    found = {one.code: list(one.check()) for one in INVARIANTS}
    assert len(found["erasure-by-another"]) == 1


def test_nobody_erases_alone_and_other_schools_and_offices_find_nothing(there, gone, signed_in):
    with pytest.raises(PermissionDenied):
        actions.erase(entry=gone, by=there.office, version=gone.version)
    gone.refresh_from_db()
    said = proposed(there, gone, signed_in)
    for name in ("other", "county", "city", "department", "teacher"):
        client = signed_in(there.posts[name])
        assert press(client, "confirm-register-erasure", said).status_code == 404
        assert press(client, "drop-register-erasure", said).status_code == 404
        assert "等另一人确认" not in text(client.get(url(gone)))
    assert is_there(gone) == (True, True)


def test_dropped_or_in_use_again_nothing_is_gone(there, gone, head, signed_in):
    """One waits at a time; what was dropped may be said again; what is in use again loses nothing."""
    office, other = signed_in(there.posts["office"]), signed_in(head)
    said = proposed(there, gone, signed_in)
    gone.refresh_from_db()
    again = press(other, "erase-register-entry", gone, **REASON)
    assert (again.status_code, "已经有一次提请等待确认" in text(again)) == (422, True)
    assert press(office, "drop-register-erasure", said).status_code == 302
    said.refresh_from_db()
    late = press(other, "confirm-register-erasure", said)
    assert (late.status_code, "已经撤回" in text(late)) == (422, True)
    gone.refresh_from_db()
    assert press(office, "erase-register-entry", gone, **REASON).status_code == 302
    second = gone.erasures.get(dropped_at=None)
    gone.refresh_from_db()
    actions.resume_entry(entry=gone, by=there.office, version=gone.version)
    second.refresh_from_db()
    assert (second.dropped_at is None, is_there(gone)) == (False, (True, True))
    with pytest.raises(RuleBroken, match="已经撤回"):
        actions.confirm_erasure(erasure=second, by=actor_for(head), version=second.version)


@pytest.mark.once
def test_both_want_a_password_that_is_not_old(there, gone, head, signed_in, settings):
    settings.LUOSHI_MODE = "production"
    office, other = signed_in(there.posts["office"]), signed_in(head)
    Session.objects.update(started_at=clock.now() - dt.timedelta(minutes=10))
    asked = press(office, "erase-register-entry", gone, **REASON)
    assert (asked.status_code, gone.erasures.exists()) == (401, False)
    said = actions.propose_erasure(entry=gone, by=there.office, version=gone.version, **REASON)
    assert press(other, "confirm-register-erasure", said).status_code == 401
    assert is_there(gone) == (True, True)
