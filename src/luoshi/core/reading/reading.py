"""Several opened files as one reading, and its JSON (design, section 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import limits
from .clauses import Clause, ClauseReading, read_clauses
from .copies import without_copies
from .findings import Finding, Severity
from .formats import open_documents
from .goals import ReadTarget, cell_targets, clause_targets
from .reconcile import ClauseTarget, reconcile
from .structure import Place, SourceDocument
from .tables import TableOrganisation, TableReading, TableTask, TaskRow, read_tables
from .unread import unread_tables


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from the files handed in together; `heads` are the clause readings, one a file.

    tasks      lines of the undertaking matrix
    task_rows  lines of task tables, where an owner is named and nobody undertakes
    """

    documents: tuple[SourceDocument, ...]
    heads: tuple[ClauseReading, ...]
    clauses: tuple[Clause, ...]
    targets: tuple[ReadTarget, ...]
    organisations: tuple[TableOrganisation, ...]
    tasks: tuple[TableTask, ...]
    task_rows: tuple[TaskRow, ...]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def to_json(self) -> dict[str, object]:
        kept = {clause.id for clause in self.clauses}
        return {
            "documents": [
                _document(document, head, kept)
                for document, head in zip(self.documents, self.heads, strict=True)
            ],
            "clauses": [clause.to_json() for clause in self.clauses],
            "targets": [target.to_json() for target in self.targets],
            "organisations": [_organisation(organisation) for organisation in self.organisations],
            "tasks": [*map(_task, self.tasks), *_listed_tasks(self.task_rows, self.tasks)],
            "findings": [finding.to_json() for finding in self.findings],
        }


def read(documents: Sequence[SourceDocument]) -> Reading:
    """Read opened files (`formats.open_document`) as one: clauses, targets, tasks and all that does not fit.

    The same clause or task in two of the files stands once; where the files differ, a finding says so.
    Raises Unreadable when they say more than one reading may hold (limits).
    """
    limits.ask_of_text(documents)
    heads = tuple(
        read_clauses(document, prefix=_prefix(at)) for at, document in enumerate(documents, start=1)
    )
    clauses, copied = without_copies(heads)
    limits.ask(limits.MOST_CLAUSES, "条款", "条", clauses)
    tables = read_tables(documents)
    limits.ask_of_marks((*tables.tasks, *tables.task_rows), tables.organisations)
    in_clauses = clause_targets(clauses, heads)
    in_cells = cell_targets(documents, tables, heads)
    limits.ask(limits.MOST_TARGETS, "目标", "个", (*in_clauses, *in_cells))
    said = [ClauseTarget(target.clause, target.found) for target in in_clauses if target.clause]
    findings = [
        *_remarks(documents),
        *(finding for head in heads for finding in head.findings),
        *copied,
        *tables.findings,
        *unread_tables(documents, tables),
        *_unspoken(in_clauses),
        *_national_totals(in_cells),
        *reconcile(clauses, tables, said),
        *_nothing_found(documents, clauses, tables),
    ]
    limits.ask(limits.MOST_FINDINGS, "疑点", "个", findings)
    return Reading(
        documents=tuple(documents),
        heads=heads,
        clauses=tuple(clauses),
        targets=(*in_clauses, *in_cells),
        organisations=tables.organisations,
        tasks=tables.tasks,
        task_rows=tables.task_rows,
        findings=tuple(findings),
    )


