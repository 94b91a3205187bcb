"""Signing in, everybody at the same moment (SQLite, granian as `luoshi serve` starts it)

Every person has the form open (a connection and a token each), from a network of his own, and all press the button at
once: the morning after a circular. Each answer is waited for; the times are from the press to the answer, the queue
included. What costs is the hash of the password, which is slow on purpose.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass

from bench._sign_in_site import PASSWORD
from bench.matrix import _free_port, _server
from bench.rows import Row

CROWDS = (30, 300)
PATIENCE = 120  # seconds


@dataclass(slots=True)
class Person:
    """Somebody with the form before him."""

    mobile: str
    network: str
    connection: http.client.HTTPConnection
    cookie: str = ""
    token: str = ""
    took: float = 0.0
    status: int = 0


def run() -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as home:
        port = _free_port()
        environment = {
            **os.environ,
            "LUOSHI_HOME": home,
            "LUOSHI_MODE": "demo",
            "LUOSHI_PORT": str(port),
            "LUOSHI_PROXIES": "1",
            "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
        }
        command = [sys.executable, "-m", "bench._sign_in_site", str(sum(CROWDS))]
        made = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        mobiles = [line for line in made.stdout.splitlines() if re.fullmatch(r"1\d{10}", line)]
        with _server(environment, port):
            for crowd in CROWDS:
                people = [_with_form(port, mobile, at) for at, mobile in enumerate(mobiles[:crowd])]
                del mobiles[:crowd]
                rows.append(_all_at_once(people))
    return rows


def _with_form(port: int, mobile: str, at: int) -> Person:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    person = Person(mobile, f"10.{len(mobile)}.{at // 250}.{at % 250 + 1}", connection)
    connection.request("GET", "/sign-in/", headers={"X-Forwarded-For": person.network})
    answer = connection.getresponse()
    person.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    person.token = found[1] if found else ""
    return person


def _all_at_once(people: list[Person]) -> Row:
    start = threading.Barrier(len(people) + 1)
    threads = [threading.Thread(target=_press, args=(person, start)) for person in people]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    statuses = Counter(person.status for person in people)
    p95 = statistics.quantiles([person.took for person in people], n=20)[-1]
    others = "".join(f", {many} × {status}" for status, many in statuses.items() if status != 302)
    figure = f"{statuses[302] / whole:.1f} sign-ins/s, p95 {p95:.1f} s, {statuses[302]} let in{others}"
    return Row(f"{len(people)} people at once", figure, "nobody refused")


def _press(person: Person, start: threading.Barrier) -> None:
    body = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": person.token, "account": person.mobile, "password": PASSWORD}
    )
    headers = {
        "Cookie": person.cookie,
        "X-Forwarded-For": person.network,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    start.wait()
    began = time.perf_counter()
    try:
        person.connection.request("POST", "/sign-in/", body, headers)
        answer = person.connection.getresponse()
        answer.read()
        person.status = answer.status
    except OSError:
        person.status = 0
    finally:
        person.took = time.perf_counter() - began
        person.connection.close()
