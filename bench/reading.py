"""Reading a policy document, by format

The annex of the sample plan (16 tasks, 11 schools) in each format that is read without another program; from bytes to
the finished reading in this process, median of several runs. Then the whole command `luoshi read --json`, its start and
its child process included: the bureau's own document where it is at hand, and one of 300 pages with 200 tables; seconds
on the clock, and the memory of the larger of its two processes.
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.rows import Row

TURNS = 7
PAGES, TABLES = 300, 200
PAGE = (
    "力争到2025年，全市建设5个左右专业群，专业教师中双师型教师占比超过50%，各校每年培训教师不少于32学时。"
    * 16
)
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
    return [*rows, *_whole_commands()]


def _whole_commands() -> list[Row]:
    own = ROOT.parent / "shared/input/yichang-2021-opinions.docx"
    rows = []
    if own.exists():
        seconds, _ = min(_command(own) for _ in range(5))
        rows.append(Row("the bureau's .docx, whole command, best of 5", f"{seconds:.2f} s", "≤ 0.5 s"))
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        large = Path(folder, "large.docx")
        large.write_bytes(_large_document())
        seconds, memory = _command(large)
    what = f"{PAGES} pages, {TABLES} tables, {PAGES * len(PAGE):,} characters of text"
    return [*rows, Row(f"{what}, whole command", f"{seconds:.1f} s, {memory:.0f} MB", "≤ 15 s, ≤ 300 MB")]


def _command(file: Path) -> tuple[float, float]:
    """Seconds on the clock, MB of its largest process."""
    command = [str(Path(sys.executable).parent / "luoshi"), "read", str(file), "--json"]
    with tempfile.TemporaryFile() as answer:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=answer, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise RuntimeError(f"luoshi read answered {process.returncode}")
        return seconds, usage.ru_maxrss / 1000


def _large_document() -> bytes:
    """Clauses with targets, and on two pages of three a matrix of twenty tasks and ten schools."""
    from luoshi.core.reading.formats.tests.word import docx, p, tbl, tc

    schools = [f"第{number}中专" for number in range(1, 11)]
    body = [p("关于推进示例行动计划的意见"), p("各县市教育局：")]
    for page in range(1, PAGES + 1):
        body.append(p(f"第{page}条 {PAGE}"))
        if page % 3:
            rows = [["序号", "工作任务", "承接数量", *schools]]
            for line in range(1, 21):
                marks = ["√" if (line + at + page) % 3 == 0 else "" for at in range(10)]
                title = f"第{page}批第{line}项建设{line}个示范性实训基地"
                rows.append([f"{page}.{line}", title, str(marks.count("√")), *marks])
            body.append(tbl(*("".join(map(tc, row)) for row in rows)))
    return docx("".join(body))


def _figure(times: list[float], content: bytes) -> str:
    middle = statistics.median(times)
    return f"{middle:.0f} ms, {len(content) / middle / 1000:.2f} MB/s"


def _samples() -> dict[str, bytes]:
    from luoshi.common.rendering.annex import csv_bytes, docx_bytes, xlsx_bytes

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
