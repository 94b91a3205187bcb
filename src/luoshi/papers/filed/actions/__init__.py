"""The acts on filed papers and on the scans that come back."""

from .papers import (
    bind_again,
    drop_paper,
    freeze,
    note_stamped,
    outdate_papers,
    register_received,
    restore_paper,
    undo_received,
)
from .scans import (
    Upload,
    bring_back,
    file_by_hand,
    note_read,
    note_unread,
    read_again,
    send_scans,
    set_aside,
    take_back_page,
    use_instead,
)

__all__ = [
    "Upload",
    "bind_again",
    "bring_back",
    "drop_paper",
    "file_by_hand",
    "freeze",
    "note_read",
    "note_stamped",
    "note_unread",
    "outdate_papers",
    "read_again",
    "register_received",
    "restore_paper",
    "send_scans",
    "set_aside",
    "take_back_page",
    "undo_received",
    "use_instead",
]
