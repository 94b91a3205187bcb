"""Triggers that refuse to change or remove a published version of a form (only its withdrawal may be noted)."""

from django.db import migrations

TABLE = "dataforms_formversion"
KEPT = ("definition_id", "number", "content", "steps", "published_at", "published_by", "public_id")
MESSAGE = "a published form version never changes"


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
            f"WHEN OLD.published_at IS NOT NULL AND ({changed}) BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} "
            f"WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return
    changed = " OR ".join(f"OLD.{name}::text IS DISTINCT FROM NEW.{name}::text" for name in KEPT)
    schema_editor.execute(
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        f"WHEN (OLD.published_at IS NOT NULL AND ({changed})) EXECUTE FUNCTION {TABLE}_refuse()"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW "
        f"WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION {TABLE}_refuse()"
    )


def drop_triggers(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {TABLE}"
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{event}{on}")
    if on:
        schema_editor.execute(f"DROP FUNCTION {TABLE}_refuse()")


class Migration(migrations.Migration):
    dependencies = [("dataforms", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
