"""The rules of an undertaking round."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.conditions import Test as Is
from luoshi.core.rounds import (
    Bounds,
    Offer,
    Reach,
    Wish,
    count_of,
    in_time,
    joint_problems,
    load_of,
    missing_to_send,
    reach_of,
)

NAMES = st.sampled_from(["甲校", "乙校", "丙校", "丁校"])
TASKS = st.sampled_from(["1", "2", "3"])
WISHES = st.lists(st.builds(Wish, NAMES, TASKS, led_by=st.sampled_from(["", "甲校", "乙校"])), max_size=20)
ENDS = st.one_of(st.none(), st.integers(0, 9))


def facts(**known):
    return lambda name: known.get(name)


NO_BOUNDS = Bounds()


def problems(wishes, offers, per_school=NO_BOUNDS, **known):
    by_task = {offer.task: offer for offer in offers}
    return missing_to_send(wishes, by_task, per_school, facts(**known), lambda each: "在校生不少于 1200 人")


@pytest.mark.parametrize(
    ("bounds", "count", "reach"),
    [
        (Bounds(), 0, Reach.NOBODY),
        (Bounds(2), 0, Reach.NOBODY),
        (Bounds(2), 1, Reach.TOO_FEW),
        (Bounds(2, 3), 3, Reach.RIGHT),
        (Bounds(2, 3), 4, Reach.TOO_MANY),
        (Bounds(None, 0), 0, Reach.RIGHT),
    ],
)
def test_how_a_task_is_covered(bounds, count, reach):
    wishes = [Wish(f"第{number}校", "1") for number in range(count)]
    assert reach_of(Offer("1", "培训", bounds), wishes) == reach


def test_a_joint_task_counts_once_and_burdens_each():
    wishes = [
        Wish("甲校", "1", led_by="甲校"),
        Wish("乙校", "1", led_by="甲校"),
        Wish("丙校", "1", led_by="甲校"),
    ]
    assert count_of(wishes, "1") == 1
    assert [load_of(wishes, name) for name in ("甲校", "乙校", "丙校")] == [1, 1, 1]


def test_who_takes_part_needs_somebody_who_leads():
    alone = Wish("乙校", "1", led_by="甲校")
    assert joint_problems([alone]) == [alone]
    assert joint_problems([alone, Wish("甲校", "1", led_by="甲校")]) == []
    assert joint_problems([alone, Wish("甲校", "2", led_by="甲校")]) == [alone]


def test_what_is_missing_is_said_in_words():
    offer = Offer("1", "达标", condition=Is("students", "ge", "1200"))
    assert problems([Wish("甲校", "1")], [offer], students=Decimal(1500)) == []
    assert "不符合" in problems([Wish("甲校", "1")], [offer], students=Decimal(900))[0]
    assert "先补填" in problems([Wish("甲校", "1")], [offer])[0]
    assert "不在清单" in problems([Wish("甲校", "9")], [offer])[0]
    assert "联合承接" in problems([Wish("甲校", "1", led_by="乙校")], [Offer("1", "达标")])[0]
    assert "大于零" in problems([Wish("甲校", "1", Decimal(0))], [Offer("1", "达标")])[0]


@pytest.mark.parametrize(("count", "words"), [(0, "至少要申报 1 项"), (3, "请取消 1 项")])
def test_too_many_and_too_few(count, words):
    offers = [Offer(str(number), "任务") for number in range(count)]
    found = problems([Wish("甲校", offer.task) for offer in offers], offers, Bounds(1, 2))
    assert words in found[0]


@pytest.mark.parametrize("ends", [(3, 2), (-1, None)])
def test_bounds_that_make_no_sense(ends):
    with pytest.raises(ValueError, match="bound"):
        Bounds(*ends)


@given(ENDS, ENDS, st.integers(0, 12))
def test_a_count_lies_on_one_side_only(least, most, count):
    if least is not None and most is not None and least > most:
        return
    lies = Bounds(least, most).lies(count)
    assert (lies < 0) == (least is not None and count < least)
    assert (lies > 0) == (most is not None and count > most)


@given(WISHES, TASKS)
def test_every_wish_is_counted_or_takes_part(wishes, task):
    taking_part = sum(1 for wish in wishes if wish.task == task and wish.takes_part)
    assert count_of(wishes, task) + taking_part == sum(1 for wish in wishes if wish.task == task)


@given(WISHES)
def test_the_loads_add_up_to_the_wishes(wishes):
    assert sum(load_of(wishes, name) for name in ("甲校", "乙校", "丙校", "丁校")) == len(wishes)


def test_the_last_instant_counts():
    closes = dt.datetime(2026, 12, 1, 17, 30, tzinfo=dt.UTC)
    second = dt.timedelta(seconds=1)
    assert [in_time(closes + off, closes) for off in (-second, dt.timedelta(), second)] == [True, True, False]
