"""Task of the child process: a problem fit for JSON in, what came of it out.

run_in_child("luoshi.core.assignment.tasks.draw", [], {"problem": {…}, "seconds": 60}, seconds=…)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.core.reading.structure import Unreadable

from .problem import BadProblem, read_problem
from .program import OutOfTime, Watch
from .result import Impossible, clashes_to_json, to_json
from .solving import assign


def draw(files: list[tuple[str, bytes]], options: Mapping[str, Any]) -> dict[str, Any]:
    """`{"result": …}` as `luoshi assign` writes it, or `{"clashes": …}`. `seconds` bounds each step of the solver.

    Raises Unreadable with one Chinese sentence where it is no problem of assignment or takes too long.
    """
    try:
        problem = read_problem(options["problem"])
        found = assign(problem, watch=Watch(lambda: 0.0, float(options["seconds"])))
    except Impossible as clash:
        return {"clashes": clashes_to_json(problem, clash)}
    except BadProblem as bad:
        raise Unreadable(str(bad)) from None
    except OutOfTime:
        raise Unreadable("在规定的时间内没有算出结果。请减少每件评审人数或搭配要求后重新抽取。") from None
    return {"result": to_json(problem, found)}
