import django.db.models.deletion
import luoshi.common.clock
import luoshi.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("common", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormDefinition",
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
                ("key", models.CharField(editable=False, max_length=60, verbose_name="代号")),
                ("title", models.CharField(max_length=80, verbose_name="名称")),
                ("owner_id", models.BigIntegerField(editable=False)),
                ("owner_public_id", models.CharField(editable=False, max_length=20)),
                ("owner_name", models.CharField(editable=False, max_length=80, verbose_name="归口单位")),
                ("purpose", models.CharField(blank=True, max_length=300, verbose_name="用途")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("until", models.DateField(blank=True, null=True, verbose_name="用到")),
                ("is_own", models.BooleanField(default=True, editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="停用时间")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("owner_id", "key"), name="form_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
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
                ("about_type", models.CharField(blank=True, editable=False, max_length=80)),
                ("about_id", models.CharField(blank=True, editable=False, max_length=20)),
                ("organisation_id", models.BigIntegerField(editable=False)),
                ("organisation_name", models.CharField(editable=False, max_length=80, verbose_name="单位")),
                ("values", models.JSONField(default=dict, editable=False, verbose_name="内容")),
                ("sealed", models.BinaryField(default=b"")),
                ("typed", models.PositiveIntegerField(default=0, editable=False, verbose_name="填写格数")),
                ("brought", models.PositiveIntegerField(default=0, editable=False, verbose_name="带出格数")),
                (
                    "saved_at",
                    models.DateTimeField(
                        default=luoshi.common.clock.now, editable=False, verbose_name="保存时间"
                    ),
                ),
                (
                    "saved_by",
                    models.CharField(blank=True, editable=False, max_length=80, verbose_name="保存人"),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="dataforms.formdefinition",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["about_type", "about_id"], name="answer_about"),
                    models.Index(fields=["organisation_id"], name="answer_organisation"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("definition", "about_type", "about_id", "organisation_id"), name="answer_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormVersion",
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
                ("number", models.PositiveIntegerField(editable=False, verbose_name="版次")),
                ("content", models.JSONField(default=dict, editable=False, verbose_name="内容")),
                ("steps", models.JSONField(default=list, editable=False, verbose_name="与上一版的对应")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="发布时间")),
                (
                    "published_by",
                    models.CharField(blank=True, editable=False, max_length=80, verbose_name="发布人"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤回时间")),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="dataforms.formdefinition",
                    ),
                ),
            ],
            options={
                "ordering": ["definition_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("definition", "number"), name="form_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", True)),
                        fields=("definition",),
                        name="one_form_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True), ("published_at__isnull", False), _connector="OR"
                        ),
                        name="only_published_versions_are_withdrawn",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="formdefinition",
            name="current",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dataforms.formversion",
            ),
        ),
        migrations.CreateModel(
            name="AnswerPast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(editable=False)),
                ("values", models.JSONField(default=dict, editable=False)),
                ("sealed", models.BinaryField(default=b"")),
                ("saved_at", models.DateTimeField(editable=False)),
                ("saved_by", models.CharField(blank=True, editable=False, max_length=80)),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="past",
                        to="dataforms.answer",
                    ),
                ),
                (
                    "form_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dataforms.formversion",
                    ),
                ),
            ],
            options={
                "ordering": ["answer_id", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("answer", "version"), name="answer_past_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="form_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="dataforms.formversion",
            ),
        ),
        migrations.CreateModel(
            name="AnswerFile",
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
                ("sealed_name", models.BinaryField()),
                ("user_id", models.BigIntegerField(editable=False, null=True)),
                ("organisation_id", models.BigIntegerField(editable=False, null=True)),
                ("draft_form", models.CharField(editable=False, max_length=60)),
                ("draft_object", models.CharField(editable=False, max_length=20)),
                ("attached_at", models.DateTimeField(editable=False, null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="dataforms.answer",
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
                "indexes": [
                    models.Index(fields=["user_id", "draft_form", "draft_object"], name="answer_file_draft")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__isnull", True), ("attached_at__isnull", True)),
                            models.Q(("answer__isnull", False), ("attached_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="attached_file_has_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=82)),
                ("row", models.CharField(blank=True, max_length=40)),
                ("text", models.CharField(blank=True, max_length=200)),
                ("number", models.BigIntegerField(null=True)),
                ("day", models.DateField(null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cells",
                        to="dataforms.answer",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="dataforms.formdefinition",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["definition", "path", "text"], name="cell_text"),
                    models.Index(fields=["definition", "path", "number"], name="cell_number"),
                    models.Index(fields=["definition", "path", "day"], name="cell_day"),
                ],
            },
        ),
    ]
