"""A reading together with the document as it stands on paper, for a page that shows both side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import limits
from .formats import open_documents
from .reading import read
from .reconcile import match_tasks
from .structure import Block, Paragraph, SourceDocument


def read_and_show(
    files: Sequence[tuple[str, bytes]], options: Mapping[str, Sequence[str]]
) -> dict[str, object]:
    """The reading's JSON (design, section 5) and beside it, as the task of the child process:

    blocks      {file: [paragraph or table, …]} in printed order
    clause_of   {task: id of the clause that says it best, or None}

    options  `shown_as`: the names people know the files by, where a conversion has changed them
    Raises Unreadable if one of the files cannot be read, or if together they say more than pages can hold.
    """
    names = options.get("shown_as") or [name for name, _ in files]
    documents = open_documents(files, names)
    reading = read(documents)
    limits.ask_of_pages(
        reading.clauses, reading.targets, reading.tasks, reading.organisations, reading.findings
    )
    matches = match_tasks(reading.tasks, reading.clauses)
    return {
        **reading.to_json(),
        "blocks": {document.name: _blocks(document) for document in documents},
        "clause_of": {match.task.key: match.clause.id if match.clause else None for match in matches},
    }


def _blocks(document: SourceDocument) -> list[dict[str, object]]:
    return [_block(block) for block in document.blocks]


def _block(block: Block) -> dict[str, object]:
    if isinstance(block, Paragraph):
        return {
            "paragraph": block.place.paragraph,
            "text": block.printed,
            "level": block.heading_level,
        }
    return {
        "table": block.place.table,
        "sheet": block.place.sheet,
        "title": block.title,
        "cells": [
            [cell.row, cell.column, cell.row_span, cell.column_span, cell.text] for cell in block.cells
        ],
    }
