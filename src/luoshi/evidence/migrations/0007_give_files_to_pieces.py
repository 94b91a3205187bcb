"""The first piece of each file keeps what was made of it; for the others the worker reads it anew."""

from django.db import migrations


def give(apps, schema_editor):
    piece_of, file_of = (apps.get_model("evidence", name) for name in ("Evidence", "EvidenceFile"))
    made = {row.stored_id: row for row in file_of.objects.all()}
    taken = {row.stored_id for row in made.values() if row.about_id}
    mine, others = [], []
    for piece in piece_of.objects.filter(stored__isnull=False).order_by("id").iterator():
        row = made.get(piece.stored_id)
        if row is None or piece.stored_id in taken:
            others.append((piece, row))
            continue
        taken.add(piece.stored_id)
        row.about_id = piece.public_id
        mine.append(row)
    file_of.objects.bulk_update(mine, ["about_id"], batch_size=500)
    for piece, row in others:
        ending = f".{piece.file_name.rpartition('.')[2].lower()}" if "." in piece.file_name else ""
        name = row.name if row is not None else f"文件{ending}"
        read_anew(apps, name, about_id=piece.public_id, stored_id=piece.stored_id)


def read_anew(apps, name, **of):
    row = apps.get_model("evidence", "EvidenceFile").objects.create(name=name, state="waiting", **of)
    row.job = apps.get_model("common", "Job").objects.create(kind="evidence.read", object_id=row.public_id)
    row.save(update_fields=["job"])


class Migration(migrations.Migration):
    dependencies = [("evidence", "0006_read_for_each_piece")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
