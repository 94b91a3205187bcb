"""Every act of the stage names who may, and no name is left over."""

from luoshi.common import acts
from luoshi.undertakings import actions, permissions


def test_the_table_of_who_may_is_the_list_of_acts():
    names = {name for name in acts.REGISTRY if name.startswith("undertakings.")}
    assert names == set(permissions.UNDERTAKINGS_WHO)
    assert actions.take_on_duty.who is permissions.UNDERTAKINGS_WHO["undertakings.take_on_duty"]
