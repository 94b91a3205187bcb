"""Every act of the stage names who may, and no name is left over."""

from luoshi.common import acts
from luoshi.progress import actions, permissions


def test_the_table_of_who_may_is_the_list_of_acts():
    named = {act.act_name: act.who for act in (getattr(actions, name) for name in actions.__all__)}
    assert named == permissions.PROGRESS_WHO
    assert {name for name in acts.REGISTRY if name.startswith("progress.")} == set(named)
