"""Every write of this stage."""

from .arranging import (
    add_item,
    change_meeting,
    make_agenda,
    move_item,
    remove_item,
    restore_item,
    start_meeting,
)
from .calling import (
    add_files,
    call_meeting,
    cancel_meeting,
    close_meeting,
    hold_meeting,
    remove_file,
    reopen_meeting,
    restore_file,
    restore_meeting,
)
from .resolving import (
    add_resolution,
    change_resolution,
    drop_resolution,
    finish_resolution,
    reopen_resolution,
)

__all__ = [
    "add_files",
    "add_item",
    "add_resolution",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "change_resolution",
    "close_meeting",
    "drop_resolution",
    "finish_resolution",
    "hold_meeting",
    "make_agenda",
    "move_item",
    "remove_file",
    "remove_item",
    "reopen_meeting",
    "reopen_resolution",
    "restore_file",
    "restore_item",
    "restore_meeting",
    "start_meeting",
]
