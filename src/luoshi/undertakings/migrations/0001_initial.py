import django.db.models.deletion
import luoshi.common.clock
import luoshi.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("common", "0001_initial"),
        ("papers", "0001_initial"),
        ("plans", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
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
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("undertaken", "承接"),
                            ("required", "各校必做"),
                            ("cultivated", "市级培育"),
                            ("own", "主管部门任务"),
                        ],
                        max_length=12,
                        verbose_name="性质",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("proposed", "待承接"),
                            ("undertaken", "已承接"),
                            ("planning", "方案编制"),
                            ("filed", "已备案"),
                            ("running", "实施中"),
                            ("self_assessment", "自评"),
                            ("acceptance", "验收"),
                            ("done", "已完成"),
                            ("changed", "已变更"),
                            ("left", "已退出"),
                        ],
                        default="undertaken",
                        max_length=16,
                        verbose_name="阶段",
                    ),
                ),
                (
                    "health",
                    models.CharField(
                        choices=[
                            ("normal", "正常"),
                            ("due_soon", "临期"),
                            ("overdue", "逾期"),
                            ("blocked", "受阻"),
                        ],
                        default="normal",
                        max_length=10,
                        verbose_name="状况",
                    ),
                ),
                (
                    "proof",
                    models.CharField(
                        choices=[("none", "无"), ("partial", "部分"), ("complete", "齐全")],
                        default="none",
                        max_length=10,
                        verbose_name="佐证程度",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="数量"),
                ),
                ("place", models.JSONField(default=dict, verbose_name="文件位置")),
                ("in_document", models.BooleanField(default=False, verbose_name="文件所载")),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "led_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="牵头单位",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="plans.task"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("task", "organisation", "basis"), name="duty_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("left_at__isnull", False), ("stage", "left")),
                            models.Q(models.Q(("stage", "left"), _negated=True), ("left_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="duty_left_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeRequest",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("take_on", "承接任务"),
                            ("withdraw", "退出承接"),
                            ("quantity", "修改数量"),
                            ("joint", "联合承接"),
                            ("part", "结束联合承接"),
                        ],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("basis", models.TextField(blank=True, verbose_name="依据")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="上级批复文号")),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, null=True, verbose_name="申请的数量"
                    ),
                ),
                (
                    "quantity_before",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, null=True, verbose_name="原来的数量"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("running", "审批中"),
                            ("returned", "退回修改"),
                            ("applied", "已生效"),
                            ("withdrawn", "已作废"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("applied_at", models.DateTimeField(null=True, verbose_name="生效时间")),
                ("effect", models.JSONField(default=list, verbose_name="生效时的影响")),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.approval",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="申请人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to="plans.task",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to="undertakings.duty",
                    ),
                ),
            ],
            options={
                "verbose_name": "变更申请",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("running", "returned"))),
                        fields=("task", "organisation"),
                        name="one_open_change_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "withdrawn")),
                            ("approval__isnull", False),
                            _connector="OR",
                        ),
                        name="sent_change_request_has_an_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("applied_at__isnull", False), ("duty__isnull", False), ("state", "applied")
                            ),
                            models.Q(
                                models.Q(("state", "applied"), _negated=True), ("applied_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="applied_change_request_has_its_effect",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestFile",
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
                ("removed_at", models.DateTimeField(null=True, verbose_name="移除时间")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="undertakings.changerequest",
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
                "verbose_name": "变更申请附件",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RequestPart",
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
                ("carried", models.BooleanField(verbose_name="原来承接")),
                ("carries", models.BooleanField(verbose_name="以后承接")),
                (
                    "duty",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request_parts",
                        to="undertakings.duty",
                    ),
                ),
                (
                    "led_after",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="以后牵头的单位",
                    ),
                ),
                (
                    "led_before",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="原来牵头的单位",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="单位",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="undertakings.changerequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "联合承接安排",
                "ordering": ["organisation__order", "organisation_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("request", "organisation"), name="arranged_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("carried", True), ("led_before__isnull", True), _connector="OR"),
                            models.Q(("carries", True), ("led_after__isnull", True), _connector="OR"),
                        ),
                        name="led_only_where_carried",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SameWork",
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
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="plans.task"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="same_work", to="plans.task"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("task", "other"), name="same_work_once")],
            },
        ),
        migrations.CreateModel(
            name="Work",
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
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="works",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="duty",
            name="work",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="undertakings.work"
            ),
        ),
        migrations.CreateModel(
            name="Commitment",
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
                ("due", models.DateField(null=True, verbose_name="完成日期")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="承诺内容")),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="accounts.membership",
                    ),
                ),
                (
                    "duty",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitment",
                        to="undertakings.duty",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner__isnull", False),
                            ("due__isnull", False),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="commitment_says_something",
                    )
                ],
            },
        ),
    ]
