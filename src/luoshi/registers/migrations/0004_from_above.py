from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0003_ended_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="projectstage",
            name="from_above",
            field=models.BooleanField(default=False, verbose_name="上级登记的"),
        ),
    ]
