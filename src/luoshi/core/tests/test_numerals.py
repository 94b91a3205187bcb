"""Headings are numbered as offices number them, however many there are."""

from luoshi.core.numerals import MOST, in_chinese
from luoshi.core.reading.targets.numerals import parse_chinese


def test_a_number_in_words_reads_back_as_itself():
    assert [in_chinese(number) for number in (1, 10, 11, 20, 100, 101, 110, 119, 1010, 2300)] == [
        "一", "十", "十一", "二十", "一百", "一百零一", "一百一十", "一百一十九", "一千零一十", "二千三百",
    ]  # fmt: skip
    assert all(parse_chinese(in_chinese(number)) == number for number in range(1, MOST + 1))
    assert in_chinese(MOST + 1) == "10000"
