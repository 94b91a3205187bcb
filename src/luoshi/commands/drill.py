"""`luoshi backup drill`: does the backup really come back? Tried in a scratch place that is thrown away again.

Restore, migrate, invariants, the operation log, a sample of the files by their digest. The site itself is not touched,
and may go on running. Each step is a process of its own, as after a real loss.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from luoshi.common import backup_files
from luoshi.common.backup_files import BackupRefused
from luoshi.config.environment import Environment, read_environment

SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried, what came of it in words, and how long it took."""

    name: str
    ok: bool
    words: str
    seconds: float


def newest(home: Path) -> Path:
    """The last whole backup of this home. Raises BackupRefused when there is none."""
    found = sorted(path.parent for path in (home / "backups").glob(f"[!.]*/{backup_files.MANIFEST}"))
    if not found:
        raise BackupRefused("还没有备份可以演练。请先运行 luoshi backup create，或写明备份所在的目录。")
    return found[-1]


def drill(backup: Path) -> list[Step]:
    """Try a backup; stops at the first step that fails. Raises BackupRefused when there is no place to try it in."""
    here = read_environment()
    steps: list[Step] = []
    with tempfile.TemporaryDirectory(prefix="luoshi-drill-") as scratch, _database(here) as url:
        home = Path(scratch) / "home"
        given = {name: value for name, value in os.environ.items() if name != "LUOSHI_MODE"}
        given |= {"LUOSHI_DATABASE_URL": url, "LUOSHI_KEY_FILE": str(here.key_file)}
        restore = ["backup", "restore", str(backup), "--to", str(home)]
        there = {**given, "LUOSHI_HOME": str(home), "LUOSHI_KEY_FILE": str(home / "keys/site.json")}
        plan = (
            ("恢复", lambda: _command(restore, {**given, "LUOSHI_HOME": str(here.home)})),
            ("升级数据库", lambda: _command(["manage", "migrate", "--no-input", "-v", "0"], there)),
            ("核对数据", lambda: _command(["invariants", "check"], there)),
            ("核验日志", lambda: _command(["audit", "verify"], there)),
            ("抽查文件", lambda: _sample(home)),
        )
        for name, attempt in plan:
            began = time.monotonic()
            ok, words = attempt()
            steps.append(Step(name, ok, words, round(time.monotonic() - began, 1)))
            if not ok:
                break
    return steps


def _command(words: list[str], environment: dict[str, str]) -> tuple[bool, str]:
    command = [sys.executable, "-m", "luoshi.cli", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    said = done.stdout.strip() or done.stderr.strip()
    return done.returncode == 0, said.splitlines()[-1] if said else "完成。"


def _sample(home: Path) -> tuple[bool, str]:
    """Up to 200 files, taken at random: each must hash to its own name."""
    kept = sorted((home / "files").glob("??/*"))
    chosen = random.sample(kept, min(SAMPLE, len(kept)))
    bad = [path for path in chosen if _digest(path) != path.parent.name + path.name]
    words = f"共 {len(kept)} 个文件，抽查 {len(chosen)} 个，{len(bad)} 个与登记的不符。"
    return not bad, words


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _database(here: Environment) -> Iterator[str]:
    """The address of an empty database to restore into: on PostgreSQL one of its own on the same server."""
    if not here.database_url.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"luoshi_drill_{uuid.uuid4().hex[:12]}"
    try:
        with psycopg.connect(here.database_url, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"'.encode())
    except psycopg.Error as broken:
        raise BackupRefused(
            "不能新建演练用的数据库。请让数据库管理员给站点的账号 CREATEDB 权限，或在另一台机器上恢复这份备份。"
        ) from broken
    try:
        yield urlsplit(here.database_url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(here.database_url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def report(backup: Path, steps: list[Step]) -> dict[str, object]:
    """What `--json` says."""
    seconds = round(sum(step.seconds for step in steps), 1)
    ok = all(step.ok for step in steps)
    return {"ok": ok, "backup": str(backup), "seconds": seconds, "steps": [asdict(step) for step in steps]}


def in_words(backup: Path, steps: list[Step]) -> str:
    """What people read: each step, and the verdict with the time a real restore would take."""
    lines = [
        f"{'通过' if step.ok else '没有通过'}  {step.name}（{step.seconds} 秒）：{step.words}"
        for step in steps
    ]
    seconds = sum(step.seconds for step in steps)
    good = f"演练通过，用时 {seconds:.0f} 秒；演练用的数据已删除，站点没有改动。"
    bad = "演练没有通过：这份备份恢复不出好的站点。请保留它，另做一份备份再演练。"
    return "\n".join([f"备份 {backup}", *lines, good if all(step.ok for step in steps) else bad])
