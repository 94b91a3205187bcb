"""A milestone is done in the filed version, and its title swapped in the new one: whether it is the same is asked."""

from __future__ import annotations

import pytest

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.workplans import actions
from luoshi.workplans.models import MilestoneState, Workplan

from .helping import STEPS, act, lines, passed, rows_of, sent

pytestmark = pytest.mark.once
OTHER = "聘请企业导师20名"


@pytest.fixture
def new(there):
    """A new version of a filed plan whose first milestone is done."""
    filed = passed(there, sent(there), *STEPS)
    first = filed.milestones.order_by("order")[0]
    MilestoneState.objects.create(key=first.key, state="done", since=clock.today())
    act(actions.revise_workplan, filed, there.actor("office"), reason="专业调整")
    return Workplan.objects.get(state="draft")


def grid(there, new, title):
    found = lines(there, new)
    for row, key in zip(found, keys(new), strict=True):
        row.key = key
    found[0].cells["title"] = title
    return found


def keys(workplan):
    return list(workplan.milestones.order_by("order").values_list("key", flat=True))


def test_what_was_done_is_not_carried_to_another_thing_unasked(there, new):
    before, office = keys(new), there.actor("office")
    with pytest.raises(RuleBroken, match="原来的进展是“已完成”"):
        act(actions.set_timetable, new, office, lines=grid(there, new, OTHER))
    assert keys(new) == before
    act(actions.set_timetable, new, office, lines=grid(there, new, "制定管理办法"))
    assert keys(new) == before, "mended words are the same thing"
    act(actions.set_timetable, new, office, lines=grid(there, new, OTHER), decided={before[0]: "same"})
    assert keys(new) == before


def test_begun_anew_it_has_a_key_of_its_own_and_the_old_one_stays_in_the_filed_version(there, new):
    before = keys(new)
    decided = {before[0]: "new"}
    act(actions.set_timetable, new, there.actor("office"), lines=grid(there, new, OTHER), decided=decided)
    now = keys(new)
    assert now[1:] == before[1:]
    assert now[0] not in before
    assert not MilestoneState.objects.filter(key=now[0]).exists()
    assert new.replaces.milestones.filter(key=before[0]).exists()


def test_the_page_asks_before_it_saves_and_keeps_what_was_typed(there, new, signed_in, send):
    office, url, key = signed_in(there.office), f"/workplans/{new.public_id}/timetable/", keys(new)[0]
    rows = rows_of(grid(there, new, OTHER))
    asked = send(office, url, new, **rows)
    text = asked.content.decode()
    assert asked.status_code == 422
    assert f"“制定办法”（已完成）改成了“{OTHER}”" in text
    assert text.count(f'name="same-{key}"') == 2
    assert keys(new)[0] == key
    assert send(office, url, new, **rows, **{f"same-{key}": "nonsense"}).status_code == 422
    assert send(office, url, new, **rows, **{f"same-{key}": "new"}).status_code == 302
    assert keys(new)[0] != key
    assert new.milestones.filter(title=OTHER).exists()
