"""Registers (台账): values that follow from an entry's fields, and the rules entries are checked by. Pure.

`derived` gives values by name (`derived_of` lists them for a form); `check` runs the checks a register declares. A
check never changes an entry and never stops anybody: it says in words what is the matter and what to do next.
"""

from .checking import CHECKS, NAMES, CheckSpec, check, gravest, is_grave, specs_in, wrong_in_checks
from .deriving import Derived, derived, derived_of
from .facts import ASK, ERROR, NOTE, SEVERITIES, Around, CheckResult, Fact, Holder
from .parameters import ABOUT, PARAMETERS, WITH_NEXT, WITH_SEVERITY, Param, looks_at, set_anew
from .project_rules import missing_titles

__all__ = [
    "ABOUT",
    "ASK",
    "CHECKS",
    "ERROR",
    "NAMES",
    "NOTE",
    "PARAMETERS",
    "SEVERITIES",
    "WITH_NEXT",
    "WITH_SEVERITY",
    "Around",
    "CheckResult",
    "CheckSpec",
    "Derived",
    "Fact",
    "Holder",
    "Param",
    "check",
    "derived",
    "derived_of",
    "gravest",
    "is_grave",
    "looks_at",
    "missing_titles",
    "set_anew",
    "specs_in",
    "wrong_in_checks",
]
