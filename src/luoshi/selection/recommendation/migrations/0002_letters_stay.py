"""Triggers that refuse to change what a letter of recommendation says, and to remove one."""

from django.db import migrations

TABLE = "recommendation_recommendation"
KEPT = (
    *(
        "call_id",
        "number",
        "to",
        "level",
        "letter_number",
        "title",
        "words",
        "on",
        "decision_id",
        "rows",
        "size",
    ),
    *("columns", "skipped_words", "list_digest", "letter_id", "letter_digest", "table_id", "table_digest"),
    *("replaces_id", "reason", "drawn_by", "drawn_at", "public_id"),
)
MESSAGE = "a letter of recommendation never changes"


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in KEPT)
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
            f"WHEN {changed} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return
    changed = " OR ".join(f'OLD."{name}"::text IS DISTINCT FROM NEW."{name}"::text' for name in KEPT)
    schema_editor.execute(
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION {TABLE}_refuse()"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW "
        f"EXECUTE FUNCTION {TABLE}_refuse()"
    )


def drop_triggers(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {TABLE}"
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{event}{on}")
    if on:
        schema_editor.execute(f"DROP FUNCTION {TABLE}_refuse()")


class Migration(migrations.Migration):
    dependencies = [("recommendation", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
