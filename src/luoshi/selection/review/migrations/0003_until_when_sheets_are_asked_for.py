import django.db.models.deletion
import luoshi.common.clock
import luoshi.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0002_two_persons_end_a_round"),
        ("selection", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoundDue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=luoshi.common.ids.new_public_id,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="编号",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=luoshi.common.clock.now, editable=False, verbose_name="建立时间"
                    ),
                ),
                ("round", models.CharField(blank=True, max_length=40, verbose_name="轮次")),
                ("until", models.DateField(verbose_name="交表期限")),
                ("set_by", models.CharField(max_length=80, verbose_name="设定人")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="round_dues",
                        to="selection.call",
                    ),
                ),
            ],
            options={
                "verbose_name": "交表期限",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("call", "round"), name="round_due_once"),
                ],
            },
        ),
    ]
