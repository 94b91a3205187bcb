from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("selection", "0007_what_quotas_were_reckoned_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="hosts_before",
            field=models.JSONField(default=list, verbose_name="截止以后承办过的单位"),
        ),
    ]
