import django.db.models.deletion
import luoshi.common.clock
import luoshi.common.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("common", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyDocument",
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
                ("key", models.CharField(editable=False, max_length=140, verbose_name="包内代号")),
                ("extra", models.JSONField(default=dict, editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                (
                    "kind",
                    models.CharField(
                        choices=[("basis", "政策文件"), ("above", "上位文件"), ("annex", "附件")],
                        default="basis",
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=120, verbose_name="发文机关")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("issued_on", models.CharField(blank=True, max_length=10, verbose_name="成文日期")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("key",), name="document_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
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
                ("code", models.CharField(max_length=60)),
                ("place", models.JSONField(default=dict)),
                ("task_key", models.CharField(blank=True, max_length=60)),
                ("organisation_name", models.CharField(blank=True, max_length=80)),
                ("message", models.TextField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("accepted", "采纳建议"), ("corrected", "更正"), ("set_aside", "搁置")],
                        max_length=12,
                        verbose_name="处理",
                    ),
                ),
                ("value", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="policies.policydocument",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Clause",
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
                ("key", models.CharField(editable=False, max_length=140, verbose_name="包内代号")),
                ("extra", models.JSONField(default=dict, editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("number", models.CharField(max_length=40, verbose_name="条款号")),
                ("heading", models.CharField(blank=True, max_length=200, verbose_name="标题")),
                ("words", models.TextField(blank=True, verbose_name="摘要")),
                ("text", models.TextField(blank=True, verbose_name="原文")),
                ("order", models.PositiveIntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="policies.clause",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clauses",
                        to="policies.policydocument",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "constraints": [models.UniqueConstraint(fields=("document", "key"), name="clause_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Reading",
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
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "等待读取"),
                            ("failed", "未能读取"),
                            ("deciding", "核对疑点"),
                            ("loaded", "已装载"),
                            ("discarded", "已放弃"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("plan_id_wanted", models.CharField(blank=True, max_length=20, verbose_name="装入的计划")),
                ("new_plan_title", models.CharField(blank=True, max_length=200, verbose_name="新计划名称")),
                ("message", models.CharField(blank=True, max_length=300)),
                ("sealed", models.BinaryField(default=b"")),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="policies.policydocument",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="common.job",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                ("order", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=60)),
                ("severity", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待处理"),
                            ("accepted", "已采纳"),
                            ("corrected", "已更正"),
                            ("set_aside", "已搁置"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("sealed", models.BinaryField(default=b"")),
                ("value_sealed", models.BinaryField(default=b"")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="policies.reading",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(fields=("reading", "order"), name="finding_order_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingFile",
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
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="policies.policydocument",
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="policies.reading",
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
            },
        ),
    ]
