"""Experts, what keeps them from judging, the seats of a selection, its draws, and who was given what."""

from .draws import Draw, Stood
from .hands import Assigned, Proposal
from .pool import DisciplineText, Expert, Judges, Tenure
from .seats import Conflict, Discipline, LiftAsked, Seat

__all__ = [
    "Assigned",
    "Conflict",
    "Discipline",
    "DisciplineText",
    "Draw",
    "Expert",
    "Judges",
    "LiftAsked",
    "Proposal",
    "Seat",
    "Stood",
    "Tenure",
]
