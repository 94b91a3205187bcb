"""Acts, permissions and moves of the stage name the same things."""

from luoshi.common.acts import REGISTRY
from luoshi.policies import actions
from luoshi.policies.permissions import POLICIES_WHO
from luoshi.policies.states import FINDING_MOVES, READING_MOVES


def test_every_act_has_its_permission_and_every_permission_its_act():
    acts = {name: act for name, act in REGISTRY.items() if name.startswith("policies.")}
    assert {name: act.who for name, act in acts.items()} == POLICIES_WHO
    assert actions.start_reading.act_name in acts


def test_every_move_is_made_by_an_act_of_that_name():
    assert {move.action for move in [*READING_MOVES, *FINDING_MOVES]} <= set(POLICIES_WHO)
