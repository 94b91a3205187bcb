"""Printed names against the names of the site's units."""

import pytest

from luoshi.core.packs.naming import KnownUnit, match_names

UNITS = [
    KnownUnit("east", ["东山县职业教育中心", "东山", "东山技工学校"]),
    KnownUnit("west", ["西河职业技术学校", "西河"]),
    KnownUnit("bureau", ["东山县教育局"]),
]


def match(name):
    (found,) = match_names([name], UNITS)
    return found.key, found.candidates


@pytest.mark.parametrize(
    "name", ["东山", "东山技工学校", "东 山", "东山县职业教育中心（挂牌）", "东山县职业教育中心(挂牌)"]
)
def test_every_name_of_a_unit_is_certain(name):
    assert match(name) == ("east", ())


def test_a_name_alike_is_a_proposal_never_certain():
    assert match("东山职校") == (None, ("east",))


def test_a_name_held_in_several_names_proposes_them_all():
    assert match("东山县城关镇职校") == (None, ("east",))
    assert match("东山局下属学校")[0] is None


def test_an_unknown_name_has_no_proposal():
    assert match("南湖学校") == (None, ())


def test_a_name_two_units_bear_is_not_certain():
    units = [KnownUnit("one", ["青山学校", "青山"]), KnownUnit("two", ["青山中心", "青山"])]
    (found,) = match_names(["青山"], units)
    assert (found.key, found.candidates) == (None, ("one", "two"))
