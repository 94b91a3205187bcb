"""The acts of recognition."""

from .announcing import Issue, do_without, issue_announcement, note_stamped
from .granting import grant_awards, shown_of
from .revoking import confirm_revocation, drop_revocation, say_revocation
from .steps import (
    accept_award,
    end_award,
    link_entry,
    note_mid_term,
    recognise_award,
    renew_award,
    resume_award,
)

__all__ = [
    "Issue",
    "accept_award",
    "confirm_revocation",
    "do_without",
    "drop_revocation",
    "end_award",
    "grant_awards",
    "issue_announcement",
    "link_entry",
    "note_mid_term",
    "note_stamped",
    "recognise_award",
    "renew_award",
    "resume_award",
    "say_revocation",
    "shown_of",
]
