"""kill -9 in the middle of uploads, acts and jobs: what was acknowledged is there, the rest wholly or not at all."""

import json
import os
import random
import sqlite3
import subprocess
import sys

import pytest

from .running import environment, run, run_in_turn

pytestmark = pytest.mark.skipif(
    "postgresql" in os.environ.get("LUOSHI_DATABASE_URL", ""), reason="the site brings its own database"
)
KILLS = int(os.environ.get("LUOSHI_KILLS", "3"))
PROGRAM = """
import sys
from luoshi.commands.boot import start
start(new_mode="test")
from django.db import transaction
from luoshi.accounts.actions import set_up_organisation
from luoshi.common import acts, files, jobs
from luoshi.common.actor import system_actor
from luoshi.common.models import Job

def apply(job, result):
    name = f"job {job.object_id}"
    set_up_organisation(parent=None, names=[], name=name, short="j", kind="school", by=system_actor())
    transaction.on_commit(lambda: print(name, flush=True))

jobs.register("test", jobs.Kind(lambda job, report: report(1, 1), apply, lambda job, message: None))
jobs.take_back_orphans()
while jobs.run_next():
    pass
for number in range(int(sys.argv[1]), 10**9):
    files.put([f"content {number} ".encode() * 20000])
    name, once = f"act {number}", acts.Once(f"key {number}", "body")
    for _ in range(2):  # a client that sends again what it got no answer for
        set_up_organisation(
            parent=None, names=[(f"alias {number}", "alias")], name=name, short="s", kind="school",
            by=system_actor(), once=once,
        )
    print(name, flush=True)
    jobs.enqueue("test", object_id=str(number), membership_id=None)
    jobs.run_next()
"""


def killed_run(home, first_number, rng):
    """Let the program work for a while and kill it; returns what it had acknowledged."""
    command = [sys.executable, "-c", PROGRAM, str(first_number)]
    process = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True)
    wanted, acked = rng.randrange(3, 12), []
    while len(acked) < wanted and (line := process.stdout.readline()):
        acked.append(line.strip())
    for _ in range(rng.randrange(40_000)):  # somewhere inside the next piece of work
        pass
    process.kill()
    acked += [line.strip() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    process.wait()
    process.stdout.close()
    return acked


def names(home):
    database = sqlite3.connect(home / "luoshi.sqlite3")
    try:
        return [name for (name,) in database.execute("SELECT name FROM accounts_organisation")]
    finally:
        database.close()


def test_nothing_is_lost_doubled_or_half_done_after_kills(tmp_path):
    home, rng, acked = tmp_path / "home", random.Random(20261123), []
    for round_number in range(KILLS):
        acked += killed_run(home, round_number * 1000, rng)
    stored = names(home)
    assert len(acked) >= 3 * KILLS
    assert set(acked) <= set(stored), "acknowledged but lost"
    assert len(stored) == len(set(stored)), "done twice"
    checked, verified = run_in_turn(home, ("invariants", "check", "--json"), ("audit", "verify"))
    verdict = json.loads(checked.stdout)
    # Schools without a bureau above them are this test's own simplification.
    assert [v for v in verdict["violations"] if v["code"] != "school-without-parent"] == []
    assert verified.returncode == 0
    assert not unfinished(home)


def unfinished(home):
    """Organisations whose alias or place is missing: half an act."""
    question = """
        SELECT o.name FROM accounts_organisation o
        LEFT JOIN accounts_placement p ON p.organisation_id = o.id
        LEFT JOIN accounts_alias a ON a.organisation_id = o.id
        WHERE p.id IS NULL OR (o.name LIKE 'act %' AND a.id IS NULL)
    """
    database = sqlite3.connect(home / "luoshi.sqlite3")
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def test_a_backup_that_is_killed_is_never_taken_for_a_whole_one(tmp_path):
    home, rng = tmp_path / "home", random.Random(7)
    killed_run(home, 0, rng)
    good = run(home, "backup", "create").stdout.strip()
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "luoshi.cli", "backup", "create"],
            env=environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(rng.uniform(0.4, 1.2))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    listed = [path for path in (home / "backups").iterdir() if not path.name.startswith(".making-")]
    assert home / "backups" / os.path.basename(good) in listed
    verified = run_in_turn(home, *(("backup", "verify", str(path)) for path in listed))
    assert [done.returncode for done in verified] == [0] * len(listed)
