"""Very many rows inside one act: made ready before it, written by statements that cost the database alone.

What the ORM does for each row (copies, expressions, adapting values) takes ten times as long as writing it, and would
be done while the write lock is held. On PostgreSQL rows go in by COPY, elsewhere by one prepared statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    return [model._meta.get_field(name).column for name in names]  # type: ignore[union-attr]


def ready_rows(
    objects: Iterable[models.Model], model: type[models.Model], names: Sequence[str]
) -> list[tuple[Any, ...]]:
    """The values of these fields as the database takes them; before the act."""
    fields = [model._meta.get_field(name) for name in names]
    return [
        tuple(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields)  # type: ignore[union-attr]
        for row in objects
    ]


def take_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Keys for rows that are about to be written, inside their transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
        highest = cursor.fetchone()[0]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        first = max(highest, cursor.fetchone()[0]) + 1
    return range(first, first + count)


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows as `ready_rows` gives them."""
    if not rows:
        return
    said = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {model._meta.db_table} ({said}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {model._meta.db_table} ({said}) VALUES ({places})", rows)


def update_versions(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> bool:
    """Set these columns of rows that still have the version they were read with; it goes up by one.

    Each row: the values, then key and version. False where one has moved on: the act must not go on then.
    """
    if not rows:
        return True
    said = ", ".join(f'"{name}" = %s' for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {model._meta.db_table} SET {said}, version = version + 1 WHERE id = %s AND version = %s",
            rows,
        )
        return bool(cursor.rowcount == len(rows))


def delete(model: type[models.Model], keys: Sequence[int]) -> None:
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [(key,) for key in keys])
