"""What each route of registers answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import within
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.evidence.models import Evidence, EvidenceUse
from luoshi.registers import actions
from luoshi.registers.actions import PutRow
from luoshi.registers.models import Entry, EntryRun, Erasure, Register

from .expect_evidence import to_take_out
from .expect_papers import post_of
from .lines import EDITORS, Expected, button, page, version

SCHOOL = frozenset(
    {"school_head", "party_secretary", "deputy_head", "council_chair", "office", "department_head"}
)
BUREAU = EDITORS | {"bureau_leader", "county_officer", "county_leader"}
READERS = SCHOOL | BUREAU
KEEPERS = frozenset({"school_head", "deputy_head", "office", "department_head"})
RUNNERS = frozenset({"school_head", "deputy_head", "office"})
CHECKERS = EDITORS | {"county_officer"}
NUMBER = iter(range(10**6))


def one_in(register: Register, user: Any, state: str, *, below: bool = False) -> dict[str, Any]:
    """A new entry in this state, of the person's school or of one below his office, ticked in the list."""
    post = post_of(user)
    school = post.organisation if post else Organisation.objects.filter(kind="school")[0]
    if below and post:
        found = Organisation.objects.filter(within(post.organisation.path), kind="school").order_by("id")
        school = found.first() or school
    row = PutRow(None, {"name": f"示例{next(NUMBER)}"})
    (entry,) = actions.put_entries(
        register=register, organisation=school, rows=[row], by=system_actor()
    ).added
    now = {} if state == "draft" else {"confirmed_at": clock.now()}
    Entry.objects.filter(pk=entry.pk).update(state=state, **now)
    return {"entry": f"{entry.public_id}:{entry.version}"}


def draft(entry: Entry, user: Any, **fields: Any) -> dict[str, Any]:
    """Put back to a draft for the people of its school; the others are asked as it stands."""
    post = post_of(user)
    if post is not None and post.organisation_id == entry.organisation_id:
        empty = {"ended_on": None, "ended_from": "", "end_kind": ""}
        Entry.objects.filter(pk=entry.pk).update(state="draft", **empty)
    return {**fields, **version(entry)}


def another_of(entry: Entry) -> Entry:
    row = PutRow(None, {"name": f"另一{next(NUMBER)}"})
    put = {"register": entry.register, "organisation": entry.organisation, "rows": [row]}
    made: Entry = actions.put_entries(**put, by=system_actor()).added[0]
    return made


def a_twin(entry: Entry, user: Any) -> dict[str, Any]:
    return {"into": another_of(entry).public_id, **draft(entry, user)}


def with_another_school(entry: Entry, user: Any) -> dict[str, Any]:
    """An entry of another school below the office that asks; for the others of any."""
    post = post_of(user)
    schools = Organisation.objects.filter(kind="school").exclude(pk=entry.organisation_id)
    below = schools.filter(within(post.organisation.path)) if post else schools
    school = below.order_by("id").first() or schools.order_by("id")[0]
    put = {"register": entry.register, "organisation": school, "rows": [PutRow(None, {"name": "同一个"})]}
    (other,) = actions.put_entries(**put, by=system_actor()).added
    Entry.objects.filter(pk=other.pk).update(state="confirmed", confirmed_at=clock.now())
    return {"other": other.public_id, "reason": "核对了证件", **draft(entry, user)}


def joined_still(joined: Any) -> dict[str, Any]:
    type(joined).objects.filter(pk=joined.pk).update(parted_at=None)
    return version(joined)


def merged(entry: Entry, user: Any) -> dict[str, Any]:
    ended(entry, user)
    Entry.objects.filter(pk=entry.pk).update(merged_into=another_of(entry))
    return version(entry)


def a_stage(entry: Entry, user: Any) -> dict[str, Any]:
    entry.stages.all().delete()
    return {"kind": "set_up", "on": clock.today().isoformat()}


def standing(stage: Any, user: Any) -> dict[str, Any]:
    type(stage).objects.filter(pk=stage.pk).update(taken_back_at=None)
    return {"reason": "登错了", **version(stage)}


