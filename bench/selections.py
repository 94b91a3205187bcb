"""A selection of 2,000 applications and 12,000 reviews in a running server

400 experts with thirty applications each, every sheet handed in and sealed, SQLite, granian as `luoshi serve` starts
it. Yardsticks as in the matrix: a bare Django page of the same server and a bare page in our frame; the pages are asked
in turn over one connection, then each by eight at once. Queries are those of the page itself; beside them those of the
frame (session, person, post, messages, plans), which a bare page in our frame needs too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from bench.matrix import BARE, CONNECTIONS, PLAIN, _at_once, _free_port, _in_turn, _ratio, _server
from bench.rows import Row

APPLICATIONS, EXPERTS = 2_000, 400
LISTS, GOAL = ("list of", "who reads what"), "≤ 15, the frame included"


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="luoshi-selection-") as home:
        port = _free_port()
        environment = {
            **os.environ,
            "LUOSHI_HOME": home,
            "LUOSHI_MODE": "demo",
            "LUOSHI_PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "bench._settings",
        }
        command = [sys.executable, "-m", "bench._selection_site", str(APPLICATIONS), str(EXPERTS)]
        made = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        pages = [line.split("\t") for line in made.stdout.splitlines() if line.count("\t") == 3]
        with _server(environment, port):
            return [row for page in pages for row in _rows(port, *page)]


def _rows(port: int, name: str, path: str, cookie: str, queries: str) -> list[Row]:
    times, size = _in_turn(port, cookie, path)
    rate, p95 = _at_once(port, cookie, path)
    bare, _ = _at_once(port, cookie, BARE)
    return [
        Row(f"{name}: queries", queries, GOAL if any(each in name for each in LISTS) else ""),
        Row(f"{name} to a bare Django page", _ratio(times[path], times[PLAIN], size)),
        Row(f"{name} to a bare page in our frame", _ratio(times[path], times[BARE], size)),
        Row(
            f"{name}, {CONNECTIONS} connections",
            f"{rate:.0f} requests/s, p95 {p95:.0f} ms (the bare page in our frame {bare:.0f} requests/s)",
        ),
    ]
