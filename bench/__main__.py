"""Run every benchmark, or those named, and write bench/RESULTS.md with the machine's name."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
from pathlib import Path

import django

import bench
from bench.rows import Row

RESULTS = Path(__file__).with_name("RESULTS.md")


def main(wanted: list[str]) -> int:
    parts = []
    for name in sorted(module.name for module in pkgutil.iter_modules(bench.__path__)):
        if name.startswith("_") or (wanted and name not in wanted):
            continue
        module = importlib.import_module(f"bench.{name}")
        if hasattr(module, "run"):
            print(f"{name} ...", file=sys.stderr, flush=True)
            parts.append(section(module, module.run()))
    text = "\n\n".join([heading(), *parts]) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    return 0


def section(module: object, rows: list[Row]) -> str:
    title, _, rest = (module.__doc__ or "").strip().partition("\n")
    table = "\n".join(f"| {row.what} | {row.figure} | {row.goal} |" for row in rows)
    return f"## {title}\n{rest.rstrip()}\n\n| what | measured | goal |\n|---|---|---|\n{table}"


def heading() -> str:
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `make bench`. Goals are ratios to a yardstick measured in the same run on the same machine.",
            "",
            f"Machine: {os.cpu_count()} × {processor()}; Python {platform.python_version()}; "
            f"Django {django.get_version()}; load average before the run {os.getloadavg()[0]:.1f}.",
        ]
    )


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
