"""What was made of a file belongs to one piece; files that are no piece's are given to their copies by `review`."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0002_audit_is_append_only"),
        ("evidence", "0005_removed_why"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidencefile",
            name="about_id",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="evidencefile",
            name="stored",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.storedfile"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencefile",
            constraint=models.UniqueConstraint(
                fields=("about_id", "stored"), name="evidence_file_once_for_each"
            ),
        ),
    ]
