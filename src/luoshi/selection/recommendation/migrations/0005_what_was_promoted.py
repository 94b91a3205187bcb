"""Applications above know as which they won below."""

from django.db import migrations


def fill(apps, schema_editor):
    for row in apps.get_model("recommendation", "Promotion").objects.filter(taken_back_at=None):
        above = apps.get_model("applying", "Application").objects.filter(pk=row.application_id)
        above.update(lower=row.result.application_id)


class Migration(migrations.Migration):
    dependencies = [
        ("recommendation", "0004_say_random_number_and_check_code"),
        ("applying", "0006_promoted_from_below"),
        ("outcome", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
