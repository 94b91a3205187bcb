import django.db.models.deletion
import luoshi.common.clock
import luoshi.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("dataforms", "0001_initial"),
        ("papers", "0001_initial"),
        ("plans", "0001_initial"),
        ("undertakings", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
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
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("words", models.TextField(blank=True, verbose_name="说明")),
                ("opens_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("closes_at", models.DateTimeField(null=True, verbose_name="截止时间")),
                ("until", models.DateTimeField(null=True, verbose_name="现在的截止时间")),
                ("least", models.PositiveSmallIntegerField(null=True, verbose_name="每校至少申报")),
                ("most", models.PositiveSmallIntegerField(null=True, verbose_name="每校至多申报")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "起草"),
                            ("open", "申报中"),
                            ("confirmed", "已确认"),
                            ("withdrawn", "已撤销"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("edition", models.PositiveSmallIntegerField(default=0, verbose_name="第几次确认")),
                (
                    "form_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dataforms.formversion",
                        verbose_name="逐项填写的表",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="plans.plan"
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.plan",
                        verbose_name="对照的计划",
                    ),
                ),
            ],
            options={
                "verbose_name": "承接申报轮次",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at__isnull", True),
                            ("closes_at__isnull", True),
                            ("closes_at__gt", models.F("opens_at")),
                            _connector="OR",
                        ),
                        name="round_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least__isnull", True),
                            ("most__isnull", True),
                            ("most__gte", models.F("least")),
                            _connector="OR",
                        ),
                        name="round_bounds_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "withdrawn")),
                            models.Q(
                                ("opened_at__isnull", False),
                                ("opens_at__isnull", False),
                                ("until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="open_round_has_its_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("closes_at")), _connector="OR"
                        ),
                        name="round_is_only_extended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="confirmed_round_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("school", "校内审批"),
                            ("county", "县局审核"),
                            ("city", "市局审核"),
                            ("passed", "已通过审核"),
                            ("returned", "退回修改"),
                            ("withdrawn", "已作废"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("arrived_at", models.DateTimeField(null=True, verbose_name="送出本单位时间")),
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
                        verbose_name="申报人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="申报单位",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="rounds.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "承接申报",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("round", "organisation"),
                        name="one_open_application",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "withdrawn")),
                            ("approval__isnull", False),
                            _connector="OR",
                        ),
                        name="sent_application_has_an_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("county", "city", "passed")), _negated=True),
                            ("arrived_at__isnull", False),
                            _connector="OR",
                        ),
                        name="application_above_has_arrived",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundExtension",
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
                ("before", models.DateTimeField(verbose_name="原截止时间")),
                ("until", models.DateTimeField(verbose_name="延期到")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("by_name", models.CharField(max_length=120, verbose_name="办理人")),
                ("at", models.DateTimeField(default=luoshi.common.clock.now, verbose_name="时间")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="rounds.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报延期",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("before"))), name="extension_goes_forward"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundOrganisation",
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
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invited", to="rounds.round"
                    ),
                ),
            ],
            options={
                "verbose_name": "申报单位",
                "ordering": ["organisation__order", "organisation_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "organisation"), name="round_invites_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundTask",
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
                ("least", models.PositiveSmallIntegerField(null=True, verbose_name="至少几个单位")),
                ("most", models.PositiveSmallIntegerField(null=True, verbose_name="至多几个单位")),
                (
                    "quantity_most",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, null=True, verbose_name="数量合计至多"
                    ),
                ),
                ("condition", models.JSONField(null=True, verbose_name="申报条件")),
                ("joint", models.BooleanField(default=False, verbose_name="可以联合承接")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="rounds.round"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="round_tasks",
                        to="plans.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报任务",
                "ordering": ["task__order", "task_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "task"), name="round_task_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least__isnull", True),
                            ("most__isnull", True),
                            ("most__gte", models.F("least")),
                            _connector="OR",
                        ),
                        name="round_task_bounds_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity_most__isnull", True), ("quantity_most__gte", 0), _connector="OR"
                        ),
                        name="round_task_quantity_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
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
                ("reason", models.TextField(blank=True, verbose_name="申报理由")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="申报数量"),
                ),
                ("dropped_at", models.DateTimeField(null=True, verbose_name="取消勾选时间")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("open", "未定"),
                            ("accepted", "同意"),
                            ("declined", "不同意"),
                            ("asked", "请学校说明"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="市局意见",
                    ),
                ),
                ("verdict_words", models.CharField(blank=True, max_length=300, verbose_name="市局意见说明")),
                (
                    "agreed",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="核定数量"),
                ),
                ("became", models.JSONField(null=True, verbose_name="承接前的情况")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="rounds.application",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="undertakings.duty",
                        verbose_name="责任项",
                    ),
                ),
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
                    "round_task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="rounds.roundtask",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报项",
                "ordering": ["round_task__task__order", "round_task_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "round_task"), name="wished_for_once"),
                    models.CheckConstraint(
                        condition=models.Q(("duty__isnull", True), ("verdict", "accepted"), _connector="OR"),
                        name="only_accepted_wishes_are_duties",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WishRemark",
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
                ("by_name", models.CharField(max_length=120, verbose_name="办理人")),
                ("text", models.TextField(verbose_name="内容")),
                ("at", models.DateTimeField(default=luoshi.common.clock.now, verbose_name="时间")),
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
                    "wish",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="remarks", to="rounds.wish"
                    ),
                ),
            ],
            options={
                "verbose_name": "逐项沟通",
                "ordering": ["id"],
            },
        ),
    ]
