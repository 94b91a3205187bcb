"""Conditions as trees: `all`, `any`, `not` of tests (field, op, value). One evaluator, no expression language."""

from .evaluating import Lookup, Value, evaluate
from .parsing import BadCondition, depth_of, fields_of, from_json, to_json
from .tree import OPS, All, Any, Condition, Not, Test
from .wording import in_words

__all__ = [
    "OPS",
    "All",
    "Any",
    "BadCondition",
    "Condition",
    "Lookup",
    "Not",
    "Test",
    "Value",
    "depth_of",
    "evaluate",
    "fields_of",
    "from_json",
    "in_words",
    "to_json",
]
