import django.db.models.deletion
import luoshi.common.clock
import luoshi.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("common", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
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
                ("kind", models.CharField(max_length=40, verbose_name="事项")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("href", models.CharField(max_length=300, verbose_name="办理页面")),
                ("about_type", models.CharField(max_length=40)),
                ("about_id", models.CharField(max_length=20)),
                ("parts", models.JSONField(default=list, verbose_name="分部分意见")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "审批中"),
                            ("returned", "已退回"),
                            ("passed", "已通过"),
                            ("recalled", "已撤回"),
                            ("withdrawn", "已作废"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reached", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(default=luoshi.common.clock.now, verbose_name="报送时间")),
                ("due", models.DateField(null=True, verbose_name="修改期限")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="发起人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="发起单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "审批",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["about_type", "about_id"], name="approval_about"),
                    models.Index(fields=["author", "state"], name="approval_author"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("running", "returned"))),
                        fields=("about_type", "about_id"),
                        name="one_open_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state__in", ("running", "returned"))),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ("passed", "recalled", "withdrawn")),
                            ),
                            _connector="OR",
                        ),
                        name="approval_ends_with_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Brief",
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
                            ("request", "请示"),
                            ("report", "报告"),
                            ("scheme", "方案"),
                            ("letter", "函件"),
                            ("other", "其他"),
                        ],
                        default="request",
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("text", models.TextField(blank=True, verbose_name="正文")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("running", "审批中"),
                            ("returned", "退回修改"),
                            ("approved", "已批准"),
                            ("withdrawn", "已作废"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
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
                    "up_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="报到",
                    ),
                ),
            ],
            options={
                "verbose_name": "呈批件",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "withdrawn")),
                            ("approval__isnull", False),
                            _connector="OR",
                        ),
                        name="sent_brief_has_an_approval",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BriefFile",
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
                    "brief",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="papers.brief"
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
                "verbose_name": "呈批件附件",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
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
                ("start", models.DateField(verbose_name="自")),
                ("end", models.DateField(verbose_name="至")),
                ("kinds", models.JSONField(default=list, verbose_name="事项")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                ("proof_name", models.CharField(blank=True, max_length=120, verbose_name="依据文件名")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="收回时间")),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="代办人",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="办理人",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="授权人",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="依据",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="收回人",
                    ),
                ),
            ],
            options={
                "verbose_name": "代办授权",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gte", models.F("start"))), name="delegation_dates_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("principal", models.F("delegate")), _negated=True),
                        name="delegation_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("made_by", models.F("principal")), ("proof__isnull", False), _connector="OR"
                        ),
                        name="delegation_entered_has_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="delegation_revoked_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
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
                ("visit", models.PositiveSmallIntegerField(default=0)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("sent", "发起"),
                            ("passed", "同意"),
                            ("returned", "退回"),
                            ("resubmitted", "重新报送"),
                            ("recalled", "撤回"),
                            ("withdrawn", "作废"),
                        ],
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("own", "本人办理"),
                            ("delegate", "代办"),
                            ("entered", "代录"),
                            ("author", "发起人经办"),
                        ],
                        default="own",
                        max_length=10,
                        verbose_name="办理方式",
                    ),
                ),
                ("by_name", models.CharField(max_length=120, verbose_name="办理人姓名")),
                ("leader_name", models.CharField(blank=True, max_length=120, verbose_name="代谁办理")),
                ("decided_on", models.DateField(null=True, verbose_name="签批（开会）日期")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="纪要编号")),
                ("comment", models.TextField(blank=True, verbose_name="意见")),
                ("parts", models.JSONField(default=list, verbose_name="分部分意见")),
                (
                    "resume",
                    models.CharField(
                        blank=True,
                        choices=[("here", "直接回到退回的环节"), ("start", "从头逐级重新审批")],
                        max_length=6,
                        verbose_name="改好后",
                    ),
                ),
                ("due", models.DateField(null=True, verbose_name="修改期限")),
                ("at", models.DateTimeField(default=luoshi.common.clock.now, verbose_name="时间")),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="papers.approval",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="办理人",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="papers.delegation",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="领导",
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
            ],
            options={
                "verbose_name": "审批意见",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "delegate"), _negated=True),
                            models.Q(("delegation__isnull", False), ("leader__isnull", False)),
                            _connector="OR",
                        ),
                        name="delegated_entry_names_its_delegation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "entered"), _negated=True),
                            models.Q(
                                ("decided_on__isnull", False), models.Q(("leader_name", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="entered_decision_names_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryFile",
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
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="papers.entry"
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
                "verbose_name": "审批附件",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Objection",
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
                ("by_name", models.CharField(max_length=120, verbose_name="申明人")),
                ("text", models.TextField(verbose_name="申明")),
                ("at", models.DateTimeField(default=luoshi.common.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objection",
                        to="papers.entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "申明",
            },
        ),
        migrations.CreateModel(
            name="Route",
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
                ("kind", models.CharField(blank=True, max_length=40, verbose_name="事项")),
                ("number", models.PositiveIntegerField(verbose_name="第几版")),
                ("steps", models.JSONField(verbose_name="环节")),
                ("superseded_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="修改人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routes",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "审批流程",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "number"), name="route_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("organisation", "kind"),
                        name="one_route_today",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sending",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次报送")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("body", models.JSONField(verbose_name="内容")),
                ("reached", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField(default=luoshi.common.clock.now, verbose_name="报送时间")),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sendings",
                        to="papers.approval",
                    ),
                ),
            ],
            options={
                "verbose_name": "报送稿",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("approval", "number"), name="sending_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingFile",
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
                (
                    "sending",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="papers.sending"
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
                "verbose_name": "报送稿附件",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Step",
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
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("leg", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=40, verbose_name="环节")),
                ("role", models.CharField(max_length=40, verbose_name="岗位")),
                (
                    "form",
                    models.CharField(
                        choices=[("person", "由人办理"), ("meeting", "会议研究")], max_length=10
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="办理时限")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "未到"),
                            ("current", "办理中"),
                            ("passed", "已同意"),
                            ("returned", "已退回"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("visit", models.PositiveSmallIntegerField(default=0)),
                ("arrived_at", models.DateTimeField(null=True, verbose_name="到达时间")),
                ("due", models.DateField(null=True, verbose_name="应办日期")),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="papers.approval",
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
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="指定办理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "审批环节",
                "ordering": ["order"],
                "indexes": [models.Index(fields=["organisation", "role", "state"], name="step_waiting")],
                "constraints": [
                    models.UniqueConstraint(fields=("approval", "order"), name="step_order_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "current")),
                        fields=("approval",),
                        name="one_current_step",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "current"), _negated=True),
                            models.Q(("arrived_at__isnull", False), ("visit__gt", 0)),
                            _connector="OR",
                        ),
                        name="current_step_has_arrived",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="step",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="papers.step",
                verbose_name="环节",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="to_step",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="papers.step",
                verbose_name="退到环节",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="resume_at",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="papers.step",
                verbose_name="回到环节",
            ),
        ),
        migrations.CreateModel(
            name="Urge",
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
                ("visit", models.PositiveSmallIntegerField()),
                ("day", models.DateField(verbose_name="工作日")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="附言")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="urges", to="papers.step"
                    ),
                ),
            ],
            options={
                "verbose_name": "催办",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("step", "visit", "day"), name="urged_once_a_day")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step__isnull", False)),
                fields=("step", "visit"),
                name="step_decided_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", ("passed", "returned")), ("step__isnull", False)),
                    models.Q(
                        ("outcome__in", ("sent", "resubmitted", "recalled", "withdrawn")),
                        ("step__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_decision_has_a_step",
            ),
        ),
    ]
