"""`luoshi up` as somebody sees it: a site with its cast, that survives kills and starts again as it was."""

import http.client
import os
import signal
import sqlite3

import pytest

from luoshi.accounts.demo import CAST

from .running import begin, environment, free_port, run, run_in_turn, wait_until

pytestmark = pytest.mark.skipif(
    "postgresql" in os.environ.get("LUOSHI_DATABASE_URL", ""), reason="the site brings its own database"
)


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


def started(home, port):
    """A running site; the line with its address has been printed."""
    site = begin(home, "up", LUOSHI_PORT=port)
    assert f"http://127.0.0.1:{port}" in site.stdout.readline()
    return site


def stopped(site):
    site.send_signal(signal.SIGTERM)
    status = site.wait(60)
    site.stdout.close()
    return status


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return {int(child) for child in file.read().split()}


def people(home):
    with sqlite3.connect(home / "luoshi.sqlite3") as database:
        found = set(database.execute("SELECT public_id FROM accounts_membership"))
    database.close()
    return found


def test_a_new_demo_site_shows_its_cast_survives_kills_and_loses_nothing(tmp_path):
    home, port = tmp_path / "home", free_port()
    site = started(home, port)
    try:
        status, page = get(port, "/sign-in/")
        assert status == 200
        assert all(f'action="/sign-in/as/{member.key}/"' in page for member in CAST)
        before = people(home)
        for child in children_of(site.pid):
            os.kill(child, signal.SIGKILL)
        assert wait_until(lambda: len(children_of(site.pid)) == 3 and get(port, "/healthz")[0] == 200)
    finally:
        assert stopped(site) == 0
    site = started(home, port)
    site.kill()  # and everything it had started goes with it
    site.wait()
    site.stdout.close()
    site = started(home, port)
    assert get(port, "/healthz") == (200, "ok\n")
    assert stopped(site) == 0
    assert people(home) == before
    whole = run_in_turn(home, ("audit", "verify"), ("invariants", "check"))
    assert [done.returncode for done in whole] == [0, 0]
    assert run(home, "audit", "verify", LUOSHI_MODE="production").returncode == 2


def test_the_children_know_nothing_a_person_did_not_set(tmp_path):
    assert not [name for name in environment(tmp_path) if name.startswith("DJANGO_")]
