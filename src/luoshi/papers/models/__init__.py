"""Rows of papers: approvals with all that belongs to them, and the 呈批件."""

from .approvals import (
    NAME,
    Approval,
    Delegation,
    Entry,
    EntryFile,
    Objection,
    Route,
    Sending,
    SendingFile,
    Step,
    Urge,
)
from .briefs import Brief, BriefFile

__all__ = [
    "NAME",
    "Approval",
    "Brief",
    "BriefFile",
    "Delegation",
    "Entry",
    "EntryFile",
    "Objection",
    "Route",
    "Sending",
    "SendingFile",
    "Step",
    "Urge",
]
