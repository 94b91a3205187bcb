"""What experts of before judge: as it is now, since they were entered; when it was changed nobody kept."""

from django.db import migrations


def fill(apps, schema_editor):
    judges = apps.get_model("panel", "Judges")
    for expert in apps.get_model("panel", "Expert").objects.filter(judged__isnull=True).iterator():
        judges.objects.create(expert=expert, fields=expert.fields, created_at=expert.created_at)


class Migration(migrations.Migration):
    dependencies = [("panel", "0006_facts_as_they_stood")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
