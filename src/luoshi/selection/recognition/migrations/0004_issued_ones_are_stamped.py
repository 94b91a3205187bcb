"""What was issued before the stamp was asked for has been public all the time."""

from typing import Any

from django.db import migrations
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("recognition", "Announcement").objects.filter(stamped_at__isnull=True)
    rows.update(stamped_at=F("issued_at"), stamped_by=F("issued_by"))


class Migration(migrations.Migration):
    dependencies = [("recognition", "0003_stamped_before_public")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
