"""The programs of the kill tests of handing in, each in a process of its own on a home of its own.

`python apply_prepared.py set-up`       an open call and a school's draft with all that is asked
`python apply_prepared.py send ID [N]`  hands it in; with N it stands still when so many changes were written, or right
                                        before the commit where there are fewer
Each prints as JSON what there is before and after, and whether all holds that must.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from luoshi.commands.boot import start
from tests.round_prepared import _site, _stand_still_after


def set_up() -> None:
    from luoshi.accounts.models import Organisation
    from luoshi.plans.models import Plan
    from luoshi.selection.applying.tests import helping

    site = _site(Plan.objects.get(key="yichang-2021"), Organisation)
    site.bureau = Organisation.objects.get(key="yichang")
    site.schools = list(Organisation.objects.filter(kind="school").order_by("order", "id"))
    there = helping.start(site)
    site.post("school_head", "zhijiang")
    count(helping.filled(there, "zhijiang").public_id)


def send(public_id: str, changes: str = "") -> None:
    from luoshi.accounts.queries import actor_for
    from luoshi.common import acts
    from luoshi.common.acts import Once
    from luoshi.selection.applying import actions
    from luoshi.selection.applying.models import Application

    count(public_id)
    if changes:
        _stand_still_after(int(changes), acts)
    row = Application.objects.get(public_id=public_id)
    version = row.version if row.state == "draft" else row.version - 1
    said: dict[str, Any] = {"version": version, "once": Once("send-once", "a" * 64)}
    actions.send_application(application=row, by=actor_for(row.owner), **said)
    count(public_id)


def count(public_id: str) -> None:
    from luoshi.common.invariants import check_all
    from luoshi.common.models import AuditEvent, OnceReceipt
    from luoshi.common.verifying import verify
    from luoshi.papers.models import Approval, SendingFile
    from luoshi.selection.applying.models import Application

    row = Application.objects.select_related("call").get(public_id=public_id)
    found = {
        "id": public_id,
        "state": row.state,
        "sequence": row.sequence,
        "received": row.call.received,
        "receipt": row.receipt["signature"] if row.receipt else "",
        "approvals": Approval.objects.filter(about_id=public_id).count(),
        "files": SendingFile.objects.filter(sending__approval__about_id=public_id).count(),
        "events": AuditEvent.objects.filter(action="applying.send_application", result="done").count(),
        "once": OnceReceipt.objects.filter(key="send-once").count(),
        "whole": check_all()["violations"] == [] and verify().ok,
    }
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    start(new_mode="test")
    {"set-up": set_up, "send": send}[sys.argv[1]](*sys.argv[2:])
