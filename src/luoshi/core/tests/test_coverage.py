"""Holes of a plan, both ways."""

from luoshi.core.coverage import ClauseFact, TargetFact, TaskFact, find_gaps, unused_clauses

TREE = [
    ClauseFact("1"),
    ClauseFact("2"),
    ClauseFact("2.1", "2"),
    ClauseFact("2.2", "2"),
    ClauseFact("2.2.1", "2.2"),
]


def test_a_task_nobody_carries_is_named() -> None:
    tasks = [TaskFact("a", "undertaken", 0, frozenset("1")), TaskFact("b", "undertaken", 3, frozenset("1"))]
    assert find_gaps(tasks, [], []).untaken == ("a",)


def test_a_task_without_clause_is_named() -> None:
    tasks = [TaskFact("a", "undertaken", 1), TaskFact("b", "undertaken", 1, frozenset("1"))]
    assert find_gaps(tasks, [], []).unfounded == ("a",)


def test_only_the_lowest_clauses_are_named() -> None:
    assert unused_clauses(TREE, []) == ("1", "2.1", "2.2.1")


def test_a_clause_is_used_when_it_or_one_above_it_is() -> None:
    assert unused_clauses(TREE, ["2.2"]) == ("1", "2.1")
    assert unused_clauses(TREE, ["2"]) == ("1",)


def test_a_parent_of_a_used_clause_does_not_cover_its_other_parts() -> None:
    assert unused_clauses(TREE, ["2.1"]) == ("1", "2.2.1")


def test_clauses_in_a_circle_end() -> None:
    circle = [ClauseFact("a", "b"), ClauseFact("b", "a"), ClauseFact("c", "a")]
    assert unused_clauses(circle, []) == ("c",)


def test_a_target_lacks_a_number_unless_it_needs_none() -> None:
    targets = [
        TargetFact("some", "some", False),
        TargetFact("unspoken", "at_least", False),
        TargetFact("all", "all", False),
        TargetFact("date", "by_date", False),
        TargetFact("said", "at_least", True),
        TargetFact("national", "some", False, scope="national"),
    ]
    assert find_gaps([], [], targets).unnumbered == ("some", "unspoken")


def test_the_number_the_bureau_set_on_the_task_settles_its_target() -> None:
    tasks = [TaskFact("a", "cultivated", 1, frozenset("1"), number=True)]
    gaps = find_gaps(tasks, [], [TargetFact("t", "some", False, task="a"), TargetFact("u", "some", False)])
    assert gaps.unnumbered == ("u",)


def test_a_clause_without_task_is_to_be_looked_at_but_not_to_be_settled() -> None:
    gaps = find_gaps([TaskFact("a", "own", 0, frozenset("1"))], [ClauseFact("2")], [])
    assert (gaps.count, gaps.to_settle) == (2, 1)
