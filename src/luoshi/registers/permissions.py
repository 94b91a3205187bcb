"""Who may what with registers and entries. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.papers.two_persons import is_another

from .models import Entry, EntryRun, Erasure, JoinedIdentity, ProjectStage, Register, Snapshot
from .states import EntryState, RunAction


def is_school(actor: Actor) -> bool:
    rows = Organisation.objects.filter(pk=actor.organisation_id, kind=Organisation.Kind.SCHOOL)
    return rows.exists()


def can_keep(actor: Actor, register: Register) -> bool:
    """Whoever writes entries for his school."""
    return actor.may("keep_registers") and is_school(actor)


def can_confirm(actor: Actor, register: Register) -> bool:
    """Heads and the office of a school."""
    return actor.may("confirm_registers") and is_school(actor)


def can_change_entry(actor: Actor, entry: Entry) -> bool:
    """Drafts: whoever keeps the register in the school; what was confirmed: who may confirm."""
    if entry.organisation_id != actor.organisation_id:
        return False
    return actor.may("keep_registers" if entry.state == EntryState.DRAFT else "confirm_registers")


def can_run_entry(actor: Actor, entry: Entry) -> bool:
    """Ending, resuming, project stages, merging: who confirms in the school."""
    return actor.may("confirm_registers") and entry.organisation_id == actor.organisation_id


def can_check(actor: Actor, register: Register) -> bool:
    """Offices above schools; of which schools says the act."""
    return actor.may("check_registers") and not is_school(actor)


def can_check_entry(actor: Actor, entry: Entry) -> bool:
    above = entry.organisation.path.startswith(actor.path) and entry.organisation_id != actor.organisation_id
    return actor.may("check_registers") and bool(actor.path) and above


def can_find(actor: Actor, register: Register) -> bool:
    """By a whole number, which says whose it is: who may open such a value too."""
    return can_keep(actor, register) or can_check(actor, register)


def can_read_history(actor: Actor, entry: Entry) -> bool:
    """The school its own; offices above it what was changed since it was last confirmed: what was written before that
    is nobody else's (ADR 0017), and the page leaves it out."""
    above = bool(actor.path) and entry.organisation.path.startswith(actor.path)
    return actor.may("read_registers") and (entry.organisation_id == actor.organisation_id or above)


def can_join(actor: Actor, entry: Entry) -> bool:
    """Offices above the school say what is the same in several of theirs."""
    return can_check_entry(actor, entry)


def can_part(actor: Actor, joined: JoinedIdentity) -> bool:
    """What an office joined, an office below it does not part: it counts in schools that are not its own."""
    both = can_check_entry(actor, joined.entry) and can_check_entry(actor, joined.other)
    return both and joined.within.path.startswith(actor.path or "-")


def can_note_stage(actor: Actor, entry: Entry) -> bool:
    """The school itself and the offices above it, which decide on projects."""
    return can_run_entry(actor, entry) or can_check_entry(actor, entry)


def can_take_back_stage(actor: Actor, stage: ProjectStage) -> bool:
    """What an office above decided, it takes back itself."""
    return can_check_entry(actor, stage.entry) if stage.from_above else can_note_stage(actor, stage.entry)


def can_reveal(actor: Actor, entry: Entry) -> bool:
    """Personal values, one at a time with a reason: who keeps them in the school, who checks them above it."""
    own = actor.may("keep_registers") and entry.organisation_id == actor.organisation_id
    return own or can_check_entry(actor, entry)


def can_make_register(actor: Actor, target: Any = None) -> bool:
    """An office above schools, for its own registers; their forms are made with the form editor."""
    return actor.may("edit_registers") and actor.may("edit_forms") and not is_school(actor)


def can_edit_register(actor: Actor, register: Register) -> bool:
    return actor.may("edit_registers") and register.owner_id == actor.organisation_id


