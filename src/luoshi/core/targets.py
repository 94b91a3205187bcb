"""Whether a figure meets what a document asks: strict where the document is strict. Pure; exact numbers.

50.0 % does not pass 超过 50 %, and a ratio is judged by its two parts, never by what stands rounded on the page.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

WORDS = {
    "at_least": "不少于",
    "more_than": "超过",
    "reach": "达到",
    "about": "左右",
    "at_most": "不超过",
    "less_than": "少于",
    "range": "介于",
    "exact": "等于",
    "some": "一批",
    "all": "全部",
    "by_date": "按期完成",
}
DOWN = frozenset({"at_most", "less_than"})  # reached from above
NUMBERLESS = frozenset({"some", "all", "by_date"})
NEARLY = Fraction(1, 10)  # 左右: not more than a tenth short

Number = Fraction | Decimal | int


def meets(
    comparator: str, actual: Number | None, goal: Number | None, upper: Number | None = None
) -> bool | None:
    """Yes, no, or None where numbers cannot decide it (missing is neither). More than the upper end of a range or
    than 左右 is met all the same where it counts things that are to be built up: nobody asks to tear down a fourth
    team; what may not be more is `at_most`."""
    if actual is None or goal is None or comparator in NUMBERLESS or comparator not in WORDS:
        return None
    now, asked = Fraction(actual), Fraction(goal)
    match comparator:
        case "more_than":
            return now > asked
        case "at_most":
            return now <= asked
        case "less_than":
            return now < asked
        case "exact":
            return now == asked
        case "about":
            return now >= asked - abs(asked) * NEARLY
        case _:
            return now >= asked


def lacks(comparator: str, actual: Number | None, goal: Number | None) -> Fraction | None:
    """How far it is behind, in the unit of the figure; 0 where it only just fails to be more; None where it is met or
    nobody can say."""
    if meets(comparator, actual, goal) is not False or actual is None or goal is None:
        return None
    return abs(Fraction(goal) - Fraction(actual))


def in_words(comparator: str, quantity: str, upper: str, unit: str) -> str:
    """超过 50%, 1—3 个, 20 个左右."""
    if comparator in NUMBERLESS:
        return WORDS[comparator]
    space = "" if unit == "%" else " "
    if comparator == "range":
        return f"{quantity}—{upper}{space}{unit}".rstrip()
    if comparator == "about":
        return f"{quantity}{space}{unit}左右"
    return f"{WORDS[comparator]} {quantity}{space}{unit}".rstrip()
