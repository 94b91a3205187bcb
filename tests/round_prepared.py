"""The programs of the kill tests of confirming, each in a process of its own on a home of its own.

`python round_prepared.py set-up`          a round past its closing time, every row accepted
`python round_prepared.py confirm ID [N]`  confirms it; with N it stands still when so many changes were written, or
                                           right before the commit where there are fewer
Each prints as JSON what there is before and after: what a confirmation leaves behind, and whether all holds that must.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from typing import Any

from luoshi.commands.boot import start

KEYS = ("sanxia", "jidian", "yidu")


def set_up() -> None:
    from luoshi.accounts.models import Organisation
    from luoshi.plans.models import Plan
    from luoshi.undertakings.rounds.tests import helping

    there = helping.start(_site(Plan.objects.get(key="yichang-2021"), Organisation))
    tasks = list(there.round.tasks.all())
    for key in KEYS:
        helping.judged(there, helping.applied(there, key, tasks=tasks))
    over = dt.datetime.now(dt.UTC)
    type(there.round).objects.update(closes_at=over, until=over)
    public_id = str(there.round.public_id)
    count(public_id)


def _site(plan: Any, organisations: Any) -> Any:
    """As the fixture `yichang` gives it."""
    import itertools
    from types import SimpleNamespace

    from luoshi.accounts.actions import add_person
    from luoshi.common.actor import system_actor

    numbers = itertools.count(1)

    def post(role: str, organisation: str = "yichang") -> Any:
        number = next(numbers)
        return add_person(
            name=f"示例{role}{number}",
            mobile=f"1000000{number:04d}",
            organisation=organisations.objects.get(key=organisation),
            role=role,
            by=system_actor(),
        )

    return SimpleNamespace(plan=plan, post=post)


def confirm(public_id: str, rows: str = "") -> None:
    from luoshi.accounts.models import Membership
    from luoshi.accounts.queries import actor_for
    from luoshi.common import acts
    from luoshi.common.acts import Once
    from luoshi.undertakings.rounds import actions
    from luoshi.undertakings.rounds.models import Round

    count(public_id)
    if rows:
        _stand_still_after(int(rows), acts)
    row = Round.objects.get(public_id=public_id)
    by = actor_for(Membership.objects.filter(role="city_officer").order_by("pk")[0])
    actions.confirm_round(round_=row, by=by, version=int(_version(row)), once=Once("confirm-once", "a" * 64))
    count(public_id)


def _version(row: Any) -> int:
    """The version the form carried: that of the page before the first sending."""
    return int(row.version) if row.state == "open" else int(row.version) - 1


def _stand_still_after(rows: int, acts: Any) -> None:
    from luoshi.common import audit

    left = [rows]
    note, record = acts.note, audit.record

    def counted(*given: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            half_way()
        note(*given)

    def before_commit(*given: Any, **more: Any) -> Any:
        record(*given, **more)
        half_way()

    acts.note, audit.record = counted, before_commit


def half_way() -> None:
    """Stand still in the middle, until the killer has come."""
    print("HALF WAY", flush=True)
    time.sleep(600)


def count(public_id: str) -> None:
    from luoshi.common.invariants import check_all
    from luoshi.common.models import AuditEvent, OnceReceipt
    from luoshi.common.verifying import verify
    from luoshi.notices.models import Delivery, Notice
    from luoshi.undertakings.models import Duty, Work
    from luoshi.undertakings.rounds.models import Round, Wish

    row = Round.objects.get(public_id=public_id)
    wishes = Wish.objects.filter(application__round=row)
    found = {
        "id": public_id,
        "state": row.state,
        "edition": row.edition,
        "with_duty": wishes.filter(duty__isnull=False).count(),
        "duties": Duty.objects.count(),
        "works": Work.objects.count(),
        "notices": Notice.objects.filter(title__startswith="承接申报已确认").count(),
        "deliveries": Delivery.objects.filter(notice__title__startswith="承接申报已确认").count(),
        "events": AuditEvent.objects.filter(action="rounds.confirm_round", result="done").count(),
        "receipts": OnceReceipt.objects.filter(key="confirm-once").count(),
        "whole": check_all()["violations"] == [] and verify().ok,
    }
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    start(new_mode="test")
    {"set-up": set_up, "confirm": confirm}[sys.argv[1]](*sys.argv[2:])