def ended(entry: Entry, user: Any) -> dict[str, Any]:
    now = {
        "confirmed_at": clock.now(),
        "ended_on": clock.today(),
        "ended_from": "confirmed",
        "end_kind": "left",
    }
    Entry.objects.filter(pk=entry.pk).update(state="ended", **now)
    return version(entry)


def to_go(entry: Entry, user: Any) -> dict[str, Any]:
    """Ended; nobody has said yet that its personal values are to go."""
    Erasure.objects.filter(entry=entry).delete()
    Entry.objects.filter(pk=entry.pk).update(erased_at=None)
    return {"reason": "本人要求清除", **ended(entry, user)}


def said_to_go(erasure: Erasure, user: Any) -> dict[str, Any]:
    """Of an ended entry, said by another person than who asks."""
    ended(erasure.entry, user)
    Entry.objects.filter(pk=erasure.entry_id).update(erased_at=None)
    school = Membership.objects.filter(organisation=erasure.entry.organisation)
    Erasure.objects.filter(pk=erasure.pk).update(said_by=school.exclude(user=user).order_by("pk")[0])
    return version(erasure)


def register_facts(row: Any, user: Any) -> dict[str, Any]:
    """What a register is called, for one that is there and for a new one."""
    said = {"title": f"台账{next(NUMBER)}", "group": "组", "tells": "每条一个。"}
    stages = {"stages": "project", "retention_years": "3", "expected": ""}
    return {**said, **stages, **(version(row) if isinstance(row, Register) else {})}


def as_it_is(register: Register, user: Any) -> dict[str, Any]:
    return version(register)


def told_apart(register: Register, user: Any) -> dict[str, Any]:
    """As it is: nothing is counted anew."""
    return {"identity": ["name", "number"], "column1": "name", **version(register)}


def a_check(register: Register, user: Any) -> dict[str, Any]:
    row = {"key": "one", "rule": "doubled"}
    Register.objects.filter(pk=register.pk).update(checks=[row, {**row, "key": "two"}])
    return {"when-mode": "all", "called": "重复", "do": "down 0", **version(register)}


def out_of_use(register: Register, user: Any) -> dict[str, Any]:
    """For the officers who bring it back; the others are asked as it stands."""
    post = post_of(user)
    if post is not None and post.organisation_id == register.owner_id and post.role in EDITORS:
        Register.objects.filter(pk=register.pk).update(withdrawn_at=clock.now())
    return version(register)


def kept_by(snapshot: Any, user: Any, gone: bool = False) -> dict[str, Any]:
    """Kept by whoever asks: a school its own, an office those below it; put away for who brings it back."""
    post = post_of(user)
    above = post is not None and post.organisation_id != snapshot.organisation_id
    now = clock.now() if gone else None
    runs = post is not None and post.role in (CHECKERS if above else RUNNERS)
    type(snapshot).objects.filter(pk=snapshot.pk).update(from_above=above, removed_at=now if runs else None)
    return version(snapshot)


def chosen(entry: Entry, user: Any) -> dict[str, Any]:
    row = Evidence.objects.filter(organisation=entry.organisation, withdrawn_at=None).order_by("pk")[0]
    return {"pieces": row.public_id, "pages": "1"}


