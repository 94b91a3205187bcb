"""The text against the table: tasks without a clause, clauses without a task, duties of all that few took on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .clauses import Clause, ClauseKind
from .findings import Finding, Severity
from .likeness import Passages
from .tables import TableReading, TableTask
from .targets import FoundTarget

# From a third of its weighted pairs on, a task is said in a clause; below, only words of the trade meet by chance.
SAID = 0.33
RELATED = 0.1  # enough for a line whose neighbours under the same number are said in the clause
_ALL_SCHOOLS = re.compile(
    r"(?:各|每所|每个|所有|全部|全体|全市)(?:中等|高等)?(?:中职|高职|职业|职教)?(?:学校|院校|校(?!企|级|园|外|内|本))"
    r"|每校|各承接(?:学校|单位)|校校"
)
_EVERY_SCHOOL_MUST = re.compile(rf"^(?:{_ALL_SCHOOLS.pattern})(?:都|均)?(?:必须|应当|要|应|须|的)?")
_SEGMENTS = re.compile(r"[^，,；;。！？\n]+")
_SENTENCE_PARTS = re.compile(r"[^；;。\n]+")


@dataclass(frozen=True, slots=True)
class ClauseTarget:
    """A target and the clause it stands in."""

    clause: Clause
    target: FoundTarget


@dataclass(frozen=True, slots=True)
class Match:
    """A task of the table and the clause that says it best; `clause` None where none does."""

    task: TableTask
    clause: Clause | None
    likeness: float


def match_tasks(tasks: Sequence[TableTask], clauses: Sequence[Clause]) -> list[Match]:
    """For each task the clause that says most of it, by the best of its parts (a title may hold several)."""
    bodies = [clause for clause in clauses if clause.kind is ClauseKind.CLAUSE]
    passages = Passages.of([clause.text for clause in bodies])
    shares = [_shares(task, passages) for task in tasks]
    best = [_best(task, bodies, own) for task, own in zip(tasks, shares, strict=True)]
    families: dict[str, list[Clause | None]] = {}
    for match in best:
        families.setdefault(_family(match.task), []).append(match.clause)
    return [
        match if match.clause else _with_family(match, bodies, own, families[_family(match.task)])
        for match, own in zip(best, shares, strict=True)
    ]


def _shares(task: TableTask, passages: Passages) -> list[float]:
    """How much of the task each passage says, by the best of the task's parts."""
    parts = [passages.likeness(part) for part in _SENTENCE_PARTS.findall(task.title)]
    return [max(values) for values in zip(*parts, strict=True)] if parts else [0.0] * passages.count


def _best(task: TableTask, clauses: Sequence[Clause], shares: Sequence[float]) -> Match:
    share, at = max(((share, -at) for at, share in enumerate(shares)), default=(0.0, 0))
    return Match(task, clauses[-at] if share >= SAID else None, share)


def _with_family(
    match: Match, clauses: Sequence[Clause], shares: Sequence[float], family: Sequence[Clause | None]
) -> Match:
    """Lines under one printed number (4.1, 4.2 …) belong together: where most of them are said in one clause,
    a line that shares at least something with it is taken to be said there too."""
    if not _family(match.task) or len(family) < 2:
        return match
    most, times = (
        Counter(id(clause) for clause in family if clause).most_common(1)[0] if any(family) else (0, 0)
    )
    if 2 * times <= len(family):
        return match
    at = next(index for index, clause in enumerate(clauses) if id(clause) == most)
    return Match(match.task, clauses[at], shares[at]) if shares[at] >= RELATED else match


def _family(task: TableTask) -> str:
    return re.split(r"[.．\-]", task.code)[0] if task.code else ""


def reconcile(
    clauses: Sequence[Clause], tables: TableReading, targets: Sequence[ClauseTarget]
) -> list[Finding]:
    """What text and table say differently. Nothing where one of them is missing."""
    numbered = [clause for clause in clauses if clause.number]
    if not numbered or not tables.tasks:
        return []
    matches = match_tasks(tables.tasks, clauses)
    return [
        *_tasks_without_clause(matches),
        *_clauses_without_task(matches, targets),
        *_bound_but_few(matches, tables, targets),
    ]


def _label(task: TableTask) -> str:
    return f"“{task.code} {task.title}”" if task.code else f"“{task.title}”"


