"""Plans in the manner of different schools, against what a careful reader takes from each."""

from __future__ import annotations

import pytest

from luoshi.core.reading.workplans import Step, WorkplanReading

from .making import read
from .truth import SCHOOLS, School

Line = tuple[str, ...]


def _line(step: Step) -> Line:
    start = step.due.start.isoformat() if step.due.start else ""
    due = step.due.due.isoformat() if step.due.due else ""
    named = (step.owners, step.departments, step.leaders, step.helpers)
    lists = [",".join(names) for names in named]
    return (step.task_key or "?", step.title, start, due, step.due.recurrence, *lists, step.result)


def _expected(school: School) -> list[Line]:
    lines = [tuple(part.strip() for part in line.split("|")) for line in school.steps.strip().splitlines()]
    return [line + ("",) * (10 - len(line)) for line in lines]


def _reading(school: School) -> WorkplanReading:
    return read(*school.documents())


def _share(expected: list[Line], found: list[Line], fields: slice) -> tuple[float, float]:
    """Recall and precision of some fields, of the steps as named by task and title."""
    wanted = [(line[:2], line[fields]) for line in expected]
    given = [(line[:2], line[fields]) for line in found]
    right = sum(one in given for one in wanted)
    return right / max(len(wanted), 1), right / max(len(given), 1)


def test_steps_dates_and_owners_of_all_schools_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    expected: list[Line] = []
    found: list[Line] = []
    for school in SCHOOLS:
        expected += _expected(school)
        found += [_line(step) for step in _reading(school).steps]
    kinds = {"steps": slice(0, 2), "dates": slice(2, 5), "owners": slice(5, 9), "results": slice(9, 10)}
    figures = {kind: _share(expected, found, fields) for kind, fields in kinds.items()}
    with capsys.disabled():
        for kind, (recall, precision) in figures.items():
            print(f"\n{len(SCHOOLS)} plans, {kind}: recall {recall:.3f}, precision {precision:.3f}", end="")
        print()
    assert all(figure == (1.0, 1.0) for figure in figures.values())


@pytest.mark.parametrize("school", SCHOOLS, ids=lambda school: school.name)
def test_a_plan_gives_what_a_careful_reader_takes(school: School) -> None:
    reading = _reading(school)
    assert [_line(step) for step in reading.steps] == _expected(school)
    assert [doubt.code for doubt in reading.doubts] == school.doubts.split(), [
        d.message for d in reading.doubts
    ]
    assert (len(reading.money), len(reading.indicators)) == (school.money, school.indicators)
    for doubt in reading.doubts:
        assert doubt.message.endswith(("。", "？"))
        assert doubt.place.file
        assert doubt.proposal is None or doubt.proposal["reason"]
