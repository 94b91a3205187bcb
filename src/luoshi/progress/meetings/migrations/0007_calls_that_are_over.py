"""Calls to meetings that are over, or from which a guest was taken off, waited for receipts for ever: let off."""

from typing import Any

from django.db import migrations

from luoshi.common import clock

OVER = ("held", "closed")


def let_off(apps: Any, schema_editor: Any) -> None:
    Meeting, Invited = apps.get_model("meetings", "Meeting"), apps.get_model("meetings", "Invited")
    Delivery = apps.get_model("notices", "Delivery")
    waiting = Delivery.objects.filter(
        notice__kind="meetings", notice__receipt=True, received_at__isnull=True, let_off_at__isnull=True
    )
    over = Meeting.objects.filter(state__in=OVER).values("public_id")
    waiting.filter(notice__about_id__in=over).update(let_off_at=clock.now())
    for meeting in Meeting.objects.filter(state="called"):
        here = [*Invited.objects.filter(meeting=meeting).values_list("organisation", flat=True)]
        gone = waiting.filter(notice__about_id=meeting.public_id)
        gone.exclude(membership__organisation__in=[meeting.organisation_id, *here]).update(
            let_off_at=clock.now()
        )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_letters_recalled"), ("notices", "0002_let_off")]

    operations = [migrations.RunPython(let_off, migrations.RunPython.noop)]
