"""What was made of the file of a copy belongs to that copy; where a piece of evidence took it, it is read anew."""

from django.db import migrations


def give(apps, schema_editor):
    files = apps.get_model("evidence", "EvidenceFile").objects
    for copy in apps.get_model("review", "BareCopy").objects.filter(stored__isnull=False).iterator():
        known = files.filter(stored_id=copy.stored_id).order_by("id").first()
        if known is None:
            continue
        if not files.filter(stored_id=copy.stored_id, about_id="").update(about_id=copy.public_id):
            row = files.create(
                name=known.name, state="waiting", about_id=copy.public_id, stored_id=copy.stored_id
            )
            row.job = apps.get_model("common", "Job").objects.create(
                kind="evidence.read", object_id=row.public_id
            )
            row.save(update_fields=["job"])
    files.filter(about_id="").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0007_give_files_to_pieces"),
        ("review", "0003_until_when_sheets_are_asked_for"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
