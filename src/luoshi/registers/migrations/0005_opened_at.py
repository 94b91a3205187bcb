"""When a register came into use; those that are there came with a pack."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def opened(apps: Any, schema_editor: Any) -> None:
    apps.get_model("registers", "Register").objects.update(opened_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_from_above")]

    operations = [
        migrations.AddField(
            model_name="register",
            name="opened_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="启用时间"),
        ),
        migrations.RunPython(opened, migrations.RunPython.noop),
    ]
