"""What a change request contains when it is sent, and the request as its readers see it."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

from luoshi.papers.contents import Content
from luoshi.papers.models import Sending

from . import asked, joint
from .effects import number_words
from .models import ChangeRequest
from .states import ChangeKind

OWN_WORDS = 2  # reason and basis come first, then the answers to the bureau's questions


def content_of(change_request: ChangeRequest, actor: Any) -> Content:
    """Inside the act that sends it. Personal answers are masked as readers see them."""
    facts = [("事项", change_request.what), ("单位", change_request.organisation.name)]
    facts += joint.facts_of(change_request)
    if change_request.kind not in (ChangeKind.WITHDRAW, ChangeKind.PART):
        facts.append(("数量", number_words(change_request.quantity)))
    own = [("理由", change_request.reason), ("依据", change_request.basis)]
    quantity = change_request.quantity
    return Content(
        title=change_request.title,
        facts=facts,
        words=[*own, *asked.rows_of(change_request, actor, masked=True)],
        values={
            "quantity": None if quantity is None else str(quantity),
            "answer_files": asked.files_of(change_request),
            "parts": joint.as_json(change_request),
        },
    )


def as_sent(change_request: ChangeRequest, sending: Sending | None) -> ChangeRequest:
    """A copy to show, with the words and the quantity of this sending; with none where nothing has come so far."""
    words = list(sending.content.words) if sending is not None else []
    shown = copy.copy(change_request)
    shown.reason, shown.basis = (text for _, text in words[:OWN_WORDS] or [("", "")] * OWN_WORDS)
    quantity = sending.content.values["quantity"] if sending is not None else None
    shown.quantity = None if quantity is None else Decimal(quantity)
    return shown


def answers_sent(sending: Sending | None) -> list[tuple[str, str]]:
    """Label and answer, as it was answered when it was sent."""
    return list(sending.content.words)[OWN_WORDS:] if sending is not None else []


def answer_files_sent(sending: Sending | None) -> list[dict[str, Any]]:
    """The files among the answers, as they were sent."""
    return list(sending.content.values.get("answer_files", ())) if sending is not None else []
