"""The library of evidence in a running server (SQLite): lists and search in the words of 50,000 files

Each file has 300 characters of made-up words; LUOSHI_BENCH_PIECES makes fewer of them. Yardsticks as for the matrix: a
bare Django page of the same server, and a bare page in our frame; medians of pages asked in turn over one kept
connection. Queries are counted in a process of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from urllib.parse import quote

from bench.matrix import BARE, PLAIN, _free_port, _in_turn, _ratio, _server
from bench.rows import Row

GOAL = "≤ 25 ×"  # as the matrix and the roadmap


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as home:
        port = _free_port()
        environment = {
            **os.environ,
            "LUOSHI_HOME": home,
            "LUOSHI_MODE": "demo",
            "LUOSHI_PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "bench._settings",
        }
        made = subprocess.run(
            [sys.executable, "-m", "bench._library"],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        pages = [line.split("\t") for line in made.stdout.splitlines() if line.count("\t") == 3]
        rows = []
        with _server(environment, port):
            for name, path, cookie, queries in pages:
                path = quote(path, safe="/?=")
                times, size = _in_turn(port, cookie, path)
                for label, yardstick in (
                    ("a bare Django page", PLAIN),
                    ("a bare page in our frame", BARE),
                ):
                    figure = f"{_ratio(times[path], times[yardstick], size)}, {queries} queries"
                    rows.append(Row(f"{name} to {label}", figure, GOAL if yardstick == PLAIN else ""))
        return rows
