"""Objects of the review as addresses ask for them; see `things`."""

from __future__ import annotations

from typing import Any

from luoshi.selection.models import Call
from luoshi.selection.panel.models import Assigned
from luoshi.selection.review.models import BareCopy, ClosingProposal, Sheet, ThirdReading

from .things_outcome import OUTCOME_MODELS

REVIEW_MODELS: dict[str, Any] = {
    "review_call": Call,
    "review_task": Assigned,
    "review_third": ThirdReading,
    "review_closing": ClosingProposal,
    "review_sheet": Sheet,
    "blind_copy": BareCopy,
    **OUTCOME_MODELS,
}
REVIEW_PLAIN = {"place": "0", "code": "0001", "which": "original"}
