"""Very many rows: PostgreSQL's own ways to write them (COPY, indexes made afterwards), each with a portable twin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection


def write_rows(cursor: Any, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Into a table as they are: by COPY on PostgreSQL, elsewhere row by row. What is read for them is read before."""
    if not rows:
        return
    columns = ", ".join(f'"{name}"' for name in names)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(names))})", rows)


@contextmanager
def set_aside(model: Any) -> Iterator[None]:
    """On PostgreSQL: without indexes and, where the role may, without looking up keys, until the rows are there."""
    if connection.vendor != "postgresql":
        yield
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        back = list(_definitions(cursor, table))
        for _, drop, _ in back:
            cursor.execute(drop)
        cursor.execute("SELECT current_setting('is_superuser')")
        trusted = cursor.fetchone()[0] == "on"
        if trusted:
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        if trusted:
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _, _, make in back:
            cursor.execute(make)
        cursor.execute(f"ANALYZE {table}")


def _definitions(cursor: Any, table: str) -> Iterator[tuple[str, str, str]]:
    """Name, how to drop and how to make again: unique constraints and indexes of a table, but for its key."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype = 'u'",
        [table],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass AND NOT i.indisprimary "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype = 'u')",
        [table],
    )
    indexes = cursor.fetchall()
    for name, words in constraints:
        drop = f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
        yield name, drop, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {words}'
    for name, words in indexes:
        yield name, f'DROP INDEX "{name}"', words
