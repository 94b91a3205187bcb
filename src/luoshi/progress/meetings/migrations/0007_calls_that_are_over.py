"""Calls to meetings that are over waited for receipts for ever: those who had not signed are let off."""

from typing import Any

from django.db import migrations

from luoshi.common import clock
from luoshi.common.ids import new_public_id

OVER = ("held", "closed")


def let_off(apps: Any, schema_editor: Any) -> None:
    meetings = apps.get_model("meetings", "Meeting").objects.filter(state__in=OVER)
    Notice, Delivery = apps.get_model("notices", "Notice"), apps.get_model("notices", "Delivery")
    calls = Notice.objects.filter(kind="meetings", receipt=True, withdrawn_at__isnull=True)
    for call in calls.filter(about_id__in=list(meetings.values_list("public_id", flat=True))):
        there = Delivery.objects.filter(notice=call.pk)
        waiting = list(there.filter(received_at__isnull=True).values_list("pk", flat=True))
        if not waiting:
            continue
        if len(waiting) < there.count():  # who signed keeps the call as it was
            call.pk, call.public_id = None, new_public_id()
        call.withdrawn_at = clock.now()
        call.save()
        Delivery.objects.filter(pk__in=waiting).update(notice=call.pk)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_letters_recalled"), ("notices", "0001_initial")]

    operations = [migrations.RunPython(let_off, migrations.RunPython.noop)]
