"""The text of a document as a tree of clauses, with what its head and foot say.

lines -> front (the head) -> builder (sorts the rest; tree.py decides the levels) -> runs (一是…；二是… inside a
text) -> here: ids, findings
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, Severity
from ..structure import SourceDocument
from . import facts
from .builder import Builder
from .front import Head, read_head
from .lines import lines_and_tables
from .model import Annex, Clause, ClauseKind, ClauseReading, Line, OtherLine, Reference, Role, Unit
from .references import references_in
from .runs import part_runs
from .tree import Node, give_ids
from .units import units_in

__all__ = [
    "Annex",
    "Clause",
    "ClauseKind",
    "ClauseReading",
    "Line",
    "OtherLine",
    "Reference",
    "Role",
    "Unit",
    "read_clauses",
]


def read_clauses(document: SourceDocument, *, prefix: str = "") -> ClauseReading:
    """The clause side of one opened document; any document gives a reading, an empty one an empty reading.

    prefix  stands before each clause id where several files make one reading (`d2.`)
    """
    items = list(lines_and_tables(document))
    head = read_head(items)
    builder = Builder(items[len(head.others) :])
    builder.walk()
    part_runs(builder.roots)
    give_ids(builder.roots)
    nodes = list(_in_order(builder.roots))
    ids = {node.number: node.id for node in reversed(nodes) if node.number}
    clauses = tuple(_clause(node, prefix, ids) for node in nodes)
    return _reading(document, head, builder, clauses, tuple(_number_findings(builder.roots)))


def _reading(
    document: SourceDocument,
    head: Head,
    builder: Builder,
    clauses: tuple[Clause, ...],
    findings: tuple[Finding, ...],
) -> ClauseReading:
    issuers = head.issuers or builder.signed_by or facts.issuers_in_title(head.title)
    return ClauseReading(
        name=document.name,
        title=head.title,
        issuer="、".join(dict.fromkeys(issuers)),
        number=head.number,
        date=builder.date or head.date,
        addressees=tuple(head.addressees),
        annexes=tuple(annex for annex in builder.annexes if annex.title),
        plan_period=facts.plan_period(head.title, [clause.text for clause in clauses]),
        clauses=clauses,
        others=(*head.others, *builder.others),
        findings=findings,
    )


def _in_order(nodes: Iterable[Node]) -> Iterable[Node]:
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def _clause(node: Node, prefix: str, ids: dict[str, str]) -> Clause:
    return Clause(
        id=prefix + node.id,
        number=node.number,
        parent=prefix + node.parent.id if node.parent else None,
        kind=node.kind,
        heading=node.heading,
        text=node.text,
        place=node.first.place,
        lines=tuple(node.lines),
        units=units_in(node.text),
        references=references_in(
            node.text, node.number, {number: prefix + id_ for number, id_ in ids.items()}
        ),
        starts=tuple(_starts(node)),
        whole=node.whole,
        pieces=node.pieces,
        within=node.within,
    )


def _starts(node: Node) -> Iterator[int]:
    position = 0
    for line in node.lines[1:]:
        position = node.text.find(line.printed, position)
        if position < 0:
            return
        yield position


def _number_findings(roots: list[Node]) -> Iterable[Finding]:
    """Jumps and repeats among neighbours of one kind; a kind may run on through the whole document."""
    last_in_document: dict[str, int] = {}
    last_among: dict[tuple[int, str], int] = {}
    for node in _in_order(roots):
        if node.marker is None:
            continue
        family = (id(node.parent), node.level)
        before = last_among.get(family)
        expected = {before + 1} if before is not None else {1, last_in_document.get(node.level, 0) + 1}
        if node.marker.ordinal not in expected:
            yield _gap(node, before)
        last_among[family] = last_in_document[node.level] = node.marker.ordinal


def _gap(node: Node, before: int | None) -> Finding:
    assert node.marker is not None
    if before is None:
        message = f"“{node.number}”前面没有同级的第一项，可能缺了内容，请对照原文核对。"
    elif node.marker.ordinal == before:
        message = f"序号“{node.number}”重复出现，请对照原文核对。"
    else:
        message = f"序号从第{before}项直接到“{node.number}”，中间不连续，请对照原文核对。"
    return Finding("clause-number-gap", Severity.NOTE, node.first.place, message)
