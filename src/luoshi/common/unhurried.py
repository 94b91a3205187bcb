"""Statements that may take long: PostgreSQL ends each after a minute, which is meant for pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def unhurried() -> Iterator[None]:
    """Statements in this block may take as long as they need; inside a transaction, until that ends."""
    if connection.vendor != "postgresql":
        yield
        return
    in_transaction = connection.in_atomic_block
    _tell(f"SET {'LOCAL' if in_transaction else 'SESSION'} statement_timeout = 0")
    try:
        yield
    finally:
        if not in_transaction:
            _tell("RESET statement_timeout")


def _tell(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
