"""Data made by another version: until the first release the tables may be cut anew, and then old data cannot go on.

Demo data is put aside and made again; everything else is refused by `boot.migrate_database` and stays as it is.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from luoshi.config.environment import Environment


def is_of_another_version() -> bool:
    """Did the database go through a migration that this version does not know?"""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    return any(key not in loader.disk_migrations for key in loader.applied_migrations)


def put_aside(environment: Environment) -> None:
    """Move demo data of another version into `older-<time>/` of the data folder and say so; nothing is deleted."""
    from django.conf import settings
    from django.db import connection

    from luoshi.common import clock

    if settings.LUOSHI_MODE != "demo" or connection.vendor != "sqlite" or not is_of_another_version():
        return
    connection.close()
    database = Path(settings.DATABASES["default"]["NAME"])
    aside = environment.home / f"older-{clock.now():%Y%m%d-%H%M%S}"
    aside.mkdir()
    beside = [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")]
    for path in (*beside, environment.home / "files", environment.home / "audit"):
        if path.exists():
            shutil.move(path, aside / path.name)
    print(f"原来的演示数据是另一个版本建立的，已移到 {aside}，现在重新建立。", file=sys.stderr)
