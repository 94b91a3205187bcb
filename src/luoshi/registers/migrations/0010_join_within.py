"""A join holds below the office that made it; of those there are, see the next step."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("registers", "0009_ended_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="joinedidentity",
            name="within",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="在谁的下面算同一个",
            ),
        ),
    ]
