"""Personal numbers in free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.masking import holds_id_number, mask_numbers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证420501199001011234。", "身份证4205**********1234。"),
        ("42050119900101123X", "4205**********123X"),
        ("电话13800005678，", "电话138****5678，"),
        ("+86 138 0000 5678", "138****5678"),
        ("卡号6222 0012 3456 7890 123", "卡号6222****0123"),
        ("卡号6222001234567890123", "卡号6222****0123"),
        ("420582 19850512 345X", "4205**********345X"),
        ("420582-19850512-345X", "4205**********345X"),
        ("4 2 0 5 8 2 1 9 8 5 0 5 1 2 3 4 5 x", "4205**********345x"),
        ("(138)0013 8000", "138****8000"),
        ("（138）0013—8000", "138****8000"),
        ("1 3 8 0 0 1 3 8 0 0 0", "138****8000"),
        ("ID42050219900101123X职称证", "ID4205**********123X职称证"),
        ("SFZ42050219880101123X.docx", "SFZ4205**********123X.docx"),
        ("wx13800001234 Tel13800005678x", "wx138****1234 Tel138****5678x"),
        ("138/1234/5678、138_1234_5678、138,1234,5678", "138****5678、138****5678、138****5678"),
        ("013812345678，０13812345678", "138****5678，138****5678"),
        ("420502/19900101/1234，420502 1990 0101 1234", "4205**********1234，4205**********1234"),
        ("420502\n19900101\n1234", "4205**********1234"),
        ("身份证4205021990\n01011234，", "身份证4205**********1234，"),
        ("15000000\n2300000000", "15000000\n2300000000"),
        ("摘要" + "a13812345678" * 5 + "，", "摘要" + "a13812345678" * 5 + "，"),
        ("4 2 0 5 8 2 9 9 9 9 0 5 1 2 3 4 5 6", "4 2 0 5 8 2 9 9 9 9 0 5 1 2 3 4 5 6"),
        ("第 12345 号、2026-11-25、99 项", "第 12345 号、2026-11-25、99 项"),
    ],
)
def test_numbers_of_people_are_masked_and_others_stay(text, masked):
    assert mask_numbers(text) == masked


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("的，。 ", max_size=5))
def test_no_mobile_number_survives(number, around):
    assert number not in mask_numbers(around + number + around)


@pytest.mark.parametrize("text", ["ID42050219900101123X", "420502/19900101/1234", "4205021990\n01011234"])
def test_the_number_of_an_identity_card_is_noticed_in_any_dress(text):
    assert holds_id_number(text)
    assert not holds_id_number(mask_numbers(text))
