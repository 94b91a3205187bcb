"""`luoshi backup create|verify|restore|drill`."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

from luoshi.common import backup_files, keys
from luoshi.common.backup_files import BackupRefused
from luoshi.config.environment import BadSetting, Environment, database_settings, read_environment

from . import drill
from .boot import CannotStart, refuse, start, stored_mode
from .serving import port_is_free


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="create|verify|restore|drill")
    create = kinds.add_parser("create", help="备份数据库、文件和日志签名点（不含密钥）")
    create.add_argument("--to", type=Path, help="放备份的目录，默认在 LUOSHI_HOME/backups")
    verify = kinds.add_parser("verify", help="核验一份备份是否完整")
    verify.add_argument("path", type=Path, help="备份所在的目录")
    restore = kinds.add_parser("restore", help="从备份恢复")
    restore.add_argument("path", type=Path, help="备份所在的目录")
    restore.add_argument("--to", type=Path, help="恢复到这个数据目录，默认 LUOSHI_HOME")
    restore.add_argument("--force", action="store_true", help="目录里已有数据时也恢复；原有数据移到一旁")
    rehearse = kinds.add_parser("drill", help="演练恢复：在临时目录里恢复、升级、核对，完了删除，不动站点")
    rehearse.add_argument("path", type=Path, nargs="?", help="备份所在的目录，默认最近一份")
    for part in (create, verify, restore, rehearse):
        part.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(options: argparse.Namespace) -> int:
    """0 good, 1 the backup is damaged, 2 it could not be done."""
    try:
        kinds = {"create": _create, "verify": _verify, "restore": _restore, "drill": _drill}
        return kinds[options.kind](options)
    except CannotStart as reason:
        return refuse(reason)
    except (BackupRefused, BadSetting, ValueError) as refused:
        print(str(refused), file=sys.stderr)
        return 2
    except OSError as broken:
        print(f"文件读写不了（{broken.strerror}），请检查路径、权限和磁盘空间。", file=sys.stderr)
        return 2


def _say(options: argparse.Namespace, words: str, **content: object) -> None:
    print(json.dumps(content, ensure_ascii=False) if options.json else words)


def _create(options: argparse.Namespace) -> int:
    start()
    from luoshi.common import backups

    made = backups.create(to=options.to.absolute() if options.to else None)
    _say(options, str(made), path=str(made))
    print("密钥不在备份里，请另行妥善保管密钥文件。", file=sys.stderr)
    return 0


def _verify(options: argparse.Namespace) -> int:
    if not options.path.is_dir():
        raise BackupRefused(f"没有找到备份目录 {options.path}，请核对路径。")
    found = backup_files.problems(options.path)
    words = "备份完整。" if not found else "\n".join([*found, "这份备份不能使用，请换一份。"])
    _say(options, words, ok=not found, problems=found)
    return 1 if found else 0


def _restore(options: argparse.Namespace) -> int:
    if not options.path.is_dir():
        raise BackupRefused(f"没有找到备份目录 {options.path}，请核对路径。")
    if found := backup_files.problems(options.path):
        print("\n".join([*found, "备份不完整，没有恢复。请换一份备份。"]), file=sys.stderr)
        return 1
    manifest = backup_files.read_manifest(options.path)
    here = read_environment()
    there = _environment_of(options.to, here)
    _refuse_unfit(manifest, there, options.force)
    key_file = _fitting_keys(manifest, here, there)
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S")
    database = Path(str(database_settings(there.database_url)["NAME"]))
    warning = backup_files.place(options.path, there.home, database=database, stamp=stamp)
    if key_file != there.key_file:
        _copy_keys(key_file, there.key_file)
    if (options.path / backup_files.POSTGRESQL).exists():
        _restore_postgresql(options.path / backup_files.POSTGRESQL, there)
    verdict = _check_log(there)
    _say(options, f"已恢复到 {there.home}。\n{verdict}", home=str(there.home), warning=warning)
    if warning:
        print(warning, file=sys.stderr)
    return 0


def _drill(options: argparse.Namespace) -> int:
    path = options.path or drill.newest(read_environment().home)
    if not path.is_dir():
        raise BackupRefused(f"没有找到备份目录 {path}，请核对路径。")
    if found := backup_files.problems(path):
        print("\n".join([*found, "这份备份不完整，不用演练。请换一份备份。"]), file=sys.stderr)
        return 1
    steps = drill.drill(path.absolute())
    verdict = drill.report(path, steps)
    _say(options, drill.in_words(path, steps), **verdict)
    return 0 if verdict["ok"] else 1


def _environment_of(home: Path | None, here: Environment) -> Environment:
    """The settings of the site that is restored: another home has its own database and keys."""
    if home is None or home.absolute() == here.home:
        return here
    given = {**os.environ, "LUOSHI_HOME": str(home.absolute()), "LUOSHI_KEY_FILE": ""}
    if not here.database_url.startswith("postgres"):
        given["LUOSHI_DATABASE_URL"] = ""
    return read_environment(given)


def _refuse_unfit(manifest: backup_files.Manifest, there: Environment, force: bool) -> None:
    postgresql = any(entry.path == backup_files.POSTGRESQL for entry in manifest.files)
    if postgresql != there.database_url.startswith("postgres"):
        kind = "PostgreSQL" if postgresql else "SQLite"
        raise BackupRefused(f"这份备份来自 {kind}，与 LUOSHI_DATABASE_URL 不同，请改好设置后再恢复。")
    mode = stored_mode(there)
    if mode and mode != manifest.mode:
        raise BackupRefused(f"目标数据库是 {mode}，备份是 {manifest.mode}，不能互相覆盖。请换一个空目录。")
    occupied = [path for path in there.home.glob("*") if path.name not in ("keys", "backups", ".lock")]
    if (mode or occupied) and not force:
        raise BackupRefused(f"{there.home} 里已有数据。确认要替换，请加 --force；原有数据会移到一旁。")
    if mode and not port_is_free(there.port) and there.home == read_environment().home:
        raise BackupRefused(f"站点还在运行（端口 {there.port}），请先停止站点再恢复。")


def _fitting_keys(manifest: backup_files.Manifest, here: Environment, there: Environment) -> Path:
    """The key file this backup was sealed with: at its new place, or of the site we run as."""
    for path in (there.key_file, here.key_file):
        if path.exists() and backup_files.key_fingerprint(keys.load_or_create(path)) == manifest.keys:
            if there.key_file.exists() and path != there.key_file:
                break
            return path
    raise BackupRefused(f"没有这份备份对应的密钥。请把当时保管的密钥文件放到 {there.key_file} 后再恢复。")


def _copy_keys(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(source.read_bytes())
        file.flush()
        os.fsync(file.fileno())


def _restore_postgresql(dump: Path, there: Environment) -> None:
    os.environ["LUOSHI_HOME"] = str(there.home)
    start(migrate=False)
    from luoshi.common.backups import run_postgresql

    run_postgresql(
        "pg_restore",
        ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", _name(), str(dump)],
    )


def _name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def _check_log(there: Environment) -> str:
    """What `audit verify` says about the restored site, asked in a process of its own."""
    given = {**os.environ, "LUOSHI_HOME": str(there.home), "LUOSHI_DATABASE_URL": there.database_url}
    given |= {"LUOSHI_KEY_FILE": str(there.key_file), "LUOSHI_MODE": ""}
    command = [sys.executable, "-m", "luoshi.cli", "audit", "verify"]
    done = subprocess.run(command, env=given, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip()
