"""Tables of a policy document: the matrix of who takes on what, task tables and target tables.

The path, one module a step::

    grid      structure.Table     -> Grid    (merged cells known at every position, can be turned over)
    words     headings, numbers, totals, notes by their words;  marks: what one cell says
    header    Grid                -> Header  (columns by role, several heading rows)
    lines     Grid, Header        -> Line    (each row aligned: shifts undone, and said so)
    parts     documents           -> Part    (which tables are matrices; pages of one matrix)
    drafts    Part                -> Draft   (tasks with numbers, marks, lost cells)
    merge     drafts of all files -> one list of tasks;  meaning of ○
    checks    a row against its count;  totals: totals and subtotals;  names: units
    lists     task tables and target tables
"""

from __future__ import annotations

from collections.abc import Sequence

from ..findings import Finding
from ..structure import SourceDocument
from .checks import check_draft
from .drafts import Draft, drafts_of, number_keys
from .lists import read_lists
from .merge import merge_documents, settle_counting, settle_ones, settle_open_marks
from .model import TableOrganisation, TableReading, TableTask, TargetCell, TaskRow
from .names import check_names, organisations_of
from .parts import Part, grids_of, parts_of
from .rows import check_rows
from .totals import check_totals

__all__ = ["TableOrganisation", "TableReading", "TableTask", "TargetCell", "TaskRow", "read_tables"]


def read_tables(documents: Sequence[SourceDocument]) -> TableReading:
    """Read the tables of one or several files as one reading.

    Returns tasks with seen and proposed undertakings, organisations, rows of task and target tables, and a
    finding for everything that does not fit. Never raises on any table: what cannot be read is
    left out or shown.
    """
    parts: list[Part] = []
    drafts: list[list[Draft]] = []
    findings: list[Finding] = []
    task_rows: list[TaskRow] = []
    target_cells: list[TargetCell] = []
    for document in documents:
        own_parts, others = parts_of(grids_of(document))
        own = drafts_of(own_parts)
        settle_ones(own)
        settle_counting(own)
        findings += settle_open_marks(own)
        parts += own_parts
        drafts.append(own)
        rows, cells = read_lists(others)
        task_rows += rows
        target_cells += cells
    merged, contradictions = merge_documents(drafts)
    number_keys(merged)
    for draft in merged:
        findings += check_draft(draft)
    findings += [
        *contradictions,
        *check_rows(parts, merged),
        *check_totals(parts, merged),
        *check_names(parts),
    ]
    tasks = tuple(_task(draft) for draft in merged)
    return TableReading(
        organisations_of(parts), tasks, tuple(task_rows), tuple(target_cells), tuple(findings)
    )


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
