"""Objects that follow a review, as addresses ask for them; see `things`."""

from __future__ import annotations

from typing import Any

from luoshi.selection.models import Call
from luoshi.selection.outcome.models import (
    Change,
    Decision,
    Misconduct,
    Objection,
    PublicNotice,
    Result,
    Statement,
)

OUTCOME_MODELS: dict[str, Any] = {
    "outcome_call": Call,
    "outcome_result": Result,
    "outcome_change": Change,
    "outcome_decision": Decision,
    "outcome_notice": PublicNotice,
    "public_notice": PublicNotice,
    "notice_objection": Objection,
    "own_objection": Objection,
    "outcome_statement": Statement,
    "misconduct": Misconduct,
    "reported_call": Call,
}
