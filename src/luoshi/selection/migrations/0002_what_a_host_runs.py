"""What a host runs for the bureau."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("selection", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="host_checks",
            field=models.BooleanField(default=False, verbose_name="承办形式审查"),
        ),
        migrations.AddField(
            model_name="call",
            name="host_panel",
            field=models.BooleanField(default=False, verbose_name="承办组建评审组"),
        ),
        migrations.AddField(
            model_name="call",
            name="host_review",
            field=models.BooleanField(default=False, verbose_name="承办组织评审"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("host__isnull", False),
                    models.Q(("host_checks", False), ("host_panel", False), ("host_review", False)),
                    _connector="OR",
                ),
                name="what_is_hosted_has_a_host",
            ),
        ),
    ]
