import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("outcome", "0006_publisher_stays"),
    ]

    operations = [
        migrations.AddField(
            model_name="misconduct",
            name="watch",
            field=models.BooleanField(default=False, verbose_name="反映监督员本人"),
        ),
        migrations.AddField(
            model_name="objection",
            name="registered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
                verbose_name="登记的岗位",
            ),
        ),
    ]
