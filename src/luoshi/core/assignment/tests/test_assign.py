"""Assignments keep every bound and no conflict, are the best there are, and repeat themselves."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.assignment import (
    BadProblem,
    Impossible,
    MixRule,
    Paper,
    Problem,
    Reviewer,
    problem_hash,
    read_problem,
    to_json,
)
from luoshi.core.assignment.arrays import to_arrays
from luoshi.core.assignment.program import NO_HURRY, Aim, solve
from luoshi.core.assignment.solving import assign


@st.composite
def small_problems(draw, mixed=False):
    reviewers = [f"r{n}" for n in range(draw(st.integers(1, 4)))]
    papers = [f"p{n}" for n in range(draw(st.integers(1, 4)))]
    low = st.integers(0, len(papers))
    made = []
    for name in reviewers:
        least, most = sorted((draw(low), draw(low)))
        group = frozenset({"企业"}) if draw(st.booleans()) else frozenset()
        made.append(Reviewer(name, most, least if draw(st.booleans()) else 0, group))
    conflicts = st.frozensets(st.sampled_from(reviewers), max_size=1)
    pairs = list(product(papers, reviewers))
    scores = draw(st.lists(st.integers(-3, 9), min_size=len(pairs), max_size=len(pairs)))
    return Problem(
        tuple(Paper(name, draw(st.integers(0, 2)), draw(conflicts)) for name in papers),
        tuple(made),
        {pair: score / 4 for pair, score in zip(pairs, scores, strict=True) if score},
        str(draw(st.integers(0, 3))),
        (
            MixRule(
                "企业",
                draw(st.integers(0, 1)),
                draw(st.sampled_from([None, 1])),
            ),
        )
        if mixed
        else (),
    )


def all_assignments(problem):
    """Every assignment there is, as the reviewers of each paper, by trying all."""
    choices = []
    for paper in problem.papers:
        may = [r for r in problem.reviewers if r.id not in paper.conflicts]
        readers = [group for group in combinations(may, paper.need) if suits(problem, group)]
        choices.append([[reader.id for reader in group] for group in readers])
    for chosen in product(*choices):
        loads = [sum(r.id in readers for readers in chosen) for r in problem.reviewers]
        if all(r.least <= load <= r.most for r, load in zip(problem.reviewers, loads, strict=True)):
            yield chosen


def suits(problem, group):
    for rule in problem.mix:
        count = sum(rule.group in reader.groups for reader in group)
        if count < rule.at_least or (rule.at_most is not None and count > rule.at_most):
            return False
    return True


def totals(problem, chosen):
    return [
        sum(problem.fit.get((paper.id, name), 0) for name in names)
        for paper, names in zip(problem.papers, chosen, strict=True)
    ]


def chosen_of(problem, found):
    return [[r for p, r, _ in found.pairs if p == paper.id] for paper in problem.papers]


@given(small_problems())
def test_the_sum_is_the_largest_of_all_assignments(problem):
    agrees_with_trying_all(problem, fair=False)


@given(small_problems())
def test_the_worst_off_is_the_best_of_all_and_the_sum_the_largest_above_it(problem):
    agrees_with_trying_all(problem, fair=True)


@given(small_problems(mixed=True), st.booleans())
def test_mix_rules_are_kept_and_the_best_is_found_among_what_keeps_them(problem, fair):
    agrees_with_trying_all(problem, fair=fair)


def agrees_with_trying_all(problem, *, fair):
    possible = list(all_assignments(problem))
    if not possible:
        with pytest.raises(Impossible) as told:
            assign(problem, fair=fair)
        assert told.value.clashes
        assert len(told.value.remedies) == 3
        return
    found = assign(problem, fair=fair)
    chosen = chosen_of(problem, found)
    assert sorted(map(sorted, chosen)) in [sorted(map(sorted, each)) for each in possible]
    of_all = [(min(totals(problem, each)) if fair else 0, sum(totals(problem, each))) for each in possible]
    assert (found.objective.worst_off if fair else 0, found.objective.total) == max(of_all)
    assert set(found.gap.values()) == {0.0}
    assert found.loads == {r.id: sum(r.id in readers for readers in chosen) for r in problem.reviewers}


@given(small_problems(), st.randoms())
def test_the_order_of_the_input_changes_nothing(problem, rng):
    papers, reviewers, fits = list(problem.papers), list(problem.reviewers), list(problem.fit.items())
    for rows in (papers, reviewers, fits):
        rng.shuffle(rows)
    other = Problem(tuple(papers), tuple(reviewers), dict(fits), problem.seed, problem.mix)
    assert problem_hash(other) == problem_hash(problem)
    try:
        assert to_json(other, assign(other)) == to_json(problem, assign(problem))
    except Impossible:
        with pytest.raises(Impossible):
            assign(other)


def alike(seed):
    papers = tuple(Paper(f"p{n}", 1) for n in range(6))
    return Problem(papers, tuple(Reviewer(f"r{n}", 1, 1) for n in range(6)), {}, seed)


def test_what_is_equally_good_is_settled_by_the_seed():
    assert len({assign(alike(str(seed))).pairs for seed in range(5)}) > 1
    assert assign(alike("7")) == assign(alike("7"))


def test_pairs_left_out_at_first_are_taken_in_where_they_help():
    """Begun with the few pairs that suffice, the optimum is that over all pairs."""
    papers = tuple(Paper(f"p{n}", 2) for n in range(12))
    reviewers = tuple(Reviewer(f"r{n}", 6, 1) for n in range(8))
    fit = {(p.id, r.id): (n * 7 + m * 5) % 11 for n, p in enumerate(papers) for m, r in enumerate(reviewers)}
    arrays = to_arrays(Problem(papers, reviewers, fit, "1"))
    few = arrays.allowed.copy()
    few[:, 4:] = False
    few[:4, 4:] = True
    whole = solve(arrays, arrays.allowed, Aim(), NO_HURRY)
    begun = solve(arrays, few, Aim(), NO_HURRY)
    assert few.sum() < begun.taken.sum() < arrays.allowed.sum()
    assert begun.value == whole.value


def test_why_there_is_none_is_said_with_names_and_numbers():
    problem = Problem(
        (Paper("甲校", 2, frozenset({"张", "李"})), Paper("乙校", 1)),
        (Reviewer("张", 5), Reviewer("李", 5), Reviewer("王", 5)),
    )
    with pytest.raises(Impossible) as told:
        assign(problem)
    (clash,) = told.value.clashes
    assert (clash.papers, clash.reviewers, clash.needed, clash.room) == (("甲校",), ("王",), 2, 1)
    assert clash.words == "“甲校”共需评审 2 份次，可以评审的 1 人最多承担 1 份次，缺 1"


def test_papers_that_clash_only_together_are_named_together():
    problem = Problem(
        (Paper("甲", 1, frozenset({"李"})), Paper("乙", 1, frozenset({"李"})), Paper("丙", 1)),
        (Reviewer("张", 1), Reviewer("李", 3)),
    )
    with pytest.raises(Impossible) as told:
        assign(problem)
    assert [(clash.papers, clash.needed, clash.room) for clash in told.value.clashes] == [
        (("乙", "甲"), 2, 1)
    ]


GOOD = {"papers": [{"id": "p", "need": 1, "conflicts": []}], "reviewers": [{"id": "r", "max": 1, "min": 0}]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"papers": []}, "papers 应有"),
        ({"papers": "p"}, "papers 应是一个列表"),
        ({"papers": [{"id": "p", "need": -1}]}, "need 应是"),
        ({"papers": [{"id": "p", "need": True}]}, "need 应是"),
        ({"papers": [*GOOD["papers"], *GOOD["papers"]]}, "出现了两次"),
        ({"papers": [{"id": "p", "need": 1, "conflicts": ["x"]}]}, "不认识的评审人“x”"),
        ({"reviewers": [{"id": "r", "max": 1, "min": 2}]}, "多于最多"),
        ({"reviewers": [{"id": 3, "max": 1}]}, "没有写 id"),
        ({"fit": [["p", "r"]]}, "应写成"),
        ({"fit": [["p", "x", 1]]}, "不认识"),
        ({"fit": [["p", "r", 1], ["p", "r", 2]]}, "两个不同的分数"),
        ({"fit": [["p", "r", float("nan")]]}, "绝对值不超过"),
        ({"fit": [["p", "r", 1e300]]}, "绝对值不超过"),
        ({"fit": [["p", "r", "9"]]}, "绝对值不超过"),
        ({"fit": [["p", "r", 10**400]]}, "绝对值不超过"),  # larger than any float
        ({"fit": [["p", "r", float("-inf")]]}, "绝对值不超过"),
        ({"seed": [1]}, "seed 应是"),
        ({"mix": [{"group": "g", "at_least": -1}]}, "at_least 应是"),
    ],
)
def test_what_is_malformed_is_refused_in_words(change, words):
    with pytest.raises(BadProblem, match=words):
        read_problem({**GOOD, **change})
    with pytest.raises(BadProblem, match="不是一个对象"):
        read_problem([])


def test_more_decimals_than_are_kept_are_refused():
    problem = read_problem({**GOOD, "fit": [["p", "r", 0.12345678]]})
    with pytest.raises(BadProblem, match="位小数"):
        assign(problem)
    assert assign(read_problem({**GOOD, "fit": [["p", "r", 0.123456]]})).pairs == (("p", "r", 0.123456),)
