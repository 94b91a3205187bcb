"""Joint tasks: whatever is arranged, everybody who carries the task is counted once and nobody is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.joint import Arrangement, arranged, changed, concerned, counted, group_of, left_alone

SCHOOLS = st.integers(1, 8)


@st.composite
def standings(draw):
    """Any standing in which whoever takes part has somebody who leads."""
    leaders = draw(st.sets(SCHOOLS, max_size=3))
    standing = {each: each for each in leaders}
    for each in draw(st.sets(SCHOOLS)) - leaders:
        standing[each] = draw(st.sampled_from([None, *sorted(leaders)]))
    return standing


ARRANGEMENTS = st.builds(Arrangement, st.none() | SCHOOLS, st.frozensets(SCHOOLS), st.booleans())


@given(standings(), SCHOOLS, ARRANGEMENTS)
def test_only_the_concerned_change_and_all_that_are_wanted_are_led_by_one(standing, asks, wanted):
    after = arranged(standing, asks, wanted)
    touched = concerned(standing, asks, wanted)
    assert changed(standing, after, range(9)) <= touched
    assert {after[each] for each in wanted.members} <= {wanted.leader}
    for each in touched - wanted.members:
        assert after.get(each) is None


@given(standings(), SCHOOLS, ARRANGEMENTS)
def test_a_joint_task_counts_once_for_its_group(standing, asks, wanted):
    after = arranged(standing, asks, wanted)
    groups = {led_by for led_by in after.values() if led_by is not None}
    alone = [each for each, led_by in after.items() if led_by is None]
    if not left_alone(after):
        assert counted(after) == len(groups) + len(alone)
    assert left_alone(standing) == set()


@given(standings(), SCHOOLS, st.frozensets(SCHOOLS), st.booleans())
def test_ending_what_was_made_joint_of_those_who_carried_alone_goes_back(standing, leader, partners, rest):
    alone = dict.fromkeys(standing)
    wanted = Arrangement(leader, partners, rest)
    joint = arranged(alone, leader, wanted)
    back = arranged(joint, leader, Arrangement(None, (), rest_stays=True))
    assert {each: back[each] for each in alone} == alone
    assert group_of(back, leader) == set()


def test_who_leads_others_cannot_be_taken_away_unseen():
    standing = {1: 1, 2: 1, 3: None}
    after = arranged(standing, 3, Arrangement(3, [1]))
    assert left_alone(after) == {2}
    assert counted(after) == 1


def test_a_new_leader_takes_the_group_over_and_the_old_one_may_go():
    standing = {1: 1, 2: 1, 3: 1}
    assert arranged(standing, 1, Arrangement(2, [1, 3])) == {1: 2, 2: 2, 3: 2}
    assert arranged(standing, 2, Arrangement(2, [3], rest_stays=False)) == {2: 2, 3: 2}
    assert arranged(standing, 2, Arrangement(None, (), rest_stays=False)) == {1: None}
