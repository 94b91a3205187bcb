"""Who reads which application: an assignment of reviewers that is as good as can be, shown to be so, and repeatable.

Paper = an application to be read, reviewer = an expert, fit = how well the two go together. The assignment itself is
`solving.assign`, imported from there by whoever computes one: the solver and numpy stay out of every other process.
"""

from .problem import BadProblem, MixRule, Paper, Problem, Reviewer, read_problem
from .result import Assignment, Clash, Impossible, Objective, clashes_to_json, problem_hash, to_json
from .sharing import even_limits

__all__ = [
    "Assignment",
    "BadProblem",
    "Clash",
    "Impossible",
    "MixRule",
    "Objective",
    "Paper",
    "Problem",
    "Reviewer",
    "clashes_to_json",
    "even_limits",
    "problem_hash",
    "read_problem",
    "to_json",
]
