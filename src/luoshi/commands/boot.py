"""Starting Django for a command: the mode of the database wins, and the database is made and migrated first."""

from __future__ import annotations

import fcntl
import gc
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from luoshi.commands import older_homes
from luoshi.config.environment import BadSetting, Environment, database_settings, read_environment


class CannotStart(Exception):
    """The command cannot go on (exit status 2); the message is Chinese and says what to do."""


def stored_mode(environment: Environment) -> str:
    """The mode written in the database, or "" when there is none yet."""
    settings = database_settings(environment.database_url)
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        return _mode_in_sqlite(Path(str(settings["NAME"])))
    return _mode_in_postgresql(environment.database_url)


def _mode_in_sqlite(path: Path) -> str:
    if not path.exists():
        return ""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        row = connection.execute("SELECT mode FROM common_sitestate").fetchone()
    except sqlite3.OperationalError:
        return ""
    except sqlite3.DatabaseError as broken:
        raise CannotStart(
            f"数据库文件 {path} 已损坏，请用最近的备份恢复：luoshi backup restore。"
        ) from broken
    finally:
        connection.close()
    return str(row[0]) if row else ""


def _mode_in_postgresql(url: str) -> str:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute("SELECT mode FROM common_sitestate").fetchone()
    except psycopg.errors.UndefinedTable:
        return ""
    except psycopg.OperationalError as broken:
        raise CannotStart("连接不上数据库，请检查 LUOSHI_DATABASE_URL 和数据库是否已启动。") from broken
    return str(row[0]) if row else ""


def start(
    *,
    new_mode: str = "production",
    migrate: bool = True,
    before_migrating: Callable[[Environment], None] = lambda environment: None,
    older_aside: bool = False,
) -> Environment:
    """Set Django up. `new_mode` is the mode of a database that does not exist yet and of which nobody said one.

    `before_migrating` may refuse this environment before anything is written. `older_aside`: demo data of an older
    version, which this one cannot carry on, is put aside and made anew.
    Raises CannotStart: a bad setting, LUOSHI_MODE differing from the stored mode, data of another version.
    """
    try:
        environment = read_environment()
        stored = stored_mode(environment)
        wanted = os.environ.get("LUOSHI_MODE", "")
        if stored and wanted and stored != wanted:
            raise CannotStart(
                f"这个数据库建立时定为 {stored}，不能改成 {wanted}。请去掉 LUOSHI_MODE，或换一个 LUOSHI_HOME。"
            )
        os.environ["LUOSHI_MODE"] = stored or wanted or new_mode
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
        environment = read_environment()
        before_migrating(environment)
        environment.home.mkdir(parents=True, exist_ok=True)
        _load()
    except (BadSetting, ValueError) as bad:
        raise CannotStart(str(bad)) from bad
    except OSError as bad:
        raise CannotStart(
            f"数据目录用不了（{bad.strerror}），请检查 LUOSHI_HOME 指向的目录及其权限。"
        ) from bad
    if migrate:
        with one_at_a_time(environment):
            migrate_database(environment if older_aside else None)
    return environment


def _load() -> None:
    import django

    gc.set_threshold(
        50_000, 20, 20
    )  # loading makes objects that stay: looking for dead ones took a fifth of it
    django.setup()


@contextmanager
def one_at_a_time(environment: Environment) -> Iterator[None]:
    """Only one process of this data folder migrates or loads at a time."""
    with (environment.home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate_database(older_aside: Environment | None = None) -> None:
    """Bring the tables to this version and write the mode of a new database. `older_aside`: see `start`."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from luoshi.common.models import SiteState
    from luoshi.common.unhurried import unhurried

    if older_aside is not None:
        older_homes.put_aside(older_aside)
    if older_homes.is_of_another_version():
        raise CannotStart(
            "这里的数据是另一个版本的 Luoshi 建立的，这个版本接不上，数据没有改动。"
            "请用原来的版本启动，或把 LUOSHI_HOME（用 PostgreSQL 的还有 LUOSHI_DATABASE_URL）指向新的地方。"
        )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if executor.loader.applied_migrations:
            _back_up_first()
        with unhurried():
            call_command("migrate", verbosity=0, interactive=False)
    SiteState.objects.get_or_create(pk=1, defaults={"mode": settings.LUOSHI_MODE})


def _back_up_first() -> None:
    """A backup before the tables of an existing home change."""
    from luoshi.common import backups
    from luoshi.common.backup_files import BackupRefused

    try:
        made = backups.create(label="before-migration")
    except BackupRefused as failed:
        raise CannotStart(f"升级前没有备份成功，数据没有改动。{failed}") from failed
    except OSError as failed:
        raise CannotStart(
            f"升级前没有备份成功，数据没有改动。请检查 {backups.folder()} 能不能写入、磁盘空间够不够"
            f"（{failed.strerror}），然后再启动。"
        ) from failed
    print(f"升级前已备份到 {made}", file=sys.stderr)


def refuse(reason: CannotStart) -> int:
    """Say why on stderr; the exit status of a command that could not do its work."""
    print(str(reason), file=sys.stderr)
    return 2
