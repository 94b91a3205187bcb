"""Search in the words of files: a fast path of each database, and the rule both obey.

The rule is plain SQL: a part of a text is found where its pieces hold those of the word one after the other
(`core.searching`). SQLite's FTS5 and PostgreSQL's tsvector only say beforehand in which parts it is worth looking; what
they offer is always more than what the rule takes, so that every database finds the same (docs/adr/0019).
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from luoshi.core.searching import Looked, looked_for

from .models import EvidenceFile, EvidenceText

TABLE = "evidence_fts"
VECTOR = "array_to_tsvector(string_to_array(btrim(pieces), ' '))"


def index(row: EvidenceText) -> None:
    """PostgreSQL's index follows by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} (rowid, pieces) VALUES (%s, %s)", [row.pk, row.pieces])


def files_with(word: str, *, fast: bool = True) -> QuerySet[Any] | None:
    """Public ids of what the files whose words hold this one were read for; None where nothing of it can be looked for.

    fast=False: by the rule alone, the twin that tests compare with.
    """
    wanted = looked_for(word)
    if not wanted:
        return None
    files = EvidenceFile.objects.all()
    for looked in wanted:
        files = files.filter(pk__in=_parts_with(looked, fast).values("file"))
    return files.values("about_id")


def _parts_with(looked: Looked, fast: bool) -> QuerySet[EvidenceText]:
    rows = EvidenceText.objects.filter(pieces__contains=looked.chained)
    if not fast:
        return rows
    if connection.vendor == "sqlite":
        sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"
        return rows.filter(pk__in=RawSQL(sql, [_match(looked)]))
    if connection.vendor == "postgresql":
        sql = f"SELECT id FROM evidence_evidencetext WHERE {VECTOR} @@ %s::tsquery"
        return rows.filter(pk__in=RawSQL(sql, [_query(looked)]))
    return rows


def _match(looked: Looked) -> str:
    """For FTS5: every piece is of letters and digits alone, quoted all the same."""
    if looked.pieces:
        return f'"{" ".join(looked.pieces)}"'
    return f'"{looked.begins}" *'


def _query(looked: Looked) -> str:
    return " & ".join([*(f"'{piece}'" for piece in looked.pieces), *_beginning(looked)])


def _beginning(looked: Looked) -> list[str]:
    return [f"'{looked.begins}':*"] if looked.begins else []


def holding(word: str) -> Q:
    """Pieces of evidence whose file holds the word; matches nothing where it cannot be looked for."""
    files = files_with(word)
    return Q(pk__in=[]) if files is None else Q(public_id__in=files)
