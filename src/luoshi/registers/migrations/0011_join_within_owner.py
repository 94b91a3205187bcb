"""Joins made so far hold wherever the register is kept, as they did."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    joined, register = (apps.get_model("registers", name) for name in ("JoinedIdentity", "Register"))
    owner = register.objects.filter(pk=OuterRef("register")).values("owner")[:1]
    joined.objects.filter(within=None).update(within=Subquery(owner))


class Migration(migrations.Migration):
    dependencies = [("registers", "0010_join_within")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