def uploaded(entry: Entry, user: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 sample")
    return {"happened_on": clock.today().isoformat(), "files": file}


def cited(use: Any, user: Any) -> dict[str, Any]:
    EvidenceUse.objects.filter(pk=use.pk).update(removed_at=None)
    return to_take_out(use, user)


def stopped(run: EntryRun, user: Any) -> dict[str, Any]:
    EntryRun.objects.filter(pk=run.pk).update(state="stopped", job=None, finished_at=None)
    return version(run)


EXPECTED_REGISTERS: dict[str, Expected] = {
    "registers": Expected(get=READERS, gate=True),
    "register": page(READERS),
    "register-checks": page(READERS),
    "new-register": Expected(get=EDITORS, post=EDITORS, form=register_facts, gate=True),
    "register-settings": page(EDITORS),
    "change-register": Expected(get=EDITORS, post=EDITORS, form=register_facts),
    "register-derived": Expected(get=EDITORS, post=EDITORS, form=as_it_is),
    "register-identity": Expected(get=EDITORS, post=EDITORS, form=told_apart),
    "choose-register-check": page(EDITORS),
    "add-register-check": Expected(get=EDITORS, post=EDITORS, form=a_check),
    "edit-register-check": Expected(get=EDITORS, post=EDITORS, form=a_check),
    "arrange-register-checks": button(EDITORS, a_check),
    "withdraw-register": button(EDITORS, lambda row, user: {"reason": "并入新台账", **version(row)}),
    "restore-register": button(EDITORS, out_of_use),
    "register-checks-xlsx": page(READERS),
    "find-register-entry": button(KEEPERS | CHECKERS, lambda row, user: {"number": "0"}),
    "add-register-entry": Expected(
        get=KEEPERS, post=KEEPERS, form=lambda row, user: {"name": f"新的{next(NUMBER)}"}
    ),
    "confirm-entries": button(RUNNERS, lambda row, user: one_in(row, user, "draft")),
    "take-back-entries": button(RUNNERS, lambda row, user: one_in(row, user, "confirmed")),
    "check-entries": button(CHECKERS, lambda row, user: one_in(row, user, "confirmed", below=True)),
    "return-entries": button(
        CHECKERS, lambda row, user: {"reason": "有误", **one_in(row, user, "confirmed", below=True)}
    ),
    "register-entry": page(READERS),
    "register-entry-file": page(READERS),
    "register-entry-history": page(READERS),
    "entry-run": page(RUNNERS),
    "entry-run-progress": page(RUNNERS),
    "resume-entry-run": button(RUNNERS, stopped),
    "change-register-entry": Expected(
        get=KEEPERS, post=KEEPERS, form=lambda row, user: draft(row, user, name="改名")
    ),
    "end-register-entry": Expected(
        get=RUNNERS,
        post=RUNNERS,
        form=lambda row, user: draft(row, user, kind="left", on=clock.today().isoformat()),
    ),
    "resume-register-entry": button(RUNNERS, ended),
    "register-list-xlsx": page(READERS),
    "register-template-xlsx": page(KEEPERS),
    "register-snapshots": page(READERS),
    "take-register-snapshot": button(
        RUNNERS | CHECKERS,
        lambda row, user: {"label": f"第{next(NUMBER)}次", "day": clock.today().isoformat()},
    ),
    "register-snapshot": page(READERS),
    "remove-register-snapshot": button(RUNNERS | CHECKERS, kept_by),
    "restore-register-snapshot": button(RUNNERS | CHECKERS, lambda row, user: kept_by(row, user, gone=True)),
    "merge-register-entry": Expected(get=RUNNERS, post=RUNNERS, form=a_twin),
    "split-register-entry": button(RUNNERS, merged),
    "register-expected": page(READERS),
    "note-register-stage": Expected(get=RUNNERS | CHECKERS, post=RUNNERS | CHECKERS, form=a_stage),
    "take-back-register-stage": button(RUNNERS | CHECKERS, standing),
    "join-register-entry": Expected(get=CHECKERS, post=CHECKERS, form=with_another_school),
    "part-register-entries": button(CHECKERS, lambda row, user: joined_still(row)),
    "reveal-register-entry": button(
        KEEPERS | CHECKERS, lambda row, user: {"path": "number", "reason": "核对证件"}, done=200
    ),
    "clear-register-entry": button(KEEPERS, lambda row, user: draft(row, user, path="number")),
    "erase-register-entry": button(RUNNERS, to_go),
    "confirm-register-erasure": button(RUNNERS, said_to_go),
    "drop-register-erasure": button(RUNNERS, said_to_go),
    "register-entry-evidence": Expected(get=KEEPERS, post=KEEPERS, form=chosen),
    "register-entry-evidence-new": Expected(get=KEEPERS, post=KEEPERS, form=uploaded),
    "register-entry-evidence-remove": button(KEEPERS, cited),
}
