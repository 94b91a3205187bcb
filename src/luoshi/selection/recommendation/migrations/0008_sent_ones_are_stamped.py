"""What left before the stamp was asked for was stamped by hand all the time."""

from typing import Any

from django.db import migrations
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("recommendation", "Recommendation").objects
    rows.filter(state="sent", stamped_at__isnull=True).update(
        stamped_at=F("drawn_at"), stamped_by=F("sent_by")
    )


class Migration(migrations.Migration):
    dependencies = [("recommendation", "0007_stamped_before_it_leaves")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
