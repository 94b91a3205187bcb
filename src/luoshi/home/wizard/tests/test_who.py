from luoshi.common.acts import REGISTRY
from luoshi.home.wizard.loading import load_reading
from luoshi.home.wizard.permissions import WIZARD_WHO


def test_the_act_of_loading_asks_its_permission():
    assert {load_reading.act_name: REGISTRY["home.load_reading"].who} == WIZARD_WHO
