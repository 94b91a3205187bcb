"""The operation log: append-only events in one hash chain per acting organisation.

An event's digest is SHA-256 over the previous digest and the event's canonical JSON, so that edit, delete, insert and
swap show; signed checkpoints over all heads (`checkpoints`) show truncation. Personal values and reasons enter as
salted commitments whose values lie apart, so that erasing a person keeps the chain whole.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from . import clock, crypto
from .actor import Actor
from .models import AuditDetail, AuditEvent, AuditHead, Base

Change = dict[str, Any]
# Of what was only read or taken out: it changes nothing.
TAKEN = Q(action__contains=".fetch_") | Q(action__endswith=".look") | Q(action__startswith="selection.read_")
LONGEST_VALUE = 1000  # characters of a text that enter an event; a longer one enters as its digest
COVERED = (
    "chain",
    "sequence",
    "at",
    "action",
    "result",
    "user",
    "role",
    "organisation",
    "object_type",
    "object_id",
    "changes",
    "network",
    "request_id",
    "alg",
    "previous",
)  # every column of an event but its key and its digest

CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_of(row: Mapping[str, Any]) -> bytes:
    """The bytes the digest covers: the columns of COVERED, keys sorted."""
    content = {name: row[name] for name in COVERED}
    content["at"] = content["at"].isoformat()
    return CANONICAL.encode(content).encode()


def digest_of(event: AuditEvent) -> str:
    row = {name: getattr(event, name) for name in COVERED}
    return hashlib.sha256(canonical_of(row)).hexdigest()


def commit_to(value: str) -> str:
    """A salted commitment to a personal value or a reason; the value itself is kept sealed beside the chain."""
    salt = secrets.token_hex(16)
    commitment = hashlib.sha256(f"{salt}\0{value}".encode()).hexdigest()
    sealed = crypto.encrypt(value.encode(), context=f"audit:{commitment}")
    AuditDetail.objects.create(commitment=commitment, salt=salt, sealed=sealed)
    return commitment


def opened(commitment: str) -> str | None:
    """The value behind a commitment, or None when it was erased."""
    detail = AuditDetail.objects.filter(commitment=commitment).first()
    if detail is None:
        return None
    return crypto.decrypt(detail.sealed, context=f"audit:{commitment}").decode()


def is_whole(detail: AuditDetail) -> bool:
    """Whether what lies behind a commitment is what was committed to."""
    try:
        value = crypto.decrypt(detail.sealed, context=f"audit:{detail.commitment}").decode()
    except ValueError:
        return False
    return hashlib.sha256(f"{detail.salt}\0{value}".encode()).hexdigest() == detail.commitment


def commitments_in(changes: Any) -> Iterator[str]:
    """The commitments that an event's changes name, wherever they stand in them."""
    if isinstance(changes, Mapping):
        named = changes.get("commitment")
        if isinstance(named, str):
            yield named
        changes = list(changes.values())
    if isinstance(changes, list):
        for each in changes:
            yield from commitments_in(each)


def erase_details(commitments: Sequence[str]) -> Change:
    """Inside an act: what lies behind these commitments goes for good. The change that says so, for its event."""
    for start in range(0, len(commitments), 500):
        AuditDetail.objects.filter(commitment__in=commitments[start : start + 500]).delete()
    return {"bulk": "erased", "rows": len(commitments), "erased": sorted(commitments)}


def erased_in(changes: Any) -> Iterator[str]:
    """The commitments whose values this event erased."""
    for change in changes if isinstance(changes, list) else ():
        if isinstance(change, Mapping) and change.get("bulk") == "erased":
            yield from (each for each in change.get("erased") or () if isinstance(each, str))


def without_detail(commitments: Sequence[str]) -> set[str]:
    """Those of a few hundred commitments behind which nothing lies any more."""
    kept = AuditDetail.objects.filter(commitment__in=commitments).values_list("commitment", flat=True)
    return set(commitments) - set(kept)


def describe_change(obj: Base, field: str, before: Any, after: Any) -> Change:
    """One changed field as it enters an event. A key of the database (`owner_id`) enters as the row's public id."""
    column = obj._meta.get_field(field) if field in obj._meta._forward_fields_map else None
    if column is not None and column.is_relation and field == column.attname != column.name:
        rows = column.related_model._base_manager
        before, after = (key and rows.filter(pk=key).first() for key in (before, after))
        field = column.name
    change: Change = {"type": obj._meta.label_lower, "id": obj.public_id, "field": field}
    if field in obj.AUDIT_PERSONAL:
        change["before"] = {"commitment": commit_to(str(before))} if before not in (None, "") else None
        change["after"] = {"commitment": commit_to(str(after))} if after not in (None, "") else None
    else:
        change["before"], change["after"] = plain(before), plain(after)
    return change


def plain(value: Any) -> Any:
    """A value as JSON can hold it; rows become their public id, long texts and sealed values their digest."""
    if isinstance(value, Base):
        return value.public_id
    if isinstance(value, bytes | bytearray | memoryview):
        return {"bytes": len(value), "digest": hashlib.sha256(value).hexdigest()}
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        return {"characters": len(value), "digest": hashlib.sha256(value.encode()).hexdigest()}
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return str(value)


def record(
    action: str,
    *,
    by: Actor,
    obj: Base | None = None,
    changes: Sequence[Change] = (),
    result: str = AuditEvent.Result.DONE,
) -> AuditEvent:
    """Append one event to the actor's chain. Must run inside the transaction of the act, as its last statement."""
    head = _locked_head(by.chain)
    event = AuditEvent(
        chain=by.chain,
        sequence=head.sequence + 1,
        at=clock.now(),
        action=action,
        result=result,
        user=by.user_public_id,
        role=by.role,
        organisation=by.organisation_public_id,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=obj.public_id if obj is not None else "",
        changes=list(changes),
        network=by.network,
        request_id=by.request_id,
        previous=head.digest,
    )
    event.digest = digest_of(event)
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(sequence=event.sequence, digest=event.digest)
    return event


def end_of(chain: str) -> str:
    """The digest of a chain's last event, held until the running transaction ends: the event of this act follows it.
    Inside an act, as late as can be: others who write to the chain wait."""
    digest: str = _locked_head(chain).digest
    return digest


def record_refusal(action: str, *, by: Actor, obj: Base | None, code: str) -> None:
    """A refused act, written in a transaction of its own after the act was rolled back."""
    with transaction.atomic():
        record(action, by=by, obj=obj, changes=[{"refused": code}], result=AuditEvent.Result.REFUSED)


def _locked_head(chain: str) -> AuditHead:
    AuditHead.objects.bulk_create([AuditHead(chain=chain)], ignore_conflicts=True)
    return AuditHead.objects.select_for_update().get(chain=chain)