def can_take_snapshot(actor: Actor, register: Register) -> bool:
    """A school of its own list, the office above of those below it."""
    return can_confirm(actor, register) or can_check(actor, register)


def can_remove_snapshot(actor: Actor, snapshot: Snapshot) -> bool:
    """What a school kept itself, it removes itself; what an office kept, an office above it."""
    if snapshot.organisation_id == actor.organisation_id:
        return actor.may("confirm_registers") and not snapshot.from_above
    return (
        snapshot.from_above
        and actor.may("check_registers")
        and snapshot.organisation.path.startswith(actor.path or "-")
    )


def can_settle_erasure(actor: Actor, erasure: Erasure) -> bool:
    """Of an entry who runs it in the school, of a register whoever sets it."""
    if erasure.entry is not None:
        return can_run_entry(actor, erasure.entry)
    return can_edit_register(actor, erasure.register)


def can_confirm_erasure(actor: Actor, erasure: Erasure) -> bool:
    """Another person than the one who said it."""
    return can_settle_erasure(actor, erasure) and is_another(actor, erasure.said_by)


RUN_MAY: dict[str, Any] = {
    RunAction.CONFIRM: can_confirm,
    RunAction.TAKE_BACK: can_confirm,
    RunAction.CHECK: can_check,
    RunAction.RETURN: can_check,
}


def can_ask_many(actor: Actor, register: Register) -> bool:
    """Whoever may move some of its entries; which move says the act."""
    return can_confirm(actor, register) or can_check(actor, register)


def can_run_many(actor: Actor, run: EntryRun) -> bool:
    """Whoever may do in that school or office what the run does."""
    mine = run.organisation_id == actor.organisation_id
    return mine and bool(RUN_MAY[run.action](actor, run.register))


def only_the_system(actor: Actor, target: Any) -> bool:
    return actor.is_system


def only_within_an_act(actor: Actor, target: Any) -> bool:
    return False  # acts ask nothing of the system, nor of what calls them


REGISTERS_WHO: dict[str, Any] = {
    "registers.add_entry": can_keep,
    "registers.change_entry": can_change_entry,
    "registers.put_entries": can_keep,
    "registers.confirm_entries": can_confirm,
    "registers.take_back_entries": can_confirm,
    "registers.check_entries": can_check,
    "registers.return_entries": can_check,
    "registers.ask_many": can_ask_many,
    "registers.move_some": can_run_many,
    "registers.go_on": only_the_system,
    "registers.note_stopped": only_the_system,
    "registers.resume_many": can_run_many,
    "registers.end_entry": can_run_entry,
    "registers.resume_entry": can_run_entry,
    "registers.note_project_stage": can_note_stage,
    "registers.take_back_stage": can_take_back_stage,
    "registers.take_snapshot": can_take_snapshot,
    "registers.keep_year": only_the_system,
    "registers.remove_snapshot": can_remove_snapshot,
    "registers.restore_snapshot": can_remove_snapshot,
    "registers.merge_entries": can_run_entry,
    "registers.split_entries": can_run_entry,
    "registers.join_identities": can_join,
    "registers.part_identities": can_part,
    "registers.reveal": can_reveal,
    "registers.find_entries": can_find,
    "registers.clear_personal": can_change_entry,
    "registers.propose_erasure": can_run_entry,
    "registers.confirm_erasure": can_confirm_erasure,
    "registers.drop_erasure": can_settle_erasure,
    "registers.erase": only_the_system,
    "registers.make_register": can_make_register,
    "registers.change_register": can_edit_register,
    "registers.set_roles": can_edit_register,
    "registers.set_identity": can_edit_register,
    "registers.set_checks": can_edit_register,
    "registers.withdraw_register": can_edit_register,
    "registers.restore_register": can_edit_register,
    "registers.enter_for_school": only_within_an_act,
    "registers.set_up_register": only_within_an_act,
    "registers.identify": only_within_an_act,
    "registers.note_counted": only_within_an_act,
}
