"""Rows of progress: what was said of milestones, and the reports made of it."""

from .reports import PeriodicReport, ReportNumber, ReportPeriod, ReportRow, ReportTerms
from .updates import NAME, WORDS, ProgressUpdate

__all__ = [
    "NAME",
    "WORDS",
    "PeriodicReport",
    "ProgressUpdate",
    "ReportNumber",
    "ReportPeriod",
    "ReportRow",
    "ReportTerms",
]
