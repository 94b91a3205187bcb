"""Whom being named in somebody else's application binds, from when and until when; what a correction touches."""

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.core.selection import read_rules
from luoshi.selection.applying import actions
from luoshi.selection.applying.beside import rests_on
from luoshi.selection.applying.named import asked_of, denied
from luoshi.selection.applying.queries import hosts, keeps_away
from luoshi.selection.applying.receiving import is_as_received

from . import helping
from .test_whole_way import hosted

pytestmark = pytest.mark.django_db


def test_a_city_officer_and_a_host_are_bound_from_arrival_until_they_say_no(there):
    """Not while it lies with its own school; whoever denies it takes nothing from what was received."""
    post, row = hosted(there, "xingshan"), helping.filled(there, "zhijiang")
    row.people.create(name=there.officer.user.name, organisation=there.bureau, clear=True, order=9)
    row.partners.add(post.organisation)
    row = helping.do(actions.send_application, row, there.actor(row.owner))
    helping.Call.objects.filter(pk=there.call.pk).update(state="checking", closed_at=helping.clock.now())
    officer, host = there.actor(there.officer), there.actor(post)
    office = there.actor(there.post("office", "xingshan"))
    assert (keeps_away(officer, there.call), hosts(host, there.call, "checks")) == (False, True)
    row = helping.passed(there, row)
    assert (keeps_away(officer, there.call), hosts(host, there.call, "checks")) == (True, False)
    with pytest.raises(PermissionDenied):
        actions.deny_named(application=row, by=there.actor(there.section))
    for by in (officer, office):
        assert list(asked_of(by)) == [row]
        actions.deny_named(application=row, by=by)
    assert (keeps_away(officer, there.call), hosts(host, there.call, "checks")) == (False, True)
    assert (denied(row).count(), is_as_received(helping.fresh(row))) == (2, True)


def test_what_was_found_of_a_line_falls_with_what_it_rests_on(there):
    rules = read_rules(there.call.rules)
    whole, who = rules.checks
    told = [
        [rests_on(line, rules, [part]) for part in ("people", "title", "material:report")]
        for line in (whole, who)
    ]
    assert told == [[False, True, True], [True, True, False]]
