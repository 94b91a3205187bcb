"""A school's own plan, Word or Excel, read into what a draft of the workplan needs.

    heads       which column holds what
    timetable   steps of tables          spoken      steps of sentences
    money       amounts and their sums   indicators  aims of the indicator sheet
    tasks       which duty is meant      owners      who answers for it
    doubts      what is asked            reader      all of it over several documents

Nothing is repaired silently and every part keeps its place.
"""

from .model import Indicator, Known, KnownTask, MoneyRow, PlanGoal, Step, WorkplanReading
from .reader import read_workplan

__all__ = [
    "Indicator",
    "Known",
    "KnownTask",
    "MoneyRow",
    "PlanGoal",
    "Step",
    "WorkplanReading",
    "read_workplan",
]
