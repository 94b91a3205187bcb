"""The answers of a person → what goes into the draft. What stands there stays unless he said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from luoshi.core.timetable import MOST_TEXT, MOST_TITLE, MOST_WORDS, Line, filled
from luoshi.workplans.models import WorkplanPart
from luoshi.workplans.timetable import resolve

from .actions import Taken
from .aims import goal_lines
from .questions import NONE
from .sheet import HELPER, Sheet, StepRow, money_lines, people_of
from .texts import text_lines

Cleaned = Mapping[str, Any]


def taken_from(sheet: Sheet, cleaned: Cleaned) -> Taken:
    return Taken(
        _lines(sheet, cleaned), _money(sheet, cleaned), _texts(sheet, cleaned), _goals(sheet, cleaned)
    )


def _lines(sheet: Sheet, cleaned: Cleaned) -> list[Line]:
    return [line for line, _ in _lines_with_steps(sheet, cleaned)]


def wrong_lines(sheet: Sheet, cleaned: Cleaned) -> list[tuple[StepRow | None, str]]:
    """What the timetable would refuse, by the step it comes from; None: a row that the draft has already."""
    pairs = _lines_with_steps(sheet, cleaned)
    problems = resolve(sheet.workplan, filled([line for line, _ in pairs]), sheet.names)[1]
    found: list[tuple[StepRow | None, str]] = []
    for problem in problems:
        line, row = pairs[problem.row - 1] if problem.row <= len(pairs) else (None, None)
        title = line.cells["title"] if line is not None else ""
        named = f"草稿进度表第 {problem.row} 行“{title}”：" if row is None and line is not None else ""
        found.append((row, f"{named}{problem.message}"))
    return found


def _lines_with_steps(sheet: Sheet, cleaned: Cleaned) -> list[tuple[Line, StepRow | None]]:
    """The rows of the draft in their order, changed only where chosen; the new ones behind those of their task."""
    there = {(line.cells["part"], line.cells["title"]) for line in sheet.lines}
    changed: dict[str, tuple[Line, StepRow | None]] = {}
    new: list[tuple[Line, StepRow | None]] = []
    for row in sheet.steps:
        part = sheet.answered_part(row.read, cleaned)
        if part is None or part.pk in sheet.closed or not wanted(row, cleaned):
            continue
        cells = _cells(sheet, row, part, cleaned)
        if row.part is None and (cells["part"], cells["title"]) in there:
            continue  # the task was answered just now, and the draft has this step of it
        if row.same is not None and cleaned.get(f"same-{row.number}") == "take":
            changed[row.same.key] = Line(row.same.key, _replaced(row.same.cells, cells)), row
        elif row.same is None or cleaned.get(f"same-{row.number}") == "both":
            new.append((Line("", cells), row))
    return [changed.get(line.key, (line, None)) for line in sheet.lines] + new


def _replaced(stands: Mapping[str, str], cells: dict[str, str]) -> dict[str, str]:
    """What the file says instead. A beginning that lies behind the file's own end goes with the old end."""
    said = {name: text for name, text in cells.items() if text}
    if "due" in said and "starts" not in said and stands["starts"] > said["due"]:
        said["starts"] = ""
    return {**stands, **said}


def wanted(row: StepRow, cleaned: Cleaned) -> bool:
    """A new step is taken where it is ticked; one that the draft has, where something else than 保留 is chosen."""
    if row.same is None:
        return bool(cleaned.get(f"in-{row.number}"))
    return cleaned.get(f"same-{row.number}", "keep") != "keep"


def _cells(sheet: Sheet, row: StepRow, part: WorkplanPart, cleaned: Cleaned) -> dict[str, str]:
    read = row.read
    owner, more_people = _person(sheet, people_of(read), cleaned)
    leader, more_leaders = _person(sheet, read["leaders"], cleaned)
    department, more_bodies = _unit(sheet, read["departments"], cleaned)
    helpers = dict.fromkeys([*read["helpers"], *more_bodies, *more_people, *more_leaders])
    due = _due(row, cleaned)
    start = read["start"] if not due or read["start"] <= due else ""
    return {
        "part": sheet.names.part_label(part.pk),
        "title": read["title"][:MOST_TITLE],
        "starts": start,
        "due": due,
        "weight": "",
        "after": "",
        "acceptance": read["result"][:MOST_WORDS],
        "leader": leader,
        "department": department,
        "owner": owner,
        "helpers": "、".join(helpers)[:MOST_WORDS],
        "recurring": read["recurrence"][:MOST_WORDS],
    }


def _due(row: StepRow, cleaned: Cleaned) -> str:
    if row.due is None:
        return str(row.read["due"])
    chosen = cleaned.get(row.due.name)
    if chosen == "own":
        day = cleaned.get(f"day-{row.number}")
        return day.isoformat() if day else ""
    return {"take": row.due.about, "keep": str(row.read["due"])}.get(chosen or "", "")


def _person(sheet: Sheet, named: list[str], cleaned: Cleaned) -> tuple[str, list[str]]:
    """The first as the school calls him; the others help."""
    if not named:
        return "", []
    asked = sheet.question(sheet.people, named[0])
    label = cleaned.get(asked.name, NONE) if asked else named[0]
    return ("" if label == NONE else label), named[1:]


def _unit(sheet: Sheet, named: list[str], cleaned: Cleaned) -> tuple[str, list[str]]:
    if not named:
        return "", []
    asked = sheet.question(sheet.units, named[0])
    chosen = cleaned.get(asked.name, NONE) if asked else named[0]
    if chosen == HELPER:
        return "", named
    return ("" if chosen == NONE else chosen), named[1:]


def _money(sheet: Sheet, cleaned: Cleaned) -> dict[int, dict[tuple[str, int], Decimal | None]]:
    found: dict[int, dict[tuple[str, int], Decimal | None]] = {}
    for line in money_lines(sheet, cleaned):
        if line.there is not None and (line.there == line.amount or cleaned.get("money") != "take"):
            continue
        if line.year in sheet.years:
            found.setdefault(line.part.pk, {})[line.source, line.year] = line.amount
    return found


def _goals(sheet: Sheet, cleaned: Cleaned) -> dict[int, dict[tuple[int, int], Decimal | None]]:
    found: dict[int, dict[tuple[int, int], Decimal | None]] = {}
    for line in goal_lines(sheet, cleaned):
        differs = line.there is not None and line.there != line.number
        if not differs or cleaned.get("goals") == "take":
            found.setdefault(line.part.pk, {})[line.target.pk, line.year] = line.number
    return found


def _texts(sheet: Sheet, cleaned: Cleaned) -> dict[int, dict[str, str]]:
    """Only into fields that are still empty."""
    found: dict[int, dict[str, str]] = {}
    for kind in sheet.empty_texts:
        if cleaned.get(f"text-{kind}"):
            for line in text_lines(sheet, kind, cleaned):
                found.setdefault(line.part.pk, {})[kind] = line.text[:MOST_TEXT]
    return found
