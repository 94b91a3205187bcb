"""Every join says below which office it holds; a fingerprint is joined to one alone there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0011_join_within_owner")]

    operations = [
        migrations.AlterField(
            model_name="joinedidentity",
            name="within",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="在谁的下面算同一个",
            ),
        ),
        migrations.RemoveConstraint(model_name="joinedidentity", name="joined_to_one_alone"),
        migrations.AddConstraint(
            model_name="joinedidentity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parted_at__isnull", True)),
                fields=("register", "was", "within"),
                name="joined_to_one_alone",
            ),
        ),
    ]
