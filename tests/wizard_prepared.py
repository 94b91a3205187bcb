"""The other programs of the kill tests, each in a process of its own on a home of its own.

`python wizard_prepared.py set-up`   a site, an officer, an import waiting to be read; prints its public id
`python wizard_prepared.py work|settle|load|count ID`
"""

from __future__ import annotations

import json
import sys
from typing import Any

from luoshi.commands.boot import start
from luoshi.home.wizard.tests.documents import MATRIX


def set_up() -> str:
    from luoshi.accounts.actions import add_person
    from luoshi.accounts.models import Organisation
    from luoshi.accounts.queries import actor_for
    from luoshi.common import files
    from luoshi.common.actor import system_actor
    from luoshi.policies.actions import Upload, start_reading

    bureau = Organisation.objects.get(key="yichang")
    fields = {"name": "示例经办", "mobile": "10000009999", "organisation": bureau, "role": "city_officer"}
    officer = add_person(**fields, by=system_actor())
    upload = Upload(files.put([MATRIX.encode()]), "通知.txt")
    return str(start_reading(owner=bureau, uploads=[upload], by=actor_for(officer)).public_id)


def work(public_id: str) -> str:
    """What the worker does when it comes up again."""
    from luoshi.common import jobs

    jobs.take_back_orphans()
    while jobs.run_next():
        pass
    return "done"


def _row_and_actor(public_id: str) -> tuple[Any, Any]:
    from luoshi.accounts.models import Membership
    from luoshi.accounts.queries import actor_for
    from luoshi.policies.models import Reading

    row = Reading.objects.get(public_id=public_id)
    return row, actor_for(Membership.objects.get(user_id=row.started_by_id))


def settle(public_id: str) -> str:
    from luoshi.core.packs.settling import accepted
    from luoshi.policies.actions import accept_finding

    row, by = _row_and_actor(public_id)
    for finding in row.findings.filter(severity__in=("ask", "error")):
        changes = accepted(finding.content, row.result) or []
        accept_finding(finding=finding, changes=changes, by=by, version=finding.version)
    return "done"


def load(public_id: str) -> str:
    from luoshi.home.wizard.loading import load_reading, planned_load

    row, by = _row_and_actor(public_id)
    load_reading(reading=row, planned=planned_load(row), by=by, version=row.version)
    return "done"


def count(public_id: str) -> str:
    """Everything an import may leave behind."""
    from luoshi.common.models import AuditEvent, StoredFile
    from luoshi.plans.models import PackVersion, Plan
    from luoshi.policies.models import Decision, Finding, Reading
    from luoshi.undertakings.models import Duty

    models = (Plan, PackVersion, Duty, Decision, Finding, StoredFile)
    found: dict[str, Any] = {model.__name__: model.objects.count() for model in models}
    found["state"] = Reading.objects.get(public_id=public_id).state
    found["events"] = AuditEvent.objects.filter(
        action__in=("policies.note_read", "home.load_reading")
    ).count()
    return json.dumps(found)


if __name__ == "__main__":
    start(new_mode="test")
    acts = {"set-up": set_up, "work": work, "settle": settle, "load": load, "count": count}
    print(acts[sys.argv[1]](*sys.argv[2:]))
