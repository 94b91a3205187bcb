"""The program of the kill tests of returns, in a process of its own on a home of its own: `return_prepared.py SEED
KILLS` prepares a return read from a workbook, then lets children take back a school's workbook, send the sheet and
merge, kills each in the middle of its transaction, and at last lets one finish it and do it again.

Each line is JSON: what there is before, after each kill, and after the act was done and repeated.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from typing import Any

from luoshi.commands.boot import start
from round_prepared import _site
from workplan_prepared import BEFORE_COMMIT, in_a_child

ACTS = ("returns.save_sheet", "returns.send_sheet", "returns.note_merged")
KEYS = ("upload-once", "send-once")
MOST = {"upload": 3, "send": 5, "merge": 4}  # changes that the act surely writes


def main(seed: str, kills: str) -> None:
    there, acts_of = _prepared()
    rng = random.Random(int(seed))
    for name, perform in acts_of.items():
        if name == "merge":
            _close(there)
        say(name, "before", there)
        places = [rng.randrange(1, MOST[name]) for _ in range(int(kills) - 1)]
        for place in (*places, BEFORE_COMMIT):
            in_a_child(perform, place)
            say(name, "killed", there)
        for _ in range(2):  # nobody knew whether it had been done
            in_a_child(perform, 0)
            say(name, "done", there)


def _prepared() -> tuple[Any, dict[str, Callable[[], Any]]]:
    from luoshi.accounts.models import Organisation
    from luoshi.plans.models import Plan
    from luoshi.progress.returns import actions
    from luoshi.progress.returns.tests import books, helping

    site = _site(Plan.objects.get(key="yichang-2021"), Organisation)
    site.bureau, site.schools = (
        Organisation.objects.get(key="yichang"),
        list(Organisation.objects.filter(kind="school")),
    )
    there = helping.cast(site)
    row = helping.from_a_workbook(there, books.by_schools([school.short for school in site.schools]))
    there.row = helping.act(actions.open_return, row, there.actor("officer"))
    there.sheet = helping.sheet_of(there.row, there.school)
    there.version = there.sheet.version
    return there, {"upload": lambda: upload(there), "send": lambda: send(there), "merge": merge}


def upload(there: Any) -> None:
    """What came back in a workbook, taken over."""
    from luoshi.common.acts import Once
    from luoshi.progress.returns import actions
    from luoshi.progress.returns.tests.helping import fresh

    once, by = Once("upload-once", "a" * 64), there.actor("office")
    values = {"t1_c3": 1200, "t1_c6": 12_500_000}
    actions.save_sheet(
        sheet=fresh(there.sheet), values=values, answer_version=0, by=by, version=there.version, once=once
    )  # fmt: skip


def send(there: Any) -> None:
    from luoshi.common.acts import Once
    from luoshi.progress.returns import actions
    from luoshi.progress.returns.tests.helping import fresh

    once = Once("send-once", "b" * 64)
    actions.send_sheet(
        sheet=fresh(there.sheet), by=there.actor("office"), version=there.version + 1, once=once
    )  # fmt: skip


def merge() -> None:
    """As the worker does after it was started again: what it left is taken up."""
    from luoshi.common import jobs
    from luoshi.common.models import Job

    Job.objects.update(attempts=0)
    jobs.take_back_orphans()
    jobs.run_next()


def _close(there: Any) -> None:
    from luoshi.progress.returns import actions
    from luoshi.progress.returns.tests.helping import act

    there.row = act(actions.close_return, there.row, there.actor("officer"))
    act(actions.start_merge, there.row, there.actor("officer"))


def say(name: str, when: str, there: Any) -> None:
    from luoshi.common.dataforms.models import Answer
    from luoshi.common.invariants import check_all
    from luoshi.common.models import AuditEvent, OnceReceipt
    from luoshi.common.verifying import verify
    from luoshi.progress.returns.tests.helping import fresh

    sheet, row = fresh(there.sheet), fresh(there.row)
    found = {
        "sheet": [sheet.state, sheet.number, sheet.version],
        "answers": [answer.values for answer in Answer.objects.filter(about_type="returns.returnsheet")],
        "return": [row.state, row.merged_id is not None],
        "events": AuditEvent.objects.filter(action__in=ACTS, result="done").count(),
        "receipts": OnceReceipt.objects.filter(key__in=KEYS).count(),
    }
    holds = when == "killed" or (check_all()["violations"] == [] and verify().ok)
    print(json.dumps({"act": name, "when": when, "whole": holds, "found": found}), flush=True)


if __name__ == "__main__":
    start(new_mode="test")
    main(*sys.argv[1:])
