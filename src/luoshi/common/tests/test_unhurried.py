"""A minute is for pages: what an administrator starts takes the time it takes, and pages have their minute back."""

import pytest
from django.db import OperationalError, connection, transaction

from luoshi.common.unhurried import unhurried

SLOW = "SELECT pg_sleep(0.2)"


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite ends no statement")
@pytest.mark.django_db(transaction=True)
def test_what_takes_long_is_ended_but_in_the_block():
    run("SET statement_timeout = 50")
    try:
        with pytest.raises(OperationalError):
            run(SLOW)
        with unhurried():
            run(SLOW)
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("1min",)  # as a new connection has it
        run("SET statement_timeout = 50")
        with transaction.atomic(), unhurried():
            run(SLOW)
        with pytest.raises(OperationalError):
            run(SLOW)
    finally:
        run("RESET statement_timeout")
