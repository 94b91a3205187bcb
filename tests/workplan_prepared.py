"""The program of the kill tests of workplans, in a process of its own on a home of its own: `workplan_prepared.py SEED
KILLS` prepares a school with a complete draft and its own plan read in, then lets children begin the act, kills each in
the middle of its transaction, and at last lets one finish it and send it again. For the import, then the submission,
then what an owner says of a milestone with a picture, and the report made of it.

Each line is JSON: what there is after each kill, and after the act was done and repeated.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from luoshi.commands.boot import start
from round_prepared import _site

ACTS = (
    *("plan_readings.apply_reading", "workplans.send_workplan"),
    *("progress.give_update", "progress.send_report"),
)
KEYS = ("import-once", "submit-once", "update-once", "report-once")
BEFORE_COMMIT = 10_000  # more changes than there are
MOST = {"import": 30, "submit": 8, "update": 20, "report": 3}  # changes that the act surely writes


def main(seed: str, kills: str) -> None:
    there, acts_of = _prepared()
    rng = random.Random(int(seed))
    for name, perform in acts_of.items():
        BEFORE.get(name, lambda there: None)(there)
        say(name, "before", there, whole=True)
        places = [rng.randrange(1, MOST[name]) for _ in range(int(kills) - 1)]
        for place in (*places, BEFORE_COMMIT):
            in_a_child(perform, place)
            say(name, "killed", there)
        for _ in range(2):  # nobody knew whether it had been done
            in_a_child(perform, 0)
            say(name, "done", there, whole=True)


def in_a_child(perform: Callable[[], Any], place: int) -> None:
    """With `place` it is killed when so many changes were written, or right before the commit where there are fewer."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        if place:
            _stand_still_after(place, writing)
        code = 1
        try:
            perform()
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    if place:
        assert os.read(reading, 1) == b"!", "it ended before it could be killed"
        os.kill(child, signal.SIGKILL)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    assert status == (signal.SIGKILL if place else 0), status


def _stand_still_after(place: int, writing: int) -> None:
    from luoshi.common import acts, audit

    left, note, record = [place], acts.note, audit.record

    def half_way() -> None:
        os.write(writing, b"!")
        time.sleep(600)

    def counted(*given: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            half_way()
        note(*given)

    def before_commit(*given: Any, **more: Any) -> Any:
        record(*given, **more)
        half_way()

    acts.note, audit.record = counted, before_commit


def _prepared() -> tuple[Any, dict[str, Callable[[], Any]]]:
    from luoshi.accounts.models import Organisation
    from luoshi.common.acts import Once
    from luoshi.plans.models import Plan
    from luoshi.workplans.reading import actions as reading_actions
    from luoshi.workplans.reading.forms import CheckForm
    from luoshi.workplans.reading.sheet import sheet_of
    from luoshi.workplans.reading.taking import taken_from
    from luoshi.workplans.reading.tests import papers
    from luoshi.workplans.tests import helping

    there = helping.cast(_site(Plan.objects.get(key="yichang-2021"), Organisation))
    there.workplan = workplan = helping.written(there)
    reading = papers.read_in(there, workplan)
    form = CheckForm(sheet=sheet_of(reading), data=papers.answered(there, reading))
    assert form.is_valid(), form.errors
    taken, version = taken_from(form.sheet, form.cleaned_data), helping.fresh(workplan).version

    def bring_in() -> None:
        reading_actions.apply_reading(
            workplan=helping.fresh(workplan), reading=papers.again(reading), taken=taken, version=version,
            by=there.actor("office"), once=Once("import-once", "a" * 64),
        )  # fmt: skip

    return there, {
        "import": bring_in,
        "submit": lambda: complete_and_submit(there),
        "update": lambda: say_it_is_done(there),
        "report": lambda: send_the_report(there),
    }


def complete_and_submit(there: Any) -> None:
    """What the import left open is filled in, then it is sent."""
    from luoshi.common.acts import Once
    from luoshi.workplans import actions
    from luoshi.workplans.tests import helping

    row = helping.fresh(there.workplan)
    before = row.version if row.state == "draft" else row.version - 1
    if row.state == "draft":
        row.milestones.filter(due=None).update(due="2023-06-30")
        row.milestones.filter(owner=None).update(owner=there.owner)
        row.milestones.filter(leader=None).update(leader=there.head)
        row.milestones.filter(acceptance="").update(acceptance="验收单")
    once = Once("submit-once", "b" * 64)
    actions.send_workplan(workplan=row, by=there.actor("office"), version=before, once=once)


def file_it(there: Any) -> None:
    """Passed by all; the bureau asks for a report of the last quarter."""
    from luoshi.progress.tests import helping as progress
    from luoshi.workplans.tests import helping

    there.workplan = helping.passed(there, helping.fresh(there.workplan))
    there.report = progress.complete(there, progress.asked(there), reason="年底前完成")
    there.row = progress.steps(there)[0]
    there.piece = progress.a_piece()


def say_it_is_done(there: Any) -> None:
    from luoshi.common.acts import Once
    from luoshi.progress import actions

    actions.give_update(
        milestone=there.row, state="done", words="印发了", pieces=[there.piece], by=there.actor("owner"),
        once=Once("update-once", "c" * 64),
    )  # fmt: skip


def send_the_report(there: Any) -> None:
    from luoshi.common.acts import Once
    from luoshi.progress import actions
    from luoshi.progress.tests.helping import fresh_report

    once = Once("report-once", "d" * 64)
    report, version = fresh_report(there.report), there.report.version
    actions.send_report(report=report, by=there.actor("office"), version=version, once=once)


BEFORE: dict[str, Callable[[Any], None]] = {"update": file_it}


def say(name: str, when: str, there: Any, *, whole: bool = False) -> None:
    from luoshi.common.invariants import check_all
    from luoshi.common.models import AuditEvent, OnceReceipt
    from luoshi.common.verifying import verify
    from luoshi.evidence.models import Evidence, EvidenceUse
    from luoshi.papers.models import Approval, Sending
    from luoshi.progress.models import PeriodicReport, ProgressUpdate
    from luoshi.workplans.models import MilestoneState, Money
    from luoshi.workplans.reading.models import PlanReading
    from luoshi.workplans.tests.helping import fresh

    workplan = fresh(there.workplan)
    found = {
        "state": workplan.state,
        "version": workplan.version,
        "reading": PlanReading.objects.get().state,
        "steps": sorted(workplan.milestones.values_list("title", flat=True)),
        "money": str(sum(row.amount for row in Money.objects.all())),
        "approvals": Approval.objects.count(),
        "sendings": Sending.objects.count(),
        "said": [model.objects.count() for model in (ProgressUpdate, Evidence, EvidenceUse)],
        "done": MilestoneState.objects.filter(state="done", proved=True).count(),
        "reports": sorted(PeriodicReport.objects.values_list("state", flat=True)),
        "events": AuditEvent.objects.filter(action__in=ACTS, result="done").count(),
        "receipts": OnceReceipt.objects.filter(key__in=KEYS).count(),
    }
    holds = not whole or (check_all()["violations"] == [] and verify().ok)
    print(json.dumps({"act": name, "when": when, "whole": holds, "found": found}), flush=True)


if __name__ == "__main__":
    start(new_mode="test")
    main(*sys.argv[1:])
