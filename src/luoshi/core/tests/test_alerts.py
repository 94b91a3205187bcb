"""Alerts follow from facts and rules alone, whatever the office calls them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core import alerts
from luoshi.core.alerts import (
    ANSWERED,
    CLEARED,
    GONE,
    KINDS,
    LAPSED,
    LOWERED,
    OPENED,
    RAISED,
    RANKS,
    REOPENED,
    SAME,
    STANDS,
    Fact,
    Judged,
    Kept,
    Level,
    Rules,
    change_of,
    compare,
    judge,
    state_after,
)
from luoshi.core.standing import Step

TODAY = dt.date(2026, 11, 26)
EARLIER = dt.date(2026, 9, 1)


def limits_of(numbers: list[int]) -> dict[int, int]:
    return dict(zip(RANKS, sorted(set(numbers), reverse=True), strict=False))


limits = st.lists(st.integers(1, 60), min_size=1, max_size=3).map(limits_of)
kinds = st.sampled_from(sorted(KINDS))
measures = st.integers(0, 100)


def degrees(*given: tuple[str, str, str]) -> Rules:
    """Three degrees: word, colour, reach."""
    return Rules(levels=tuple(Level(rank, *each) for rank, each in enumerate(given, 1)))


ONE, TWO, THREE = ("一", "red", "city"), ("二", "blue", "city"), ("三", "grey", "owner")


def fact(kind: str, measure: int, about: str = "x") -> Fact:
    return Fact(kind, about, 1, "示例", measure, EARLIER, "示例")


@given(kinds, limits, measures, measures)
def test_more_of_it_is_never_less_severe(kind, by_rank, one, other):
    rules = Rules(limits={kind: by_rank})
    less, more = judge(rules, fact(kind, min(one, other))), judge(rules, fact(kind, max(one, other)))
    assert (less is None) or (more is not None and more.rank <= less.rank)
    assert (judge(rules, fact(kind, one)) is None) == (one < min(by_rank.values()))


@given(kinds, limits, measures)
def test_an_alert_says_since_when_by_which_rule_and_what_clears_it(kind, by_rank, measure):
    judged = judge(Rules(limits={kind: by_rank}), fact(kind, measure))
    if judged is not None:
        word = Rules().level(judged.rank).word
        assert KINDS[kind].label in judged.why
        assert word in judged.why
        assert "2026" in judged.why
        assert str(by_rank[judged.rank]) in judged.why
        assert judged.clears


def test_words_and_colours_are_the_offices_own_and_change_no_degree():
    praise = degrees(("红旗", "red", "city"), ("关注", "blue", "city"), ("留意", "grey", "owner"))
    ours, theirs = judge(Rules(), fact("late", 61)), judge(praise, fact("late", 61))
    assert ours is not None
    assert theirs is not None
    assert ours.rank == theirs.rank == 1
    assert "严重" in ours.why
    assert "红旗" in theirs.why
    assert praise.problems() == []


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (Rules(limits={"late": {1: 7, 2: 7}}), "越重的一级，数要越大"),
        (Rules(limits={"late": {1: 7, 3: 30}}), "越重的一级，数要越大"),
        (Rules(limits={"behind": {1: 101}}), "1 到 100"),
        (Rules(limits={"behind": {1: 0}}), "1 到 100"),
        (Rules(levels=(Level(1, *ONE),) * 3), "三级"),
        (degrees(ONE, ("一", "blue", "city"), THREE), "名称不能相同"),
        (degrees(ONE, ("二", "red", "city"), THREE), "颜色不能相同"),
        (degrees(("一", "red", "owner"), TWO, THREE), "推送范围"),
        (degrees(("", "red", "city"), TWO, THREE), "1 到 8 个字"),
        (degrees(("一", "pink", "city"), TWO, THREE), "请选择颜色"),
    ],
)
def test_rules_that_contradict_themselves_are_refused_in_words(rules, words):
    assert any(words in problem for problem in rules.problems())


def test_the_rules_we_begin_with_hold_together():
    assert Rules().problems() == []


states = st.sampled_from([STANDS, ANSWERED, GONE])
kepts = st.builds(Kept, states, st.sampled_from(RANKS), st.sampled_from([None, EARLIER, TODAY]))
judgements = st.one_of(
    st.none(), st.sampled_from(RANKS).map(lambda rank: Judged(fact("late", 9), rank, "因为", "这样解除"))
)


@given(
    st.dictionaries(st.sampled_from("abcdef"), kepts), st.dictionaries(st.sampled_from("abcdef"), judgements)
)
def test_after_a_look_exactly_what_the_facts_make_stands_and_a_second_look_changes_nothing(kept, found):
    judged = {about: each for about, each in found.items() if each is not None}
    changes = compare(kept, judged, TODAY)
    assert sorted(about for names in changes.values() for about in names) == sorted({*kept, *judged})
    after = {}
    for change, names in changes.items():
        for about in names:
            rank = judged[about].rank if about in judged else kept[about].rank
            before = kept.get(about)
            state = state_after(before, change)
            after[about] = Kept(state, rank, before.promised if before and state == ANSWERED else None)
    assert {about for about, each in after.items() if each.state != GONE} == set(judged)
    assert set(compare(after, judged, TODAY)) <= {SAME}


@given(kepts, judgements)
def test_an_answer_holds_until_its_day_is_over_or_the_alert_gets_worse(kept, judged):
    change = change_of(kept, judged, TODAY)
    if kept.state == ANSWERED and judged is not None:
        over = kept.promised is not None and kept.promised < TODAY
        worse = judged.rank < kept.rank
        assert (state_after(kept, change) == STANDS) == (over or worse)


def test_each_thing_that_can_become_of_an_alert():
    judged = Judged(fact("late", 9), 2, "因为", "这样解除")
    cases = [
        (None, judged, OPENED),
        (Kept(GONE, 2), judged, REOPENED),
        (Kept(STANDS, 3), judged, RAISED),
        (Kept(STANDS, 1), judged, LOWERED),
        (Kept(ANSWERED, 2, EARLIER), judged, LAPSED),
        (Kept(ANSWERED, 2, TODAY), judged, SAME),
        (Kept(STANDS, 2), None, CLEARED),
        (Kept(GONE, 2), None, SAME),
        (None, None, SAME),
    ]
    for kept, found, expected in cases:
        assert change_of(kept, found, TODAY) == expected, (kept, found)


steps = st.lists(
    st.builds(
        Step,
        st.one_of(st.none(), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))),
        st.sampled_from(["open", "under_way", "done", "blocked"]),
        st.integers(1, 5),
    ),
    max_size=8,
)


@given(steps)
def test_points_behind_are_what_should_be_less_what_is(rows):
    found = alerts.points_behind(rows, TODAY)
    weight = sum(step.weight for step in rows)
    should = (
        sum(step.weight for step in rows if step.due and step.due < TODAY) * 100 // weight if weight else 0
    )
    done = sum(step.weight for step in rows if step.state == "done") * 100 // weight if weight else 0
    if found is None:
        assert should <= done
    else:
        points, since, said_should, said_done = found
        assert (points, said_should, said_done) == (should - done, should, done)
        assert since <= TODAY


@given(steps)
def test_what_is_done_or_stuck_is_not_late(rows):
    for step in rows:
        late = alerts.days_late(step, TODAY)
        assert (late > 0) == (
            step.state in ("open", "under_way") and step.due is not None and step.due < TODAY
        )


@given(st.dates(dt.date(2020, 1, 1), TODAY))
def test_a_month_counts_when_it_is_whole(since):
    months = alerts.months_between(since, TODAY)
    assert 0 <= months <= (TODAY - since).days // 28
    assert alerts.months_between(TODAY, since) == 0


def test_how_far_a_number_is_from_its_goal_and_how_often_it_got_worse():
    assert alerts.percent_short(50, 40) == 20
    assert alerts.percent_short(50, 50) == 0
    assert alerts.percent_short(1.0, 0.9) == 10
    assert alerts.percent_short(18, 20, down=True) == 11
    assert alerts.percent_short(0, 3, down=True) == 1000
    assert alerts.times_worse([5, 9, 8, 7]) == 2
    assert alerts.times_worse([5, 4, 6]) == 0
    assert alerts.times_worse([1, 2, 3], down=True) == 2
    assert alerts.times_worse([1]) == 0
    assert alerts.times_worse([]) == 0
    assert alerts.not_begun([Step()])
    assert not alerts.not_begun([])
    assert not alerts.not_begun([Step(state="blocked")])
