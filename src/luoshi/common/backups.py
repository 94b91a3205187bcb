"""Making a backup of a running site at one consistent point.

The order makes it consistent without stopping anything: first the checkpoints of the log and the database as one
snapshot, while no checkpoint is added (people go on working), then the files, which are only ever added while the
sweep is held off. The folder gets its name when everything is on disk, so that half a backup is never taken for a
whole one.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from . import checkpoints, clock, files
from .backup_files import (
    CHECKPOINTS,
    POSTGRESQL,
    SQLITE,
    BackupRefused,
    Manifest,
    entry_of,
    files_in,
    key_fingerprint,
    write_manifest,
)


def folder() -> Path:
    return Path(settings.LUOSHI_HOME) / "backups"


def create(label: str = "", to: Path | None = None) -> Path:
    """Make a backup under `to` (default: `backups` of the data folder) and return its folder.

    Raises BackupRefused when the database's own tool is missing or fails, OSError when the disk is full.
    """
    parent = to or folder()
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = timezone.localtime(clock.now()).strftime("%Y%m%d-%H%M%S-%f")
    final = parent / (f"{stamp}-{label}" if label else stamp)
    making = parent / f".making-{final.name}"
    making.mkdir(mode=0o700)
    try:
        with checkpoints.held_still() as lines:  # file and database agree on how far the log is signed
            _write_checkpoints(making, lines)
            _copy_database(making)
        _copy_files(making)
        entries = tuple(entry_of(making, path) for path in files_in(making))
        _sync_everything(making)
        write_manifest(making, _manifest(label, entries))
        os.replace(making, final)
        _sync_folder(parent)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return final


def _manifest(label: str, entries: tuple[Any, ...]) -> Manifest:
    return Manifest(
        made_at=clock.now().isoformat(),
        label=label,
        mode=settings.LUOSHI_MODE,
        version=version("luoshi"),
        keys=key_fingerprint(settings.KEYS),
        files=entries,
    )


def _write_checkpoints(making: Path, lines: bytes) -> None:
    if lines:
        (making / CHECKPOINTS).parent.mkdir()
        (making / CHECKPOINTS).write_bytes(lines)


def _copy_database(making: Path) -> None:
    if connection.vendor == "sqlite":
        _copy_sqlite(Path(connection.settings_dict["NAME"]), making / SQLITE)
    else:
        run_postgresql("pg_dump", ["--format=custom", "--no-owner", "--file", str(making / POSTGRESQL)])


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=60)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def run_postgresql(program: str, arguments: list[str]) -> None:
    """Run one of PostgreSQL's tools against the site's database; the password goes through the environment only."""
    found = shutil.which(program) or _newest(program)
    if found is None:
        raise BackupRefused(f"没有找到 {program}，请先安装：sudo apt-get install -y postgresql-client。")
    place = connection.settings_dict
    given = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    environment = {**os.environ, **{to: str(place[name]) for to, name in given.items() if place[name]}}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [""]
        raise BackupRefused(f"{program} 没有成功：{last[0]}。请检查数据库是否在运行、磁盘是否有空间。")


def _newest(program: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else None


def _copy_files(making: Path) -> None:
    if not files.root().exists():
        return
    with files.sweep_held_off():
        for source in sorted(files.root().glob("??/*")):
            target = making / "files" / source.parent.name / source.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _sync_everything(making: Path) -> None:
    for path in files_in(making):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    for path in [making, *(path for path in making.rglob("*") if path.is_dir())]:
        _sync_folder(path)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
