"""Indicators of a school's own plan beside the targets of its tasks: what is certain, what is asked, what is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from luoshi.core.reading.levels import strip_level
from luoshi.core.targets import in_words
from luoshi.plans.models import Target
from luoshi.workplans import parts as works
from luoshi.workplans.models import Goal, WorkplanPart

from .levels import doubt, same_level
from .questions import NONE, Question

if TYPE_CHECKING:
    from .sheet import Sheet

ALIKE = 0.6  # share of the shorter name that must stand in both before a target is proposed
ANY_ORDER = (
    0.8  # what stands in both in another order counts so much: 双师型教师占专业教师, 专业教师中双师型教师
)
LOWER, UPPER = "lower", "upper"
_SIGNS = re.compile(r"[\s（）()“”\"'《》、，,.。:：；;/]+|建设|数量|数$|比例|占比|达到")
_UNITS = {"％": "%", "人次": "人", "名": "人", "门次": "门"}


@dataclass(slots=True)
class Aims:
    """`targets`: (target, part) that a number may be written for, by public id of the target; `sure`: name of an
    indicator → target it certainly is; `asked`: which target; `ends`: which end of a range.
    """

    targets: dict[str, tuple[Target, WorkplanPart]] = field(default_factory=dict)
    sure: dict[str, str] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    ends: list[Question] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GoalLine:
    part: WorkplanPart
    target: Target
    year: int
    number: Decimal
    there: Decimal | None


def numbered(sheet: Sheet) -> list[Mapping[str, Any]]:
    """Indicators that are a number, of tables and then of sentences; 健全 and the like stay words. What a sentence
    says as a table does is there once.
    """
    rows = [*sheet.read.get("indicators", []), *sheet.read.get("goals", [])]
    said: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in rows:
        if row["quantity"] is not None and row["name"]:
            said.setdefault((_bare(row["name"]), row["year"], row["quantity"], row["upper"]), row)
    return list(said.values())


def lay_aims(sheet: Sheet) -> Aims:
    """Nothing is asked where the plan's tasks have no numbers to set."""
    aims = Aims(_targets(sheet))
    if not aims.targets:
        return aims
    options = [(key, f"{target.words}（{target.unit or '数'}）") for key, (target, _) in aims.targets.items()]
    options.append((NONE, "不写入年度目标"))
    names = dict.fromkeys(row["name"] for row in numbered(sheet))
    for at, name in enumerate(names):
        rows = [row for row in numbered(sheet) if row["name"] == name]
        same = [key for key, (target, _) in aims.targets.items() if _is(rows[0], target)]
        if len(same) == 1:
            aims.sure[name] = same[0]
        else:
            advice, message = _nearest(rows[0], aims)
            aims.asked.append(Question(f"aim-{at}", name, message, rows[0]["place"], options, advice))
        if any(row["upper"] for row in rows):
            aims.ends.append(_end(at, name, rows))
    return aims


def _targets(sheet: Sheet) -> dict[str, tuple[Target, WorkplanPart]]:
    """Of the parts that may be written."""
    workplan = sheet.workplan
    by_task = works.targets_by_task(workplan.plan)
    duties = works.duties_by_work(workplan.organisation, workplan.plan)
    found: dict[str, tuple[Target, WorkplanPart]] = {}
    for part, _ in sheet.names.parts.values():
        if part.pk in sheet.closed:
            continue
        for duty in duties.get(part.work_id, []):
            for target in by_task.get(duty.task_id, ()):
                found.setdefault(target.public_id, (target, part))
    return found


def _bare(text: str) -> str:
    return _SIGNS.sub("", text)


def _unit(text: str) -> str:
    bare = text.strip()
    return _UNITS.get(bare, bare)


def _is(row: Mapping[str, Any], target: Target) -> bool:
    name, unit = _bare(strip_level(row["name"])), row["unit"]
    called = {_bare(strip_level(text)) for text in (target.words, target.subject) if text.strip()}
    same_unit = not unit or _unit(unit) == _unit(target.unit)
    return name in called - {""} and same_unit and same_level(row, target)


def _nearest(row: Mapping[str, Any], aims: Aims) -> tuple[str, str]:
    """The target proposed, and what is doubtful. Nothing is proposed where unit or level do not agree."""
    best, share, unit = "", (0.0, False), row["unit"]
    name = _bare(strip_level(row["name"]))
    for key, (target, _) in aims.targets.items():
        like = max(_likeness(name, _bare(strip_level(text))) for text in (target.words, target.subject))
        if (like, same_level(row, target)) > share:
            best, share = key, (like, same_level(row, target))
    name = row["name"].replace("“", "‘").replace("”", "’")  # within the marks of the sentence
    if share[0] < ALIKE:
        return NONE, f"指标“{name}”在本校任务的目标里没有找到，请选是哪一个。"
    target = aims.targets[best][0]
    if not share[1]:
        return "", f"指标“{name}”像是目标“{target.words}”，但{doubt(row, target)}"
    if unit and _unit(unit) != _unit(target.unit):
        return (
            NONE,
            f"指标“{name}”的单位是“{unit}”，目标“{target.words}”的单位是“{target.unit or '没有写'}”。",
        )
    return best, f"指标“{name}”像是目标“{target.words}”，请核对。"


