"""Until now the paper was put in by another person, who had compared it: such answers are checked."""

from typing import Any

from django.db import migrations
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("recommendation", "UpperResult").objects
    rows.filter(file__isnull=False, checked_at__isnull=True).update(checked_at=F("noted_at"))


class Migration(migrations.Migration):
    dependencies = [("recommendation", "0009_checked_by_another")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
