"""`luoshi up`: migrate, load what a new site needs, and run it."""

from __future__ import annotations

import argparse

from .boot import CannotStart, one_at_a_time, refuse, start
from .first_load import load_once
from .serving import refuse_bad_settings, refuse_unsafe_database, serve_until_stopped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`up` takes everything from the environment."""


def run(options: argparse.Namespace) -> int:
    try:
        environment = start(new_mode="demo", before_migrating=refuse_bad_settings, older_aside=True)
        refuse_unsafe_database(environment)
        with one_at_a_time(environment):
            load_once()
    except CannotStart as reason:
        return refuse(reason)
    return serve_until_stopped(environment)
