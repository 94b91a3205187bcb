"""One rule for the percent of a count."""

import pytest

from luoshi.core.shares import percent_of, shown


@pytest.mark.once
def test_the_percent_divides_to_the_counts_beside_it():
    pairs = [(267, 1528), (20, 244), (264, 1408), (1, 3), (1999, 2000), (2, 2), (0, 9)]
    assert [shown(percent_of(*pair)) for pair in pairs] == ["17.5", "8.2", "18.8", "33.3", "99.9", "100", "0"]
    assert percent_of(0, 0) is None
