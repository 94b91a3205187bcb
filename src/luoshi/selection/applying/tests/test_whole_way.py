"""From the first word of a draft to the accepted application; and the call that later packages test with."""

import json

import pytest

from luoshi.core.receipts import check
from luoshi.selection.applying.facts import applied_of
from luoshi.selection.applying.receiving import is_as_received

from . import helping

pytestmark = pytest.mark.django_db


def test_an_application_goes_from_the_draft_to_the_draw(there):
    row = helping.brought(there, "zhijiang")
    assert (row.state, row.sequence, row.rank) == ("accepted", 1, None)
    assert [step.state for step in row.approval.steps.all()] == [
        "passed"
    ] * 4  # the school's two, the county's two
    helping.close(there)
    call = helping.do(helping.actions.end_checks, there.call, there.actor(there.officer))
    assert call.state == "drawing"


def test_a_call_for_later_packages_stands_as_the_acts_would_leave_it(there, loaded_site):
    by_acts = helping.brought(there, "zhijiang", number=0)
    quick = helping.written(there, "xingshan", number=1)
    assert quick.state == by_acts.state == "accepted"
    assert (by_acts.sequence, quick.sequence, helping.fresh(there.call).received) == (1, 2, 2)
    for row in (by_acts, quick):
        assert is_as_received(row)
        assert check(json.dumps(row.receipt).encode()).faults == ()
        assert row.approval.sendings.get().files.count() == row.materials.count() == 1
        assert row.people.count() == row.checks.count() == 2


def test_facts_for_conflicts_name_the_school_its_people_and_its_county(there):
    row = helping.written(there, "zhijiang")
    row.people.filter(role="leader").update(membership=there.teacher)
    row.partners.add(there.other.organisation)
    facts = applied_of(row)
    assert facts.selection == there.call.public_id
    assert facts.organisations == {there.school.public_id, there.other.organisation.public_id}
    assert facts.people == {there.teacher.user.public_id}
    assert facts.county == there.county.public_id
