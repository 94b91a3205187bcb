"""The same document handed in twice, say as .docx and as .txt: each clause stands once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clauses import Clause, ClauseKind, ClauseReading
from .findings import Finding, Severity


def without_copies(heads: Sequence[ClauseReading]) -> tuple[list[Clause], list[Finding]]:
    """All clauses of the files, those already read from an earlier file of the same title left out.

    A clause of the same number whose wording differs stays, with a question which wording holds.
    """
    kept: list[Clause] = []
    findings: list[Finding] = []
    for at, head in enumerate(heads):
        earlier = next((other for other in heads[:at] if _same_document(other, head)), None)
        if earlier is None:
            kept += head.clauses
            continue
        known = {_key(clause): clause for clause in earlier.clauses}
        differing = [clause for clause in head.clauses if not _same_text(known.get(_key(clause)), clause)]
        kept += _with_parents(head, differing)
        findings += [_difference(known.get(_key(clause)), clause) for clause in differing]
    return kept, findings


def _same_document(one: ClauseReading, other: ClauseReading) -> bool:
    return bool(one.title) and bool(one.clauses) and one.title == other.title


def _key(clause: Clause) -> tuple[ClauseKind, str, str]:
    return clause.kind, clause.number, "" if clause.number else _bare(clause.heading)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _same_text(one: Clause | None, other: Clause) -> bool:
    return one is not None and _bare(one.text) == _bare(other.text)


def _with_parents(head: ClauseReading, clauses: Sequence[Clause]) -> list[Clause]:
    by_id = {clause.id: clause for clause in head.clauses}
    wanted: set[str] = set()
    for clause in clauses:
        above: Clause | None = clause
        while above is not None and above.id not in wanted:
            wanted.add(above.id)
            above = by_id.get(above.parent) if above.parent else None
    return [clause for clause in head.clauses if clause.id in wanted]


def _difference(known: Clause | None, clause: Clause) -> Finding:
    name = f"条款“{clause.number}”" if clause.number else "正文开头或结尾"
    if known is None:
        message = f"{name}只在“{clause.place.file}”中出现，同名的另一份文件没有，请确认以哪一份为准。"
    else:
        message = f"{name}在“{known.place.file}”和“{clause.place.file}”中文字不同，请确认以哪一份为准。"
    return Finding("clause-differs", Severity.ASK, clause.place, message)
