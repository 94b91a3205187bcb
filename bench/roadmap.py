"""The roadmap of a thousand milestones in a running server, and how it scrolls in Chromium

Yardstick as for the matrix: a bare Django page of the same server. The scroll goes through the whole picture, 40
pixels a frame; told is the longest time between two frames. Without Chromium that line says so.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.matrix import PLAIN, Page, _free_port, _in_turn, _ratio, _server
from bench.rows import Row

GOAL, FRAMES = "≤ 25 ×", "no frame over 100 ms"
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
SCROLL = """async () => {
    const frame = document.querySelector(".road-frame");
    const frames = [];
    let last = performance.now();
    await new Promise((resolve) => {
        function step(now) {
            frames.push(now - last);
            last = now;
            frame.scrollTop += 40;
            const over = frame.scrollTop + frame.clientHeight >= frame.scrollHeight - 1;
            if (over || frames.length > 3000) resolve(); else requestAnimationFrame(step);
        }
        requestAnimationFrame(step);
    });
    return frames.slice(1);
}"""


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
            [sys.executable, "-m", "bench._roadmap_site"],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        pages: list[Page] = [
            (name, path, cookie, queries)
            for name, path, cookie, queries in (
                line.split("\t") for line in made.stdout.splitlines() if line.count("\t") == 3
            )
        ]
        with _server(environment, port):
            rows = [_compared(port, page) for page in pages]
            return [*rows, *(_scrolled(port, page) for page in pages[:2])]


def _compared(port: int, page: Page) -> Row:
    name, path, cookie, queries = page
    times, size = _in_turn(port, cookie, path)
    figure = f"{_ratio(times[path], times[PLAIN], size)}, {queries} queries"
    return Row(f"{name} to a bare Django page", figure, GOAL)


def _scrolled(port: int, page: Page) -> Row:
    name, path, cookie, _ = page
    title = f"{name}, scripted scroll"
    if not CHROMIUM.exists():
        return Row(title, "not measured: no Chromium on this machine", FRAMES)
    from playwright.sync_api import sync_playwright

    key, _, value = cookie.partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": key, "value": value, "url": f"http://127.0.0.1:{port}"}])
        window = context.new_page()
        window.goto(f"http://127.0.0.1:{port}{path}")
        frames = window.evaluate(SCROLL)
        browser.close()
    slow = sum(each > 100 for each in frames)
    middle = statistics.median(frames)
    words = (
        f"longest {max(frames):.0f} ms, median {middle:.0f} ms, {slow} of {len(frames)} frames over 100 ms"
    )
    return Row(title, words, FRAMES)
