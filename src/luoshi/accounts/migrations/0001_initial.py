import django.db.models.deletion
import luoshi.common.clock
import luoshi.common.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
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
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("mobile_sealed", models.BinaryField(default=b"")),
                ("mobile_index", models.CharField(max_length=64, null=True, unique=True)),
                ("cast_key", models.CharField(max_length=40, null=True, unique=True)),
                ("is_active", models.BooleanField(default=True, verbose_name="可登录")),
                ("password_changed_at", models.DateTimeField(null=True)),
                ("password_history", models.JSONField(default=list)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("public_id", models.CharField(max_length=20, null=True, unique=True)),
                ("user_id_hint", models.PositiveBigIntegerField(db_index=True, null=True)),
                ("agent", models.CharField(blank=True, max_length=120)),
                ("network", models.CharField(blank=True, max_length=64)),
                ("started_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "登录",
            },
        ),
        migrations.CreateModel(
            name="Organisation",
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
                ("name", models.CharField(max_length=80, verbose_name="全称")),
                ("short", models.CharField(max_length=40, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ministry", "教育部"),
                            ("province", "省教育厅"),
                            ("city_bureau", "市教育局"),
                            ("county_bureau", "县市教育局"),
                            ("school", "学校"),
                            ("department", "科室"),
                            ("teaching_research", "教研机构"),
                            ("enterprise", "企业"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("territory", models.CharField(blank=True, max_length=60, verbose_name="所在地")),
                (
                    "owner",
                    models.CharField(
                        blank=True,
                        choices=[("city", "市属"), ("county", "县属"), ("private", "民办"), ("", "未定")],
                        max_length=10,
                        verbose_name="举办",
                    ),
                ),
                ("to_verify", models.CharField(blank=True, max_length=200, verbose_name="待核实")),
                ("path", models.CharField(db_index=True, editable=False, max_length=200)),
                ("closed_on", models.DateField(editable=False, null=True, verbose_name="撤销日期")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
            ],
            options={
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="organisation_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", False),
                            models.Q(("path", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="organisation_has_a_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("city_officer", "市局经办"),
                            ("section_head", "市局科长"),
                            ("bureau_leader", "市局领导"),
                            ("county_officer", "县局经办"),
                            ("county_leader", "县局领导"),
                            ("school_head", "校长"),
                            ("party_secretary", "党组织书记"),
                            ("deputy_head", "副校长"),
                            ("council_chair", "理事长"),
                            ("office", "项目办"),
                            ("department_head", "处室负责人"),
                            ("task_owner", "任务责任人"),
                            ("teacher", "教师"),
                            ("finance", "财务"),
                            ("expert", "评审专家"),
                            ("inspector", "督学"),
                            ("monitor", "监督员"),
                            ("enterprise", "企业"),
                            ("system_admin", "系统管理员"),
                            ("security_admin", "安全管理员"),
                            ("log_admin", "日志员"),
                        ],
                        max_length=40,
                        verbose_name="岗位",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="职务")),
                ("start", models.DateField(default=luoshi.common.clock.today, verbose_name="自")),
                ("end", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("end__isnull", True)),
                        fields=("user", "organisation", "role"),
                        name="one_post_of_a_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListUpload",
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
                        choices=[("people", "人员和岗位"), ("organisations", "单位和处室")],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "待核对"),
                            ("proposed", "已上报，待确认"),
                            ("returned", "已退回"),
                            ("applied", "已生效"),
                            ("discarded", "已放弃"),
                        ],
                        default="read",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("file_name", models.CharField(max_length=130, verbose_name="文件名")),
                ("sealed", models.BinaryField(default=b"")),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="退回理由")),
                ("counts", models.JSONField(default=dict)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
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
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("short", "简称"),
                            ("former", "曾用名"),
                            ("former_short", "曾用简称"),
                            ("second", "第二名称"),
                            ("alias", "别名"),
                        ],
                        max_length=14,
                        verbose_name="类别",
                    ),
                ),
                ("start", models.DateField(null=True, verbose_name="自")),
                ("end", models.DateField(null=True, verbose_name="至")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "name", "kind"), name="alias_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationChange",
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
                            ("founded", "设立"),
                            ("renamed", "更名"),
                            ("second_name", "加挂名称"),
                            ("no_second_name", "取消加挂名称"),
                            ("placed", "调整隶属"),
                            ("merged", "合并"),
                            ("split", "分设"),
                            ("closed", "撤销"),
                            ("supervised", "另有主管部门"),
                            ("not_supervised", "不再由其他部门主管"),
                        ],
                        max_length=16,
                        verbose_name="事项",
                    ),
                ),
                ("on", models.DateField(verbose_name="自")),
                ("document", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("words", models.CharField(max_length=400, verbose_name="内容")),
                ("facts", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Placement",
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
                ("end", models.DateField(null=True, verbose_name="至")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["start", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("end__isnull", True)),
                        fields=("organisation",),
                        name="one_placement_today",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end__isnull", True), ("end__gte", models.F("start")), _connector="OR"
                        ),
                        name="placement_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedChange",
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
                ("what", models.CharField(max_length=20, verbose_name="事项")),
                ("on", models.DateField(verbose_name="生效日期")),
                ("given", models.JSONField(default=dict)),
                ("words", models.CharField(max_length=400, verbose_name="内容")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待生效"),
                            ("done", "已生效"),
                            ("failed", "到期没有办成"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=400, verbose_name="没有办成的原因")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_changes",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_changes",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
            },
        ),
        migrations.CreateModel(
            name="SecondSupervisor",
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
                ("name", models.CharField(max_length=80, verbose_name="主管部门")),
                ("side", models.CharField(blank=True, max_length=80, verbose_name="主管的方面")),
                ("start", models.DateField(verbose_name="自")),
                ("end", models.DateField(null=True, verbose_name="至")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_supervisors",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["start", "id"],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="successions",
                        to="accounts.organisationchange",
                    ),
                ),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("old", "new", "change"), name="succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True),
                        name="nobody_succeeds_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Throttle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("window", models.PositiveBigIntegerField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "window"), name="throttle_once")],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
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
                    "purpose",
                    models.CharField(choices=[("invitation", "邀请"), ("reset", "重设密码")], max_length=12),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("awaits_confirmation", models.BooleanField(default=False, verbose_name="待确认")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tickets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Handover",
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
                ("on", models.DateField(verbose_name="离岗日期")),
                ("sealed", models.BinaryField(default=b"")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="接收时间")),
                ("settled_at", models.DateTimeField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True, verbose_name="撤回离任时间")),
                (
                    "leaving",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_over",
                        to="accounts.membership",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_over",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("leaving", models.F("successor")), _negated=True),
                        name="nobody_takes_over_from_itself",
                    )
                ],
            },
        ),
    ]
