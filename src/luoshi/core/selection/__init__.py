"""What a selection is, as data: who may apply, with what, how it is judged. Read, checked, written; nothing decided."""

from .kept import to_json
from .parts import (
    MATERIAL_KINDS,
    About,
    Applicant,
    BadRules,
    Blindness,
    Calendar,
    Check,
    Level,
    Material,
    Opens,
    Panel,
    QuotaBy,
    QuotaRule,
    Requirement,
    Rules,
    Statement,
    Team,
    Wording,
)
from .reading import read_rules
from .sound import problems

__all__ = [
    "MATERIAL_KINDS",
    "About",
    "Applicant",
    "BadRules",
    "Blindness",
    "Calendar",
    "Check",
    "Level",
    "Material",
    "Opens",
    "Panel",
    "QuotaBy",
    "QuotaRule",
    "Requirement",
    "Rules",
    "Statement",
    "Team",
    "Wording",
    "problems",
    "read_rules",
    "to_json",
]
