"""The upper office's own 申报书, put in by the bureau that called."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.papers.actions import Proof
from luoshi.selection.models import Call

from .. import permissions
from ..models import Book
from .moving import call_first


@acts.act("applying.set_book", who=permissions.can_run_call, under="call", first=call_first)
def set_book(*, call: Call, proof: Proof, by: Actor) -> Book:
    """In place of the one there was; its markers were looked at before (`books.faults`)."""
    call = call_first(call)
    said = {"stored": proof.stored, "name": proof.name, "set_by": f"{by.organisation_name} {by.name}"[:80]}
    there: Book | None = Book.objects.filter(call=call).first()
    if there is None:
        made: Book = acts.create(Book, call=call, **said)
        return made
    acts.change(there, **said)
    return there
