"""The program of the kill test of importing lists, in a process of its own on a home of its own.

`import_prepared.py SEED KILLS NUMBER PHONE` reads a list of twelve teachers in, lets children begin the act that puts
it into the register and kills each in the middle of its transaction; at last one finishes it and sends it again. Each
line is JSON: what there is then. Then a teacher with that number and phone is entered, changed, opened and kept as a
draft, a snapshot is kept, a list goes out and an uploaded file lies there: the test reads the whole folder.
"""

from __future__ import annotations

import json
import random
import sys
from typing import Any

from luoshi.commands.boot import start
from workplan_prepared import BEFORE_COMMIT, in_a_child


def main(seed: str, kills: str, number: str, phone: str) -> None:
    perform, row = _prepared()
    rng = random.Random(int(seed))
    say("before", row)
    for place in (*[rng.randrange(1, 3) for _ in range(int(kills) - 1)], BEFORE_COMMIT):
        in_a_child(perform, place)
        say("killed", row)
    for _ in range(2):  # nobody knew whether it had been done
        in_a_child(perform, 0)
        say("done", row)
    _and_more(row, number, phone)


def _and_more(row: Any, number: str, phone: str) -> None:
    from luoshi.accounts.models import Membership
    from luoshi.accounts.queries import actor_for
    from luoshi.common import clock, drafts, sealed_files
    from luoshi.registers import actions
    from luoshi.registers.importing.tests.lists import messy
    from luoshi.registers.models import Register
    from luoshi.registers.sheets import to_fill_in

    register = Register.objects.get(pk=row.register_id)
    by = actor_for(Membership.objects.get(organisation=row.organisation, role="office"))
    said = {"name": "钱示例", "id_number": number, "mobile": phone}
    entry = actions.add_entry(register=register, values=said, by=by)
    changed = {**said, "title": "senior"}
    entry = actions.change_entry(entry=entry, values=changed, by=by, version=entry.version)
    actions.confirm_entries(register=register, entries=[entry], by=by)
    actions.reveal(entry=entry, path="id_number", reason=f"核对证件 {number}", by=by)
    drafts.save(by, "registers.entry", entry.public_id, {"id_number": [number], "mobile": [phone]})
    actions.take_snapshot(
        register=register, organisations=[row.organisation], label="示例", day=clock.today(), by=by
    )
    to_fill_in(register, row.organisation)
    with sealed_files.writing(row.public_id) as file:
        file.write(messy(12))


def _prepared() -> tuple[Any, Any]:
    from luoshi.accounts.models import Organisation
    from luoshi.accounts.queries import actor_for
    from luoshi.common.actor import system_actor
    from luoshi.common.acts import Once
    from luoshi.common.ids import new_public_id
    from luoshi.core.lists.task import read_file
    from luoshi.plans.models import Plan
    from luoshi.registers.actions import set_up_register
    from luoshi.registers.importing import actions
    from luoshi.registers.importing.models import ListImport
    from luoshi.registers.importing.readying import made_ready
    from luoshi.registers.importing.tests.lists import messy
    from luoshi.registers.importing.wanted import options_for
    from luoshi.registers.tests.samples import PEOPLE
    from round_prepared import _site

    by = actor_for(_site(Plan.objects.get(key="yichang-2021"), Organisation).post("office", "zhijiang"))
    register = set_up_register(row=PEOPLE, by=system_actor())
    row = actions.start_import(
        register=register, public_id=new_public_id(), file_name="教师.xlsx", digest="", by=by
    )
    options = options_for(register, row.organisation, by)
    result = read_file([("教师.xlsx", messy(12, bad=False))], options)
    row = actions.note_read(list_import=row, result=result, by=by, version=row.version)
    ListImport.objects.filter(pk=row.pk).update(state="ready")
    version = ListImport.objects.get(pk=row.pk).version

    def apply() -> None:
        fresh = ListImport.objects.get(pk=row.pk)
        ready = made_ready(fresh, by) if fresh.state == "ready" else None  # as the page does, before the act
        actions.apply_import(
            list_import=fresh, by=by, version=version, ready=ready, once=Once("list-import-once", "a" * 64)
        )

    return apply, row


def say(when: str, row: Any) -> None:
    from luoshi.common.dataforms.models import Answer
    from luoshi.common.models import AuditEvent, OnceReceipt
    from luoshi.registers.importing.invariants import INVARIANTS
    from luoshi.registers.importing.models import ListImport
    from luoshi.registers.models import Entry

    fresh = ListImport.objects.get(pk=row.pk)
    found = {
        "state": fresh.state,
        "entries": Entry.objects.filter(register=row.register).count(),
        "answers": Answer.objects.filter(about_type="registers.entry").count(),
        "events": AuditEvent.objects.filter(action="register_imports.apply_import", result="done").count(),
        "receipts": OnceReceipt.objects.filter(key="list-import-once").count(),
    }
    # of the invariants only those of imports: the row of the first job waits beside
    broken = [one for each in INVARIANTS for one in each.check()]
    print(json.dumps({"when": when, "found": found, "broken": broken}), flush=True)


if __name__ == "__main__":
    start(new_mode="test")
    main(*sys.argv[1:])
