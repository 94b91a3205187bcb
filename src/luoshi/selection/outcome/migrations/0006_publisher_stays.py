"""Who published a notice is one of the things that stay: its trigger is made anew with that column."""

from django.db import migrations

TABLE = "outcome_publicnotice"
BEFORE = (
    *(
        "call_id",
        "number",
        "title",
        "words",
        "contact",
        "fields",
        "snapshot",
        "rows",
        "digest",
        "decision_id",
    ),
    *("from_on", "until_on", "days", "published_at", "published_by", "public_id", "replaces_id"),
)
KEPT = (*BEFORE, "publisher_id")
MESSAGE = "a public notice never changes"


def _anew(schema_editor, kept):
    if schema_editor.connection.vendor == "sqlite":
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in kept)
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_update")
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
            f"WHEN {changed} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return
    changed = " OR ".join(f"OLD.{name}::text IS DISTINCT FROM NEW.{name}::text" for name in kept)
    schema_editor.execute(f"DROP TRIGGER {TABLE}_no_update ON {TABLE}")
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION {TABLE}_refuse()"
    )


def with_publisher(apps, schema_editor):
    _anew(schema_editor, KEPT)


def without_publisher(apps, schema_editor):
    _anew(schema_editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("outcome", "0005_say_random_number_and_check_code")]

    operations = [migrations.RunPython(with_publisher, without_publisher)]
