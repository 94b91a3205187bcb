"""The fast paths of the search in texts: each database its own, others none."""

from typing import Any

from django.db import migrations

SQLITE = "CREATE VIRTUAL TABLE evidence_fts USING fts5(pieces, content='', tokenize='unicode61')"
POSTGRESQL = (
    "CREATE INDEX evidence_text_pieces ON evidence_evidencetext "
    "USING gin (array_to_tsvector(string_to_array(btrim(pieces), ' ')))"
)


def make(apps: Any, schema_editor: Any) -> None:
    statement = {"sqlite": SQLITE, "postgresql": POSTGRESQL}.get(schema_editor.connection.vendor)
    if statement:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE evidence_fts")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX evidence_text_pieces")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
