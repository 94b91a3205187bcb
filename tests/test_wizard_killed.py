"""`kill -9` in the middle of reading and of loading: nothing is lost, double or half."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def site(program_home, tmp_path):
    """Runs the programs of `prepared` and `killing` on a home of its own, each in its own process."""

    class Site:
        environment = program_home(tmp_path / "home")

        def run(self, *words):
            command = [sys.executable, HERE / "wizard_prepared.py", *words]
            done = subprocess.run(
                command, env=self.environment, capture_output=True, text=True, timeout=120, check=False
            )
            assert done.returncode == 0, done.stderr
            return done.stdout.strip().splitlines()[-1]

        def kill_in(self, *words):
            """Start, wait until it stands in the middle, kill it hard."""
            command = [sys.executable, HERE / "wizard_killing.py", *words]
            with subprocess.Popen(
                command, env=self.environment, stdout=subprocess.PIPE, text=True
            ) as process:
                said = next((line for line in process.stdout if "HALF WAY" in line), "")
                process.send_signal(signal.SIGKILL)
            assert said, "it never came half way"
            assert process.returncode == -signal.SIGKILL

        def count(self, public_id):
            return json.loads(self.run("count", public_id))

    return Site()


@pytest.mark.prove
def test_a_worker_killed_while_reading_reads_again_and_once(site):
    public_id = site.run("set-up")
    site.kill_in("read")
    killed = site.count(public_id)
    assert (killed["state"], killed["Finding"], killed["events"]) == ("queued", 0, 0)
    site.run("work", public_id)
    after = site.count(public_id)
    assert (after["state"], after["events"]) == ("deciding", 1)
    assert after["Finding"] > 0
    site.run("work", public_id)
    assert site.count(public_id) == after


def test_a_process_killed_while_loading_leaves_nothing_and_loading_again_is_whole(site):
    public_id = site.run("set-up")
    site.run("work", public_id)
    site.run("settle", public_id)
    before = site.count(public_id)
    site.kill_in("load", public_id)
    assert site.count(public_id) == before
    site.run("load", public_id)
    after = site.count(public_id)
    assert after["state"] == "loaded"
    assert (after["Plan"], after["PackVersion"]) == (before["Plan"] + 1, before["PackVersion"] + 1)
    assert after["Decision"] >= before["Finding"] - 1
    assert after["events"] == before["events"] + 1
