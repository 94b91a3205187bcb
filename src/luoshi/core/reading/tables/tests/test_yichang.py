"""The annex the project began with: cut off in text, whole in the sheet, the same once accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.core.reading.findings import Severity
from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import SourceDocument
from luoshi.core.reading.tables import TableReading, read_tables

from .yichang import KEYS, ROWS, SCHOOLS, as_sheet, as_text


def codes(reading: TableReading) -> list[str]:
    return [finding.code for finding in reading.findings]


def undertakings(reading: TableReading) -> int:
    return sum(len(task.undertaken_by) for task in reading.tasks)


def truth(marks: str) -> tuple[str, ...]:
    return tuple(name for name, mark in zip(SCHOOLS, marks, strict=True) if mark == "1")


def test_the_text_shows_96_undertakings_and_proposes_the_three_cut_off() -> None:
    reading = read_tables([as_text()])
    assert [task.key for task in reading.tasks] == KEYS
    assert undertakings(reading) == 96
    assert {task.key: task.proposed_by for task in reading.tasks if task.proposed_by} == {
        "4.1": ("现代",),
        "4.4": ("现代",),
        "4.5": ("现代",),
    }
    clipped = [finding for finding in reading.findings if finding.code == "clipped-column"]
    assert [finding.proposal["task"] for finding in clipped if finding.proposal] == ["4.1", "4.4", "4.5"]
    assert all(
        finding.severity is Severity.ASK and finding.proposal["undertaken"] == ["现代"] for finding in clipped
    )
    assert clipped[0].place.in_words() == "表1第2行第4列"


def test_every_row_moved_right_is_moved_back_and_says_so() -> None:
    reading = read_tables([as_text()])
    tasks = {task.key: task for task in reading.tasks}
    assert tasks["4.2"].undertaken_by == ("三峡中专", "宜都", "兴山")
    shifted = [finding for finding in reading.findings if finding.code == "shifted-row"]
    assert [(finding.place.row, finding.severity) for finding in shifted] == [
        (n, Severity.NOTE) for n in range(2, 7)
    ]


def test_the_sheet_shows_99_undertakings_and_nothing_cut_off() -> None:
    reading = read_tables([as_sheet()])
    assert [task.key for task in reading.tasks] == KEYS
    assert undertakings(reading) == 99
    assert codes(reading) == ["nobody-undertakes"]
    assert [task.undertaken_by for task in reading.tasks] == [truth(row[4]) for row in ROWS]
    assert [organisation.name for organisation in reading.organisations] == SCHOOLS


def test_text_and_sheet_agree_once_the_proposals_are_accepted() -> None:
    text, sheet = read_tables([as_text()]), read_tables([as_sheet()])
    accepted = [set(task.undertaken_by) | set(task.proposed_by) for task in text.tasks]
    assert accepted == [set(task.undertaken_by) for task in sheet.tasks]
    assert [(t.key, t.code, t.title, t.declared) for t in text.tasks] == [
        (t.key, t.code, t.title, t.declared) for t in sheet.tasks
    ]


@pytest.mark.parametrize("documents", [[as_text(), as_sheet()], [as_sheet(), as_text()]])
def test_both_files_together_are_one_reading_with_each_task_once(documents: list[SourceDocument]) -> None:
    reading = read_tables(documents)
    assert [task.key for task in reading.tasks] == KEYS
    assert undertakings(reading) == 99
    assert not any(task.proposed_by for task in reading.tasks)
    assert "sources-differ" not in codes(reading)
    assert "clipped-column" not in codes(reading)


def test_a_mark_filled_in_from_another_file_is_noted() -> None:
    reading = read_tables([as_text(), as_sheet()])
    filled = [finding.place for finding in reading.findings if finding.code == "filled-from-file"]
    assert [(place.file, place.row, place.column) for place in filled] == [
        ("a.xlsx", n, 15) for n in (2, 5, 6)
    ]


def test_marks_know_their_printed_cell() -> None:
    tasks = {task.key: task for task in read_tables([as_text()]).tasks}
    places = {name: (p.table, p.row, p.column) for name, p in tasks["4.2"].mark_places.items()}
    assert places == {"三峡中专": (1, 3, 5), "宜都": (1, 3, 7), "兴山": (1, 3, 11)}
    assert tasks["18-2"].mark_places["三峡中专"].in_words() == "表2第3行第4列"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "seen", "proposed"),
    [
        ("yichang-2021-opinions.txt", 96, 3),
        ("yichang-2021-opinions.docx", 99, 0),
        ("yichang-2021-annex.xlsx", 99, 0),
    ],
)
def test_the_real_files_read_as_the_facts_do(shared_input: Path, name: str, seen: int, proposed: int) -> None:
    reading = read_tables([open_document(name, (shared_input / name).read_bytes())])
    assert [task.key for task in reading.tasks] == KEYS
    assert (undertakings(reading), sum(len(task.proposed_by) for task in reading.tasks)) == (seen, proposed)
    assert ("clipped-column" in codes(reading)) == (proposed > 0)
    assert [set(t.undertaken_by) | set(t.proposed_by) for t in reading.tasks] == [
        set(truth(row[4])) for row in ROWS
    ]
