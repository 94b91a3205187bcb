"""Tables of a policy document: the matrix of who takes on what, task tables and target tables.

The path, one module a step::

    grid      structure.Table     -> Grid    (merged cells known at every position, can be turned over)
    words     headings, numbers, totals, notes by their words;  marks: what one cell says
    header    Grid                -> Header  (columns by role, several heading rows)
    lines     Grid, Header        -> Line    (each row aligned: shifts undone, and said so)
    parts     documents           -> Part    (which tables are matrices; pages of one matrix)
    drafts    Part                -> Draft   (tasks with numbers, marks, lost cells)
    named     Grid                -> Draft   (tables that name the units in one cell);  listed: such a cell
    merge     drafts of all files -> one list of tasks;  meaning of ○
    checks    a row against its count;  totals: totals and subtotals;  names: units
    lists     task tables and target tables;  by_unit: quotas and goals with the units down
    by_school lists of who takes on which number, joined with the task list
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..findings import Finding
from ..structure import SourceDocument
from .by_school import is_only_numbers, read_by_school
from .checks import check_draft
from .drafts import Draft, drafts_of, number_keys
from .lists import read_lists
from .merge import merge_documents, settle_counting, settle_ones, settle_open_marks
from .model import TableOrganisation, TableReading, TableTask, TargetCell, TaskRow
from .named import read_named
from .names import check_names, organisations_of
from .parts import Part, grids_of, parts_of
from .rows import check_rows
from .totals import check_totals

__all__ = ["TableOrganisation", "TableReading", "TableTask", "TargetCell", "TaskRow", "read_tables"]


@dataclass(slots=True)
class _Collected:
    """What the documents gave one after the other; `drafts` has a list for each of them."""

    parts: list[Part] = field(default_factory=list)
    drafts: list[list[Draft]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    task_rows: list[TaskRow] = field(default_factory=list)
    target_cells: list[TargetCell] = field(default_factory=list)
    side_rows: list[TaskRow] = field(default_factory=list)


def read_tables(documents: Sequence[SourceDocument]) -> TableReading:
    """Read the tables of one or several files as one reading.

    Returns tasks with seen and proposed undertakings, organisations, rows of task and target tables, and a
    finding for everything that does not fit. Never raises on any table: what cannot be read is
    left out or shown.
    """
    found = _Collected()
    for document in documents:
        _collect(document, found)
    merged, contradictions = merge_documents(found.drafts)
    number_keys(merged)
    for draft in merged:
        found.findings += check_draft(draft)
    found.findings += [
        *contradictions,
        *check_rows(found.parts, merged),
        *check_totals(found.parts, merged),
        *check_names(found.parts),
    ]
    return TableReading(
        organisations_of(found.parts),
        tuple(_task(draft) for draft in merged),
        tuple(found.task_rows),
        tuple(found.target_cells),
        tuple(found.findings),
        tuple(found.side_rows),
    )


def _collect(document: SourceDocument, found: _Collected) -> None:
    parts, others = parts_of(grids_of(document))
    known = dict.fromkeys(name for part in [*found.parts, *parts] for name in part.header.names)
    named = read_named(others, known)
    drafts = [*drafts_of(parts), *named.drafts]
    settle_ones(drafts)
    settle_counting(drafts)
    found.findings += [*named.findings, *settle_open_marks(drafts)]
    found.parts += [*parts, *named.parts]
    found.drafts.append(drafts)
    rows, cells = read_lists(named.others)
    if not drafts:
        by_school = read_by_school(named.others, rows)
        rows, drafts = by_school.rows, by_school.drafts
        found.drafts[-1] = drafts
        found.parts += by_school.parts
        found.findings += by_school.findings
        found.side_rows += by_school.side_rows
    found.task_rows += [row for row in rows if not is_only_numbers(row)]
    found.target_cells += cells
    found.side_rows += named.side_rows


def _task(draft: Draft) -> TableTask:
    undertaken = draft.undertaken
    numbers = {name: draft.seen[name].mark.number for name in undertaken}
    return TableTask(
        key=draft.key,
        code=draft.code,
        title=draft.title,
        declared=draft.declared,
        undertaken_by=tuple(undertaken),
        proposed_by=tuple(name for name in draft.proposed if name not in undertaken),
        quantities={name: number for name, number in numbers.items() if number is not None},
        place=draft.place,
        mark_places={name: draft.seen[name].place for name in undertaken},
    )
