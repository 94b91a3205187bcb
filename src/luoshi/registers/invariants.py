"""What must always hold of registers and entries."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F

from luoshi.common.dataforms.many import Carrying
from luoshi.common.stages import Invariant
from luoshi.papers.two_persons import by_one

from .identity import identity_of, own_identity
from .models import Entry, EntryRun, Erasure, Register
from .states import EntryState, RunState

Found = Iterator[tuple[str, str]]


def entries_have_their_answer() -> Found:
    for entry in Entry.objects.select_related("answer", "register").iterator():
        answer = entry.answer
        if answer is None:
            yield f"条目 {entry.public_id}", "没有内容"
        elif (answer.about_id, answer.definition_id) != (entry.public_id, entry.register.definition_id):
            yield f"条目 {entry.public_id}", "内容是别的条目或别的台账的"


def entries_are_found_by_what_they_say() -> Found:
    """The identity is that of the values; erased ones keep theirs. A form just published anew waits for the sweep."""
    for register in Register.objects.select_related("definition__current"):
        current = register.definition.current
        if current is None or register.read_as != current.public_id:
            continue
        carrying = Carrying(current)
        rows = register.entries.filter(answer__isnull=False, erased_at__isnull=True)
        for entry in rows.select_related("answer__form_version", "organisation").iterator():
            assert entry.answer is not None
            said = identity_of(register, carrying.values(entry.answer), entry.organisation)
            own = own_identity(register, entry.public_id, entry.organisation)
            if entry.identity != (said or own) and not (entry.identity == own and _has_twin(entry, said)):
                yield f"条目 {entry.public_id}", "算同一条的依据与所填的不一致"


def _has_twin(entry: Entry, identity: str) -> bool:
    """Another one of the school has the identity: this one counts by itself until they are merged (`identify`)."""
    rows = Entry.objects.filter(
        register=entry.register_id, organisation=entry.organisation_id, identity=identity
    )
    return rows.exclude(pk=entry.pk).exists()


def nothing_stands_twice() -> Found:
    open_ones = Entry.objects.exclude(state=EntryState.ENDED).order_by()
    twice = open_ones.values("register__key", "organisation__public_id", "identity").annotate(n=Count("pk"))
    for row in twice.filter(n__gt=1):
        yield (
            f"台账 {row['register__key']}",
            f"单位 {row['organisation__public_id']} 有 {row['n']} 条相同的条目",
        )


def answers_are_of_the_same_school() -> Found:
    for entry in Entry.objects.exclude(answer__organisation_id=F("organisation_id")).filter(
        answer__isnull=False
    ):
        yield f"条目 {entry.public_id}", "内容属于别的单位"


def runs_under_way_have_their_job() -> Found:
    for run in EntryRun.objects.filter(state=RunState.UNDER_WAY).select_related("job"):
        if not run.is_worked_on:
            yield f"成批办理 {run.public_id}", "正在办理，却没有任务在做"


def runs_know_every_entry() -> Found:
    """What was moved, what failed and what is left are together what was asked for."""
    for run in EntryRun.objects.iterator():
        if run.done + len(run.failed) + len(run.rows) != run.total:
            yield f"成批办理 {run.public_id}", "已办、没有办和还没办的条数与总数不符"


def erasures_are_confirmed_by_another_person() -> Found:
    return by_one(Erasure.objects.all())


INVARIANTS = (
    Invariant("erasure-by-another", erasures_are_confirmed_by_another_person),
    Invariant("entry-run-job", runs_under_way_have_their_job),
    Invariant("entry-run-count", runs_know_every_entry),
    Invariant("entry-answer", entries_have_their_answer),
    Invariant("entry-identity", entries_are_found_by_what_they_say),
    Invariant("entry-once", nothing_stands_twice),
    Invariant("entry-school", answers_are_of_the_same_school),
)
