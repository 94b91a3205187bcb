"""Each chain remembers how far it is signed; on SQLite no INSERT OR REPLACE slips past the append-only triggers."""

from django.db import migrations, models

TABLE = "common_auditevent"
MESSAGE = "the operation log is append-only"


def add_trigger(apps, schema_editor):
    """REPLACE deletes without firing DELETE triggers; this one looks before. PostgreSQL's ON CONFLICT is an update."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
            f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id "
            "OR (chain = NEW.chain AND sequence = NEW.sequence)) "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def drop_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_replace")


class Migration(migrations.Migration):
    dependencies = [("common", "0002_audit_is_append_only")]
    operations = [
        migrations.AddField("audithead", "signed", models.PositiveBigIntegerField(default=0)),
        migrations.RunPython(add_trigger, drop_trigger),
    ]
