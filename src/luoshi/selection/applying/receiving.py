"""Fully received at or before T, and the receipt for it. Called inside an act, with the call's row held."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from luoshi.common import audit, crypto
from luoshi.common.actor import Actor
from luoshi.common.checkpoints import signing_key
from luoshi.common.dataforms.answers import values_of
from luoshi.core.receipts import Attachment, Statement, content_hash, receipt
from luoshi.core.selection import read_rules

from .models import Application, OwnSelection
from .named import denied
from .queries import handed_in, is_from_within, materials_of
from .states import ApplicationState

UNSENT = "草稿（补正未报送）"  # what a file bears that is built from what nobody has been sent


def contents_of(application: Application) -> dict[str, Any]:
    """All that is handed in besides files, as the receipt's hash covers it. Computed anew from the rows it is the same
    as long as nothing was changed."""
    return {
        "title": application.title,
        "group": application.group,
        "entry": application.entry.public_id if application.entry else "",
        "form": values_of(application.answer) if application.answer else {},
        "partners": sorted(_partners(application)),
        "people": _people(application),
        "statements": sorted(application.statements),
        "own_selection": _own(getattr(application, "own_selection", None)),
    }


def _partners(application: Application) -> set[str]:
    """Also who denied it afterwards: whoever is struck by himself takes nothing from what was received."""
    gone = denied(application).filter(organisation__isnull=False)
    there = application.partners.values_list("public_id", flat=True)
    return {*there, *gone.values_list("organisation__public_id", flat=True)}


def _people(application: Application) -> list[list[Any]]:
    """With what the school found of each; within a school that is found out after they handed in. Also who denied it
    afterwards, as with partners.
    """
    inside = is_from_within(application)
    struck = Exists(denied(application).filter(person=OuterRef("pk"), said_at=OuterRef("removed_at")))
    people = application.people.filter(Q(removed_at__isnull=True) | Q(struck))
    return [
        [
            each.role,
            each.name,
            each.words,
            None if inside else each.clear,
            *([each.place] if each.place else []),
        ]
        for each in people
    ]


def _own(own: OwnSelection | None) -> list[str]:
    if own is None:
        return []
    days = (own.decided_on, own.notice_from, own.notice_until)
    return [own.words, own.outcome, *(day.isoformat() for day in days)]


def attachments_of(application: Application) -> tuple[Attachment, ...]:
    """The files handed in, in a fixed order."""
    found = (Attachment(name, stored.size, stored.digest) for name, stored in handed_in(application))
    return tuple(sorted(found, key=lambda each: (each.name, each.sha256)))


def parts_of(application: Application) -> dict[str, str]:
    """A keyed digest of each part: title, group, entry, partners, people, own, statements, opinions, `form:` and the
    key of each field, `material:` and the key of each line.
    """
    said = {
        key: value for key, value in contents_of(application).items() if key not in ("form", "own_selection")
    }
    own = getattr(application, "own_selection", None)
    said["own"] = [_own(own), own.stored.digest if own is not None and own.stored is not None else ""]
    values = values_of(application.answer) if application.answer else {}
    said |= {f"form:{key}": value for key, value in values.items()}
    for each in materials_of(application):
        said.setdefault(f"material:{each.item}", []).append([each.name, each.stored.digest])
    opinions = {f"{each.title}（盖章）.pdf" for each in read_rules(application.call.rules).opinions}
    said["opinions"] = [stored.digest for name, stored in handed_in(application) if name in opinions]
    context = f"application:{application.public_id}"
    return {
        key: crypto.blind_index(json.dumps(value, sort_keys=True, default=str), context=context)[:16]
        for key, value in said.items()
    }


def changed_since(application: Application) -> list[str]:
    """The parts that are not as the last receipt was given for."""
    was, now = application.received_as, parts_of(application)
    return sorted(key for key in {*was, *now} if was.get(key) != now.get(key))


def being_mended(application: Application) -> list[str]:
    """The parts that were changed for a correction and not handed in yet: its own people's business till then."""
    return changed_since(application) if application.state == ApplicationState.CORRECTING else []


def is_as_received(application: Application) -> bool:
    """Whether what lies there now is what the last receipt was given for."""
    given = application.receipt or {}
    now = [
        {"name": each.name, "size": each.size, "sha256": each.sha256} for each in attachments_of(application)
    ]
    return given.get("content") == content_hash(contents_of(application)) and given.get("attachments") == now


def receipt_of(application: Application, sequence: int, at: dt.datetime, by: Actor) -> dict[str, Any]:
    """Signed with the site's key. It names the event of the log that it follows; the event of this act, the next one,
    holds the receipt's own digest: log and receipt hold each other."""
    statement = Statement(
        selection=application.call.title,
        application=application.public_id,
        sequence=sequence,
        applicant=application.organisation.name,
        received_at=timezone.localtime(at),
        content=content_hash(contents_of(application)),
        event=audit.end_of(by.chain),
        attachments=attachments_of(application),
    )
    return receipt(statement, signing_key())
