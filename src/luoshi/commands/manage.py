"""`luoshi manage …`: Django's own maintenance commands against this site."""

from __future__ import annotations

from collections.abc import Sequence

from .boot import CannotStart, refuse, start


def run_words(words: Sequence[str]) -> int:
    """Run one of Django's commands. It migrates nothing by itself."""
    try:
        start(migrate=False)
    except CannotStart as reason:
        return refuse(reason)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["luoshi manage", *words])
    return 0