def _tasks_without_clause(matches: Iterable[Match]) -> Iterable[Finding]:
    for match in matches:
        if match.clause is None:
            yield Finding(
                "task-without-clause",
                Severity.ASK,
                match.task.place,
                f"附表任务{_label(match.task)}在正文条款中没有找到对应的内容，请确认依据。",
                {
                    "task": match.task.key,
                    "clause": None,
                    "reason": "正文各条款与这项任务相同的内容太少；可只以附表为依据，或指定一个条款。",
                },
            )


def _clauses_without_task(matches: Iterable[Match], targets: Iterable[ClauseTarget]) -> Iterable[Finding]:
    """Only clauses that set a target: guidance and organisation need no row of the table."""
    matched = {match.clause.id for match in matches if match.clause}
    asked: dict[str, Clause] = {found.clause.id: found.clause for found in targets}
    for clause in asked.values():
        if clause.kind is ClauseKind.CLAUSE and clause.number and clause.id not in matched:
            yield Finding(
                "clause-without-task",
                Severity.NOTE,
                clause.place,
                f"条款“{clause.number}”提出了目标，附表中没有对应的任务，请确认是否另设任务。",
                {
                    "clause": clause.id,
                    "task": None,
                    "reason": "附表各项任务中没有一项主要出自这一条款；可按条款另设任务。",
                },
            )


def _bound_but_few(
    matches: Sequence[Match], tables: TableReading, targets: Sequence[ClauseTarget]
) -> Iterable[Finding]:
    """Per task at most one finding: the clause asks it of every school, the table shows fewer."""
    everyone = len(tables.organisations)
    for match in matches:
        undertaking = {*match.task.undertaken_by, *match.task.proposed_by}
        if match.clause is None or not 0 < len(undertaking) < everyone:
            continue
        binding = _binding_segment(match, targets)
        if binding:
            yield _bound_finding(match, binding, len(undertaking), everyone)


@dataclass(frozen=True, slots=True)
class Binding:
    """Words that bind every school, where they stand in the clause, and whether the subject is spoken."""

    text: str
    start: int
    stated: bool


def _binding_segment(match: Match, targets: Sequence[ClauseTarget]) -> Binding | None:
    """The words of the matched clause that ask this very task of every school.

    A subject holds for its own segment only: after the comma another one often acts (the bureau sets up a platform).
    """
    assert match.clause is not None
    text = match.clause.text
    bindings = [
        Binding(segment.group().strip(), segment.start(), True)
        for segment in _SEGMENTS.finditer(text)
        if _ALL_SCHOOLS.search(segment.group())
    ]
    bindings += [
        Binding(
            _segment_at(text, found.target.span), found.target.span[0], found.target.scope_basis == "stated"
        )
        for found in targets
        if found.clause.id == match.clause.id
        and found.target.scope == "each_school"
        and found.target.comparator != "some"
    ]
    return next((binding for binding in bindings if _says(binding.text, match.task.title)), None)


def _segment_at(text: str, span: tuple[int, int]) -> str:
    """The segments that the span touches, whole."""
    touched = [part for part in _SEGMENTS.finditer(text) if part.start() < span[1] and part.end() > span[0]]
    return text[touched[0].start() : touched[-1].end()].strip() if touched else text[span[0] : span[1]]


def _says(segment: str, title: str) -> bool:
    passages = Passages.of([segment])
    return any(passages.likeness(part)[0] >= SAID for part in _SENTENCE_PARTS.findall(title))


def _work_in(segment: str) -> str:
    """What is to be done, without “各校要” before it: that the task binds every school is said by its basis."""
    return _EVERY_SCHOOL_MUST.sub("", segment) or segment


def _bound_finding(match: Match, binding: Binding, few: int, everyone: int) -> Finding:
    clause, task = match.clause, match.task
    assert clause is not None
    wanted = "要求各校都要做" if binding.stated else "没有写明由谁完成，按文意对各校提出"
    return Finding(
        "binds-all-table-fewer",
        Severity.ASK,
        task.place,
        f"条款“{clause.number}”中“{binding.text}”{wanted}，附表任务{_label(task)}只有{few}个单位承接"
        f"（共{everyone}个），请确认其余单位是否也要完成。",
        {
            "clause": clause.id,
            "task": task.key,
            "basis": "required",
            "words": _work_in(binding.text),
            "reason": "条款的要求与附表的承接是两种责任：附表承接照旧，其余单位按“各校必做”另列。",
        },
    )
