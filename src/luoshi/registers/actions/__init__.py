"""Acts on registers. Every one that changes what may be counted ends with `note_counted`."""

from .bulk import Put, PutRow, ReadyRows, put_entries, ready_rows
from .counted import note_counted
from .entries import add_entry, change_entry, enter_for_school
from .erasing import confirm_erasure, drop_erasure, erase, propose_erasure
from .finding import find_entries
from .joining import join_identities, part_identities
from .keeping import keep_year, merge_entries, remove_snapshot, restore_snapshot, split_entries, take_snapshot
from .life import (
    check_entries,
    confirm_entries,
    end_drafts,
    end_entry,
    resume_entry,
    return_entries,
    take_back_entries,
)
from .many import ask_many, go_on, move_some, note_stopped, resume_many
from .personal import clear_personal, reveal
from .project import note_project_stage, take_back_stage
from .setting import (
    change_register,
    make_register,
    restore_register,
    set_checks,
    set_identity,
    set_roles,
    set_up_register,
    withdraw_register,
)

__all__ = [
    "Put",
    "PutRow",
    "ReadyRows",
    "add_entry",
    "ask_many",
    "change_entry",
    "change_register",
    "check_entries",
    "clear_personal",
    "confirm_entries",
    "confirm_erasure",
    "drop_erasure",
    "end_drafts",
    "end_entry",
    "enter_for_school",
    "erase",
    "find_entries",
    "go_on",
    "join_identities",
    "keep_year",
    "make_register",
    "merge_entries",
    "move_some",
    "note_counted",
    "note_project_stage",
    "note_stopped",
    "part_identities",
    "propose_erasure",
    "put_entries",
    "ready_rows",
    "remove_snapshot",
    "restore_register",
    "restore_snapshot",
    "resume_entry",
    "resume_many",
    "return_entries",
    "reveal",
    "set_checks",
    "set_identity",
    "set_roles",
    "set_up_register",
    "split_entries",
    "take_back_entries",
    "take_back_stage",
    "take_snapshot",
    "withdraw_register",
]
