"""Personal values go for good: when their time is over, and before that by two persons (controls SE-05)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from luoshi.common import acts, audit, clock, drafts
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import AnswerCell, AnswerPast
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.papers import two_persons
from luoshi.papers.actions.moving import post_of

from ..identity import form_of
from ..models import Entry, Erasure, Register
from ..permissions import can_confirm_erasure, can_run_entry, can_settle_erasure, only_the_system
from ..retention import is_over
from .personal import SHORTEST, personal_paths

SETTLED = "这次清除已经确认，不用再办。", "这次清除的提请已经撤回，请重新提出。"


@acts.act("registers.propose_erasure", who=can_run_entry, on="entry", proof=True)
def propose_erasure(*, entry: Entry, reason: str, by: Actor) -> Erasure:
    """What another person of the school may confirm: an entry that has ended loses its personal values at once."""
    _refuse_unless_there(entry)
    return said_to_go(entry.register, reason, by, entry=entry)


def said_to_go(register: Register, reason: str, by: Actor, **what: Any) -> Erasure:
    """Within an act. what: the entry, or the years."""
    if two_persons.waiting(register.erasures.filter(entry=what.get("entry"))).exists():
        raise RuleBroken("已经有一次提请等待确认，请另一人确认，或先撤回它。")
    if len(reason.strip()) < SHORTEST:
        raise RuleBroken(f"请写明为什么要清除，至少 {SHORTEST} 个字，确认的人看得到。")
    words = reason.strip()[:300]
    made: Erasure = acts.create(Erasure, register=register, reason=words, said_by=post_of(by), **what)
    return made


def _held(erasure: Erasure) -> Entry | Register:
    """What it is about, locked before anything else: nobody resumes or parts it meanwhile."""
    rows: Any = Register.objects if erasure.entry_id is None else Entry.objects
    held: Entry | Register = rows.select_for_update().get(pk=erasure.entry_id or erasure.register_id)
    return held


@acts.act("registers.confirm_erasure", who=can_confirm_erasure, on="erasure", first=_held, proof=True)
def confirm_erasure(*, erasure: Erasure, by: Actor) -> Erasure:
    """The second person: the values go, or the register keeps them for fewer years and the next sweep takes those whose
    time is over."""
    two_persons.refuse_settled(erasure, *SETTLED)
    about = _held(erasure)
    if isinstance(about, Entry):
        _refuse_unless_there(about)
        two_persons.confirm(erasure, by, "本校另一位校长、分管校长或项目办人员")
        _erased(about)
    else:
        two_persons.confirm(erasure, by, "归口单位另一名经办或科长")
        acts.change(about, retention_years=erasure.years)
    return erasure


@acts.act("registers.drop_erasure", who=can_settle_erasure, on="erasure")
def drop_erasure(*, erasure: Erasure, by: Actor) -> Erasure:
    two_persons.refuse_settled(erasure, *SETTLED)
    two_persons.drop(erasure)
    return erasure


@acts.act("registers.erase", who=only_the_system, on="entry")
def erase(*, entry: Entry, by: Actor) -> Entry:
    """As the register says, so many years after the end; before that it takes two persons."""
    _refuse_unless_there(entry)
    _erased(entry)
    return entry


def _refuse_unless_there(entry: Entry) -> None:
    if not entry.is_ended:
        raise RuleBroken("还在用的条目不能清除个人信息。先结束，再清除。")
    if entry.erased_at is not None:
        raise RuleBroken("这一条的个人信息已经清除过了。")


def drop_waiting(entry: Entry) -> None:
    """Within an act: the entry is in use again, or what was asked for was done."""
    for row in two_persons.waiting(entry.erasures.all()):
        two_persons.drop(row)


def _erased(entry: Entry) -> None:
    """The personal values of an entry that has ended, in its answer, its history, in anybody's draft and behind the
    log's commitments, go for good. What it counted by stays.
    """
    if entry.answer is not None:
        answer = entry.answer
        answer.sealed = b""
        answer.save(update_fields=["sealed"])
        AnswerPast.objects.filter(answer=answer).update(sealed=b"")
        paths = personal_paths(form_of(entry.register))
        AnswerCell.objects.filter(answer=answer, path__in=paths).delete()
    drafts.discard_of_everybody("registers.", entry.public_id)
    _forget(entry)
    drop_waiting(entry)
    acts.change(entry, erased_at=clock.now())


def _forget(entry: Entry) -> None:
    """What lies behind the commitments that events of this entry name; the chain stays whole."""
    events = AuditEvent.objects.filter(object_type="registers.entry", object_id=entry.public_id)
    named = {each for event in events for each in audit.commitments_in(event.changes)}
    acts.erase_details(sorted(named))


def erase_due(by: Actor, most: int = 200) -> int:
    """Entries whose time is over: so many years after they ended and that was written down, as their register says.

    An old day of leaving, or a mistyped one, erases nothing at once.
    """
    done = 0
    rows = Entry.objects.filter(ended_on__isnull=False, erased_at__isnull=True, answer__isnull=False)
    rows = rows.select_related("register__definition__current", "answer").order_by("ended_on", "pk")
    for entry in rows.iterator(chunk_size=most):
        if not is_over(entry, entry.register.retention_years):
            continue
        if done >= most:
            break
        with transaction.atomic():
            erase(entry=entry, by=by, version=entry.version)
        done += 1
    return done
