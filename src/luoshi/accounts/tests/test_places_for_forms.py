"""Data forms read an actor's place without knowing the tree: this holds the two readings together."""

from luoshi.accounts.queries import ancestors, step_of
from luoshi.common.dataforms.queries import line_of


def test_the_line_of_a_place_is_the_one_the_organisations_use():
    path = step_of(3) + step_of(70) + step_of(4711)
    assert line_of(path) == [3, 70, 4711]
    assert len(ancestors(path)) == len(line_of(path))