def _likeness(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    if len(short) < 3:
        return 0.0
    blocks = SequenceMatcher(None, short, long, autojunk=False).get_matching_blocks()
    in_order = sum(block.size for block in blocks if block.size > 1) / len(short)
    pairs, others = set(map("".join, pairwise(short))), set(map("".join, pairwise(long)))
    return max(in_order, len(pairs & others) / len(pairs) * ANY_ORDER)


def _end(at: int, name: str, rows: list[Mapping[str, Any]]) -> Question:
    row = next(each for each in rows if each["upper"])
    words = f"指标“{name}”写的是 {row['quantity']}—{row['upper']}，年度目标只写一个数。"
    choices = [(LOWER, f"写 {row['quantity']}"), (UPPER, f"写 {row['upper']}"), (NONE, "不写入年度目标")]
    return Question(f"end-{at}", name, words, row["place"], choices, LOWER)


def goal_lines(sheet: Sheet, cleaned: Mapping[str, Any]) -> list[GoalLine]:
    """Numbers by target and year as answered so far; years outside the plan and what is not written are left out."""
    found: dict[tuple[int, int], GoalLine] = {}
    for _, line in _lines(sheet, cleaned):
        found.setdefault((line.target.pk, line.year), line)
    return list(found.values())


def _lines(sheet: Sheet, cleaned: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], GoalLine]]:
    """Each number that has a target and a year so far."""
    aims = sheet.aims
    there = {
        (goal.target_id, goal.year): goal.school
        for goal in Goal.objects.filter(part__workplan=sheet.workplan, part__dropped_at__isnull=True)
    }
    for row in numbered(sheet):
        chosen = aims.targets.get(
            _answered(aims.asked, row["name"], cleaned) or aims.sure.get(row["name"], "")
        )
        if chosen is None:
            continue
        target, part = chosen
        number = _number(aims, row, cleaned)
        year = row["year"] or works.due_year(target) or sheet.years[-1]
        if number is not None and year in sheet.years:
            yield row, GoalLine(part, target, year, number, there.get((target.pk, year)))


def aim_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """For the page: every number that was read, the target it certainly is of, what the draft has of it."""
    if not sheet.aims.targets:
        return []
    there = {(line.target.pk, line.year): line.there for line in goal_lines(sheet, {})}
    rows = []
    for row in numbered(sheet):
        target = sheet.aims.targets.get(sheet.aims.sure.get(row["name"], ""), (None, None))[0]
        year = row["year"] or (works.due_year(target) or sheet.years[-1] if target else None)
        now = there.get((target.pk, year)) if target and year else None
        rows.append({"read": row, "target": target, "year": year, "there": now, "number": _as_written(row)})
    return rows


def _as_written(row: Mapping[str, Any]) -> str:
    """超过 50%, 2 个."""
    if row["comparator"] in ("", "exact"):
        return f"{row['quantity']} {row['unit']}".strip()
    return in_words(row["comparator"], row["quantity"], row["upper"] or "", row["unit"])


def contradictions(sheet: Sheet, cleaned: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, sentence) where two indicators are answered to be one target and year, with different numbers."""
    first: dict[tuple[int, int], tuple[str, Decimal]] = {}
    found = []
    for row, line in _lines(sheet, cleaned):
        name, number = first.setdefault((line.target.pk, line.year), (row["name"], line.number))
        asked = next((each for each in sheet.aims.asked if each.about in (row["name"], name)), None)
        if number != line.number and asked is not None:
            numbers = f"{works.number_words(number)}、{works.number_words(line.number)}"
            words = (
                f"“{name}”和“{row['name']}”都写进目标“{line.target.words}”{line.year} 年，数却不同（{numbers}）。"
                "请只留一个，另一个选“不写入年度目标”。"
            )
            found.append((asked.name, words))
    return found


def _answered(questions: list[Question], about: str, cleaned: Mapping[str, Any]) -> str:
    asked = next((each for each in questions if each.about == about), None)
    return str(cleaned.get(asked.name) or "") if asked else ""


def _number(aims: Aims, row: Mapping[str, Any], cleaned: Mapping[str, Any]) -> Decimal | None:
    if not row["upper"]:
        return Decimal(row["quantity"])
    chosen = _answered(aims.ends, row["name"], cleaned)
    return {LOWER: Decimal(row["quantity"]), UPPER: Decimal(row["upper"])}.get(chosen)
