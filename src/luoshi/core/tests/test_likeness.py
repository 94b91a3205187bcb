"""Two typed texts are the same, or not; what is drawn as nothing makes no difference."""

import pytest

from luoshi.core.likeness import alike, is_other_paper, known_as

NUMBER = "11010119900101001X"


@pytest.mark.parametrize(
    "sign", "\u3164\u2800\u034f\u115f\u1160\uffa0\ufe0f\u00ad\u200b\u2060\ufeff\u180e\u00a0 \t"
)
def test_signs_nobody_sees_make_no_difference(sign):
    assert alike(f"王{sign}示例") == alike("王示例")
    assert alike(NUMBER[:6] + sign + NUMBER[6:]) == NUMBER


@pytest.mark.parametrize(
    "typed",
    [
        "11010119900101001x",
        "110101-19900101-001X",
        "110101.19900101.001×",
        "11010119900101001Х",
        "１１０１０１19900101001X",
    ],
)
def test_an_id_number_is_its_eighteen_signs(typed):
    assert alike(typed) == NUMBER


def test_what_a_reader_takes_for_another_stays_another():
    assert (
        len({alike(each) for each in ("王示例", "王示例（外聘）", "王示列", "བཀྲ", "བཀར", NUMBER[:17])}) == 6
    )
    assert alike("甲-2026-1") != alike("甲-20261")


def test_passports_are_other_papers_and_id_numbers_are_none():
    assert all(map(is_other_paper, ("E12345678", "h0123456701", "Abc123456789012")))
    assert not any(map(is_other_paper, (NUMBER, NUMBER[:17], "随便写的", "")))


@pytest.mark.parametrize(
    "typed",
    ["王 示例", "王\u3000示例", "王示例\u200b", "王·示例", "王・示例", "王示例（副校长）", "王示例(外聘)"],
)
def test_a_person_is_known_however_the_name_is_set(typed):
    assert known_as(typed) == "王示例"


def test_a_name_is_never_emptied_and_another_name_stays_another():
    assert (known_as("（王）"), known_as("王示列")) == ("(王)", "王示列")
