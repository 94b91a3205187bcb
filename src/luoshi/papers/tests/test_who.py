"""Acts, permissions and moves name the same things."""

from luoshi.common.acts import REGISTRY
from luoshi.papers import actions
from luoshi.papers.permissions import PAPERS_WHO
from luoshi.papers.states import WORKFLOWS


def test_every_act_has_its_permission_and_every_permission_its_act():
    acts = {name: act for name, act in REGISTRY.items() if name.startswith("papers.")}
    assert {name: act.who for name, act in acts.items()} == PAPERS_WHO
    assert actions.pass_step.act_name in acts


def test_every_move_is_made_by_an_act_of_that_name():
    assert {move.action for workflow in WORKFLOWS for move in workflow} <= set(PAPERS_WHO)
