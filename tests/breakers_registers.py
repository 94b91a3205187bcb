"""Registers on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.models import Answer
from luoshi.registers import actions
from luoshi.registers.models import Entry, EntryRun, Erasure
from luoshi.registers.states import RunAction
from luoshi.registers.tests.samples import LI, PEOPLE, WANG

from .breakers_papers import post


def make_rows() -> None:
    """Two teachers of a school, one confirmed."""
    office = actor_for(post("school-office"))
    register = actions.set_up_register(row=PEOPLE, by=system_actor())
    wang = actions.add_entry(register=register, values=WANG, by=office)
    actions.add_entry(register=register, values=LI, by=office)
    actions.confirm_entries(register=register, entries=[wang], by=office)
    _erased(office)
    rows = list(register.entries.filter(state="draft").values_list("public_id", "version"))
    actions.ask_many(register=register, action=RunAction.CONFIRM, rows=rows, by=office)


def _erased(office: Any) -> None:
    """Somebody who left, by two persons of the school, in a register of its own."""
    row = {**PEOPLE, "key": "left-teachers", "title": "离职教师"}
    left = actions.set_up_register(row=row, by=system_actor())
    entry = actions.add_entry(register=left, values=WANG, by=office)
    actions.confirm_entries(register=left, entries=[entry], by=office)
    entry.refresh_from_db()
    actions.end_entry(entry=entry, kind="left", on=clock.today(), by=office, version=entry.version)
    entry.refresh_from_db()
    said = actions.propose_erasure(entry=entry, reason="本人离职，要求清除", by=office, version=entry.version)
    head = actor_for(post("school-head"))
    actions.confirm_erasure(erasure=said, by=head, version=said.version)


def _by_one() -> None:
    row = Erasure.objects.get()
    assert row.confirmed_by is not None
    Membership.objects.filter(pk=row.confirmed_by.pk).update(user=row.said_by.user)


def _entries() -> Any:
    return Entry.objects.filter(register__key=PEOPLE["key"])


def _swapped() -> None:
    first, second = _entries().order_by("pk")
    Answer.objects.filter(pk=first.answer_id).update(about_id=second.public_id[::-1])


BREAKERS: dict[str, Any] = {
    "erasure-by-another": _by_one,
    "entry-run-job": lambda: EntryRun.objects.update(job=None),
    "entry-run-count": lambda: EntryRun.objects.update(done=7),
    "entry-answer": _swapped,
    "entry-identity": lambda: _entries().filter(label="王示例").update(identity="0" * 64),
    "entry-once": lambda: _entries().update(identity="0" * 64),
    "entry-school": lambda: _entries().update(organisation=post("city-officer").organisation),
}
