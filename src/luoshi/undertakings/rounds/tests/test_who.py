"""Every act of rounds names who may, and no name is left over; every move is an act."""

from luoshi.common import acts
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.permissions import ROUNDS_WHO
from luoshi.undertakings.rounds.states import WORKFLOWS


def test_the_table_of_who_may_is_the_list_of_acts():
    names = {name for name in acts.REGISTRY if name.startswith("rounds.")}
    assert names == set(ROUNDS_WHO)
    assert actions.open_round.who is ROUNDS_WHO["rounds.open_round"]


def test_every_move_belongs_to_an_act():
    assert {move.action for flow in WORKFLOWS for move in flow} <= set(ROUNDS_WHO)
