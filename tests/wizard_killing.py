"""What the kill tests start and kill: `python wizard_killing.py read|load ID`; it says when it is half way."""

from __future__ import annotations

import sys
import time

from luoshi.commands.boot import start


def half_way(*arguments: object, **more: object) -> None:
    """Stand still in the middle, until the killer has come."""
    print("HALF WAY", flush=True)
    time.sleep(600)


def read() -> None:
    """Work on the queue; reading a file stands still."""
    from luoshi.common import jobs
    from luoshi.policies import jobs as reading

    reading.run_in_child = half_way  # type: ignore[assignment]
    jobs.run_next()


def load(public_id: str) -> None:
    """Load the import; the act stands still after all its rows, before the event and the commit."""
    from luoshi.accounts.models import Membership
    from luoshi.accounts.queries import actor_for
    from luoshi.common import audit
    from luoshi.home.wizard.loading import load_reading, planned_load
    from luoshi.policies.models import Reading

    row = Reading.objects.get(public_id=public_id)
    by = actor_for(Membership.objects.get(user_id=row.started_by_id))
    planned = planned_load(row)
    audit.record = half_way  # type: ignore[assignment]
    load_reading(reading=row, planned=planned, by=by, version=row.version)


if __name__ == "__main__":
    start()
    {"read": read, "load": load}[sys.argv[1]](*sys.argv[2:])
