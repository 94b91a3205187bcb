"""The matrix in a running server (SQLite, granian as `luoshi serve` starts it)

Yardstick of the goals: a bare Django page of the same server, signed in, a hundred lines of text, nothing of our frame.
Beside it the ratio to a bare page in our frame (menu, posts), which tells what the matrix itself costs. Ratios are of
medians, the pages asked in turn over one kept connection; the ratio of the fastest answers stands beside them, as it
suffers least from what else the machine does. Pages are not compressed.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.rows import Row

TURNS, CONNECTIONS, SECONDS = 60, 8, 8.0
PLAIN, BARE = "/bench/plain/", "/bench/bare/"
GOALS = {"matrix 16 × 11": "≤ 3 ×", "matrix 60 × 400": "≤ 25 ×, first answer ≤ 1.5 MB"}
Page = tuple[str, str, str, str]  # name, path, cookie of somebody who may see it, how many queries it asks


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
            [sys.executable, "-m", "bench._site"], env=environment, check=True, capture_output=True, text=True
        )
        pages = [tuple(line.split("\t")) for line in made.stdout.splitlines() if line.count("\t") == 3]
        with _server(environment, port):
            return _measure(port, pages)


def _measure(port: int, pages: list[Page]) -> list[Row]:
    rows = []
    for name, path, cookie, queries in pages:
        times, size = _in_turn(port, cookie, path)
        for label, yardstick in (("a bare Django page", PLAIN), ("a bare page in our frame", BARE)):
            goal = GOALS.get(name, "") if yardstick == PLAIN else ""
            figure = f"{_ratio(times[path], times[yardstick], size)}, {queries} queries"
            rows.append(Row(f"{name} to {label}", figure, goal))
    for name, path, cookie, _ in [("bare Django page", PLAIN, pages[0][2], ""), *pages]:
        rate, p95 = _at_once(port, cookie, path)
        rows.append(Row(f"{name}, {CONNECTIONS} connections", f"{rate:.0f} requests/s, p95 {p95:.0f} ms"))
    return rows


def _ratio(ours: list[float], theirs: list[float], size: int) -> str:
    middle, bare = statistics.median(ours), statistics.median(theirs)
    figure = (
        f"{middle / bare:.1f} × ({middle:.1f} ms to {bare:.1f} ms), fastest {min(ours) / min(theirs):.1f} ×"
    )
    return f"{figure} ({min(ours):.1f} ms to {min(theirs):.1f} ms), {size / 1e6:.2f} MB"


def _in_turn(port: int, cookie: str, path: str) -> tuple[dict[str, list[float]], int]:
    """Milliseconds of a page's answers and of the yardsticks', and the page's size."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times: dict[str, list[float]] = {path: [], PLAIN: [], BARE: []}
    size = 0
    for turn in range(TURNS + 5):
        for each in times:
            taken, length = _fetch(connection, cookie, each)
            size = length if each == path else size
            if turn >= 5:
                times[each].append(taken)
    return times, size


def _fetch(connection: http.client.HTTPConnection, cookie: str, path: str) -> tuple[float, int]:
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return (time.perf_counter() - began) * 1000, len(body)


def _at_once(port: int, cookie: str, path: str) -> tuple[float, float]:
    """Requests a second and the 95th percentile with several connections at once."""
    times: list[float] = []
    until = time.perf_counter() + SECONDS

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until:
            times.append(_fetch(connection, cookie, path)[0])

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / SECONDS, statistics.quantiles(times, n=20)[-1]


@contextmanager
def _server(environment: dict[str, str], port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"]
    command += ["--blocking-threads", "2", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command += ["--log-level", "warning", "luoshi.config.wsgi:application"]
    process = subprocess.Popen(command, env=environment, cwd=Path(__file__).resolve().parent.parent)
    try:
        _wait(port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
