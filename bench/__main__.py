"""Run every benchmark, or those named, and write their sections of bench/RESULTS.md with the machine's name."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

import bench
from bench.rows import Row

RESULTS = Path(__file__).with_name("RESULTS.md")


def main(wanted: list[str]) -> int:
    """With names only those are measured, and only their sections change."""
    made: dict[str, str] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(bench.__path__)):
        if name.startswith("_") or (wanted and name not in wanted):
            continue
        module = importlib.import_module(f"bench.{name}")
        if hasattr(module, "run"):
            print(f"{name} ...", file=sys.stderr, flush=True)
            load = os.getloadavg()[0]
            made[title_of(module)] = section(module, module.run(), load)
            write(made, partly=bool(wanted))
    print("\n\n".join(made.values()))
    return 0


def write(made: dict[str, str], *, partly: bool) -> None:
    """After each benchmark, so that one that is stopped takes no other's figures with it."""
    kept = sections(RESULTS.read_text(encoding="utf-8")) if partly and RESULTS.exists() else {}
    RESULTS.write_text("\n\n".join([heading(), *(kept | made).values()]) + "\n", encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """What stands in the file, by title."""
    parts = [part.strip() for part in text.split("\n## ")[1:]]
    return {part.partition("\n")[0]: f"## {part}" for part in parts}


def title_of(module: object) -> str:
    return (module.__doc__ or "").strip().partition("\n")[0]


def section(module: object, rows: list[Row], load: float) -> str:
    title, _, rest = (module.__doc__ or "").strip().partition("\n")
    table = "\n".join(f"| {row.what} | {row.figure} | {row.goal} |" for row in rows)
    measured = f"Measured on {datetime.now(UTC):%Y-%m-%d}, load average before {load:.1f}."
    return f"## {title}\n{rest.rstrip()}\n\n{measured}\n\n| what | measured | goal |\n|---|---|---|\n{table}"


def heading() -> str:
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `make bench`. Goals are ratios to a yardstick measured in the same run on the same machine.",
            "",
            f"Machine: {os.cpu_count()} × {processor()}; Python {platform.python_version()}; "
            f"Django {django.get_version()}.",
        ]
    )


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
