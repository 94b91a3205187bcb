"""Reading a policy document, by format

The annex of the sample plan (16 tasks, 11 schools) in each format that is read without another program; from bytes to
the finished reading in this process, median of several runs.
"""

from __future__ import annotations

import csv
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.rows import Row

TURNS = 7
ROOT = Path(__file__).resolve().parent.parent
ANNEX = ROOT / "src/luoshi/core/packs/tests/data/annex.tsv"


def run() -> list[Row]:
    from luoshi.core.reading.reading import read_files

    rows = []
    for name, content in _samples().items():
        times = []
        for _ in range(TURNS):
            began = time.perf_counter()
            reading = read_files([(f"annex.{name}", content)], {})
            times.append((time.perf_counter() - began) * 1000)
        seen = sum(len(task["undertaken_by"]) for task in reading["tasks"])
        rows.append(
            Row(f".{name}, {len(content) / 1000:.0f} kB, {seen} undertakings", _figure(times, content))
        )
    return rows


def _figure(times: list[float], content: bytes) -> str:
    middle = statistics.median(times)
    return f"{middle:.0f} ms, {len(content) / middle / 1000:.2f} MB/s"


def _samples() -> dict[str, bytes]:
    from luoshi.home.matrix.files import csv_bytes, docx_bytes, xlsx_bytes

    table = _table()
    made: dict[str, Callable[..., bytes]] = {"docx": docx_bytes, "xlsx": xlsx_bytes, "csv": csv_bytes}
    samples = {name: make(table) for name, make in made.items()}
    samples["txt"] = "\n".join("\t".join(line) for line in _lines(table)).encode()
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in _lines(table))
    samples["html"] = f"<html><meta charset='utf-8'><body><table>{cells}</table></body></html>".encode()
    return samples | _converted(samples)


def _converted(samples: dict[str, bytes]) -> dict[str, bytes]:
    """Formats that LibreOffice makes from ours; none where it is not installed."""
    office = shutil.which("soffice")
    made: dict[str, bytes] = {}
    if office is None:
        return made
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        for source, target in (("xlsx", "xls"), ("xlsx", "ods"), ("docx", "pdf")):
            given = Path(folder, f"annex.{source}")
            given.write_bytes(samples[source])
            command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
            subprocess.run(
                [*command, target, "--outdir", folder, str(given)], check=True, capture_output=True
            )
            made[target] = given.with_suffix(f".{target}").read_bytes()
    return made


def _lines(table):
    head = ["序号", "工作任务", "承接数量", *table.organisations]
    return [head, *[[row.outer, row.title, row.count, *row.marks] for row in table.rows]]


def _table():
    from luoshi.core.matrix import MARK, PrintedRow, PrintedTable

    with ANNEX.open(encoding="utf-8") as file:
        lines = list(csv.reader(file, delimiter="\t"))
    rows = [
        PrintedRow(
            key.partition("-")[0], "", title, declared, tuple(MARK if mark == "√" else "" for mark in marks)
        )
        for key, declared, title, *marks in lines[1:]
    ]
    return PrintedTable("任务承接情况一览表", tuple(lines[0][3:]), tuple(rows), ())
