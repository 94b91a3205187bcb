"""Who reads which application: an assignment of reviewers that is as good as can be, shown to be so, and repeatable.

Paper = an application to be read, reviewer = an expert, fit = how well the two go together. See `solving.assign`.
"""

from .problem import BadProblem, MixRule, Paper, Problem, Reviewer, read_problem
from .program import OutOfTime, Watch
from .result import Assignment, Clash, Impossible, Objective, clashes_to_json, problem_hash, to_json
from .sharing import even_limits
from .solving import assign

__all__ = [
    "Assignment",
    "BadProblem",
    "Clash",
    "Impossible",
    "MixRule",
    "Objective",
    "OutOfTime",
    "Paper",
    "Problem",
    "Reviewer",
    "Watch",
    "assign",
    "clashes_to_json",
    "even_limits",
    "problem_hash",
    "read_problem",
    "to_json",
]
