"""What a stage hangs on earlier acts: the few that are declared, in the order of the process."""

import pytest

from luoshi.common import stages
from luoshi.common.actor import system_actor
from luoshi.common.stages import Stage, install, installed, run_after


@pytest.fixture
def other_stages():
    before = installed()
    yield install
    install(before)


def test_later_stages_follow_in_order_and_answer(other_stages):
    called = []

    def follow(name):
        def function(*, leaving, successor, by):
            called.append((name, leaving, successor, by.role))
            return {"moved": len(called)}

        return function

    other_stages(
        [Stage(name) for name in ("none",)]
        + [Stage(name, after={"accounts.hand_over": follow(name)}) for name in ("first", "second")]
    )
    answer = run_after("accounts.hand_over", leaving=1, successor=2, by=system_actor())
    assert [name for name, *_ in called] == ["first", "second"]
    assert answer == {"first": {"moved": 1}, "second": {"moved": 2}}


def test_no_other_act_reaches_later_stages(other_stages):
    with pytest.raises(ValueError, match="reach no later stage"):
        other_stages([Stage("late", after={"accounts.add_person": print})])
    assert installed() != []


def test_what_an_act_gives_is_declared():
    assert set(stages.REACH_LATER["accounts.place_organisation"]) == {"organisation", "parent", "start"}
    with pytest.raises(TypeError, match="gives"):
        run_after("accounts.place_organisation", organisation=1, by=system_actor())
