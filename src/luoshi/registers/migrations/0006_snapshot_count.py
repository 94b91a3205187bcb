"""How many entries a list that was kept holds, and whether it was kept from above: told without reading it."""

from typing import Any

from django.db import migrations, models


def counted(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("registers", "Snapshot")
    for row in model.objects.all().iterator():
        model.objects.filter(pk=row.pk).update(count=len(row.rows))


class Migration(migrations.Migration):
    dependencies = [("registers", "0005_opened_at")]

    operations = [
        migrations.AddField(
            "snapshot", "count", models.PositiveIntegerField(default=0, verbose_name="条目数")
        ),
        migrations.AddField(
            "snapshot", "from_above", models.BooleanField(default=False, verbose_name="上级留存的")
        ),
        migrations.RunPython(counted, migrations.RunPython.noop),
    ]
