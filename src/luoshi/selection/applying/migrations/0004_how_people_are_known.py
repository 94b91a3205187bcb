"""Names as they are compared: of rows that were there before, without blanks, dots and a remark at the end."""

import re
import unicodedata

from django.db import migrations

import luoshi.common.models

AS_WRITTEN = re.compile(r"\([^()]*\)$")


def fill(apps, schema_editor):
    rows = apps.get_model("applying", "Person").objects.all()
    for key, name in list(rows.values_list("pk", "name")):
        plain = unicodedata.normalize("NFKC", name).upper()
        kept = (c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Zs") and not c.isspace())
        plain = "".join(kept)
        bare = re.sub("[·•‧∙⋅｡。.・]", "", AS_WRITTEN.sub("", plain)) or plain
        rows.filter(pk=key).update(known_as=bare[:80])


class Migration(migrations.Migration):
    dependencies = [
        ("applying", "0003_rivals_of_one_school"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="known_as",
            field=luoshi.common.models.KnownAs(default="", editable=False, max_length=80),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