def read_files(files: Sequence[tuple[str, bytes]], options: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Open and read files given as (name, bytes): the task of the child process; the reading's JSON.

    options  `shown_as`: the names people know, in the order of the files, where some were converted
    Raises Unreadable if one of the files cannot be read.
    """
    shown = options.get("shown_as") or [name for name, _ in files]
    return read(open_documents(files, shown)).to_json()


def _prefix(ordinal: int) -> str:
    return "" if ordinal == 1 else f"d{ordinal}."


def _remarks(documents: Iterable[SourceDocument]) -> Iterable[Finding]:
    for document in documents:
        for remark in document.remarks:
            yield Finding("not-taken-over", Severity.NOTE, Place(document.name), remark)


def _unspoken(targets: Iterable[ReadTarget]) -> Iterable[Finding]:
    """Questions the wording leaves open: how many, or who. In the matrix the marks already say who."""
    for target in targets:
        numberless = target.found.quantity is None
        if target.found.ask and (numberless or target.clause):
            yield _unspoken_finding(target, numberless)


def _unspoken_finding(target: ReadTarget, numberless: bool) -> Finding:
    found = target.found
    where = "附表" if target.clause is None else "正文"
    if target.clause and target.clause.number:
        where = f"条款“{target.clause.number}”"
    open_point = "没有写明数量" if numberless else "没有写明由谁完成"
    proposal = {
        "clause": target.clause.id if target.clause else None,
        "span": list(found.span),
        "scope": found.scope,
        "quantity": found.quantity,
        "reason": found.ask,
    }
    return Finding(
        "target-number-unspoken" if numberless else "target-subject-unspoken",
        Severity.ASK,
        target.place,
        f"{where}中“{found.text}”{open_point}，请确认。",
        proposal,
    )


def _national_totals(targets: Sequence[ReadTarget]) -> Iterable[Finding]:
    """One note for all totals of the plan above: they are background, nobody's own target."""
    totals = [target for target in targets if target.found.scope == "national" and target.found.quantity]
    if totals:
        sample = "、".join(f"“{target.found.text}”" for target in totals[:2])
        many = f"等{len(totals)}处" if len(totals) > 2 else ""
        yield Finding(
            "national-total",
            Severity.NOTE,
            totals[0].place,
            f"附表任务中的{sample}{many}数量是全国总数，只作背景，不是本地或各校的目标。",
        )


def _nothing_found(
    documents: Sequence[SourceDocument], clauses: Sequence[Clause], tables: TableReading
) -> Iterable[Finding]:
    if (
        documents
        and not tables.tasks
        and not tables.task_rows
        and not tables.target_cells
        and not any(clause.number for clause in clauses)
    ):
        message = "没有识别出编号的条款，也没有识别出任务表；请检查是否选对了文件，也可以手工录入任务和目标。"
        yield Finding("nothing-found", Severity.ASK, Place(documents[0].name), message)


def _document(document: SourceDocument, head: ClauseReading, kept: set[str]) -> dict[str, object]:
    clauses = [clause for clause in head.clauses if clause.id in kept]
    return {
        "name": document.name,
        "format": document.format,
        "title": head.title or None,
        "issuer": head.issuer or None,
        "number": head.number or None,
        "date": head.date,
        "addressees": list(head.addressees),
        "annexes": [{"number": annex.number, "title": annex.title} for annex in head.annexes],
        "plan_period": f"{head.plan_period[0]}-{head.plan_period[1]}" if head.plan_period else None,
        "remarks": list(document.remarks),
        "units": [
            {"clause": clause.id, "role": unit.role, "name": unit.name}
            for clause in clauses
            for unit in clause.units
        ],
        "references": [
            {"clause": clause.id, "text": found.text, "span": list(found.span), "target": found.target}
            for clause in clauses
            for found in clause.references
        ],
    }


def _organisation(organisation: TableOrganisation) -> dict[str, object]:
    return {
        "name": organisation.name,
        "group": organisation.group,
        "place": organisation.place.to_json(),
    }


def _task(task: TableTask) -> dict[str, object]:
    marks = {name: place.to_json() for name, place in task.mark_places.items()}
    return {**task.to_json(), "mark_places": marks}


def _listed_tasks(rows: Sequence[TaskRow], tasks: Iterable[TableTask]) -> Iterator[dict[str, object]]:
    """Tasks of task tables (task | measure | owner | due): nobody undertakes them, an owner is named."""
    codes = [row.number.split("；")[-1] for row in rows]  # 序号；任务编号: the latter is the task's
    taken, many, seen = {task.key for task in tasks}, Counter(codes), Counter[str]()
    for row, code in zip(rows, codes, strict=True):
        seen[code] += 1
        alone = code and many[code] == 1 and code not in taken
        key = code if alone else f"行{code}-{seen[code]}"
        yield {
            "key": key,
            "code": code or None,
            "title": row.task or row.measure,
            "declared": None,
            "undertaken_by": [],
            "proposed_by": [],
            "quantities": {},
            "place": row.place.to_json(),
            "measure": row.measure,
            "owner": row.owner,
            "due": row.due,
        }
