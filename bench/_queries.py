"""How many questions a page asks of the database, once what is asked once a session was asked."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, path: str) -> int:
    client.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(asked)
