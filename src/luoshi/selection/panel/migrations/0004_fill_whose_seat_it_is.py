"""Seats and commitments of before: of the account that was bound to the expert."""

from django.db import migrations


def fill(apps, schema_editor):
    for seat in apps.get_model("panel", "Seat").objects.select_related("expert").iterator():
        if seat.expert.membership_id is not None:
            seat.held_by_id = seat.expert.membership_id
            seat.save(update_fields=["held_by"])
    for signed in apps.get_model("panel", "Discipline").objects.select_related("seat").iterator():
        signed.signed_by_id = signed.seat.held_by_id
        signed.save(update_fields=["signed_by"])


class Migration(migrations.Migration):
    dependencies = [("panel", "0003_whose_seat_it_is")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
