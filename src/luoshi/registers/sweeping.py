"""Every hour: personal values whose time is over go."""

from luoshi.common.actor import system_actor

from .actions.personal import erase_due


def sweep() -> None:
    erase_due(system_actor())
