from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddField(
            "delivery", "let_off_at", models.DateTimeField(null=True, verbose_name="不用再办时间")
        )
    ]
