import django.db.models.deletion
import luoshi.common.clock
import luoshi.common.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditDetail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("commitment", models.CharField(max_length=64, unique=True)),
                ("salt", models.CharField(max_length=32)),
                ("sealed", models.BinaryField()),
                ("created_at", models.DateTimeField(default=luoshi.common.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain", models.CharField(max_length=40, unique=True)),
                ("sequence", models.PositiveBigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("signed", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("size", models.PositiveBigIntegerField()),
                ("created_at", models.DateTimeField(default=luoshi.common.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain", models.CharField(max_length=40)),
                ("sequence", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=80)),
                (
                    "result",
                    models.CharField(choices=[("done", "已完成"), ("refused", "被拒绝")], max_length=10),
                ),
                ("user", models.CharField(blank=True, max_length=20)),
                ("role", models.CharField(blank=True, max_length=40)),
                ("organisation", models.CharField(blank=True, max_length=20)),
                ("object_type", models.CharField(blank=True, max_length=40)),
                ("object_id", models.CharField(blank=True, max_length=20)),
                ("changes", models.JSONField(default=list)),
                ("network", models.CharField(blank=True, max_length=64)),
                ("request_id", models.CharField(blank=True, max_length=40)),
                ("alg", models.CharField(default="sha256", max_length=10)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["at"], name="audit_at"),
                    models.Index(fields=["object_type", "object_id"], name="audit_object"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "sequence"), name="audit_event_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("organisation", models.CharField(blank=True, default="", max_length=20)),
                (
                    "kind",
                    models.CharField(choices=[("holiday", "休息日"), ("workday", "上班日")], max_length=10),
                ),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="名称")),
                ("extra", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["day"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "day"), name="holiday_once")],
            },
        ),
        migrations.CreateModel(
            name="Job",
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
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.CharField(max_length=20)),
                ("membership_id", models.PositiveBigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "进行中"),
                            ("done", "已完成"),
                            ("failed", "未完成"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("holder", models.CharField(blank=True, max_length=200)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("message", models.CharField(blank=True, max_length=300)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "id"], name="job_state")],
            },
        ),
        migrations.CreateModel(
            name="OnceReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_key", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=64)),
                ("action", models.CharField(max_length=80)),
                ("body_hash", models.CharField(max_length=64)),
                ("answer_type", models.CharField(blank=True, max_length=80)),
                ("answer_id", models.CharField(blank=True, max_length=20)),
                ("created_at", models.DateTimeField(default=luoshi.common.clock.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user_key", "key"), name="once_key")],
            },
        ),
        migrations.CreateModel(
            name="SiteState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("demo", "演示"), ("production", "正式"), ("test", "测试")], max_length=10
                    ),
                ),
                ("created_at", models.DateTimeField(default=luoshi.common.clock.now)),
                ("loaded_at", models.DateTimeField(null=True)),
                ("key", models.CharField(blank=True, max_length=64, verbose_name="站点代号")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="站点名称")),
                ("extra", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="site_state_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=60)),
                ("object_id", models.CharField(blank=True, max_length=20)),
                ("base_version", models.PositiveIntegerField(default=0)),
                ("sealed", models.BinaryField()),
                ("saved_at", models.DateTimeField(default=luoshi.common.clock.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "form", "object_id"), name="draft_once")
                ],
            },
        ),
    ]
