"""The only way to write: one act, one transaction.

    @act("undertakings.withdraw", who=permissions.can_withdraw_duty, on="duty")
    def withdraw_duty(*, duty: Duty, reason: str, by: Actor) -> Duty: ...

    withdraw_duty(duty=duty, reason="…", by=actor, version=3, once=Once.of(request))

In this order: whether the actor still is who he was when the request began, the key (a repeat answers as before),
compare-and-set of the version, who may (on the row as it is now), the rows, the event of the operation log last. An
act called inside another one joins it: one transaction, one event.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.http import HttpRequest

from . import audit
from .actor import Actor
from .errors import Busy, OnceConflict, ProofWanted, Refusal, RuleBroken, Stale
from .models import Base, OnceReceipt

LOCK_SIGNS = ("locked", "lock timeout", "could not obtain lock", "deadlock detected", "statement timeout")
SAME_AT_ONCE = "刚才有人保存了相同的内容，您的操作没有生效。请刷新页面核对后再试。"
NOT_PART_OF_THE_BODY = {"csrfmiddlewaretoken", "_once"}
REGISTRY: dict[str, Callable[..., Any]] = {}  # every act by name: tests hold it against permissions and moves
STILL_ACTING: list[
    Callable[[Actor], bool]
] = []  # what `accounts` knows of people: asked inside the transaction
PROVED_LATELY: list[Callable[[Actor], bool]] = []  # and of how long ago somebody proved who he is


@dataclass(frozen=True, slots=True)
class Once:
    """The idempotency key of one form and the hash of what it carried."""

    key: str
    body_hash: str

    @classmethod
    def of(cls, request: HttpRequest) -> Once | None:
        """From the hidden field `_once`; None when the form carries none."""
        key = request.POST.get("_once", "")[:64]
        if not key:
            return None
        digest = hashlib.sha256(request.path.encode())
        for name in sorted(set(request.POST) - NOT_PART_OF_THE_BODY):
            for value in request.POST.getlist(name):
                digest.update(f"\0{name}\1{value}".encode())
        for name in sorted(request.FILES):
            for upload in request.FILES.getlist(name):
                digest.update(f"\0{name}\1{upload.name}\1{upload.size}\1".encode())
                for chunk in upload.chunks():
                    digest.update(chunk)
                upload.seek(0)
        return cls(key, digest.hexdigest())


@dataclass(slots=True)
class _Running:
    by: Actor
    versioned: Base | None
    changes: list[audit.Change] = field(default_factory=list)

    def is_versioned(self, obj: Base) -> bool:
        """Whether this row's version was raised already, when the act claimed it."""
        return (
            self.versioned is not None and type(obj) is type(self.versioned) and obj.pk == self.versioned.pk
        )


_running: ContextVar[_Running | None] = ContextVar("running_act", default=None)


