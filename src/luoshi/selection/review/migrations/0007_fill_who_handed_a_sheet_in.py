"""Sheets of before: of whose seat it is."""

from django.db import migrations


def fill(apps, schema_editor):
    for sheet in apps.get_model("review", "Sheet").objects.select_related("assigned__seat").iterator():
        sheet.done_by_id = sheet.assigned.seat.held_by_id
        sheet.save(update_fields=["done_by"])


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0006_who_handed_a_sheet_in"),
        ("panel", "0004_fill_whose_seat_it_is"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
