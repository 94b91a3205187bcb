from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applying", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sequence__isnull", False)),
                fields=("call", "sequence"),
                name="sequence_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "withdrawn")),
                    models.Q(
                        ("receipt__isnull", False), ("sent_at__isnull", False), ("sequence__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="sent_application_has_its_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("call", "organisation", "title"),
                name="application_title_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "draft"), _negated=True),
                    models.Q(("rank__isnull", True), ("sent_at__isnull", True), ("sequence__isnull", True)),
                    _connector="OR",
                ),
                name="draft_has_no_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "correcting"), _negated=True),
                    ("correct_until__isnull", False),
                    _connector="OR",
                ),
                name="correction_has_its_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paper_at__isnull", True),
                    models.Q(("paper_by__isnull", False), models.Q(("paper_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="paper_registered_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="formalcheck",
            constraint=models.UniqueConstraint(fields=("application", "item"), name="formal_check_once"),
        ),
        migrations.AddConstraint(
            model_name="officerconflict",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("application", "membership"),
                name="officer_conflict_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="officerconflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lifted_by", models.F("membership")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="conflict_lifted_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownselection",
            constraint=models.CheckConstraint(
                condition=models.Q(("notice_until__gte", models.F("notice_from"))),
                name="own_notice_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True), ("role", "leader")),
                fields=("application",),
                name="one_leader",
            ),
        ),
    ]
