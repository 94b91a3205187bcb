"""Figures add up the same however one gets there: by changes one after another, anew, or by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.rollup import (
    FLOW,
    NOTHING,
    STOCK,
    Held,
    Point,
    Share,
    Tree,
    decide,
    naive,
    once_moved,
    over_time,
    quotient,
    share_of,
    shares_moved,
    spread,
)

DAY = dt.date(2026, 9, 30)
BUREAUS, SCHOOLS = range(1, 6), range(10, 16)  # 1 is the top
NUMBERS = st.integers(0, 30)


@st.composite
def trees(draw):
    """Bureaus below one another, schools below bureaus, and some of them moved on days before or after DAY."""
    placements = {1: [(dt.date(2020, 1, 1), None)]}
    for key in [*BUREAUS][1:]:
        placements[key] = [(dt.date(2020, 1, 1), draw(st.integers(1, key - 1)))]
    for key in SCHOOLS:
        moves = draw(
            st.lists(
                st.tuples(st.dates(dt.date(2021, 1, 1), dt.date(2027, 1, 1)), st.sampled_from(BUREAUS)),
                max_size=2,
            )
        )
        first = (dt.date(2020, 1, 1), draw(st.sampled_from(BUREAUS)))
        placements[key] = [first, *sorted(moves, key=lambda move: move[0])]
    return Tree(placements, {})


PARTS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.integers(0, 1),
        st.integers(0, 1),
        st.sampled_from([None, *(dt.datetime(2026, 9, day, tzinfo=dt.UTC) for day in (1, 2, 3))]),
    ),
    max_size=5,
)
FIGURES = st.one_of(
    st.none(), st.tuples(st.none() | NUMBERS, NUMBERS, st.booleans()), st.tuples(PARTS, st.booleans())
)
STEPS = st.lists(
    st.tuples(st.sampled_from(SCHOOLS), FIGURES | st.just("move"), st.sampled_from(BUREAUS)), max_size=14
)


class Book:
    """Figures kept by the rules of the core: each step adds and takes away, as the acts do in the database."""

    def __init__(self, tree: Tree) -> None:
        self.chains = {key: tree.chain(key, DAY)[:-1] for key in SCHOOLS}
        self.figures: dict[int, object] = {}
        self.rows: dict[int, Share] = {}
        self.counts: dict[tuple[int, str], int] = {}

    def shares(self, key):
        figure = self.figures.get(key)
        if figure is None:
            return []
        if len(figure) == 2:
            return [(self.chains[key], share_of(0, 0, made_of_contributions=True, approved=figure[1]))]
        return [(self.chains[key], share_of(figure[0], figure[1], approved=figure[2]))]

    def held(self) -> dict[str, list[Held]]:
        found: dict[str, list[Held]] = {}
        for key, figure in sorted(self.figures.items()):
            if figure is not None and len(figure) == 2:
                for number, (identity, numerator, denominator, checked) in enumerate(figure[0]):
                    held = Held(self.chains[key], numerator, denominator, checked, f"{key}-{number}")
                    found.setdefault(identity, []).append(held)
        return found

    def step(self, key, figure, parent, tree) -> None:
        taken, before = self.shares(key), self.held()
        if figure == "move":
            self.chains[key] = tree.chain(parent, DAY)
        else:
            self.figures[key] = figure
        self._add(shares_moved(taken, self.shares(key)))
        after = self.held()
        for identity in before.keys() | after.keys():
            moved, changed = once_moved(before.get(identity, ()), after.get(identity, ()))
            self._add(moved)
            self.counts |= {(at, identity): decided.references for at, decided in changed.items()}

    def _add(self, moved) -> None:
        for at, share in moved.items():
            self.rows[at] = self.rows.get(at, NOTHING).plus(share)

    def naive(self):
        return naive([share for key in SCHOOLS for share in self.shares(key)], self.held())


@given(trees(), STEPS)
def test_step_by_step_anew_and_by_hand_give_the_same(tree, steps):
    book = Book(tree)
    for key, figure, parent in steps:
        book.step(key, figure, parent, tree)
    rows = {at: share for at, share in book.rows.items() if share != NOTHING}
    assert rows == book.naive() == by_hand(book)
    assert all(count >= 0 for count in book.counts.values())


def by_hand(book: Book) -> dict[int, Share]:
    """Written out once more without the core: lists, sets and the definition of a sum."""
    found = {}
    for at in BUREAUS:
        mine = [book.figures[key] for key in book.figures if at in book.chains[key]]
        mine = [figure for figure in mine if figure is not None]
        plain = [figure for figure in mine if len(figure) == 3]
        valued = [figure for figure in plain if figure[0] is not None]
        parts = [
            (
                identity,
                numerator,
                denominator,
                checked or dt.datetime.min.replace(tzinfo=dt.UTC),
                f"{key}-{number}",
            )
            for key, figure in book.figures.items()
            if at in book.chains[key] and figure is not None and len(figure) == 2
            for number, (identity, numerator, denominator, checked) in enumerate(figure[0])
        ]
        last = {}
        for identity, numerator, denominator, *_ in sorted(parts, key=lambda part: part[3:]):
            last[identity] = (numerator, denominator)
        numerator = sum(n for n, _ in last.values())
        denominator = sum(d for _, d in last.values())
        share = Share(
            sum(figure[0] for figure in valued) + numerator,
            sum(figure[1] for figure in valued) + denominator,
            sum(part[1] for part in parts) - numerator,
            sum(part[2] for part in parts) - denominator,
            len(mine) - len(plain) + len(valued),
            sum(bool(figure[-1]) for figure in mine if len(figure) == 2 or figure[0] is not None),
            len(plain) - len(valued),
        )
        if share != NOTHING:
            found[at] = share
    return found


@given(
    trees(),
    st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), min_size=6, max_size=6),
    st.sampled_from("abc"),
)
def test_counting_once_is_the_union_of_sets_also_after_two_identities_became_one(tree, sets, other):
    same = {other: "h"}  # two that turn out to be one and the same
    for rename in ({}, same):
        held: dict[str, list[Held]] = {}
        union: dict[int, set[str]] = {}
        for key, people in zip(SCHOOLS, sets, strict=True):
            for person in people:
                identity = rename.get(person, person)
                chain = tree.chain(key, DAY)[:-1]
                held.setdefault(identity, []).append(Held(chain, 1))
                for at in chain:
                    union.setdefault(at, set()).add(identity)
        counted = {at: share.numerator for at, share in naive([], held).items()}
        assert counted == {at: len(people) for at, people in union.items()}


@given(st.lists(st.tuples(NUMBERS, st.integers(1, 30)), min_size=2, max_size=6))
def test_a_ratio_is_the_sum_over_the_sum_never_an_average(pairs):
    rows = naive([((1,), share_of(n, d)) for n, d in pairs], {})
    total = rows.get(1, NOTHING)
    assert quotient(total.numerator, total.denominator) == Fraction(
        sum(n for n, _ in pairs), sum(d for _, d in pairs)
    )


def test_one_of_two_and_all_of_a_hundred_are_99_percent_and_not_75():
    total = naive([((1,), share_of(1, 2)), ((1,), share_of(100, 100))], {})[1]
    assert quotient(total.numerator, total.denominator) == Fraction(101, 102)
    assert quotient(0, 0) is None


def test_the_entry_checked_last_decides_and_the_contradiction_is_told():
    early, late = (dt.datetime(2026, month, 1, tzinfo=dt.UTC) for month in (3, 6))
    decided = decide([Held((1,), 1, 1, early, "b"), Held((1,), 0, 1, late, "a"), Held((1,), 1, 1, None, "c")])
    assert (decided.numerator, decided.denominator, decided.references) == (0, 1, 3)
    assert (decided.stated, decided.stated_denominator, decided.differs) == (2, 3, True)
    assert not decide([Held((1,), 1, 1, early, "b"), Held((1,), 1, 1, late, "a")]).differs


def test_a_flow_is_added_up_and_of_a_stock_the_latest_stands():
    ends = [dt.date(2026, month, 28) for month in (3, 6, 9)]
    points = [Point(ends[0], 5, 10), Point(ends[1], 7, 10), Point(ends[2], None)]
    assert over_time(FLOW, points) == (12, 20, ends[:2])
    assert over_time(STOCK, reversed(points)) == (7, 10, [ends[1]])
    assert over_time(FLOW, [Point(ends[0], None)]) == (None, 0, [])


def test_missing_is_not_zero():
    assert share_of(None, None) == Share(missing=1)
    assert share_of(0, 0) == Share(reported=1)


def test_who_was_merged_into_another_counts_nowhere_from_that_day_on():
    tree = Tree({2: [(dt.date(2020, 1, 1), 1)]}, {2: DAY})
    assert tree.chain(2, DAY) == ()
    assert tree.chain(2, DAY - dt.timedelta(days=1)) == (1, 2)
    assert tree.chain(2, dt.date(2000, 1, 1)) == (1, 2), "before the first placement known, that one counts"


def test_a_circle_in_old_placements_ends():
    start = dt.date(2020, 1, 1)
    assert Tree({1: [(start, 2)], 2: [(start, 1)]}, {}).chain(1, DAY) == (2, 1)


def test_the_median_of_those_that_have_a_value():
    found = spread([Fraction(1), None, Fraction(3), Fraction(2)])
    assert (found.count, found.median, found.least, found.most) == (3, 2, 1, 3)
    assert spread([Fraction(1), Fraction(2)]).median == Fraction(3, 2)
    assert spread([None]).median is None