def act(
    name: str,
    *,
    who: Callable[[Actor, Any], bool],
    on: str | None = None,
    under: str | None = None,
    first: Callable[[Any], Any] | None = None,
    proof: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function an act.

    who    who may: called with the actor and the object named by `on` or `under` (None if neither)
    on     keyword of the versioned object the act changes: `version` must equal its stored version
    under  keyword of the object a new one is made under; its version is not touched
    first  called with that object before it is claimed: takes the locks that all acts on such objects take first
    proof  wants a fresh proof of who acts (controls SE-05); the act raises ProofWanted instead and is not tried
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def perform(*, by: Actor, version: int | None = None, once: Once | None = None, **given: Any) -> Any:
            if _running.get() is not None:
                return function(by=by, **given)
            return _tried(perform, function, given.get(on or under or ""), by, version, once, given)

        return _registered(perform, act_name=name, who=who, on=on, first=first, proof=proof)

    return decorate


def _registered(perform: Any, **facts: Any) -> Any:
    """What an act says of itself, kept at its function."""
    vars(perform).update(facts)
    REGISTRY[perform.act_name] = perform
    return perform


def _tried(act: Any, function: Callable[..., Any], target: Any, by: Actor, *asked: Any) -> Any:
    """The act, or its refusal, which enters the log. Busy where either waited for a lock in vain."""
    try:
        return _done_or_refused(act, function, target, by, *asked)
    except OperationalError as broken:
        if is_lock_timeout(broken):
            raise Busy from broken
        raise


def _done_or_refused(act: Any, function: Callable[..., Any], target: Any, by: Actor, *asked: Any) -> Any:
    try:
        return _perform(act, function, target, by, *asked)
    except (Refusal, PermissionDenied) as refused:
        _record_refusal(act.act_name, by, target, refused)
        raise
    except IntegrityError as broken:
        clash = RuleBroken(SAME_AT_ONCE)
        _record_refusal(act.act_name, by, target, clash)
        raise clash from broken


def _want_proof(by: Actor) -> None:
    if not by.is_system and not all(proved(by) for proved in PROVED_LATELY):
        raise ProofWanted


def _record_refusal(name: str, by: Actor, target: Any, refused: Exception) -> None:
    code = refused.code if isinstance(refused, Refusal) else "forbidden"
    audit.record_refusal(name, by=by, obj=target if isinstance(target, Base) else None, code=code)


def _perform(
    act: Any,
    function: Callable[..., Any],
    target: Any,
    by: Actor,
    version: int | None,
    once: Once | None,
    given: dict[str, Any],
) -> Any:
    versioned: Base | None = target if act.on else None
    running = _Running(by, versioned)
    token = _running.set(running)
    try:
        with transaction.atomic():
            if not by.is_system and not all(still_acting(by) for still_acting in STILL_ACTING):
                raise PermissionDenied
            if act.proof:
                _want_proof(by)
            if once is not None and (receipt := _take_key(act.act_name, by, once)) is not None:
                return _answer_of(receipt)
            if act.first is not None:
                act.first(target)
            if versioned is not None:
                _claim(versioned, version)
            if not by.is_system and not act.who(by, target):
                raise PermissionDenied
            answer = function(by=by, **given)
            if once is not None:
                _keep_answer(by, once, answer)
            about = answer if isinstance(answer, Base) else target
            audit.record(
                act.act_name, by=by, obj=about if isinstance(about, Base) else None, changes=running.changes
            )
            return answer
    finally:
        _running.reset(token)


def _claim(obj: Base, version: int | None) -> None:
    """Compare and set: of two people acting on the same version, only one goes on."""
    rows = type(obj)._base_manager.filter(pk=obj.pk, version=version)
    if version is None or not rows.update(version=F("version") + 1):
        raise Stale(type(obj)._base_manager.filter(pk=obj.pk).first(), version)
    obj.refresh_from_db()


def _user_key(by: Actor) -> str:
    return by.user_public_id or by.role


def _take_key(name: str, by: Actor, once: Once) -> OnceReceipt | None:
    """None when the key is new and now ours; the receipt of the first sending otherwise."""
    try:
        with transaction.atomic():
            OnceReceipt.objects.create(
                user_key=_user_key(by), key=once.key, action=name, body_hash=once.body_hash
            )
            return None
    except IntegrityError:
        receipt = OnceReceipt.objects.get(user_key=_user_key(by), key=once.key)
    if (receipt.action, receipt.body_hash) != (name, once.body_hash):
        raise OnceConflict
    return receipt


def was_done(by: Actor, once: Once | None) -> bool:
    """Whether this very form was taken before: a page that has moved on since answers the repeat as it did then."""
    if once is None:
        return False
    sent = OnceReceipt.objects.filter(user_key=_user_key(by), key=once.key, body_hash=once.body_hash)
    return sent.exists()


def _keep_answer(by: Actor, once: Once, answer: Any) -> None:
    if isinstance(answer, Base):
        OnceReceipt.objects.filter(user_key=_user_key(by), key=once.key).update(
            answer_type=answer._meta.label_lower, answer_id=answer.public_id
        )


def _answer_of(receipt: OnceReceipt) -> Base | None:
    if not receipt.answer_type:
        return None
    model = apps.get_model(receipt.answer_type)
    return model._base_manager.filter(public_id=receipt.answer_id).first()


def is_lock_timeout(broken: OperationalError) -> bool:
    text = str(broken)
    return any(sign in text for sign in LOCK_SIGNS)


def create(model: type[Base], **fields: Any) -> Any:
    """A new row inside an act; its fields enter the event."""
    _inside()
    obj = model._base_manager.create(**fields)
    for name, value in fields.items():
        note(obj, name, None, value)
    return obj


def change(obj: Base, **fields: Any) -> list[str]:
    """Set fields of a row inside an act; only what differs is written and enters the event. Returns their names.

    The row's version goes up too, so that whoever has an older page open is told: the row the act is `on` has been
    counted up when it was claimed.
    """
    running = _inside()
    changed = [name for name, value in fields.items() if getattr(obj, name) != value]
    for name in changed:
        note(obj, name, getattr(obj, name), fields[name])
        setattr(obj, name, fields[name])
    if changed and running.is_versioned(obj):
        obj.save(update_fields=changed)
    elif changed:
        _save_counted_up(obj, changed)
    return changed


def _save_counted_up(obj: Base, names: list[str]) -> None:
    before = obj.version
    obj.version = F("version") + 1  # type: ignore[assignment]
    obj.save(update_fields=[*names, "version"])
    obj.version = before + 1


def remove(obj: Base) -> None:
    """Delete a row inside an act (only rows that carry no history of their own, such as a wizard's leftovers)."""
    _inside()
    note(obj, "removed", str(obj.public_id), None)
    obj.delete()


def note(obj: Base, field_name: str, before: Any, after: Any) -> None:
    """Add one changed field to the event of the running act."""
    _inside().changes.append(audit.describe_change(obj, field_name, before, after))


def note_reason(reason: str) -> None:
    """Add a person's free-text reason to the event, as a commitment."""
    if reason:
        _inside().changes.append({"reason": {"commitment": audit.commit_to(reason)}})


def note_bulk(what: str, rows: list[Any]) -> None:
    """Add many changed rows as their number and digest (SHA-256 of their canonical JSON)."""
    note_ready(bulk_note(what, rows))


def bulk_note(what: str, rows: list[Any]) -> audit.Change:
    """What `note_bulk` adds, worked out before the act where the rows are very many."""
    text = "\n".join(sorted(repr(audit.plain(row)) for row in rows))
    return {"bulk": what, "rows": len(rows), "digest": hashlib.sha256(text.encode()).hexdigest()}


def note_ready(change: audit.Change) -> None:
    _inside().changes.append(change)


def erase_details(commitments: list[str]) -> None:
    """Erase what lies behind these commitments of the log; the event names them, so that the log stays whole."""
    _inside().changes.append(audit.erase_details(commitments))


def note_each(what: str, rows: list[list[Base | str]]) -> None:
    """Add many rows one by one, as rights given must stand in the log: each part a row, by type and public id, or a
    key of the code. No personal value enters here.
    """
    each = [
        [[part._meta.label_lower, part.public_id] if isinstance(part, Base) else part for part in row]
        for row in rows
    ]
    _inside().changes.append({"bulk": what, "rows": len(rows), "each": each})


def running() -> bool:
    """Whether an act is under way here: long work must not begin then."""
    return _running.get() is not None


def _inside() -> _Running:
    running = _running.get()
    if running is None:
        raise RuntimeError("rows are written inside an act only")
    return running
