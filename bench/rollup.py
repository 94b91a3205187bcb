"""Figures of a whole country and what they add up to (PostgreSQL)

A simulated country of five levels (one ministry, 31 provinces, 334 cities, 2,500 counties for 10,000 schools, fewer in
proportion), its figures loaded in bulk. The rebuild writes the indexed roll-up rows from nothing; its yardstick is one
plain GROUPING SETS over the same rows into a bare table, with the same memory. LUOSHI_BENCH_FIGURES=10000x100x12
(schools × indicators × quarters) is the whole size; without it a tenth of it is measured. Database time is the time
spent in statements, the fastest of 30 turns: what else the machine does is not meant.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from bench.rows import Row

SIZE = os.environ.get("LUOSHI_BENCH_FIGURES", "10000x30x4")


def run() -> list[Row]:
    schools, indicators, quarters = SIZE.split("x")
    with _postgres().server() as url:
        large = measure(url, schools, indicators, quarters)
        small = measure(_second_database(url), "11", indicators, quarters)
    return rows(large, small, f"{int(schools):,} × {indicators} × {quarters}")


def _postgres() -> Any:
    path = Path(__file__).parents[1] / "tools/with_postgres.py"
    spec = importlib.util.spec_from_file_location("with_postgres", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _second_database(url: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE small")
    return f"{url.rpartition('/')[0]}/small"


def measure(url: str, *size: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as home:
        environment = {**os.environ, "LUOSHI_HOME": home, "LUOSHI_MODE": "demo", "LUOSHI_DATABASE_URL": url}
        command = [sys.executable, "-m", "bench._rollup_site", *size]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def rows(large: dict[str, Any], small: dict[str, Any], size: str) -> list[Row]:
    values = large["school_values"]
    ratio = large["rebuild"] / large["plain"]
    grown = large["school"] / small["school"]
    fifty = "no deadlock, no lost sum"
    if large["fifty_failed"] or large["wrong_after"]:
        fifty = f"{len(large['fifty_failed'])} failed, {large['wrong_after']} sums wrong: {large['fifty_failed'][:1]}"
    return [
        Row(f"loading {size} = {large['observations']:,} figures", f"{large['load']:.0f} s"),
        Row("plain GROUPING SETS over the same rows", f"{large['plain']:.1f} s"),
        Row(
            f"rebuild from nothing, {large['rollups']:,} rows",
            f"{large['rebuild']:.1f} s, {ratio:.2f} × plain",
            "≤ 2 × plain",
        ),
        Row("of it counting entries once, which the plain sums do not do", f"{large['once']:.1f} s"),
        Row("rebuild where all is right", f"{large['again']:.1f} s"),
        Row(
            f"the same sums in memory, of {large['memory_rows']:,} rows fetched before",
            f"{large['memory_sum']:.1f} s",
        ),
        Row(
            f"one school's {values} values, database time ({large['school_queries']:.0f} statements)",
            f"{large['school'] * 1000:.1f} ms; of 11 schools {small['school'] * 1000:.1f} ms: {grown:.2f} ×",
            "≤ 1.5 × as at 11",
        ),
        Row("a figure of the whole country on screen", f"{large['figure_top'] * 1000:.1f} ms", "≤ 10 ms"),
        Row("a figure of a city on screen", f"{large['figure_city'] * 1000:.1f} ms", "≤ 10 ms"),
        Row("31 provinces side by side, with the median", f"{large['figure_children'] * 1000:.1f} ms", ""),
        Row(
            f"50 schools × {values} values at once",
            f"{fifty}; {large['fifty']:.1f} s, the slowest {large['fifty_slowest']:.1f} s",
            "no deadlock, no lost sum",
        ),
        Row("memory of the process, highest", f"{large['peak']} MB", "≤ 1 GB"),
    ]
