"""A binder of evidence: the archive of 1,000 files, sealed as it is written

Files of 256 kB. Yardsticks: the memory that a binder of 10 files takes, and an archive of as many bytes by Python's
own zipfile, which neither checks nor seals them; for its page a bare one in our frame, both asked for by a client in
the process that made it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from bench.rows import Row

FEW, MANY = 10, 1000
MEGABYTE = 1024 * 1024


def run(few: int = FEW, many: int = MANY) -> list[Row]:
    small, large = made(few), made(many)
    grown = (large["grown"] - small["grown"]) / MEGABYTE
    return [
        Row(
            f"memory more for {many:,} files than for {few}",
            f"{grown:.0f} MB of {large['size'] / MEGABYTE:.0f} MB",
            "≤ 64 MB",
        ),
        Row(
            f"time for {many:,} files to a plain archive of the same bytes",
            f"{large['seconds'] / large['plain']:.1f} ×",
        ),
        Row(f"time for {many:,} files", f"{large['seconds']:.1f} s"),
        *(
            Row(
                f"page of a binder of {count:,} files to a bare page in our frame",
                f"{told['page'] / told['bare']:.1f} × ({told['page'] * 1000:.1f} ms to "
                f"{told['bare'] * 1000:.1f} ms), {told['queries']} queries",
            )
            for count, told in ((few, small), (many, large))
        ),
    ]


def made(count: int) -> dict[str, Any]:
    """One binder in a process and a home of its own."""
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as home:
        environment = {**os.environ, "LUOSHI_HOME": home, "LUOSHI_MODE": "demo"}
        environment["DJANGO_SETTINGS_MODULE"] = "bench._settings"
        command = [sys.executable, "-m", "bench._binder", str(count)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told
