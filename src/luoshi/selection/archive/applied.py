"""Which applications there were, and the receipt each was given."""

from __future__ import annotations

from typing import Any

from luoshi.core.archive import layout
from luoshi.core.masking import mask_numbers
from luoshi.core.signed_json import canonical
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call

from .pieces import Pieces, code_of, moment


def applied(pieces: Pieces, call: Call) -> None:
    rows = Application.objects.filter(call=call, sequence__isnull=False)
    rows = rows.select_related("organisation").order_by("sequence")
    listed = [_row(pieces, row) for row in rows.iterator(chunk_size=200)]
    pieces.add_json(layout.APPLICATIONS, {"applications": listed})


def _row(pieces: Pieces, row: Application) -> dict[str, Any]:
    code = code_of(row.sequence)
    return {
        "code": code,
        "sequence": row.sequence,
        "id": row.public_id,
        "title": pieces.text(row.title),
        "organisation": row.organisation.name,
        "group": row.group,
        "state": row.state,
        "rank": row.rank,
        "sent_at": moment(row.sent_at),
        "paper_at": moment(row.paper_at),
        "paper_reason": pieces.text(row.paper_reason),
        "receipt": _receipt(pieces, code, row.receipt),
    }


def _receipt(pieces: Pieces, code: str, receipt: Any) -> str | None:
    """As it was signed, or not at all: a file name in it may hold somebody's number."""
    data = canonical(receipt)
    if mask_numbers(_words(receipt)) != _words(receipt):
        return None
    return pieces.add(f"{layout.RECEIPTS}/{code}.json", data)


def _words(receipt: Any) -> str:
    """Where numbers of people can stand: not among digests and moments."""
    files = [str(each.get("name", "")) for each in receipt.get("attachments", ())]
    return "\n".join([str(receipt.get("selection", "")), str(receipt.get("applicant", "")), *files])
