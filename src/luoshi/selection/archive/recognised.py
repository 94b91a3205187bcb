"""Awards with their steps, certificates, and what had been revoked when the package was made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common.checkpoints import signing_key
from luoshi.core.archive import layout
from luoshi.core.credentials import Revoked, check, revocation_list
from luoshi.selection.models import Call
from luoshi.selection.recognition.certifying import list_address
from luoshi.selection.recognition.models import Award, AwardStep, Certificate

from .pieces import Pieces, code_of, day, moment


def recognised(pieces: Pieces, call: Call, at: dt.datetime) -> None:
    rows = Award.objects.filter(call=call).select_related("application").order_by("pk")
    rows = rows.prefetch_related("steps", "certificates", "revocations__said_by", "revocations__confirmed_by")
    pieces.add_json(layout.AWARDS, {"awards": [_award(pieces, row) for row in rows]})
    gone = Certificate.objects.filter(award__call=call, revoked_on__isnull=False).order_by("pk")
    revoked = [Revoked(_id_of(row), row.revoked_by_paper) for row in gone]
    pieces.add_json(layout.REVOKED, revocation_list(revoked, at, signing_key(), list_address()))


def _id_of(row: Certificate) -> str:
    """As the certificate itself says it: the site may have another address since."""
    return check(row.credential.encode(), row.since).granted.id


def _award(pieces: Pieces, row: Award) -> dict[str, Any]:
    code = code_of(row.application.sequence)
    return {
        "code": code, "number": row.number, "title": row.title, "holder": row.holder, "honour": row.full_honour,
        "state": row.state, "granted_on": day(row.granted_on), "document_number": row.document_number,
        "recognised_on": day(row.recognised_on), "valid_until": day(row.valid_until),
        "steps": [_step(pieces, step) for step in row.steps.all()],
        "certificates": [
            _certificate(pieces, each, code, number) for number, each in enumerate(row.certificates.all(), 1)
        ],
        "revocations": [
            {
                "on": day(each.on), "document_number": each.document_number, "reason": pieces.text(each.reason),
                "said_by": pieces.person(each.said_by), "confirmed_by": pieces.person(each.confirmed_by),
                "confirmed_at": moment(each.confirmed_at), "dropped_at": moment(each.dropped_at),
            }
            for each in row.revocations.all()
        ],
    }  # fmt: skip


def _step(pieces: Pieces, row: AwardStep) -> dict[str, Any]:
    return {
        "kind": row.get_kind_display(), "on": day(row.on), "passed": row.passed,
        "document_number": row.document_number, "valid_until": day(row.valid_until), "words": pieces.text(row.words),
    }  # fmt: skip


def _certificate(pieces: Pieces, row: Certificate, code: str, number: int) -> dict[str, Any]:
    file = pieces.add(f"08 认定和证书/{code}-{number}.jwt", row.credential.encode())
    return {
        "file": file, "since": day(row.since), "valid_until": day(row.valid_until),
        "issued_at": moment(row.issued_at), "replaced_at": moment(row.replaced_at),
        "revoked_on": day(row.revoked_on), "revoked_by_paper": row.revoked_by_paper,
    }  # fmt: skip
