"""The same annex in every format that can be read: the same sixteen tasks and ninety-nine undertakings."""

import csv
import subprocess
from pathlib import Path

import pytest

from luoshi.common.reading import read_in_child
from luoshi.common.rendering.annex import csv_bytes, docx_bytes, xlsx_bytes
from luoshi.core.matrix import MARK, PrintedRow, PrintedTable
from luoshi.core.reading.formats.tests import test_ofd as ofd

ANNEX = Path(__file__).resolve().parents[2] / "core/packs/tests/data/annex.tsv"
BY_OFFICE = (("docx", "doc"), ("docx", "rtf"), ("docx", "pdf"), ("xlsx", "ods"), ("xlsx", "xls"))


@pytest.fixture(scope="module")
def table():
    with ANNEX.open(encoding="utf-8") as file:
        head, *lines = list(csv.reader(file, delimiter="\t"))
    rows = [
        PrintedRow(
            key.partition("-")[0], "", title, count, tuple(MARK if mark == "√" else "" for mark in marks)
        )
        for key, count, title, *marks in lines
    ]
    return PrintedTable("任务承接情况一览表", tuple(head[3:]), tuple(rows), ("注：√表示承接。",))


@pytest.fixture(scope="module")
def samples(table, tmp_path_factory):
    """Ending to bytes, in every format."""
    lines = [["序号", "工作任务", "承接数量", *table.organisations]]
    lines += [[row.outer, row.title, row.count, *row.marks] for row in table.rows]
    text = "\n".join("\t".join(line) for line in lines)
    pipes = ["|".join(["", *line, ""]) for line in [lines[0], ["---"] * len(lines[0]), *lines[1:]]]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    made = {"docx": docx_bytes(table), "xlsx": xlsx_bytes(table), "csv": csv_bytes(table)}
    made |= {"txt": text.encode(), "gb.txt": text.encode("gb18030"), "md": "\n".join(pipes).encode()}
    made["html"] = f"<html><meta charset='utf-8'><body><table>{cells}</table></body></html>".encode()
    made["gb.csv"] = made["csv"].decode("utf-8-sig").encode("gb18030")
    folder = tmp_path_factory.mktemp("formats")
    made |= {target: converted(folder, source, target, made[source]) for source, target in BY_OFFICE}
    made["ofd"] = drawn_as_ofd(lines)
    made["wps"] = made["doc"]  # the old format of WPS is that of old Word
    return made


def drawn_as_ofd(lines):
    """One sheet: ruled lines and small print, long titles broken, as an office suite writes it (mm)."""
    high, wide, broken_at = 9, [10, 60, 12, *([11] * (len(lines[0]) - 3))], 26
    edges = [10 + sum(wide[:at]) for at in range(len(wide) + 1)]
    lower = 20 + high * len(lines)
    page = [ofd.line(edges[0], y, edges[-1], y) for y in range(20, lower + 1, high)]
    page += [ofd.line(x, 20, x, lower) for x in edges]
    for at, cells in enumerate(lines):
        for x, cell in zip(edges, map(str, cells), strict=False):
            for n, start in enumerate(range(0, len(cell), broken_at)):
                part = cell[start : start + broken_at]
                page.append(
                    ofd.text(part, x + 1, 21 + high * at + 2.4 * n, size=2, steps="" if part[1:] else "2")
                )
    return ofd.made("".join(page))


def converted(folder, source, target, data):
    given = folder / f"annex.{source}"
    given.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(given)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return given.with_suffix(f".{target}").read_bytes()


@pytest.mark.parametrize(
    "ending",
    [
        "docx",
        "xlsx",
        "csv",
        "gb.csv",
        "txt",
        "gb.txt",
        "md",
        "html",
        "doc",
        "wps",
        "rtf",
        "pdf",
        "ofd",
        "ods",
        "xls",
    ],
)
def test_it_is_read_the_same(samples, table, ending):
    reading = read_in_child([(f"附表.{ending}", samples[ending])])
    wanted = [
        [name for name, mark in zip(table.organisations, row.marks, strict=True) if mark]
        for row in table.rows
    ]
    assert [task["undertaken_by"] for task in reading["tasks"]] == wanted
    assert (len(wanted), sum(map(len, wanted))) == (16, 99)
    assert not [finding for finding in reading["findings"] if finding["severity"] == "error"]
