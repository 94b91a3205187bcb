"""Django's `migrate`, which on an empty database makes all tables at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from luoshi.common.first_tables import make_first_tables


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Whoever names an app, a migration or a mere plan wants the way itself."""
        if not (options["app_label"] or options["plan"] or options["check_unapplied"] or options["fake"]):
            make_first_tables(connections[options["database"]])
        super().handle(*args, **options)
