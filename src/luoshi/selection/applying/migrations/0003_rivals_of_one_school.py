"""Of one title an organisation has one application; in its own selection each of its people has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applying", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="place",
            field=models.CharField(blank=True, max_length=80, verbose_name="其他所在单位"),
        ),
        migrations.RemoveConstraint(model_name="application", name="application_title_once"),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("call", "organisation", "owner", "title"),
                name="application_title_once",
            ),
        ),
    ]
