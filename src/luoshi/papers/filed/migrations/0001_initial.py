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
    ]

    operations = [
        migrations.CreateModel(
            name="FiledPaper",
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
                ("about_type", models.CharField(max_length=60)),
                ("about_id", models.CharField(max_length=20)),
                ("about_version", models.PositiveIntegerField(verbose_name="第几版")),
                ("kind", models.CharField(max_length=40, verbose_name="材料类别")),
                ("kind_name", models.CharField(max_length=40, verbose_name="材料")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("href", models.CharField(blank=True, max_length=300, verbose_name="材料页面")),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="短码")),
                ("page_count", models.PositiveSmallIntegerField(verbose_name="页数")),
                ("red_print", models.BooleanField(default=False, verbose_name="印有红色")),
                ("seen_above", models.BooleanField(default=True, verbose_name="上级可见")),
                ("made_by_name", models.CharField(max_length=120, verbose_name="打印人")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待盖章"),
                            ("stamped", "已盖章"),
                            ("received", "纸质已收"),
                            ("dropped", "不再报送"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("stamped_at", models.DateTimeField(null=True, verbose_name="盖章件合成时间")),
                ("outdated_at", models.DateTimeField(null=True, verbose_name="被新版代替时间")),
                ("copies", models.PositiveSmallIntegerField(null=True, verbose_name="纸质份数")),
                ("received_on", models.DateField(null=True, verbose_name="纸质收到日期")),
                ("received_by_name", models.CharField(blank=True, max_length=120, verbose_name="纸质登记人")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="打印人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="报送单位",
                    ),
                ),
                (
                    "print",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="打印稿",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="纸质登记人",
                    ),
                ),
                (
                    "sending",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prints",
                        to="papers.sending",
                        verbose_name="报送稿",
                    ),
                ),
                (
                    "stamped",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="盖章件",
                    ),
                ),
            ],
            options={
                "verbose_name": "报送件",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["about_type", "about_id"], name="filed_about"),
                    models.Index(fields=["organisation", "state"], name="filed_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outdated_at__isnull", True)),
                        fields=("about_type", "about_id", "kind", "about_version"),
                        name="filed_once_a_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stamped__isnull", True), ("stamped_at__isnull", True)),
                            models.Q(("stamped__isnull", False), ("stamped_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="filed_copy_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stamped"), _negated=True),
                            ("stamped__isnull", False),
                            _connector="OR",
                        ),
                        name="filed_stamped_has_a_copy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("stamped", "received")), ("stamped__isnull", True), _connector="OR"
                        ),
                        name="filed_copy_is_stamped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("copies__gt", 0),
                                ("received_by__isnull", False),
                                ("received_on__isnull", False),
                                ("state", "received"),
                            ),
                            models.Q(
                                models.Q(("state", "received"), _negated=True),
                                ("copies__isnull", True),
                                ("received_by__isnull", True),
                                ("received_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="filed_received_says_all",
                    ),
                    models.CheckConstraint(condition=models.Q(("page_count__gt", 0)), name="filed_has_pages"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanBatch",
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
                ("sent_by_name", models.CharField(max_length=120, verbose_name="上传人")),
                (
                    "state",
                    models.CharField(
                        choices=[("reading", "正在识别"), ("done", "已识别"), ("failed", "没有识别成")],
                        default="reading",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=300)),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="上传单位",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "盖章件扫描",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["organisation", "state"], name="scan_batch_state")],
            },
        ),
        migrations.CreateModel(
            name="ScanFile",
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
                ("message", models.CharField(blank=True, max_length=300)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="filed.scanbatch",
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
                "verbose_name": "扫描原件",
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "order"), name="scan_file_order_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanPage",
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
                ("sheet", models.PositiveSmallIntegerField(verbose_name="原件第几页")),
                ("part", models.PositiveSmallIntegerField(default=0)),
                ("red", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "已归位"),
                            ("waiting", "待认领"),
                            ("refused", "未采用"),
                            ("duplicate", "重复"),
                            ("taken_back", "已退出"),
                            ("set_aside", "不是报送件"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(null=True, verbose_name="第几页")),
                ("message", models.CharField(blank=True, max_length=300)),
                ("by_hand", models.BooleanField(default=False, verbose_name="人工归位")),
                ("placed_by_name", models.CharField(blank=True, max_length=120, verbose_name="办理人")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="退出理由")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="filed.scanfile"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="filed.filedpaper",
                        verbose_name="报送件",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.storedfile"
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="办理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "扫描页",
                "ordering": ["file__order", "sheet", "part", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "sheet", "part"), name="scan_page_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "filed")),
                        fields=("paper", "number"),
                        name="filed_page_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "filed"), _negated=True),
                            models.Q(("number__gt", 0), ("paper__isnull", False)),
                            _connector="OR",
                        ),
                        name="filed_page_has_its_place",
                    ),
                ],
            },
        ),
    ]
