from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0002_read_as"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="ended_at",
            field=models.DateTimeField(null=True, verbose_name="办理结束的时间"),
        ),
    ]
