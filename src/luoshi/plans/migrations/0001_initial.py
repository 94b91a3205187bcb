import django.db.models.deletion
import django.utils.timezone
import luoshi.common.clock
import luoshi.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackVersion",
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
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("digest", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("snapshot", models.JSONField(default=dict)),
                ("loaded_at", models.DateTimeField(default=luoshi.common.clock.now)),
                ("loaded_by", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["kind", "key"], name="pack_version_key")],
            },
        ),
        migrations.CreateModel(
            name="Plan",
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
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("short", models.CharField(max_length=40, verbose_name="简称")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("start", models.CharField(blank=True, max_length=10, verbose_name="开始")),
                ("end", models.CharField(blank=True, max_length=10, verbose_name="结束")),
                (
                    "published_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, null=True, verbose_name="公布时间"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="policies.policydocument",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("key",), name="plan_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Area",
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
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("name", models.CharField(max_length=120, verbose_name="任务领域")),
                (
                    "clause",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="areas",
                        to="policies.clause",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="plans.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="area_key_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanDate",
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
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("title", models.CharField(max_length=200, verbose_name="事项")),
                ("day", models.DateField(null=True, verbose_name="日期")),
                ("rule", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "clause",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="dates",
                        to="policies.clause",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="plans.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="date_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Task",
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
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="编号")),
                ("title", models.CharField(max_length=300, verbose_name="工作任务")),
                (
                    "source",
                    models.CharField(
                        choices=[("annex", "附件"), ("clause", "条款"), ("own", "自定")],
                        default="clause",
                        max_length=10,
                        verbose_name="出处",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("undertaken", "承接"),
                            ("required", "各校必做"),
                            ("cultivated", "市级培育"),
                            ("own", "主管部门任务"),
                        ],
                        default="undertaken",
                        max_length=12,
                        verbose_name="性质",
                    ),
                ),
                ("declared", models.PositiveIntegerField(null=True, verbose_name="承接数量")),
                ("binds_all", models.BooleanField(default=False, verbose_name="各校必做")),
                (
                    "number",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, null=True, verbose_name="市级设定数量"
                    ),
                ),
                ("place", models.JSONField(default=dict)),
                (
                    "area",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="plans.area",
                    ),
                ),
                ("clauses", models.ManyToManyField(blank=True, related_name="tasks", to="policies.clause")),
                (
                    "led_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="plans.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="task_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Target",
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
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("words", models.CharField(max_length=300, verbose_name="目标")),
                ("subject", models.CharField(blank=True, max_length=120, verbose_name="对象")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name="数量"),
                ),
                (
                    "upper",
                    models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name="上限"),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                (
                    "comparator",
                    models.CharField(
                        choices=[
                            ("at_least", "不少于"),
                            ("more_than", "超过"),
                            ("reach", "达到"),
                            ("about", "左右"),
                            ("at_most", "不超过"),
                            ("less_than", "低于"),
                            ("range", "至（两个数之间）"),
                            ("exact", "为（正好这个数）"),
                            ("some", "一批（数量待定）"),
                            ("all", "全部"),
                            ("by_date", "按期完成"),
                        ],
                        max_length=10,
                        verbose_name="比较",
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=10, verbose_name="级别")),
                ("and_above", models.BooleanField(default=False, verbose_name="及以上")),
                ("scope", models.CharField(blank=True, max_length=20, verbose_name="范围")),
                ("scope_basis", models.CharField(blank=True, max_length=10)),
                ("due", models.CharField(blank=True, max_length=10, verbose_name="期限")),
                ("period", models.CharField(blank=True, max_length=9, verbose_name="期间")),
                ("recurrence", models.CharField(blank=True, max_length=10, verbose_name="频次")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("level", "达到的水平"),
                            ("increase", "增加"),
                            ("multiple", "倍数"),
                            ("per_year", "每年"),
                        ],
                        default="level",
                        max_length=10,
                    ),
                ),
                ("span", models.JSONField(default=list)),
                (
                    "clause",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="targets",
                        to="policies.clause",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="plans.plan",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="plans.task",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "key"), name="target_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("upper__isnull", True),
                            ("quantity__isnull", True),
                            ("upper__gte", models.F("quantity")),
                            _connector="OR",
                        ),
                        name="target_range_in_order",
                    ),
                ],
            },
        ),
    ]
