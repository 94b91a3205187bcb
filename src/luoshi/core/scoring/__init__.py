"""From experts' sheets to a ranking that anybody can compute again: rubrics and methods as data, exact numbers."""

from .combining import WAITS_FOR_THIRD, Read, Result, Review, RoundScore, results, rounded
from .method import Method, Round, Tie, read_method
from .ranking import Placed, ranking
from .rubric import BadScoring, Block, Item, Rubric, problems, read_rubric, said
from .sheet import Counted, count, missing, points, so_far
from .verifying import compared, compute, differences

__all__ = [
    "WAITS_FOR_THIRD",
    "BadScoring",
    "Block",
    "Counted",
    "Item",
    "Method",
    "Placed",
    "Read",
    "Result",
    "Review",
    "Round",
    "RoundScore",
    "Rubric",
    "Tie",
    "compared",
    "compute",
    "count",
    "differences",
    "missing",
    "points",
    "problems",
    "ranking",
    "read_method",
    "read_rubric",
    "results",
    "rounded",
    "said",
    "so_far",
]
