"""A school puts 20,000 teachers into its register, then changes every one of them

Everything that costs time (checks, sealing, projection, adapting values) happens before the act, which holds the write
lock of SQLite: how long it was open, and how long it worked, which on a busy machine is less.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from bench.rows import Row

ROWS = 20_000


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="luoshi-registers-") as home:
        command = [sys.executable, "-m", "bench._register_site", str(ROWS)]
        environment = {**os.environ, "LUOSHI_HOME": home}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    taken = json.loads(done.stdout.splitlines()[-1])
    return [
        row
        for name, words in (("new", "new entries"), ("changed", "changed entries"))
        for row in (
            Row(f"{ROWS:,} {words}: the write transaction", f"{taken[name]['open']:.1f} s", "≤ 2 s"),
            Row(f"{ROWS:,} {words}: at work in it", f"{taken[name]['worked']:.1f} s", ""),
            Row(f"{ROWS:,} {words}: made ready before it", f"{taken[name]['ready']:.1f} s", ""),
        )
    ]
